-- How the load's transaction works. All of it ends with the transaction.

SET LOCAL timezone = 'UTC';                 -- moments come without their zone
SET LOCAL work_mem = '128MB';               -- the counters sort and hash whole tables
SET LOCAL maintenance_work_mem = '512MB';   -- indexes are built from sorted runs
