-- What keeps searches from being followed to a customer: sketches of keyed hashes, and a smallest
-- number of customers for a place or a term to be shown by itself.

-- The key is made once for each database, no reader reads it, and it is never changed: sketches of
-- two keys would count a customer twice, and archived days cannot be hashed again.
CREATE TABLE etl.customer_key (
    key bytea NOT NULL,
    is_only boolean NOT NULL DEFAULT true CONSTRAINT customer_key_pkey PRIMARY KEY,
    CONSTRAINT customer_key_is_only CHECK (is_only)
);

COMMENT ON TABLE etl.customer_key IS 'The secret key of etl.customer_hash: one row.';

INSERT INTO etl.customer_key (key)
SELECT uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid());

-- A user or session as sketches hold it: whoever knows an id, but not the key, does not find it.
CREATE FUNCTION etl.customer_hash(customer text, key bytea) RETURNS hll_hashval
LANGUAGE sql STABLE PARALLEL SAFE
RETURN hll_hash_bytea(sha256(key || convert_to(customer, 'UTF8')));

-- Sketches of a place's customers (14 bits of registers) and of a term's (11), and several sketches
-- as one. Most are of a few customers: hll_add_agg and hll_union_agg give the same, but hold so
-- much memory for each group that many groups go to the disk.
CREATE AGGREGATE etl.place_sketch(hll_hashval) (
    sfunc = hll_add, stype = hll, initcond = '\x118e7f'
);

CREATE AGGREGATE etl.term_sketch(hll_hashval) (
    sfunc = hll_add, stype = hll, initcond = '\x118b7f'
);

CREATE AGGREGATE etl.united(hll) (sfunc = hll_union, stype = hll);

-- How many customers a sketch has seen, in whole ones.
CREATE FUNCTION etl.customer_count(sketch hll) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN COALESCE(floor(hll_cardinality(sketch)), 0)::integer;

-- A bit of 64 for one of them, none for nobody: as many bits as sketches have together, so many
-- customers have they seen at least. The first hash of a sketch of few begins at the fourth byte;
-- one of so many that it holds none is in no doubt.
CREATE FUNCTION etl.customer_bit(sketch hll) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN hll_cardinality(sketch) > 0 THEN 1::bigint << (get_byte(hll_send(sketch), 10) & 63)
    ELSE 0
END;

-- At least how many customers there are, by the most of any sketch and the bits of all.
CREATE FUNCTION etl.customers_at_least(most integer, bits bigint) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN GREATEST(most, bit_count(bits::bit(64)));

-- The one home of the number: `{"fewCustomers": 5}` in system_config, key `privacy`; 5 by default.
CREATE FUNCTION analytics.few_customers() RETURNS integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
RETURN COALESCE(
    (
        SELECT ceil(jsonb_path_query_first(
            config.value, '$.fewCustomers ? (@ >= 0 && @ <= 1000)', '{}', true
        )::numeric)::integer
        FROM public.system_config AS config
        WHERE config.key = 'privacy' AND config.is_active
    ),
    5
);

COMMENT ON FUNCTION analytics.few_customers IS
    'Places and terms of fewer distinct customers are shown together, never by themselves.';

-- Whether all that these sketches have seen are fewer. Different sketches of one customer each are
-- that many; only where these are not enough are sketches united, which is dear.
CREATE FUNCTION etl.are_few(sketches hll[], few integer) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN (
        SELECT count(DISTINCT sketch::text)
        FROM unnest(sketches) AS sketch
        WHERE hll_cardinality(sketch) = 1
    ) >= few THEN false
    ELSE COALESCE(
        (SELECT hll_cardinality(hll_union_agg(sketch)) FROM unnest(sketches) AS sketch), 0
    ) < few
END;
