-- Who may connect to this database, and nothing more. A clone of a database does not inherit it.

DO $$
BEGIN
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
    EXECUTE format(
        'GRANT CONNECT ON DATABASE %I TO localpro_reader, localpro_admin_reader', current_database()
    );
END
$$;
