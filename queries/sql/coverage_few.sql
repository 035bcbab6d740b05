-- How many distinct customers a place or a term must have to be shown by itself.
-- Params: none
-- Grain:  one row
-- Reads:  analytics.few_customers
-- Right:  LOOK
SELECT analytics.few_customers() AS customers
