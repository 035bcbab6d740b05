-- The columns of a relation by name, each with the function that gives its value in binary; NULL
-- for types whose text is the same in every session and every database.
-- Params: relation (quoted where it must be)
-- Returns: column, schema and name of the function
SELECT attname, nspname, proname
FROM pg_attribute
JOIN pg_type AS declared ON declared.oid = atttypid
JOIN pg_type AS type ON type.oid = COALESCE(NULLIF(declared.typbasetype, 0), declared.oid)
-- Of an array, whether its elements are plain decides.
JOIN pg_type AS element
    ON element.oid = CASE WHEN type.typcategory = 'A' THEN type.typelem ELSE type.oid END
LEFT JOIN pg_proc AS sent
    ON sent.oid = type.typsend
    AND element.typtype <> 'e'
    AND element.oid <> ALL (
        '{bool,int2,int4,int8,numeric,text,varchar,bpchar,name,uuid,jsonb}'::regtype[]
    )
LEFT JOIN pg_namespace ON pg_namespace.oid = sent.pronamespace
WHERE attrelid = %(relation)s::regclass AND attnum > 0 AND NOT attisdropped
ORDER BY attname
