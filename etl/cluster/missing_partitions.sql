-- Partitions that rows of the next four weeks will need and that do not exist, as `names`.

SELECT string_agg(DISTINCT child, ', ' ORDER BY child) AS names
FROM (
    VALUES
    ('messages', '"_y"YYYY"m"MM'),
    ('notifications', '"_y"YYYY"m"MM'),
    ('search_logs', '"_y"IYYY"w"IW')
) AS parents (parent, suffix)
CROSS JOIN generate_series(0, 28) AS days_ahead
CROSS JOIN LATERAL (
    SELECT parent || to_char(etl.business_day(now()) + days_ahead, suffix) AS child
) AS needed
WHERE to_regclass('partitions.' || child) IS NULL
