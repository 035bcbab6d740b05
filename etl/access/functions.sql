-- All that the dashboard's own role may do (`localpro_dashboard`): ask who somebody is, and add to
-- the log. It reads no table, and changes nothing that is there.

-- Who has signed in. The issuer's own id comes first, so that nobody who is removed under it comes
-- back by an address; an address is to be given only where the issuer has verified it.
CREATE FUNCTION access.member_of(issuer text, subject text, email text)
RETURNS TABLE (id text, name text, role text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT found.id, found.name, found.role
    FROM (
        SELECT member.id, member.name, member.role, member.is_active
        FROM access.members AS member
        WHERE member.issuer = member_of.issuer AND member.subject = member_of.subject
            OR member.email = lower(member_of.email)
        ORDER BY member.subject IS NULL
        LIMIT 1
    ) AS found
    WHERE found.is_active;
END;

-- Whether a sign-out followed a sign-in: then a copy of its cookie is worth nothing.
CREATE FUNCTION access.is_signed_out(sign_in text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT EXISTS (
        SELECT FROM public.admin_logs AS line
        WHERE line.entity_type = 'SIGN_IN' AND line.entity_id = is_signed_out.sign_in
            AND line.action = 'SIGN_OUT'
    );
END;

-- Ends every sign-in of a person that has not ended, and returns which; none is a month old.
CREATE FUNCTION access.sign_out_everywhere(person text) RETURNS SETOF text
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    INSERT INTO public.admin_logs (user_id, action, entity_type, entity_id, details)
    SELECT
        sign_out_everywhere.person, 'SIGN_OUT', 'SIGN_IN', line.entity_id,
        '{"source": "dashboard", "everywhere": true}'::jsonb
    FROM public.admin_logs AS line
    WHERE line.user_id = sign_out_everywhere.person
        AND line.entity_type = 'SIGN_IN' AND line.action = 'SIGN_IN'
        AND line.created_at > now() - interval '31 days'
        AND NOT access.is_signed_out(line.entity_id)
    GROUP BY line.entity_id
    RETURNING admin_logs.entity_id;
END;

-- Who somebody is now who was let in before.
CREATE FUNCTION access.member(member_id text)
RETURNS TABLE (id text, name text, role text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT found.id, found.name, found.role
    FROM access.members AS found
    WHERE found.id = member.member_id AND found.is_active;
END;

-- Adds a line to the log of what people did, marked as the dashboard's; returns its id.
CREATE FUNCTION access.record(
    person text, action text, entity_type text, entity_id text, details jsonb
) RETURNS text
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    INSERT INTO public.admin_logs (user_id, action, entity_type, entity_id, details)
    VALUES (
        record.person, record.action, record.entity_type, record.entity_id,
        coalesce(record.details, '{}'::jsonb) || '{"source": "dashboard"}'::jsonb
    )
    RETURNING admin_logs.id;
END;

-- The same, unless the log says already that this person did that: a sign-in has many pages.
CREATE FUNCTION access.record_once(
    person text, action text, entity_type text, entity_id text, details jsonb
) RETURNS text
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT access.record(
        record_once.person, record_once.action, record_once.entity_type, record_once.entity_id,
        record_once.details
    )
    WHERE NOT EXISTS (
        SELECT FROM public.admin_logs AS line
        WHERE line.entity_type = record_once.entity_type AND line.entity_id = record_once.entity_id
            AND line.user_id = record_once.person AND line.action = record_once.action
    );
END;

-- Lets the primary beat, unless it did within a second: several may be asked to see to it.
CREATE FUNCTION access.beat() RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    INSERT INTO etl.heartbeat AS known (at) VALUES (clock_timestamp())
    ON CONFLICT (is_only) DO UPDATE SET at = excluded.at
    WHERE known.at < excluded.at - interval '1 second';
END;

-- Writes down that a process reads a workload from another server; what is old is forgotten.
CREATE FUNCTION access.record_move(
    at timestamptz, seen_by text, workload text, server_before text, server_after text, why text
) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    DELETE FROM etl.server_moves AS known WHERE known.at < now() - interval '90 days';
    INSERT INTO etl.server_moves (at, seen_by, workload, server_before, server_after, why)
    VALUES (
        record_move.at, left(record_move.seen_by, 200), left(record_move.workload, 80),
        left(record_move.server_before, 200), left(record_move.server_after, 200),
        left(record_move.why, 1000)
    )
    ON CONFLICT ON CONSTRAINT server_moves_pkey DO NOTHING;
END;
