-- The searches of one week as the database holds them, in the columns that the checksum reads.
SELECT {stored}
FROM {week} AS search
OFFSET 0 -- or each use of a column would turn JSON into text again
