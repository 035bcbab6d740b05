-- The service catalog: categories and their sub-categories.

CREATE TABLE categories (
    id text CONSTRAINT categories_pkey PRIMARY KEY DEFAULT uuid_generate_v4()::text,
    name text NOT NULL,
    name_translations jsonb NOT NULL,
    slug text NOT NULL CONSTRAINT categories_slug_key UNIQUE,
    icon text,
    icon_url text,
    description text,
    is_active boolean NOT NULL DEFAULT true,
    sort_order integer NOT NULL DEFAULT 0,
    meta_title text,
    meta_description text,
    provider_count integer NOT NULL DEFAULT 0,
    booking_count integer NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT categories_counters_not_negative CHECK (provider_count >= 0 AND booking_count >= 0),
    CONSTRAINT categories_id_length CHECK (length(id) BETWEEN 1 AND 200)
);

CREATE INDEX categories_is_active_sort_order_idx ON categories (is_active, sort_order);

CREATE TRIGGER categories_touch_updated_at BEFORE UPDATE ON categories
FOR EACH ROW WHEN (NEW.updated_at IS NOT DISTINCT FROM OLD.updated_at)
EXECUTE FUNCTION etl.touch_updated_at();

CREATE TABLE sub_categories (
    id text CONSTRAINT sub_categories_pkey PRIMARY KEY DEFAULT uuid_generate_v4()::text,
    category_id text NOT NULL CONSTRAINT sub_categories_category_id_fkey
        REFERENCES categories (id) ON DELETE CASCADE ON UPDATE CASCADE,
    name text NOT NULL,
    name_translations jsonb NOT NULL,
    slug text NOT NULL CONSTRAINT sub_categories_slug_key UNIQUE,
    description text,
    is_active boolean NOT NULL DEFAULT true,
    sort_order integer NOT NULL DEFAULT 0,
    provider_count integer NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT sub_categories_provider_count_not_negative CHECK (provider_count >= 0),
    CONSTRAINT sub_categories_id_length CHECK (length(id) BETWEEN 1 AND 200)
);

CREATE INDEX sub_categories_category_id_idx ON sub_categories (category_id);
CREATE INDEX sub_categories_is_active_idx ON sub_categories (is_active);

CREATE TRIGGER sub_categories_touch_updated_at BEFORE UPDATE ON sub_categories
FOR EACH ROW WHEN (NEW.updated_at IS NOT DISTINCT FROM OLD.updated_at)
EXECUTE FUNCTION etl.touch_updated_at();
