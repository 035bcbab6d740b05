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
-- stop at 0 and at the largest integer: a booking must not fail for them.
CREATE FUNCTION etl.add_jobs(changes etl.job_change[]) RETURNS void
LANGUAGE sql
BEGIN ATOMIC
    UPDATE public.provider_profiles AS provider
    SET completed_jobs = least(2147483647, greatest(0, provider.completed_jobs + net.completed)),
        cancelled_jobs = least(2147483647, greatest(0, provider.cancelled_jobs + net.cancelled)),
        total_jobs = least(
            2147483647, greatest(0, provider.total_jobs + net.completed + net.cancelled)
        )
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
