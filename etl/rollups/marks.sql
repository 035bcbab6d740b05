-- What a refresh has to do again. Writers append marks in their own transactions and never wait for
-- each other: no key, no index, no lookup. A refresh deletes the marks that its snapshot sees.
-- Which days a booking counts on, a trigger cannot know alone: see booking_marks.sql.

CREATE TABLE etl.dirty_days (
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
    change smallint NOT NULL
);

CREATE TABLE etl.dirty_bookings (
    source text NOT NULL,
    booking_id text NOT NULL,
    left_at timestamptz[]
);

-- Which provider a user is, a trigger cannot know either, and the refresh finds it out.
CREATE TABLE etl.dirty_providers (
    source text NOT NULL,
    provider_id text,
    user_id text,
    CONSTRAINT dirty_providers_one_id CHECK (num_nonnulls(provider_id, user_id) = 1)
);

COMMENT ON TABLE etl.dirty_days IS
    'Business days of a source table to recompute; NULL: all of them, or a source without days.';
COMMENT ON TABLE etl.booking_versions IS
    'Versions of bookings that came (change: 1) or went (-1).';
COMMENT ON TABLE etl.dirty_bookings IS
    'Bookings with a dependent that came or went, in which table, and when a gone one counted.';
COMMENT ON TABLE etl.dirty_providers IS
    'Providers, or users that may be one, whose rows are to be made again.';

-- The functions run as the owner with the search_path of whoever writes: setting one of their own
-- would take longer than all that they do. So they name the schema of everything, operators too;
-- what a trigger is given (new_rows, OLD), and UNION ALL and EXCEPT, need none.

-- For sources without days, and TRUNCATE.
CREATE FUNCTION etl.mark_all() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    INSERT INTO etl.dirty_days (source) VALUES (TG_TABLE_NAME);
    RETURN NULL;
END;
$$;

CREATE FUNCTION etl.mark_new_providers() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    INSERT INTO etl.dirty_providers (source, provider_id)
    SELECT 'provider_profiles', id FROM new_rows;
    RETURN NULL;
END;
$$;

CREATE FUNCTION etl.mark_old_providers() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    INSERT INTO etl.dirty_providers (source, provider_id)
    SELECT 'provider_profiles', id FROM old_rows;
    RETURN NULL;
END;
$$;

CREATE FUNCTION etl.mark_changed_providers() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    INSERT INTO etl.dirty_providers (source, provider_id)
    SELECT 'provider_profiles', id FROM old_rows
    UNION ALL
    SELECT 'provider_profiles', id FROM new_rows;
    RETURN NULL;
END;
$$;

-- Of a user the name and the age of the account are read; of most users nothing.
CREATE FUNCTION etl.mark_changed_users() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    INSERT INTO etl.dirty_providers (source, user_id)
    SELECT 'users', id
    FROM (
        SELECT id, name, created_at FROM new_rows
        EXCEPT
        SELECT id, name, created_at FROM old_rows
    ) AS changed;
    RETURN NULL;
END;
$$;
