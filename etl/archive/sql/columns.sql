-- The columns of a table in order, each with how the archive keeps its values: NULL for a type
-- whose text depends on the session or the server, or that is not known to be read back as it was.
-- Params: table (quoted where it must be)
-- Returns: name, type, kept, is_generated
SELECT
    attname AS name,
    format_type(atttypid, atttypmod) AS type,
    CASE
        WHEN declared.typname IN ('int2', 'int4') THEN 'integer'
        WHEN declared.typname = 'int8' THEN 'bigint'
        WHEN element.typtype = 'e' OR element.typname IN (
            'text', 'varchar', 'bpchar', 'name', 'json', 'jsonb', 'uuid', 'bool', 'bytea',
            'int2', 'int4', 'int8', 'numeric', 'float4', 'float8',
            'date', 'time', 'timetz', 'timestamp', 'timestamptz', 'interval',
            'inet', 'cidr', 'macaddr', 'macaddr8', 'bit', 'varbit',
            'int4range', 'int8range', 'numrange', 'daterange', 'tsrange', 'tstzrange',
            'geometry', 'geography', 'vector', 'hll'
        ) THEN 'text'
    END AS kept,
    attgenerated <> '' AS is_generated
FROM pg_attribute
JOIN pg_type AS declared ON declared.oid = atttypid
-- Of a domain the type under it, of an array its elements decide.
JOIN pg_type AS base ON base.oid = COALESCE(NULLIF(declared.typbasetype, 0), declared.oid)
JOIN pg_type AS element
    ON element.oid = CASE WHEN base.typcategory = 'A' THEN base.typelem ELSE base.oid END
WHERE attrelid = %(table)s::regclass AND attnum > 0 AND NOT attisdropped
ORDER BY attnum
