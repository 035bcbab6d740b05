-- The marketplace's enums with their values.
SELECT typname AS name, array_agg(enumlabel::text ORDER BY enumsortorder) AS labels
FROM pg_type
JOIN pg_enum ON enumtypid = pg_type.oid
WHERE typnamespace = 'public'::regnamespace
GROUP BY typname
ORDER BY typname
