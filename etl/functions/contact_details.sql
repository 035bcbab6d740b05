-- People type phone numbers, addresses of mail and payment, and Aadhaar numbers where they should
-- not; analytics holds no PII. What is looked for is said here once, for every free text.
--
-- It is decided on compatibility-normalized text (NFKC: full-width digits become plain) with the
-- decimal digits of every script. Numbers in words, and digits between words, are not found.

-- A regular expression's class of decimal digits (Unicode Nd) from the lowest to the highest.
CREATE FUNCTION etl.digits(lowest integer, highest integer) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (
    SELECT string_agg(
        format('\U%s-\U%s', lpad(to_hex(zero + lowest), 8, '0'), lpad(to_hex(zero + highest), 8, '0')),
        '' ORDER BY zero
    )
    FROM string_to_table(
        '0030 0660 06F0 07C0 0966 09E6 0A66 0AE6 0B66 0BE6 0C66 0CE6 0D66 0DE6 0E50 0ED0 0F20 1040'
        ' 1090 17E0 1810 1946 19D0 1A80 1A90 1B50 1BB0 1C40 1C50 A620 A8D0 A900 A9D0 A9F0 AA50 ABF0'
        ' FF10 104A0 10D30 11066 110F0 11136 111D0 112F0 11450 114D0 11650 116C0 11730 118E0 11950'
        ' 11C50 11D50 11DA0 16A60 16AC0 16B50 1D7CE 1D7D8 1D7E2 1D7EC 1D7F6 1E140 1E2F0 1E950 1FBF0',
        ' '
    ) AS hexadecimal
    CROSS JOIN LATERAL (
        SELECT ('x' || lpad(hexadecimal, 8, '0'))::bit(32)::integer AS zero
    ) AS code
);

-- What nothing can be a contact detail without; to look for it first is quick.
CREATE FUNCTION etl.hint_of_contact() RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN '[@\uFE6B\uFF01-\uFF5E' || etl.digits(0, 9) || ']|://|www\.|\.me/|\mdot\M|डॉट|\mat\M';

-- Numbers that people are reached or known by, as a regular expression. [n] is a digit of any
-- script, [s] what is written between the digits of one number. A colon ends a number (10:30).
CREATE FUNCTION etl.personal_numbers() RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (
    SELECT replace(replace(replace(spelled.pattern, '[n]', '[' || etl.digits(0, 9) || ']'),
        '[6-9]', '[' || etl.digits(6, 9) || ']'),
        '[s]', '[\s!#()*+,./\\_|~\u00AD\u00B7\u2000-\u206F\u20E3\u2022\uFE0F\uFEFF-]')
    FROM (
        SELECT concat_ws(
            '|',
            -- A mobile number, with or without the country's code, however it is spaced; neither a
            -- date (9-11-2026 10), nor an amount (9,87,65,43,210), nor a range of prices.
            '(?<![n])(?![0-3]?\d[-./][01]?\d[-./](?:19|20)\d\d(?!\d))'
            '(?!\d{1,3}(?:,\d{2,3})*,\d{3}(?![n]))(?!\d{2}000[s]{1,4}\d{2}000(?!\d))'
            '(?:(?:\+|00)?[s]{0,2}[९9][s]{0,2}[१1][s]{0,4})?(?:[०0][s]{0,2})?'
            '[6-9](?:[s]{0,4}[n]){9}(?![n])',
            -- A fixed line with its code; a number of another country.
            '(?<![n])[०0][n]{2,4}[s]{1,3}[n]{3,4}[s]{0,2}[n]{3,4}(?![n])',
            '\+[s]{0,2}[n](?:[s]{0,3}[n]){7,14}(?![n])',
            -- Ten digits or more in a row: another phone, an account, a card.
            '(?<![n])[n]{10,19}(?![n])',
            -- Aadhaar, and cards: fours, which are neither years nor prices.
            '(?<![n])(?!(?:(?:(?:19|20)\d\d|\d\d[05]0)[\s.-]{1,3}){2}(?:(?:19|20)\d\d|\d\d[05]0)(?!\d))'
            '[n]{4}(?:[\s.-]{1,2}[n]{4}){2,3}(?![n])',
            -- PAN, the number of a taxpayer.
            '\m[a-z]{5}\d{4}[a-z]\M'
        ) AS pattern
        OFFSET 0
    ) AS spelled
);

-- Addresses of mail and of payment (UPI), also where the signs are spelled, and links.
CREATE FUNCTION etl.personal_addresses() RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN concat_ws(
    '|',
    '[^\s@]+\s*@\s*[^\s@]+\.[a-z\u0080-\uFFFD]{2,}',
    -- "Salon@Home" is a name, no address.
    '[^\s@]{2,}@(?!(?:home|door|doorsteps?|work|office)\M)[a-z][a-z0-9]+',
    -- Short words are no domains: "look at the dot in".
    '[^\s@]+\s*[(\[{<]?\s*(?:@|\mat\M|एट)\s*[)\]}>]?\s*[^\s@]{4,}'
    '\s*[(\[{<]?\s*(?:\mdot\M|डॉट)\s*[)\]}>]?\s*(?:(?:com?|net|org|info|in|edu|biz|io)\M|कॉम|इन)',
    '[^\s@]+\s*(?:[(\[{<]\s*at\s*[)\]}>]|\mat\M)\s*'
    '(?:gmail|googlemail|yahoo|hotmail|outlook|live|icloud|rediffmail)\.[a-z]{2,}',
    '[^\s@]+\s*[(\[{<]\s*at\s*[)\]}>]\s*[^\s@]+\.[a-z]{2,}',
    '(?:https?://|www\.)\S+',
    '\m(?:wa|t|telegram)\.me/\S+'
);

CREATE FUNCTION etl.contact_pattern() RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN etl.personal_numbers() || '|' || etl.personal_addresses();

-- Not STRICT, here and below: PostgreSQL would inline none of these functions.
CREATE FUNCTION etl.has_contact_details(words text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN words ~* etl.hint_of_contact() THEN normalize(words, NFKC) ~* etl.contact_pattern()
    ELSE false
END;

-- The words as they are, but for contact details.
CREATE FUNCTION etl.hide_contact_details(words text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN etl.has_contact_details(words) THEN regexp_replace(
        normalize(words, NFKC), etl.contact_pattern(), '(contact details)', 'gi'
    )
    ELSE words
END;
