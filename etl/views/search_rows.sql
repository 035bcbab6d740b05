-- The searches that numbers are made of, one by one, as they are now: there are too many to keep
-- them twice. Those of archived weeks are not here, and those logged since the version are; who
-- shows them compares, and says so. Neither what was typed nor the place, the category or the
-- provider: one person may be the only one. For the admin reader alone, as booking_rows.
CREATE VIEW admin.search_rows WITH (security_barrier) AS
SELECT
    etl.business_day(search.created_at) AS day, search.id AS search_id,
    search.created_at AS searched_at, search.hour, search.district,
    1 AS searches,
    search.is_zero_result::integer AS zero_results,
    search.is_clicked::integer AS clicked,
    (search.click_position IS NOT NULL)::integer AS positioned_clicks,
    COALESCE(search.click_position, 0) AS click_position_sum,
    COALESCE(1.0 / search.click_position, 0) AS reciprocal_rank_sum,
    search.response_time AS response_milliseconds
FROM etl.located_searches AS search;

COMMENT ON VIEW admin.search_rows IS 'The searches behind numbers that are in the database now.';

-- The weeks of searches that are in no table any more.
CREATE VIEW admin.archived_weeks AS
SELECT first_day, first_day + 6 AS last_day, row_count AS searches
FROM etl.archived_weeks
WHERE state IN ('detached', 'exported', 'archived');

COMMENT ON VIEW admin.archived_weeks IS 'Weeks whose searches are in the archive.';
