-- Functions, views and triggers of the database by name, as `etl.schema.statements` calls them.
SELECT format('function %s.%s', pronamespace::regnamespace, proname) FROM pg_proc
UNION
SELECT format('view %s.%s', relnamespace::regnamespace, relname) FROM pg_class WHERE relkind = 'v'
UNION
SELECT format('trigger %s on %s', tgname, relname)
FROM pg_trigger
JOIN pg_class ON pg_class.oid = tgrelid
WHERE NOT tgisinternal
