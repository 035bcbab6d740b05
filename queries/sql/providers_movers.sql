-- Whose gross or finished jobs rose and fell most, from the days before to those that they are
-- compared with: the first `most` in each direction.
-- Params: now_start, now_end, before_start, before_end, category and district text[] or NULL,
--         currency, measure (`gross_amount` or `jobs_completed`), most integer
-- Grain:  one row per provider that moved, the risen first, in each direction the most moved first
-- Reads:  analytics.provider_directory, analytics.provider_stats_daily
-- Right:  ROWS
WITH events AS (
    SELECT
        provider_id,
        day BETWEEN CAST(:now_start AS date) AND CAST(:now_end AS date) AS is_now,
        day BETWEEN CAST(:before_start AS date) AND CAST(:before_end AS date) AS is_before,
        CASE
            WHEN CAST(:measure AS text) = 'jobs_completed' THEN completed
            WHEN currency = CAST(:currency AS text) THEN gross_amount
            ELSE 0
        END AS amount
    FROM analytics.provider_stats_daily
    WHERE day BETWEEN CAST(:now_start AS date) AND CAST(:now_end AS date)
        OR day BETWEEN CAST(:before_start AS date) AND CAST(:before_end AS date)
),
sides AS (
    SELECT
        provider_id,
        COALESCE(sum(amount) FILTER (WHERE is_now), 0) AS now,
        COALESCE(sum(amount) FILTER (WHERE is_before), 0) AS before
    FROM events
    GROUP BY provider_id
),
moved AS (
    SELECT
        provider.provider_id,
        provider.name,
        provider.category,
        provider.district,
        sides.now,
        sides.before,
        sides.now - sides.before AS change,
        row_number() OVER (
            PARTITION BY sides.now > sides.before
            ORDER BY abs(sides.now - sides.before) DESC, provider.name, provider.provider_id
        ) AS place
    FROM sides
    JOIN analytics.provider_directory AS provider USING (provider_id)
    WHERE sides.now <> sides.before
        AND (
            CAST(:category AS text[]) IS NULL
            OR provider.category_id = ANY(CAST(:category AS text[]))
        )
        AND (
            CAST(:district AS text[]) IS NULL
            OR provider.district = ANY(CAST(:district AS text[]))
        )
)
SELECT provider_id, name, category, district, now, before, change
FROM moved
WHERE place <= CAST(:most AS integer)
ORDER BY change < 0, place
