-- Where providers serve, as map cells of the best resolution (4 to `finest`) that leaves at most
-- `most_cells` of them: the most providers that cover any one place in the cell, and the most
-- verified ones. Of some sub-categories: of those that offer any of them.
-- Params: category and sub_category text[] or NULL, places text[] (cells of resolution 8) or NULL,
--         finest and most_cells integer
-- Grain:  one row per map cell
-- Reads:  analytics.supply_cells
-- Right:  LOOK
SELECT h3_cell, covering_providers, verified_covering_providers
FROM analytics.supply_cells(
    CAST(:category AS text[]), CAST(:places AS text[]),
    CAST(:finest AS integer), CAST(:most_cells AS integer), CAST(:sub_category AS text[])
)
ORDER BY h3_cell
