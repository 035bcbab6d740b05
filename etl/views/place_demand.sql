-- Searches from places, as readers may ask for them: summed up over days in a row. Sums by district
-- hold whoever searched; map cells of few customers are shown together, without a cell. Each takes
-- some sub-categories, too: it then tells the searches that name one of them, and covered is who
-- offers it (sub_category_demand.sql).

-- Searches from places in these days by district and category: all, those that nobody covers now,
-- and those that few providers cover. Of some sub-categories, by these, too.
CREATE FUNCTION analytics.demand_by_district(
    first_day date, last_day date, chosen_sub_categories text[] DEFAULT NULL
)
RETURNS TABLE (
    district text, category_id text, searches bigint, unmet_searches bigint,
    thin_searches bigint, sub_category_id text
)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET plan_cache_mode = force_custom_plan AS $$
#variable_conflict use_column
BEGIN
    IF chosen_sub_categories IS NOT NULL THEN
        RETURN QUERY
        SELECT
            demand.district,
            demand.category_id,
            sum(demand.searches)::bigint,
            COALESCE(
                sum(demand.searches) FILTER (WHERE demand.covering_providers = 0), 0
            )::bigint,
            COALESCE(sum(demand.searches) FILTER (
                WHERE demand.covering_providers BETWEEN 1 AND analytics.thin_coverage()
            ), 0)::bigint,
            demand.sub_category_id
        FROM rollup.demand_of_sub_categories(
            first_day, last_day, chosen_sub_categories, NULL, NULL
        ) AS demand
        GROUP BY demand.district, demand.category_id, demand.sub_category_id;
        RETURN;
    END IF;

    RETURN QUERY
    WITH gaps AS (
        SELECT
            place.district,
            place.category_id,
            sum(gap.searches) FILTER (WHERE place.covering_providers = 0) AS unmet,
            sum(gap.searches) FILTER (WHERE place.covering_providers > 0) AS thin
        FROM rollup.gap_demand AS gap
        JOIN etl.searched_places AS place USING (place_id)
        WHERE gap.day BETWEEN first_day AND last_day
        GROUP BY place.district, place.category_id
    ),
    demand AS (
        SELECT demand.district, demand.category_id, sum(demand.searches)::bigint AS searches
        FROM rollup.demand_days AS demand
        WHERE demand.day BETWEEN first_day AND last_day
        GROUP BY demand.district, demand.category_id
    )
    SELECT
        demand.district,
        demand.category_id,
        demand.searches,
        COALESCE(gaps.unmet, 0)::bigint,
        COALESCE(gaps.thin, 0)::bigint,
        NULL
    FROM demand
    LEFT JOIN gaps
        ON gaps.district = demand.district
        AND COALESCE(gaps.category_id, '') = COALESCE(demand.category_id, '');
END;
$$;

COMMENT ON FUNCTION analytics.demand_by_district IS
    'Searches from places in days in a row, by district and category.';

-- The same by day, of some categories and districts, or of all.
CREATE FUNCTION analytics.demand_by_day(
    first_day date, last_day date, chosen_categories text[], chosen_districts text[],
    chosen_sub_categories text[] DEFAULT NULL
)
RETURNS TABLE (day date, searches bigint, unmet_searches bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET plan_cache_mode = force_custom_plan AS $$
#variable_conflict use_column
BEGIN
    IF chosen_sub_categories IS NOT NULL THEN
        RETURN QUERY
        SELECT
            demand.day,
            sum(demand.searches)::bigint,
            COALESCE(
                sum(demand.searches) FILTER (WHERE demand.covering_providers = 0), 0
            )::bigint
        FROM rollup.demand_of_sub_categories(
            first_day, last_day, chosen_sub_categories, chosen_categories, chosen_districts
        ) AS demand
        GROUP BY demand.day;
        RETURN;
    END IF;

    RETURN QUERY
    WITH unmet AS (
        SELECT gap.day, sum(gap.searches) AS searches
        FROM rollup.gap_demand AS gap
        JOIN etl.searched_places AS place USING (place_id)
        WHERE gap.day BETWEEN first_day AND last_day
            AND place.covering_providers = 0
            AND (chosen_categories IS NULL OR place.category_id = ANY (chosen_categories))
            AND (chosen_districts IS NULL OR place.district = ANY (chosen_districts))
        GROUP BY gap.day
    )
    SELECT
        demand.day,
        sum(demand.searches)::bigint,
        COALESCE(max(unmet.searches), 0)::bigint
    FROM rollup.demand_days AS demand
    LEFT JOIN unmet USING (day)
    WHERE demand.day BETWEEN first_day AND last_day
        AND (chosen_categories IS NULL OR demand.category_id = ANY (chosen_categories))
        AND (chosen_districts IS NULL OR demand.district = ANY (chosen_districts))
    GROUP BY demand.day;
END;
$$;

COMMENT ON FUNCTION analytics.demand_by_day IS
    'Searches from places by day, and those of them that nobody covers now.';

-- Which searches count together where some categories and districts are chosen: what a caller may
-- put together tells no more than each of them does. Of one, or of all, they are one group.
CREATE FUNCTION rollup.told_apart(
    chosen_categories text[], chosen_districts text[], category_id text, district text
) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN cardinality(chosen_categories) > 1 OR cardinality(chosen_districts) > 1
        THEN ' ' || COALESCE(category_id, '') || ' ' || district
    ELSE ''
END;

-- Searches in these days by map cell of a resolution and by what counts apart in it, and whether
-- few customers made them: decided here for all that show map cells. Whole months are read as such.
-- Of gaps alone also by category, and from which places.
CREATE FUNCTION rollup.demand_of_groups(
    first_day date, last_day date, chosen_categories text[], chosen_districts text[],
    resolution integer, are_gaps boolean
)
RETURNS TABLE (
    cell bigint, searched integer[], searches bigint, unmet_searches bigint,
    covering_providers bigint, is_few boolean
)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, pg_temp
-- Days are written as they were hashed: row by row through the key, each would be on another page.
SET enable_indexscan = off
SET plan_cache_mode = force_custom_plan AS $$
#variable_conflict use_column
DECLARE
    few integer := analytics.few_customers();
BEGIN
    RETURN QUERY
    WITH place AS NOT MATERIALIZED (
        SELECT
            place_id,
            covering_providers,
            geo.h3_parent_number(cell, resolution) AS cell,
            CASE WHEN are_gaps
                THEN COALESCE(category_id, '')
                    || rollup.told_apart(NULL, chosen_districts, NULL, district)
                ELSE rollup.told_apart(chosen_categories, chosen_districts, category_id, district)
            END AS part
        FROM rollup.covered_places
        WHERE (chosen_categories IS NULL OR category_id = ANY (chosen_categories))
            AND (chosen_districts IS NULL OR district = ANY (chosen_districts))
            AND (NOT are_gaps OR covering_providers <= analytics.thin_coverage())
    ),
    days AS NOT MATERIALIZED (
        SELECT day, place_id, searches, customers
        FROM rollup.place_demand
        WHERE NOT are_gaps
        UNION ALL
        SELECT day, place_id, searches, customers
        FROM rollup.gap_demand
        WHERE are_gaps
    ),
    pieces AS (
        SELECT place_id, searches, most_customers, customer_bits
        FROM rollup.place_months
        WHERE month >= rollup.first_whole_month(first_day)
            AND month < rollup.month_of(last_day + 1)
        UNION ALL
        SELECT place_id, searches, etl.customer_count(customers), etl.customer_bit(customers)
        FROM days
        WHERE day >= first_day AND day <= last_day
            AND day < rollup.first_whole_month(first_day)
        UNION ALL
        SELECT place_id, searches, etl.customer_count(customers), etl.customer_bit(customers)
        FROM days
        WHERE day >= rollup.after_months(first_day, last_day) AND day <= last_day
    ),
    summed AS MATERIALIZED (
        SELECT
            place.cell,
            place.part,
            array_agg(place_id) FILTER (WHERE are_gaps) AS searched,
            sum(pieces.searches)::bigint AS searches,
            COALESCE(
                sum(pieces.searches) FILTER (WHERE place.covering_providers = 0), 0
            )::bigint AS unmet_searches,
            max(place.covering_providers) AS covering_providers,
            etl.customers_at_least(
                max(pieces.most_customers), bit_or(pieces.customer_bits)
            ) AS least_customers
        FROM pieces
        JOIN place USING (place_id)
        GROUP BY place.cell, place.part
    ),
    -- Whoever searched on several days counts once: mostly neither all searches nor what is kept
    -- of customers leaves a doubt. Where they do, each day has few: these are soon united.
    doubtful AS (
        SELECT
            summed.cell,
            summed.part,
            etl.customer_count(etl.united(demand.customers)) AS customers
        FROM summed
        JOIN place USING (cell, part)
        JOIN rollup.place_demand AS demand USING (place_id)
        WHERE summed.searches >= few AND summed.least_customers < few
            AND demand.day BETWEEN first_day AND last_day
        GROUP BY summed.cell, summed.part
    )
    SELECT
        summed.cell,
        summed.searched,
        summed.searches,
        summed.unmet_searches,
        summed.covering_providers,
        COALESCE(doubtful.customers, summed.least_customers) < few
    FROM summed
    LEFT JOIN doubtful USING (cell, part);
END;
$$;

-- Searches by map cell, of the finest resolution up to `finest` in which places that were ever
-- searched from are no more than `most_cells`.
CREATE FUNCTION analytics.demand_cells(
    first_day date, last_day date, chosen_categories text[], chosen_districts text[],
    finest integer, most_cells integer, chosen_sub_categories text[] DEFAULT NULL
)
RETURNS TABLE (
    h3_cell text, searches bigint, unmet_searches bigint, covering_providers bigint, is_few boolean
)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET plan_cache_mode = force_custom_plan AS $$
#variable_conflict use_column
DECLARE
    resolution integer := finest;
BEGIN
    IF chosen_sub_categories IS NOT NULL THEN
        RETURN QUERY
        SELECT *
        FROM rollup.cells_of_sub_categories(
            first_day, last_day, chosen_sub_categories, chosen_categories, chosen_districts,
            finest, most_cells
        );
        RETURN;
    END IF;

    WHILE resolution > 4 AND most_cells < (
        SELECT count(DISTINCT geo.h3_parent_number(cell, resolution))
        FROM rollup.covered_places
        WHERE (chosen_categories IS NULL OR category_id = ANY (chosen_categories))
            AND (chosen_districts IS NULL OR district = ANY (chosen_districts))
    ) LOOP
        resolution := resolution - 1;
    END LOOP;

    RETURN QUERY
    SELECT
        CASE WHEN NOT demand.is_few THEN to_hex(demand.cell) END,
        sum(demand.searches)::bigint,
        sum(demand.unmet_searches)::bigint,
        max(demand.covering_providers) FILTER (WHERE NOT demand.is_few),
        demand.is_few
    FROM rollup.demand_of_groups(
        first_day, last_day, chosen_categories, chosen_districts, resolution, false
    ) AS demand
    GROUP BY 1, demand.is_few;
END;
$$;

COMMENT ON FUNCTION analytics.demand_cells IS
    'Searches by map cell in days in a row; cells of few customers together.';

-- Map cells of resolution 8 and searched categories that nobody covers now, or few providers do.
-- Those of few customers are left out.
CREATE FUNCTION analytics.gap_cells(
    first_day date, last_day date, chosen_categories text[], chosen_districts text[],
    chosen_sub_categories text[] DEFAULT NULL
)
RETURNS TABLE (
    h3_cell text, district text, category_id text, searches bigint, covering_providers bigint,
    sub_category_id text
)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET plan_cache_mode = force_custom_plan AS $$
#variable_conflict use_column
BEGIN
    IF chosen_sub_categories IS NOT NULL THEN
        RETURN QUERY
        SELECT *
        FROM rollup.gaps_of_sub_categories(
            first_day, last_day, chosen_sub_categories, chosen_categories, chosen_districts
        );
        RETURN;
    END IF;

    RETURN QUERY
    SELECT
        place.h3_cell,
        string_agg(DISTINCT place.district, ', ' ORDER BY place.district),
        place.category_id,
        demand.searches,
        demand.covering_providers,
        NULL
    FROM rollup.demand_of_groups(
        first_day, last_day, chosen_categories, chosen_districts, 8, true
    ) WITH ORDINALITY AS demand
    CROSS JOIN unnest(demand.searched) AS searched (place_id)
    JOIN rollup.covered_places AS place ON place.place_id = searched.place_id
    WHERE NOT demand.is_few
    GROUP BY
        demand.ordinality, place.h3_cell, place.category_id, demand.searches,
        demand.covering_providers;
END;
$$;

COMMENT ON FUNCTION analytics.gap_cells IS
    'Map cells that no provider, or few, cover, with their searches in days in a row.';
