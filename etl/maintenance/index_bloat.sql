-- How much of a B-tree's leaves is filled, in percent: 90 when it is new.
-- Params: oid
-- Reads:  all of its pages
SELECT avg_leaf_density FROM pgstatindex(%(oid)s::oid::regclass)
