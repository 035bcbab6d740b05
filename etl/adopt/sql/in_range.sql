-- The one condition that is a function of the product's, as another database can decide it.
SELECT substring(
    pg_get_function_sqlbody('etl.coordinates_in_range(jsonb)'::regprocedure) FROM 'RETURN (.*)'
)
