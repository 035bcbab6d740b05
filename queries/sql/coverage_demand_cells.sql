-- Where people searched, as map cells of the best resolution (4 to `finest`) that leaves at most
-- `most_cells` of them: searches, those that nobody covers, and the most providers that cover any
-- one place searched from. Cells with few distinct customers are one row together, without a cell.
-- Of some sub-categories: the searches that name one of them, covered by who offers it.
-- Params: start and end date (inclusive), category, sub_category and district
--         text[] or NULL, finest and most_cells integer
-- Grain:  one row per map cell, and one for those with few customers
-- Reads:  analytics.demand_cells
-- Right:  LOOK
SELECT
    h3_cell,
    searches AS demand,
    unmet_searches AS unmet_demand,
    covering_providers,
    is_few
FROM analytics.demand_cells(
    CAST(:start AS date), CAST(:end AS date), CAST(:category AS text[]), CAST(:district AS text[]),
    CAST(:finest AS integer), CAST(:most_cells AS integer), CAST(:sub_category AS text[])
)
ORDER BY h3_cell
