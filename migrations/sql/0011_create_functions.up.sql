-- Partitions by business time: months of messages and notifications, ISO weeks of search_logs.

CREATE FUNCTION etl.planned_partitions(from_day date, to_day date)
RETURNS TABLE (parent text, child text, first_day date, next_day date)
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT parent, parent || to_char(month, '"_y"YYYY"m"MM'), month::date,
           (month + interval '1 month')::date
    FROM unnest(ARRAY['messages', 'notifications']) AS parent,
         generate_series(date_trunc('month', from_day::timestamp), to_day, '1 month') AS month
    UNION ALL
    SELECT 'search_logs', to_char(week, '"search_logs_y"IYYY"w"IW'), week::date,
           (week + interval '1 week')::date
    FROM generate_series(date_trunc('week', from_day::timestamp), to_day, '1 week') AS week;
END;

-- Makes the missing partitions that hold from_day to to_day (inclusive), of one parent or of all.
-- Returns how many it made.
CREATE FUNCTION etl.ensure_partitions(from_day date, to_day date, only_parent text DEFAULT NULL)
RETURNS integer
LANGUAGE plpgsql AS $$
DECLARE
    planned record;
    made integer := 0;
BEGIN
    FOR planned IN
        SELECT * FROM etl.planned_partitions(from_day, to_day)
        WHERE parent = only_parent OR only_parent IS NULL
        ORDER BY child
    LOOP
        CONTINUE WHEN to_regclass(format('partitions.%I', planned.child)) IS NOT NULL;
        BEGIN
            EXECUTE format(
                'CREATE TABLE partitions.%I PARTITION OF public.%I FOR VALUES FROM (%L) TO (%L)',
                planned.child, planned.parent,
                etl.business_midnight(planned.first_day), etl.business_midnight(planned.next_day)
            );
            made := made + 1;
        EXCEPTION WHEN duplicate_table THEN
            NULL; -- another session made it while this one waited for the parent
        END;
    END LOOP;
    RETURN made;
END;
$$;

-- Reputation of providers: the seven parts, their weights, the penalties and the total (0-100).
-- Section 6 of the database design, with the corrections D7-D10 and D13 of docs/decisions.md.

-- 'documented' weighs as written (the weights add up to 1.10); 'normalised' divides by 1.10.
CREATE FUNCTION etl.reputation_mode() RETURNS text
LANGUAGE sql STABLE
RETURN coalesce(
    (
        SELECT config.value ->> 'mode'
        FROM public.system_config AS config
        WHERE config.key = 'reputation' AND config.is_active
          AND config.value ->> 'mode' IN ('documented', 'normalised')
    ),
    'documented'
);

-- Roundings are the document's own: its variables are DECIMAL(5,2), DECIMAL(3,2) and INT.
CREATE VIEW etl.reputation_parts AS
WITH measured AS (
    SELECT
        provider.id AS provider_id,
        provider.average_rating,
        provider.completed_jobs,
        provider.cancelled_jobs::numeric / nullif(provider.completed_jobs, 0) AS cancellation_ratio,
        -- 0 is the column's default and means unknown, not "answers at once"
        coalesce(nullif(provider.response_time_seconds, 0), 3600) AS response_seconds,
        provider.aadhaar_verified,
        provider.background_verified,
        round(extract(epoch FROM now() - account.created_at) / 86400)::integer AS account_days,
        -- without reviews there is no trend: stable
        coalesce(round(recent.average - provider.average_rating, 2), 0) AS trend
    FROM public.provider_profiles AS provider
    JOIN public.users AS account ON account.id = provider.user_id
    CROSS JOIN LATERAL (
        SELECT avg(last_ten.overall_rating) AS average
        FROM (
            SELECT review.overall_rating
            FROM public.reviews AS review
            WHERE review.provider_id = provider.id
              AND review.is_published = true AND review.is_flagged = false
            ORDER BY review.created_at DESC, review.id DESC
            LIMIT 10
        ) AS last_ten
    ) AS recent
),
scored AS (
    SELECT
        provider_id,
        round(average_rating / 5 * 100, 2) AS rating_score,
        round(least(completed_jobs / 100.0, 1) * 100, 2) AS volume_score,
        CASE
            WHEN response_seconds <= 600 THEN 100.00
            WHEN response_seconds <= 1800 THEN 80.00
            WHEN response_seconds <= 3600 THEN 60.00
            WHEN response_seconds <= 7200 THEN 40.00
            ELSE 20.00
        END AS response_score,
        50.00 * aadhaar_verified::integer + 50.00 * background_verified::integer
            AS verification_score,
        round(greatest(0, 100 - coalesce(cancellation_ratio, 0) * 100), 2) AS reliability_score,
        CASE
            WHEN account_days < 30 THEN 20.00
            WHEN account_days < 90 THEN 50.00
            WHEN account_days < 180 THEN 75.00
            ELSE 100.00
        END AS tenure_score,
        CASE
            WHEN trend > 0.3 THEN 120.00
            WHEN trend > 0.1 THEN 110.00
            WHEN trend > -0.1 THEN 100.00
            WHEN trend > -0.3 THEN 90.00
            ELSE 80.00
        END AS trend_score,
        CASE WHEN completed_jobs < 5 THEN 0.80 ELSE 1.00 END AS new_provider_penalty,
        CASE WHEN cancellation_ratio > 0.15 THEN 0.90 ELSE 1.00 END AS cancellation_penalty
    FROM measured
),
weights AS (
    SELECT
        0.40 AS rating_weight,
        0.20 AS volume_weight,
        0.15 AS response_weight,
        0.15 AS verification_weight,
        0.10 AS reliability_weight,
        0.05 AS tenure_weight,
        0.05 AS trend_weight,
        CASE mode WHEN 'normalised' THEN 1.10 ELSE 1 END AS divisor,
        mode
    FROM (SELECT etl.reputation_mode() AS mode) AS configured
),
weighed AS (
    SELECT
        *,
        round(
            (
                rating_score * rating_weight
                + volume_score * volume_weight
                + response_score * response_weight
                + verification_score * verification_weight
                + reliability_score * reliability_weight
                + tenure_score * tenure_weight
                + trend_score * trend_weight
            ) / divisor,
            2
        ) AS base_score
    FROM scored
    CROSS JOIN weights
)
SELECT
    provider_id,
    rating_score,
    volume_score,
    response_score,
    verification_score,
    reliability_score,
    tenure_score,
    trend_score,
    rating_weight / divisor AS rating_weight,
    volume_weight / divisor AS volume_weight,
    response_weight / divisor AS response_weight,
    verification_weight / divisor AS verification_weight,
    reliability_weight / divisor AS reliability_weight,
    tenure_weight / divisor AS tenure_weight,
    trend_weight / divisor AS trend_weight,
    base_score,
    new_provider_penalty,
    cancellation_penalty,
    least(
        100, round(round(base_score * new_provider_penalty, 2) * cancellation_penalty, 2)
    )::numeric(5, 2) AS total,
    mode
FROM weighed;

CREATE FUNCTION public.reputation_breakdown(provider_id text)
RETURNS SETOF etl.reputation_parts
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY
    SELECT parts.* FROM etl.reputation_parts AS parts
    WHERE parts.provider_id = reputation_breakdown.provider_id;
    IF NOT FOUND THEN
        RAISE no_data_found USING
            MESSAGE = format('no reputation: there is no provider %L', provider_id),
            HINT = 'Pass the id of a row of provider_profiles.';
    END IF;
END;
$$;

CREATE FUNCTION public.calculate_reputation_score(provider_id text) RETURNS numeric(5, 2)
LANGUAGE sql STABLE
RETURN (
    SELECT breakdown.total
    FROM public.reputation_breakdown(calculate_reputation_score.provider_id) AS breakdown
);

-- Triggers that keep a provider's counters, ratings and reputation score true (D11, D12).
-- Statement-level: a bulk load costs each provider one update per statement. They run with the
-- owner's rights, so the application needs none in etl. Customers' counters are the application's.

CREATE TYPE etl.job_change AS (provider_id text, status booking_status, jobs integer);

-- Locks the providers in one order, so that what is read next is current and two writers
-- of the same providers wait for each other instead of deadlocking.
CREATE FUNCTION etl.lock_providers(provider_ids text[]) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM public.provider_profiles
    WHERE id = ANY (provider_ids)
    ORDER BY id
    FOR NO KEY UPDATE;
END;
$$;

CREATE FUNCTION etl.rescore_providers(provider_ids text[]) RETURNS void
LANGUAGE sql
BEGIN ATOMIC
    UPDATE public.provider_profiles AS provider
    SET reputation_score = parts.total
    FROM etl.reputation_parts AS parts
    WHERE provider.id = parts.provider_id
      AND parts.provider_id = ANY (provider_ids)
      AND provider.reputation_score <> parts.total;
END;

-- A job counts while its status is COMPLETED or CANCELLED. Counters that somebody set by hand
-- stop at 0: a booking must not fail for them.
CREATE FUNCTION etl.add_jobs(changes etl.job_change[]) RETURNS void
LANGUAGE sql
BEGIN ATOMIC
    UPDATE public.provider_profiles AS provider
    SET completed_jobs = greatest(0, provider.completed_jobs + net.completed),
        cancelled_jobs = greatest(0, provider.cancelled_jobs + net.cancelled),
        total_jobs = greatest(0, provider.total_jobs + net.completed + net.cancelled)
    FROM (
        SELECT
            provider_id,
            coalesce(sum(jobs) FILTER (WHERE status = 'COMPLETED'), 0) AS completed,
            coalesce(sum(jobs) FILTER (WHERE status = 'CANCELLED'), 0) AS cancelled
        FROM unnest(changes)
        GROUP BY provider_id
    ) AS net
    WHERE provider.id = net.provider_id;
END;

CREATE FUNCTION etl.count_jobs() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    changes etl.job_change[] := '{}';
    provider_ids text[];
BEGIN
    IF TG_OP <> 'DELETE' THEN
        changes := changes || ARRAY(
            SELECT (provider_id, status, count(*))::etl.job_change
            FROM new_bookings
            WHERE status IN ('COMPLETED', 'CANCELLED')
            GROUP BY provider_id, status
        );
    END IF;
    IF TG_OP <> 'INSERT' THEN
        changes := changes || ARRAY(
            SELECT (provider_id, status, -count(*))::etl.job_change
            FROM old_bookings
            WHERE status IN ('COMPLETED', 'CANCELLED')
            GROUP BY provider_id, status
        );
    END IF;
    changes := ARRAY(
        SELECT (provider_id, status, sum(jobs))::etl.job_change
        FROM unnest(changes)
        GROUP BY provider_id, status
        HAVING sum(jobs) <> 0
    );
    provider_ids := ARRAY(SELECT DISTINCT provider_id FROM unnest(changes));
    IF provider_ids <> '{}' THEN
        PERFORM etl.lock_providers(provider_ids);
        PERFORM etl.add_jobs(changes);
        PERFORM etl.rescore_providers(provider_ids);
    END IF;
    RETURN NULL;
END;
$$;

CREATE TRIGGER bookings_count_inserted AFTER INSERT ON bookings
REFERENCING NEW TABLE AS new_bookings
FOR EACH STATEMENT EXECUTE FUNCTION etl.count_jobs();

CREATE TRIGGER bookings_count_updated AFTER UPDATE ON bookings
REFERENCING OLD TABLE AS old_bookings NEW TABLE AS new_bookings
FOR EACH STATEMENT EXECUTE FUNCTION etl.count_jobs();

CREATE TRIGGER bookings_count_deleted AFTER DELETE ON bookings
REFERENCING OLD TABLE AS old_bookings
FOR EACH STATEMENT EXECUTE FUNCTION etl.count_jobs();

-- Ratings are averages of what people can read: published reviews that are not flagged.
CREATE FUNCTION etl.rate_providers(provider_ids text[]) RETURNS void
LANGUAGE sql
BEGIN ATOMIC
    UPDATE public.provider_profiles AS provider
    SET average_rating = coalesce(rating.overall, 0),
        quality_rating = coalesce(rating.quality, 0),
        punctuality_rating = coalesce(rating.punctuality, 0),
        professionalism_rating = coalesce(rating.professionalism, 0),
        value_rating = coalesce(rating.value, 0)
    FROM unnest(provider_ids) AS rated (id)
    LEFT JOIN LATERAL (
        SELECT
            avg(review.overall_rating) AS overall,
            avg(review.quality_rating) AS quality,
            avg(review.punctuality_rating) AS punctuality,
            avg(review.professionalism_rating) AS professionalism,
            avg(review.value_rating) AS value
        FROM public.reviews AS review
        WHERE review.provider_id = rated.id
          AND review.is_published = true AND review.is_flagged = false
    ) AS rating ON true
    WHERE provider.id = rated.id;
END;

CREATE FUNCTION etl.refresh_ratings() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    provider_ids text[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        provider_ids := ARRAY(SELECT DISTINCT provider_id FROM new_reviews);
    ELSIF TG_OP = 'DELETE' THEN
        provider_ids := ARRAY(SELECT DISTINCT provider_id FROM old_reviews);
    ELSE
        provider_ids := ARRAY(
            SELECT DISTINCT unnest(ARRAY[before.provider_id, after.provider_id])
            FROM old_reviews AS before
            FULL JOIN new_reviews AS after USING (id)
            WHERE (
                before.provider_id, before.overall_rating, before.quality_rating,
                before.punctuality_rating, before.professionalism_rating, before.value_rating,
                before.is_published, before.is_flagged, before.created_at
            ) IS DISTINCT FROM (
                after.provider_id, after.overall_rating, after.quality_rating,
                after.punctuality_rating, after.professionalism_rating, after.value_rating,
                after.is_published, after.is_flagged, after.created_at
            )
        );
    END IF;
    IF provider_ids <> '{}' THEN
        PERFORM etl.lock_providers(provider_ids);
        PERFORM etl.rate_providers(provider_ids);
        PERFORM etl.rescore_providers(provider_ids);
    END IF;
    RETURN NULL;
END;
$$;

CREATE TRIGGER reviews_rate_inserted AFTER INSERT ON reviews
REFERENCING NEW TABLE AS new_reviews
FOR EACH STATEMENT EXECUTE FUNCTION etl.refresh_ratings();

CREATE TRIGGER reviews_rate_updated AFTER UPDATE ON reviews
REFERENCING OLD TABLE AS old_reviews NEW TABLE AS new_reviews
FOR EACH STATEMENT EXECUTE FUNCTION etl.refresh_ratings();

CREATE TRIGGER reviews_rate_deleted AFTER DELETE ON reviews
REFERENCING OLD TABLE AS old_reviews
FOR EACH STATEMENT EXECUTE FUNCTION etl.refresh_ratings();
