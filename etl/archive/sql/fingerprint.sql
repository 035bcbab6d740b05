-- Rows, sums of hashes and bounds of the relation `exported`. Sums depend neither on the order of
-- the rows nor on how they are divided, and a row that is there twice counts twice; the lengths of
-- the texts (-1 for none) keep two rows from looking alike. PostgreSQL and DuckDB both run this
-- file, so that what was written is compared with what can be read back; each has its own way to
-- read 16 hexadecimal digits as a number.
SELECT
    count(*) AS row_count,
    COALESCE(sum({upper}), 0) AS upper_sum,
    COALESCE(sum({lower}), 0) AS lower_sum,
    min(created_us) AS first_us,
    max(created_us) AS last_us
FROM (
    SELECT
        created_us,
        md5(concat_ws(
            '|',
            length(id),
            COALESCE(length(user_id), -1),
            COALESCE(length(session_id), -1),
            length(query),
            COALESCE(length(filters), -1),
            COALESCE(length(location), -1),
            COALESCE(length(clicked_provider_id), -1),
            results_count,
            COALESCE(CAST(click_position AS text), '-'),
            COALESCE(CAST(response_time AS text), '-'),
            created_us,
            id, user_id, session_id, query, filters, location, clicked_provider_id
        )) AS row_hash
    FROM exported
    OFFSET 0 -- or each use of row_hash would compute it
) AS hashed
