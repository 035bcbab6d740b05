-- Where each provider belongs now: its category, its district and its map cell.
-- District: point in polygon, else the district named by the city in base_location, else Unknown.
CREATE VIEW etl.provider_places AS
SELECT
    provider.id AS provider_id,
    provider.category_id,
    COALESCE(cell.district, city.district, 'Unknown') AS district,
    cell.h3_cell
FROM public.provider_profiles AS provider
-- OFFSET 0: looked up by the key, however many points the cache holds.
LEFT JOIN LATERAL (
    SELECT district, h3_cell
    FROM etl.point_cells
    WHERE lat = ST_Y(provider.location_point) AND lng = ST_X(provider.location_point)
    OFFSET 0
) AS cell ON true
LEFT JOIN geo.districts AS city
    ON lower(city.district) = lower(btrim(provider.base_location ->> 'city'));

CREATE FUNCTION rollup.compute_provider_places(provider_ids text[])
RETURNS SETOF rollup.provider_places
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT provider_id, category_id, district, h3_cell
    FROM etl.provider_places
    WHERE provider_id = ANY (provider_ids);
END;
