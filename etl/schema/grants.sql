-- Who may read what. Readers see analytics and geo, the admin reader also admin; nothing else of
-- ours, whatever they set. The dashboard's own role reads nothing: it calls functions of access.

REVOKE ALL ON ALL TABLES IN SCHEMA partitions, rollup, etl, access FROM PUBLIC;
REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA etl, rollup, access FROM PUBLIC;
GRANT EXECUTE ON FUNCTION
    etl.business_time_zone(), etl.business_day(timestamptz), etl.business_midnight(date),
    etl.business_hour(timestamptz),
    etl.coordinates_in_range(jsonb)
TO PUBLIC;
-- By this, views of analytics decide what is of few people.
GRANT EXECUTE ON FUNCTION etl.are_few(hll[], integer) TO PUBLIC;
REVOKE EXECUTE ON FUNCTION
    public.calculate_reputation_score(text), public.reputation_breakdown(text)
FROM PUBLIC;

GRANT USAGE ON SCHEMA analytics, geo TO localpro_reader, localpro_admin_reader;
GRANT SELECT ON ALL TABLES IN SCHEMA analytics, geo TO localpro_reader, localpro_admin_reader;
ALTER DEFAULT PRIVILEGES IN SCHEMA analytics, geo
    GRANT SELECT ON TABLES TO localpro_reader, localpro_admin_reader;

GRANT USAGE ON SCHEMA admin TO localpro_admin_reader;
GRANT SELECT ON ALL TABLES IN SCHEMA admin TO localpro_admin_reader;
ALTER DEFAULT PRIVILEGES IN SCHEMA admin GRANT SELECT ON TABLES TO localpro_admin_reader;

GRANT USAGE ON SCHEMA access TO localpro_dashboard;
GRANT EXECUTE ON FUNCTION
    access.member_of(text, text, text), access.member(text), access.is_signed_out(text),
    access.record(text, text, text, text, jsonb), access.record_once(text, text, text, text, jsonb),
    access.sign_out_everywhere(text),
    access.views_of(text), access.save_view(text, text, text, text, boolean),
    access.share_view(text, text, boolean), access.delete_view(text, text),
    access.set_home(text, text), access.leave_home(text), access.beat(),
    access.record_move(timestamptz, text, text, text, text, text)
TO localpro_dashboard;
