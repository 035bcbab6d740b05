-- Rows and newest change of each source table of the analytics schema.
SELECT 'categories' AS source, count(*), to_json(max(updated_at)) #>> '{}' AS newest FROM public.categories
UNION ALL
SELECT 'users', count(*), to_json(max(updated_at)) #>> '{}' FROM public.users
UNION ALL
SELECT 'provider_profiles', count(*), to_json(max(updated_at)) #>> '{}' FROM public.provider_profiles
UNION ALL
SELECT 'bookings', count(*), to_json(max(updated_at)) #>> '{}' FROM public.bookings
UNION ALL
SELECT 'booking_status_history', count(*), to_json(max(created_at)) #>> '{}' FROM public.booking_status_history
UNION ALL
SELECT 'payments', count(*), to_json(max(updated_at)) #>> '{}' FROM public.payments
UNION ALL
SELECT 'reviews', count(*), to_json(max(updated_at)) #>> '{}' FROM public.reviews
UNION ALL
-- Counted day by day already, so that ten million rows need not be counted for each version; of days
-- that were archived, all rows.
SELECT 'search_logs', (SELECT COALESCE(sum(searches), 0)::bigint FROM rollup.search_days),
    to_json(max(created_at)) #>> '{}' FROM public.search_logs
