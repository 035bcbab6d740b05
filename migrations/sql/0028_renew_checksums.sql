-- Checksums are made of values now, not of their text in a session: what a published version
-- recorded is compared with nothing made since. The next refresh is a full one, and takes all anew.
INSERT INTO etl.dirty_days (source)
SELECT source
FROM (VALUES ('bookings'), ('search_logs')) AS everything (source)
WHERE EXISTS (SELECT FROM analytics.data_versions);
