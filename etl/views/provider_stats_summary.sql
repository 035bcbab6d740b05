-- Active providers in one line each: the document's columns. Revenue is never summed across
-- currencies: total_revenue is NULL for a provider who earned in several, and revenue_by_currency
-- holds them all.
CREATE TABLE rollup.provider_stats_summary (
    provider_id text CONSTRAINT idx_provider_stats_summary PRIMARY KEY,
    user_id text,
    name text,
    category text,
    average_rating numeric(3, 2),
    reputation_score numeric(5, 2),
    completed_jobs integer,
    total_bookings bigint,
    completed_bookings bigint,
    review_count bigint,
    avg_review_rating numeric(3, 2),
    total_revenue numeric,
    currency text,
    revenue_by_currency jsonb
);

CREATE FUNCTION rollup.compute_provider_stats_summary(provider_ids text[])
RETURNS SETOF rollup.provider_stats_summary
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT
        provider.id AS provider_id,
        provider.user_id,
        etl.hide_contact_details(person.name) AS name,
        category.name AS category,
        provider.average_rating,
        provider.reputation_score,
        provider.completed_jobs,
        COALESCE(total.total_bookings, 0) AS total_bookings,
        COALESCE(total.completed_bookings, 0) AS completed_bookings,
        COALESCE(total.review_count, 0) AS review_count,
        total.avg_review_rating,
        CASE WHEN total.provider_id IS NULL THEN 0 ELSE total.total_revenue END AS total_revenue,
        total.currency,
        COALESCE(total.revenue_by_currency, '{}') AS revenue_by_currency
    FROM public.provider_profiles AS provider
    JOIN public.users AS person ON person.id = provider.user_id
    JOIN public.categories AS category ON category.id = provider.category_id
    LEFT JOIN rollup.provider_totals AS total ON total.provider_id = provider.id
    WHERE provider.is_active AND provider.id = ANY (provider_ids);
END;

CREATE VIEW analytics.provider_stats_summary AS TABLE rollup.provider_stats_summary;

COMMENT ON VIEW analytics.provider_stats_summary IS 'Active providers, one line each.';
