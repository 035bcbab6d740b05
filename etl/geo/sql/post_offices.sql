-- Where the post offices of the source go first.
CREATE TEMPORARY TABLE post_offices (
    pincode text NOT NULL,
    office text NOT NULL,
    rank integer NOT NULL,
    district text NOT NULL,
    lat double precision NOT NULL,
    lng double precision NOT NULL
) ON COMMIT DROP
