-- What notes the changes of a marketplace that is being adopted: the keys of rows, nothing of what
-- they hold. Writers append and wait for nobody; they need no rights here.

CREATE SCHEMA IF NOT EXISTS localpro_adopt;

CREATE TABLE IF NOT EXISTS localpro_adopt.changes (
    change bigint GENERATED ALWAYS AS IDENTITY,
    name text NOT NULL,
    key text NOT NULL
);

CREATE OR REPLACE FUNCTION localpro_adopt.note() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        EXECUTE format(
            'INSERT INTO localpro_adopt.changes (name, key) SELECT %L, %I::text FROM old_rows',
            TG_ARGV[0], TG_ARGV[1]
        );
    END IF;
    IF TG_OP <> 'DELETE' THEN
        EXECUTE format(
            'INSERT INTO localpro_adopt.changes (name, key) SELECT %L, %I::text FROM new_rows',
            TG_ARGV[0], TG_ARGV[1]
        );
    END IF;
    RETURN NULL;
END;
$$;

CREATE OR REPLACE FUNCTION localpro_adopt.refuse() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% of % is refused: %', TG_OP, TG_TABLE_NAME, TG_ARGV[0]
        USING ERRCODE = 'object_not_in_prerequisite_state';
END;
$$;
