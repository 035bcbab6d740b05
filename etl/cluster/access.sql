-- Who owns this database and who may connect to it. A clone of a database does not inherit it.

DO $$
BEGIN
    EXECUTE format('ALTER DATABASE %I OWNER TO localpro_owner', current_database());
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
    EXECUTE format(
        'GRANT CONNECT ON DATABASE %I TO localpro_reader, localpro_admin_reader, localpro_dashboard',
        current_database()
    );
END
$$;
