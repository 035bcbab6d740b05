-- Odd rows as the version found them: what they are, what they are left out of, what to do about
-- it. What is only to be known needs no correction.
CREATE VIEW analytics.data_quality AS
SELECT
    said.place,
    found.finding,
    said.meaning,
    found.relation,
    found.detail,
    found.rows,
    found.example_id,
    said.left_out_of,
    said.remedy,
    said.must_be_corrected
FROM rollup.data_quality AS found
JOIN (VALUES
    (1, 'no_day', 'Dated at infinity, or on no day of the calendar',
        'Whatever is counted by day', 'Correct the date in the application', true),
    (2, 'before_first_day', 'Dated before the year 2000',
        'Every period: they begin later', 'Correct the date in the application', true),
    (3, 'after_today', 'Dated after the day of the refresh',
        'Every period until that day', 'Correct the date in the application', true),
    (4, 'unknown_age', 'The account of a provider is of unknown age',
        'Tenure: it counts as a new account', 'Correct the date in the application', true),
    (5, 'out_of_order', 'What followed is dated before the request',
        'Time to complete', 'Correct the dates in the application', true),
    (6, 'counter', 'The stored counter is not what counting the rows gives',
        'Nothing: the stored one is shown',
        'Run localpro reputation recalc --counters', true),
    (7, 'ignored_area', 'A service area of which nothing lies on the map',
        'Coverage', 'Correct the service area in the application', true),
    (8, 'cut_area', 'A service area of which a part does not count',
        'Coverage: that part', 'Correct the service area in the application', false),
    (9, 'unknown_value', 'A value that this release does not know',
        'Counts of the values it stands beside',
        'Ask for a release that counts it', false),
    (10, 'foreign_currency', 'Not in rupees',
        'Amounts in rupees: choose the currency to see it', 'Nothing', false),
    (11, 'no_district', 'The place of a provider lies in no district',
        'Districts: it counts as Unknown', 'Give the provider a place or a city', false),
    (12, 'ignored_kind', 'A provider lists a sub-category that is not one of its category',
        'That sub-category', 'Correct the list in the application', false)
) AS said (place, finding, meaning, left_out_of, remedy, must_be_corrected)
    ON said.finding = found.finding;

COMMENT ON VIEW analytics.data_quality IS
    'Odd rows: what they are, how many, an example, and what they are left out of.';
