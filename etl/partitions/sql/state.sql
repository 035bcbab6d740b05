-- The state of one partition (attached, detaching, detached); no row when there is no such table.
SELECT state FROM etl.existing_partitions() WHERE child = %s
