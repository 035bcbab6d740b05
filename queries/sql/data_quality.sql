-- The odd rows that the newest data version found in the sources, what they are left out of, and
-- what to do about them.
-- Params: none
-- Grain:  one row per kind of finding, source table and column or value; the gravest first
-- Reads:  analytics.data_quality
-- Right:  LOOK; ROWS: example_id
SELECT
    finding, meaning, relation, detail, rows, example_id, left_out_of, remedy, must_be_corrected
FROM analytics.data_quality
ORDER BY place, rows DESC, relation, detail
