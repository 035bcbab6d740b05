-- What a refresh has to do again. Writers append marks in their own transactions and never wait for
-- each other: no key, no index, no lookup. A refresh deletes the marks that its snapshot sees.
-- What marks what: sources.py, which capture.sql is made from.

CREATE TABLE etl.day_marks (
    source text NOT NULL,
    day date
);

CREATE TABLE etl.booking_versions (
    booking_id text NOT NULL,
    provider_id text NOT NULL,
    currency text NOT NULL,
    created_at timestamptz NOT NULL,
    confirmed_at timestamptz,
    completed_at timestamptz,
    cancelled_at timestamptz,
    change smallint NOT NULL,
    customer_id text NOT NULL,
    service_type text NOT NULL
);

CREATE TABLE etl.booking_marks (
    source text NOT NULL,
    booking_id text NOT NULL,
    left_at timestamptz[]
);

-- Which provider a user is, a trigger cannot know either, and the refresh finds it out.
CREATE TABLE etl.provider_marks (
    source text NOT NULL,
    provider_id text,
    user_id text,
    CONSTRAINT provider_marks_one_id CHECK (num_nonnulls(provider_id, user_id) = 1)
);

COMMENT ON TABLE etl.day_marks IS
    'Business days of a source table to recompute; NULL: all of them, or a source without days.';
COMMENT ON TABLE etl.booking_versions IS
    'Versions of bookings that came (change: 1) or went (-1).';
COMMENT ON TABLE etl.booking_marks IS
    'Bookings with a dependent that came or went, in which table, and when a gone one counted.';
COMMENT ON TABLE etl.provider_marks IS
    'Providers, or users that may be one, whose rows are to be made again.';

-- The functions run as the owner with the search_path of whoever writes: setting one of their own
-- would take longer than all that they do. So they name the schema of everything, operators too;
-- what a trigger is given (new_rows, OLD), and UNION ALL and EXCEPT, need none.

-- For sources without days, and TRUNCATE.
CREATE FUNCTION etl.mark_all() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    INSERT INTO etl.day_marks (source) VALUES (TG_TABLE_NAME);
    RETURN NULL;
END;
$$;
