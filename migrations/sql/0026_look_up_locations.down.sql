-- Back to locations that are looked up by their coordinates.

LOCK TABLE etl.point_cells IN SHARE ROW EXCLUSIVE MODE;

INSERT INTO etl.point_cells (lat, lng, h3_cell, district)
SELECT ST_Y(located.point), ST_X(located.point), cell.h3_cell, cell.district
FROM etl.location_cells AS cell
CROSS JOIN LATERAL (SELECT geo.json_point(cell.location) AS point OFFSET 0) AS located
ON CONFLICT DO NOTHING;

COMMENT ON TABLE etl.point_cells IS
    'Cell and district of every point in provider_profiles.location_point and '
    'search_logs.location. A cache: rows depend on the point and on geo.districts alone.';

CREATE OR REPLACE VIEW etl.located_searches AS
SELECT
    search.*,
    COALESCE(place.district, 'Unknown') AS district,
    place.h3_cell
FROM etl.counted_searches AS search
-- People search more than once from a place: looked up as a whole, it is looked up once.
LEFT JOIN LATERAL (
    SELECT cell.h3_cell, cell.district
    -- OFFSET 0 keeps the JSON from being read once for each coordinate.
    FROM (SELECT geo.json_point(search.location) AS point OFFSET 0) AS located
    JOIN etl.point_cells AS cell
        ON cell.lat = ST_Y(located.point) AND cell.lng = ST_X(located.point)
    OFFSET 0
) AS place ON true;

DROP TABLE etl.location_cells;

CREATE OR REPLACE FUNCTION etl.tenure_score(account_created_at timestamptz) RETURNS numeric
LANGUAGE sql STABLE
RETURN (ARRAY[20.00, 50.00, 75.00, 100.00])[
    1 + width_bucket(
        round(extract(epoch FROM now() - account_created_at) / 86400)::integer, ARRAY[30, 90, 180]
    )
];

CREATE OR REPLACE FUNCTION rollup.providers_grown_older() RETURNS SETOF text
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT listed.provider_id
    FROM rollup.provider_directory AS listed
    JOIN public.provider_profiles AS provider ON provider.id = listed.provider_id
    JOIN public.users AS account ON account.id = provider.user_id
    WHERE listed.tenure_score < 100 AND listed.tenure_score <> etl.tenure_score(account.created_at);
END;

DROP FUNCTION etl.tenure_days();

CREATE INDEX provider_directory_growing ON rollup.provider_directory (provider_id)
    WHERE tenure_score < 100;
