-- What the marketplace holds: nothing, the sample (loaded as a whole, so one row of it tells), or
-- other data. Every other table but logs and settings refers to these two.
SELECT CASE
    WHEN EXISTS (SELECT FROM public.reviews WHERE id = 'review_1' AND booking_id = 'booking_1')
        THEN 'the sample'
    WHEN EXISTS (SELECT FROM public.users) OR EXISTS (SELECT FROM public.categories)
        THEN 'other data'
    ELSE 'nothing'
END
