ALTER DEFAULT PRIVILEGES IN SCHEMA analytics, geo
    REVOKE SELECT ON TABLES FROM localpro_reader, localpro_admin_reader;
REVOKE SELECT ON ALL TABLES IN SCHEMA analytics, geo FROM localpro_reader, localpro_admin_reader;
REVOKE USAGE ON SCHEMA analytics, geo FROM localpro_reader, localpro_admin_reader;

GRANT EXECUTE ON FUNCTION
    public.calculate_reputation_score(text), public.reputation_breakdown(text)
TO PUBLIC;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA etl TO PUBLIC;
