-- Views that people saved: a screen, and the link that says all that is chosen there. The dashboard
-- reads and writes them through functions alone, each for the person who asks.

CREATE TABLE access.views (
    id text CONSTRAINT views_pkey PRIMARY KEY DEFAULT uuid_generate_v4()::text,
    owner text NOT NULL,
    name text NOT NULL,
    screen text NOT NULL,
    link text NOT NULL,
    is_shared boolean NOT NULL DEFAULT false,
    saved_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT views_name_key UNIQUE (owner, name),
    CONSTRAINT views_name_short CHECK (char_length(name) BETWEEN 1 AND 80),
    CONSTRAINT views_link_short CHECK (char_length(screen) <= 80 AND char_length(link) <= 8000)
);

-- With which view somebody begins: one of their own, or one that is shared.
CREATE TABLE access.homes (
    person text CONSTRAINT homes_pkey PRIMARY KEY,
    view_id text NOT NULL
        CONSTRAINT homes_view_id_fkey REFERENCES access.views (id) ON DELETE CASCADE
);

CREATE INDEX idx_homes_view ON access.homes (view_id);

-- What a person may open: their own views, and those that others share.
CREATE FUNCTION access.views_of(person text)
RETURNS TABLE (
    id text, name text, screen text, link text, is_shared boolean, is_own boolean, is_home boolean,
    owner_name text
)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT
        view.id,
        view.name,
        view.screen,
        view.link,
        view.is_shared,
        view.owner = views_of.person,
        home.person IS NOT NULL,
        coalesce(member.name, '')
    FROM access.views AS view
    LEFT JOIN access.homes AS home ON home.view_id = view.id AND home.person = views_of.person
    LEFT JOIN access.members AS member ON member.id = view.owner
    WHERE view.owner = views_of.person OR view.is_shared
    ORDER BY view.owner <> views_of.person, lower(view.name), view.id;
END;

-- Saves a view under a name, in place of the one that the person has saved so before; returns its
-- id, or NULL where the person has 200 others.
CREATE FUNCTION access.save_view(
    person text, name text, screen text, link text, is_shared boolean
) RETURNS text
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    INSERT INTO access.views AS view (owner, name, screen, link, is_shared)
    SELECT
        save_view.person, save_view.name, save_view.screen, save_view.link, save_view.is_shared
    WHERE (
        SELECT count(*) FROM access.views AS other
        WHERE other.owner = save_view.person AND other.name <> save_view.name
    ) < 200
    ON CONFLICT ON CONSTRAINT views_name_key DO UPDATE SET
        screen = excluded.screen,
        link = excluded.link,
        is_shared = excluded.is_shared,
        saved_at = now()
    RETURNING view.id;
END;

-- Shares a view of the person's own with all, or no more; returns whether there is one.
CREATE FUNCTION access.share_view(person text, view_id text, is_shared boolean) RETURNS boolean
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    UPDATE access.views AS view SET is_shared = share_view.is_shared
    WHERE view.id = share_view.view_id AND view.owner = share_view.person
    RETURNING true;
END;

-- Removes a view of the person's own; returns whether there was one.
CREATE FUNCTION access.delete_view(person text, view_id text) RETURNS boolean
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    DELETE FROM access.views AS view
    WHERE view.id = delete_view.view_id AND view.owner = delete_view.person
    RETURNING true;
END;

-- Makes a view that the person may open the one to begin with; returns whether there is one.
CREATE FUNCTION access.set_home(person text, view_id text) RETURNS boolean
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    INSERT INTO access.homes AS home (person, view_id)
    SELECT set_home.person, view.id
    FROM access.views AS view
    WHERE view.id = set_home.view_id AND (view.owner = set_home.person OR view.is_shared)
    ON CONFLICT ON CONSTRAINT homes_pkey DO UPDATE SET view_id = excluded.view_id
    RETURNING true;
END;

-- Begins with no saved view any more.
CREATE FUNCTION access.leave_home(person text) RETURNS boolean
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    DELETE FROM access.homes AS home WHERE home.person = leave_home.person RETURNING true;
END;
