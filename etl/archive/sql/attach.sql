-- Attaches a table as the partition of the week that begins on first_day. What became of its
-- searches, and where they were, may be told otherwise since it left: its days are counted again.
INSERT INTO etl.day_marks (source, day)
SELECT 'search_logs', %(first_day)s + place
FROM
    etl.attach_partition(
        %(parent)s, %(child)s,
        etl.business_midnight(%(first_day)s), etl.business_midnight(%(first_day)s + 7)
    ),
    generate_series(0, 6) AS place
