-- Where each provider belongs now: its category, its district and its map cell.
-- District: point in polygon, else the district named by the city in base_location, else Unknown.
CREATE VIEW etl.provider_places AS
SELECT
    provider.id AS provider_id,
    provider.category_id,
    COALESCE(cell.district, city.district, 'Unknown') AS district,
    cell.h3_cell
FROM public.provider_profiles AS provider
LEFT JOIN etl.point_cells AS cell
    ON cell.lat = ST_Y(provider.location_point) AND cell.lng = ST_X(provider.location_point)
LEFT JOIN geo.districts AS city
    ON lower(city.district) = lower(btrim(provider.base_location ->> 'city'));
