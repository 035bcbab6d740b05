-- Rows, checksum and bounds of the relation `exported`. The checksum does not depend on the order of
-- the rows; lengths before the texts keep two rows from looking alike. PostgreSQL and DuckDB both
-- run this file, so that what was written is compared with what can be read back.
SELECT
    count(*) AS row_count,
    COALESCE(md5(string_agg(row_hash, '' ORDER BY row_hash)), md5('')) AS checksum,
    min(created_us) AS first_us,
    max(created_us) AS last_us
FROM (
    SELECT
        created_us,
        md5(concat_ws(
            '|',
            length(id) || ':' || id,
            COALESCE(length(user_id) || ':' || user_id, '-'),
            COALESCE(length(session_id) || ':' || session_id, '-'),
            length(query) || ':' || query,
            COALESCE(length(filters) || ':' || filters, '-'),
            COALESCE(length(location) || ':' || location, '-'),
            results_count,
            COALESCE(length(clicked_provider_id) || ':' || clicked_provider_id, '-'),
            COALESCE(CAST(click_position AS text), '-'),
            COALESCE(CAST(response_time AS text), '-'),
            created_us
        )) AS row_hash
    FROM exported
) AS hashed
