-- Searches by day, district and how long they took, in the logarithmic buckets that are published.
SELECT day, district, bucket, count(*) AS searches
FROM (
    SELECT
        day,
        district,
        CASE
            WHEN response_time < 1 THEN -1
            ELSE CAST(ceil(ln(response_time) / ln(1.01e0 / 0.99e0)) AS integer)
        END AS bucket
    FROM searches
    WHERE response_time IS NOT NULL
) AS timed
GROUP BY day, district, bucket
