-- Rows and checksum of what a table holds, whatever the order of the rows.
SELECT count(*), COALESCE(sum(hashtextextended(row_text, 0)::numeric), 0)
FROM (SELECT ROW ({values})::text AS row_text FROM {table} {where}) AS written
