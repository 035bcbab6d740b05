-- Where each pincode lies, by the post offices in the temporary table post_offices.
-- One office in four has no or wrong coordinates, some of them hundreds of kilometres away. So a
-- pincode lies at the median of those of its offices that lie in the district they name. One that
-- has no such office, or whose median falls out of the state, has no known place and is left out.
-- Returns: pincode, office (its name), lat, lng
WITH median AS (
    SELECT
        office.pincode,
        (array_agg(office.office ORDER BY office.rank, office.office))[1] AS office,
        percentile_cont(0.5) WITHIN GROUP (ORDER BY office.lat) AS lat,
        percentile_cont(0.5) WITHIN GROUP (ORDER BY office.lng) AS lng
    FROM post_offices AS office
    JOIN geo.districts AS named
        ON named.district = office.district
        AND ST_Covers(named.boundary, ST_SetSRID(ST_MakePoint(office.lng, office.lat), 4326))
    GROUP BY office.pincode
)
SELECT pincode, office, lat, lng
FROM median
WHERE geo.district_of(ST_SetSRID(ST_MakePoint(lng, lat), 4326)) IS NOT NULL
