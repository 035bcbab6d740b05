-- Every published state of the analytics schema. The newest row is what readers see; it is written
-- in the transaction that refreshed every object, so that no reader sees a mix of two versions.
CREATE TABLE analytics.data_versions (
    version_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    published_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    as_of timestamptz NOT NULL,
    kind text NOT NULL,
    seconds numeric NOT NULL,
    watermarks jsonb NOT NULL,
    objects jsonb NOT NULL,
    identity uuid NOT NULL DEFAULT gen_random_uuid(),
    CONSTRAINT data_versions_kind_known CHECK (kind IN ('incremental', 'full'))
);

COMMENT ON TABLE analytics.data_versions IS 'Every published state of the analytics schema.';
COMMENT ON COLUMN analytics.data_versions.identity IS
    'Tells this version from another of the same number, after a backup was restored.';
COMMENT ON COLUMN analytics.data_versions.as_of IS
    'Everything committed before this moment is in.';
COMMENT ON COLUMN analytics.data_versions.watermarks IS
    'How far each source table had come: {table: {"rows": count, "newest": time}}.';
COMMENT ON COLUMN analytics.data_versions.objects IS
    'Per object: {name: {"rows": count, "checksum": order-independent, "seconds": taken}}.';
