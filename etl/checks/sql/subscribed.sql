-- Tables that a subscription fills. Order: by name
SELECT DISTINCT srrelid::regclass::text FROM pg_subscription_rel ORDER BY 1
