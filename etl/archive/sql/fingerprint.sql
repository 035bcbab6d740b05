-- Rows, sums of hashes and bounds of the relation `exported`. Sums depend neither on the order of
-- the rows nor on how they are divided, and a row that is there twice counts twice. `line` is a row
-- as one text. PostgreSQL and DuckDB both run this file, so that what was written is compared with
-- what can be read back; each has its own way to read 16 hexadecimal digits as a number.
SELECT
    count(*) AS row_count,
    COALESCE(sum({upper}), 0) AS upper_sum,
    COALESCE(sum({lower}), 0) AS lower_sum,
    min(created_us) AS first_us,
    max(created_us) AS last_us
FROM (
    SELECT created_us, md5({line}) AS row_hash
    FROM exported
    OFFSET 0 -- or each use of row_hash would compute it
) AS hashed
