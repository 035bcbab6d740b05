-- The boundaries of the districts.
-- Params: none
-- Grain:  one row per district
-- Reads:  geo.districts
-- Right:  LOOK
SELECT district, ST_AsBinary(boundary) AS boundary
FROM geo.districts
ORDER BY lgd_code
