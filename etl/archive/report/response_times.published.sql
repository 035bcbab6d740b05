-- Searches by day, district and how long they took, as they are published.
SELECT day, district, bucket.number::integer AS bucket, bucket.searches::bigint AS searches
FROM rollup.search_days
CROSS JOIN LATERAL jsonb_each_text(response_buckets) AS bucket (number, searches)
WHERE day = ANY (%(days)s)
