-- Children of a parent whose detach was begun and not finished; there can be one at a time.
SELECT child FROM etl.existing_partitions() WHERE parent = %s AND state = 'detaching'
