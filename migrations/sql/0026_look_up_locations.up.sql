-- Locations of searches are looked up as they are logged, without reading their JSON; accounts that
-- reached an age are found by their index.

-- Waits for a refresh that runs, and lets no other begin until this is done.
LOCK TABLE etl.point_cells IN SHARE ROW EXCLUSIVE MODE;

CREATE TABLE etl.location_cells (
    location jsonb NOT NULL,
    h3_cell text NOT NULL,
    district text
);

COMMENT ON TABLE etl.location_cells IS
    'Cell (resolution 9) and district of every search_logs.location that is a point, by its JSON. '
    'A cache, like etl.point_cells.';
COMMENT ON TABLE etl.point_cells IS
    'Cell and district of every point in provider_profiles.location_point. A cache: rows depend '
    'on the point and on geo.districts alone.';

INSERT INTO etl.location_cells (location, h3_cell, district)
SELECT searched.location, cell.h3_cell, cell.district
FROM (SELECT DISTINCT location FROM public.search_logs) AS searched
CROSS JOIN LATERAL (SELECT geo.json_point(searched.location) AS point OFFSET 0) AS located
JOIN etl.point_cells AS cell
    ON cell.lat = ST_Y(located.point) AND cell.lng = ST_X(located.point);

ALTER TABLE etl.location_cells
    ADD CONSTRAINT location_cells_key EXCLUDE USING hash (location WITH =);

DELETE FROM etl.point_cells AS cell
WHERE NOT EXISTS (
    SELECT FROM public.provider_profiles
    WHERE ST_Y(location_point) = cell.lat AND ST_X(location_point) = cell.lng
);

CREATE OR REPLACE VIEW etl.located_searches AS
SELECT
    search.*,
    COALESCE(place.district, 'Unknown') AS district,
    place.h3_cell
FROM etl.counted_searches AS search
-- People search more than once from a place: it is looked up once for all of them.
LEFT JOIN LATERAL (
    SELECT cell.h3_cell, cell.district
    FROM etl.location_cells AS cell
    WHERE cell.location = search.location
    OFFSET 0
) AS place ON true;

CREATE FUNCTION etl.tenure_days() RETURNS integer[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN ARRAY[30, 90, 180];

REVOKE EXECUTE ON FUNCTION etl.tenure_days() FROM PUBLIC;

CREATE OR REPLACE FUNCTION etl.tenure_score(account_created_at timestamptz) RETURNS numeric
LANGUAGE sql STABLE
RETURN (ARRAY[20.00, 50.00, 75.00, 100.00])[
    1 + width_bucket(
        round(extract(epoch FROM now() - account_created_at) / 86400)::integer, etl.tenure_days()
    )
];

CREATE OR REPLACE FUNCTION rollup.providers_grown_older() RETURNS SETOF text
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT listed.provider_id
    FROM (
        SELECT COALESCE(
            (SELECT as_of FROM analytics.data_versions ORDER BY version_id DESC LIMIT 1),
            '-infinity'
        ) AS as_of
    ) AS newest
    CROSS JOIN unnest(etl.tenure_days()) AS tenure (days)
    CROSS JOIN LATERAL (SELECT make_interval(hours => 24 * tenure.days - 12) AS age) AS reached
    -- The clock may have been put back.
    JOIN public.users AS account
        ON account.created_at > LEAST(newest.as_of, now()) - reached.age
        AND account.created_at <= GREATEST(newest.as_of, now()) - reached.age
    JOIN public.provider_profiles AS provider ON provider.user_id = account.id
    JOIN rollup.provider_directory AS listed ON listed.provider_id = provider.id
    WHERE listed.tenure_score <> etl.tenure_score(account.created_at);
END;

DROP INDEX rollup.provider_directory_growing;
