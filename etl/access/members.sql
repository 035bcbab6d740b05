-- Who may use the dashboard, and as what. The owner writes it (`localpro people`); the dashboard
-- reads it through functions alone.

-- Somebody is known by the issuer's own id for them, or by an address that the issuer has verified.
CREATE TABLE access.members (
    id text CONSTRAINT members_pkey PRIMARY KEY DEFAULT uuid_generate_v4()::text,
    issuer text,
    subject text,
    email text CONSTRAINT members_email_key UNIQUE,
    name text NOT NULL,
    role text NOT NULL,
    is_active boolean NOT NULL DEFAULT true,
    set_at timestamptz NOT NULL DEFAULT now(),
    set_by text NOT NULL,
    CONSTRAINT members_subject_key UNIQUE (issuer, subject),
    CONSTRAINT members_known_by_one CHECK (num_nonnulls(subject, email) = 1),
    CONSTRAINT members_subject_of_issuer CHECK ((issuer IS NULL) = (subject IS NULL)),
    CONSTRAINT members_email_lower CHECK (email = lower(email)),
    CONSTRAINT members_role_known CHECK (role IN ('business', 'analyst', 'admin'))
);

-- Whoever writes, by whatever way: each change is in the log. No address is.
CREATE FUNCTION access.log_change() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    said access.members := coalesce(NEW, OLD);
BEGIN
    INSERT INTO public.admin_logs (user_id, action, entity_type, entity_id, details)
    VALUES (
        CASE WHEN TG_OP = 'DELETE' THEN session_user ELSE said.set_by END,
        CASE
            WHEN TG_OP = 'DELETE' THEN 'DELETE_MEMBER'
            WHEN NOT said.is_active THEN 'REMOVE_MEMBER'
            WHEN TG_OP = 'INSERT' OR NOT OLD.is_active THEN 'ADD_MEMBER'
            ELSE 'CHANGE_MEMBER'
        END,
        'MEMBER',
        said.id,
        jsonb_strip_nulls(jsonb_build_object(
            'name', said.name,
            'role', said.role,
            'was', CASE WHEN TG_OP = 'UPDATE' AND OLD.role <> NEW.role THEN OLD.role END
        ))
    );
    RETURN NULL;
END;
$$;

CREATE TRIGGER members_log_change AFTER INSERT OR UPDATE OR DELETE ON access.members
FOR EACH ROW EXECUTE FUNCTION access.log_change();
