-- Every review on its day. Words with contact details are hidden: analytics holds no PII.
CREATE TABLE rollup.reviews (
    day date NOT NULL,
    review_id text NOT NULL,
    provider_id text NOT NULL,
    created_at timestamptz NOT NULL,
    overall_rating integer NOT NULL,
    quality_rating integer,
    punctuality_rating integer,
    professionalism_rating integer,
    value_rating integer,
    comment text,
    provider_response text,
    sentiment text,
    is_public boolean NOT NULL,
    currency text,
    sub_category_id text,
    CONSTRAINT reviews_pkey PRIMARY KEY (day, review_id)
);

COMMENT ON COLUMN rollup.reviews.is_public IS 'Published and not flagged.';
COMMENT ON COLUMN rollup.reviews.currency IS 'That of the booking.';

CREATE INDEX reviews_provider ON rollup.reviews (provider_id, created_at DESC);

CREATE FUNCTION rollup.compute_reviews(days date[]) RETURNS SETOF rollup.reviews
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT
        span.day,
        review.id AS review_id,
        review.provider_id,
        review.created_at,
        review.overall_rating,
        review.quality_rating,
        review.punctuality_rating,
        review.professionalism_rating,
        review.value_rating,
        etl.hide_contact_details(review.comment) AS comment,
        etl.hide_contact_details(review.provider_response) AS provider_response,
        review.sentiment,
        review.is_published AND NOT review.is_flagged AS is_public,
        booking.currency,
        kind.sub_category_id
    FROM rollup.day_spans(days) AS span
    CROSS JOIN LATERAL (
        SELECT
            id, provider_id, created_at, overall_rating, quality_rating, punctuality_rating,
            professionalism_rating, value_rating, comment, provider_response, sentiment,
            is_published, is_flagged, booking_id
        FROM public.reviews
        WHERE created_at >= span.starts_at AND created_at < span.ends_at
        OFFSET 0
    ) AS review
    CROSS JOIN LATERAL rollup.booking_of(review.booking_id) AS booking
    CROSS JOIN LATERAL rollup.sub_category_of(
        review.provider_id, booking.service_type
    ) AS kind;
END;
