-- Reviews: at most one per booking, with moderation and the provider's answer.

CREATE TABLE reviews (
    id text CONSTRAINT reviews_pkey PRIMARY KEY DEFAULT uuid_generate_v4()::text,
    booking_id text NOT NULL CONSTRAINT reviews_booking_id_key UNIQUE
        CONSTRAINT reviews_booking_id_fkey
        REFERENCES bookings (id) ON DELETE RESTRICT ON UPDATE CASCADE,
    customer_id text NOT NULL CONSTRAINT reviews_customer_id_fkey
        REFERENCES customer_profiles (id) ON DELETE RESTRICT ON UPDATE CASCADE,
    provider_id text NOT NULL CONSTRAINT reviews_provider_id_fkey
        REFERENCES provider_profiles (id) ON DELETE RESTRICT ON UPDATE CASCADE,
    overall_rating integer NOT NULL,
    quality_rating integer,
    punctuality_rating integer,
    professionalism_rating integer,
    value_rating integer,
    comment text,
    photos text[] DEFAULT '{}',
    is_published boolean NOT NULL DEFAULT true,
    is_flagged boolean NOT NULL DEFAULT false,
    flag_reason text,
    flagged_by text,
    flagged_at timestamptz,
    moderated_by text,
    moderated_at timestamptz,
    moderation_note text,
    provider_response text,
    responded_at timestamptz,
    helpful_count integer NOT NULL DEFAULT 0,
    not_helpful_count integer NOT NULL DEFAULT 0,
    sentiment text,
    sentiment_score numeric(3, 2),
    is_verified_purchase boolean NOT NULL DEFAULT true,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT reviews_ratings_in_range
        CHECK (
            overall_rating BETWEEN 1 AND 5 AND quality_rating BETWEEN 1 AND 5
            AND punctuality_rating BETWEEN 1 AND 5 AND professionalism_rating BETWEEN 1 AND 5
            AND value_rating BETWEEN 1 AND 5
        ),
    CONSTRAINT reviews_counters_not_negative CHECK (helpful_count >= 0 AND not_helpful_count >= 0),
    CONSTRAINT reviews_sentiment_score_in_range CHECK (sentiment_score BETWEEN -1 AND 1),
    CONSTRAINT reviews_id_length CHECK (length(id) BETWEEN 1 AND 200)
);

CREATE INDEX reviews_provider_id_idx ON reviews (provider_id);
CREATE INDEX reviews_overall_rating_idx ON reviews (overall_rating);
CREATE INDEX reviews_is_published_is_flagged_idx ON reviews (is_published, is_flagged);
CREATE INDEX reviews_created_at_idx ON reviews (created_at);

CREATE INDEX idx_reviews_provider_published ON reviews (provider_id, created_at DESC)
    WHERE is_published = true AND is_flagged = false;
-- Serves a provider's last ten reviews, of which the reputation needs only the stars.
CREATE INDEX idx_reviews_newest_of_provider
    ON reviews (provider_id, created_at DESC, id DESC) INCLUDE (overall_rating)
    WHERE is_published = true AND is_flagged = false;
CREATE INDEX idx_reviews_recent_published ON reviews (created_at DESC)
    WHERE is_published = true AND is_flagged = false;
CREATE INDEX idx_reviews_flagged ON reviews (flagged_at DESC) WHERE is_flagged = true;

CREATE TRIGGER reviews_touch_updated_at BEFORE UPDATE ON reviews
FOR EACH ROW WHEN (NEW.updated_at IS NOT DISTINCT FROM OLD.updated_at)
EXECUTE FUNCTION etl.touch_updated_at();
