-- Rows and checksum of one table: of the values, whatever the order of the rows.
SELECT count(*) AS row_count, coalesce(sum(hashtextextended(t::text, 0)::numeric), 0) AS checksum
FROM {table} AS t
