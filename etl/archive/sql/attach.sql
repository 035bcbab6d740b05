-- Attaches a table as the partition of the week that begins on first_day.
SELECT etl.attach_partition(
    %(parent)s, %(child)s,
    etl.business_midnight(%(first_day)s), etl.business_midnight(%(first_day)s + 7)
)
