-- How much of a table is rows that are gone, or nothing.
-- Params: oid
-- Reads:  pages that hold anything that somebody might not see; the others by the map of free space
SELECT dead_tuple_len + approx_free_space AS bytes FROM pgstattuple_approx(%(oid)s::oid::regclass)
