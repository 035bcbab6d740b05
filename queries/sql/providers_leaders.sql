-- Who leads in gross, and what all providers of the place earned in the period, in one currency.
-- Params: start and end date (inclusive), category and district text[] or NULL, currency text
-- Grain:  one row; who leads and the amount of the best tenth are NULL where nobody was paid
-- Reads:  analytics.provider_directory, analytics.provider_stats_daily
-- Right:  ROWS
WITH totals AS (
    SELECT
        provider_id,
        sum(gross_amount) FILTER (WHERE currency = CAST(:currency AS text)) AS gross_amount,
        bool_or(currency <> CAST(:currency AS text) AND gross_amount <> 0) AS is_paid_elsewhere
    FROM analytics.provider_stats_daily
    WHERE day BETWEEN CAST(:start AS date) AND CAST(:end AS date) AND gross_amount <> 0
    GROUP BY provider_id
),
listed AS (
    SELECT
        provider.provider_id,
        provider.name,
        regexp_replace(btrim(normalize(provider.name)), '\s+', ' ', 'g') AS seen_name,
        COALESCE(totals.gross_amount, 0) AS gross_amount,
        COALESCE(totals.is_paid_elsewhere, false) AS is_paid_elsewhere
    FROM analytics.provider_directory AS provider
    LEFT JOIN totals USING (provider_id)
    WHERE (
            CAST(:category AS text[]) IS NULL
            OR provider.category_id = ANY(CAST(:category AS text[]))
        )
        AND (
            CAST(:district AS text[]) IS NULL
            OR provider.district = ANY(CAST(:district AS text[]))
        )
),
summed AS (
    SELECT
        count(*) AS providers,
        count(*) FILTER (WHERE gross_amount > 0) AS paid_providers,
        count(*) FILTER (WHERE gross_amount = 0 AND is_paid_elsewhere) AS only_elsewhere,
        COALESCE(sum(gross_amount) FILTER (WHERE gross_amount > 0), 0) AS gross_amount
    FROM listed
),
best AS (
    SELECT *, row_number() OVER (ORDER BY gross_amount DESC, name, provider_id) AS place
    FROM listed
    WHERE gross_amount > 0
)
SELECT
    summed.*,
    first_one.provider_id,
    first_one.name,
    first_one.gross_amount AS most,
    (
        SELECT array_agg(listed.provider_id ORDER BY listed.provider_id)
        FROM listed
        WHERE listed.seen_name = first_one.seen_name
        HAVING count(*) > 1
    ) AS namesakes,
    (
        SELECT sum(best.gross_amount) FROM best
        WHERE best.place <= (summed.paid_providers + 9) / 10
    ) AS best_tenth
FROM summed
LEFT JOIN best AS first_one ON first_one.place = 1
