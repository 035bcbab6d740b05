-- What must never exist is refused: amounts that are no numbers, malformed currencies, ids that fit
-- into no key. Lists may be NULL, as the models have them. The funnel tells what is paid ahead from
-- what is completed, and each version names the odd rows of its sources.

LOCK TABLE
    public.bookings, public.payments, public.reviews, public.provider_profiles,
    public.customer_profiles, public.categories
IN ACCESS EXCLUSIVE MODE;

-- Rows that break the rules are for people to correct: they are named, all at once.
DO $$
DECLARE
    rule record;
    found record;
    broken text[] := '{}';
BEGIN
    FOR rule IN
        SELECT * FROM (VALUES
            ('bookings', 'quoted_price', 'quoted_price = ''NaN'''),
            ('bookings', 'final_price', 'final_price = ''NaN'''),
            ('bookings', 'currency', 'currency !~ ''^[A-Z]{3}$'''),
            ('payments', 'amount', 'amount = ''NaN'''),
            ('payments', 'platform_fee', 'platform_fee = ''NaN'''),
            ('payments', 'provider_earnings', 'provider_earnings = ''NaN'''),
            ('payments', 'tax_amount', 'tax_amount = ''NaN'''),
            ('payments', 'refund_amount', 'refund_amount = ''NaN'''),
            ('payments', 'currency', 'currency !~ ''^[A-Z]{3}$'''),
            ('customer_profiles', 'total_spent', 'total_spent = ''NaN'''),
            ('customer_profiles', 'id', 'length(id) NOT BETWEEN 1 AND 200'),
            ('provider_profiles', 'total_earnings', 'total_earnings = ''NaN'''),
            ('provider_profiles', 'pending_earnings', 'pending_earnings = ''NaN'''),
            ('provider_profiles', 'id', 'length(id) NOT BETWEEN 1 AND 200'),
            ('categories', 'id', 'length(id) NOT BETWEEN 1 AND 200'),
            ('reviews', 'id', 'length(id) NOT BETWEEN 1 AND 200')
        ) AS rules (relation, field, is_broken)
    LOOP
        EXECUTE format(
            'SELECT count(*) AS rows, left(min(id), 60) AS example FROM public.%I WHERE %s',
            rule.relation, rule.is_broken
        ) INTO found;
        IF found.rows > 0 THEN
            broken := broken || format(
                '%s.%s (rows: %s, one of them: %s)',
                rule.relation, rule.field, found.rows, found.example
            );
        END IF;
    END LOOP;
    IF broken <> '{}' THEN
        RAISE check_violation USING
            MESSAGE = 'rows hold what the schema refuses from now on: '
                || array_to_string(broken, '; '),
            HINT = 'Correct them: amounts are numbers, currencies three capital letters, ids have'
                ' 1 to 200 characters. Then migrate again.';
    END IF;
END;
$$;

ALTER TABLE public.bookings
    ADD CONSTRAINT bookings_prices_are_numbers
        CHECK (quoted_price <> 'NaN' AND final_price <> 'NaN') NOT VALID,
    ADD CONSTRAINT bookings_currency_is_a_code CHECK (currency ~ '^[A-Z]{3}$') NOT VALID;
ALTER TABLE public.payments
    ADD CONSTRAINT payments_amounts_are_numbers
        CHECK (
            amount <> 'NaN' AND platform_fee <> 'NaN' AND provider_earnings <> 'NaN'
            AND tax_amount <> 'NaN' AND refund_amount <> 'NaN'
        ) NOT VALID,
    ADD CONSTRAINT payments_currency_is_a_code CHECK (currency ~ '^[A-Z]{3}$') NOT VALID;
ALTER TABLE public.customer_profiles
    ALTER COLUMN preferred_categories DROP NOT NULL,
    ADD CONSTRAINT customer_profiles_total_spent_is_a_number
        CHECK (total_spent <> 'NaN') NOT VALID,
    ADD CONSTRAINT customer_profiles_id_length CHECK (length(id) BETWEEN 1 AND 200) NOT VALID;
ALTER TABLE public.provider_profiles
    ALTER COLUMN sub_category_ids DROP NOT NULL,
    ADD CONSTRAINT provider_profiles_earnings_are_numbers
        CHECK (total_earnings <> 'NaN' AND pending_earnings <> 'NaN') NOT VALID,
    ADD CONSTRAINT provider_profiles_id_length CHECK (length(id) BETWEEN 1 AND 200) NOT VALID;
ALTER TABLE public.categories
    ADD CONSTRAINT categories_id_length CHECK (length(id) BETWEEN 1 AND 200) NOT VALID;
ALTER TABLE public.reviews
    ALTER COLUMN photos DROP NOT NULL,
    ADD CONSTRAINT reviews_id_length CHECK (length(id) BETWEEN 1 AND 200) NOT VALID;
ALTER TABLE public.messages ALTER COLUMN moderation_flags DROP NOT NULL;
ALTER TABLE public.notifications ALTER COLUMN sent_via DROP NOT NULL;

ALTER TABLE public.bookings VALIDATE CONSTRAINT bookings_prices_are_numbers;
ALTER TABLE public.bookings VALIDATE CONSTRAINT bookings_currency_is_a_code;
ALTER TABLE public.payments VALIDATE CONSTRAINT payments_amounts_are_numbers;
ALTER TABLE public.payments VALIDATE CONSTRAINT payments_currency_is_a_code;
ALTER TABLE public.customer_profiles
    VALIDATE CONSTRAINT customer_profiles_total_spent_is_a_number;
ALTER TABLE public.customer_profiles VALIDATE CONSTRAINT customer_profiles_id_length;
ALTER TABLE public.provider_profiles VALIDATE CONSTRAINT provider_profiles_earnings_are_numbers;
ALTER TABLE public.provider_profiles VALIDATE CONSTRAINT provider_profiles_id_length;
ALTER TABLE public.categories VALIDATE CONSTRAINT categories_id_length;
ALTER TABLE public.reviews VALIDATE CONSTRAINT reviews_id_length;

-- Until the next refresh has counted them again, none is known to be paid ahead.
ALTER TABLE rollup.booking_cohorts ADD COLUMN prepaid bigint NOT NULL DEFAULT 0;
ALTER TABLE rollup.booking_cohorts ALTER COLUMN prepaid DROP DEFAULT;
ALTER TABLE rollup.booking_funnel ADD COLUMN prepaid bigint NOT NULL DEFAULT 0;
ALTER TABLE rollup.booking_funnel ALTER COLUMN prepaid DROP DEFAULT;

CREATE TABLE rollup.data_quality (
    finding text NOT NULL,
    relation text NOT NULL,
    detail text NOT NULL,
    rows bigint NOT NULL,
    example_id text NOT NULL,
    CONSTRAINT data_quality_pkey PRIMARY KEY (finding, relation, detail)
);

COMMENT ON COLUMN rollup.data_quality.detail IS 'The column, or the value that is odd.';

CREATE INDEX bookings_foreign_currency_idx ON public.bookings (currency, id)
    WHERE currency <> 'INR';
CREATE INDEX payments_foreign_currency_idx ON public.payments (currency, id)
    WHERE currency <> 'INR';
CREATE INDEX bookings_out_of_order_idx ON public.bookings (id)
    WHERE confirmed_at < created_at OR started_at < created_at OR completed_at < created_at
        OR cancelled_at < created_at;

INSERT INTO etl.dirty_days (source)
VALUES
    ('bookings'), ('payments'), ('reviews'), ('booking_status_history'), ('provider_profiles');
