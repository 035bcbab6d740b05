-- People type phone numbers, addresses of mail and payment, and Aadhaar numbers where they should
-- not; analytics holds no PII. What is looked for is said here once, for every free text.
--
-- It is decided on compatibility-normalized text (NFKC: full-width digits become plain) with the
-- decimal digits of every script. Numbers in words, and digits between words, are not found.
-- Not STRICT: PostgreSQL would inline none of these functions.

-- The decimal digits (Unicode Nd) of all scripts but ours, ten after ten.
CREATE FUNCTION etl.foreign_digits() RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (
    SELECT string_agg(chr(zero + digit), '' ORDER BY zero, digit)
    FROM string_to_table(
        '0660 06F0 07C0 0966 09E6 0A66 0AE6 0B66 0BE6 0C66 0CE6 0D66 0DE6 0E50 0ED0 0F20 1040 1090'
        ' 17E0 1810 1946 19D0 1A80 1A90 1B50 1BB0 1C40 1C50 A620 A8D0 A900 A9D0 A9F0 AA50 ABF0 FF10'
        ' 104A0 10D30 11066 110F0 11136 111D0 112F0 11450 114D0 11650 116C0 11730 118E0 11950 11C50'
        ' 11D50 11DA0 16A60 16AC0 16B50 1D7CE 1D7D8 1D7E2 1D7EC 1D7F6 1E140 1E2F0 1E950 1FBF0',
        ' '
    ) AS hexadecimal
    CROSS JOIN LATERAL (
        SELECT ('x' || lpad(hexadecimal, 8, '0'))::bit(32)::integer AS zero
    ) AS code
    CROSS JOIN generate_series(0, 9) AS digit
);

-- The words letter for letter (after NFKC), with plain digits: what the patterns below are for.
CREATE FUNCTION etl.with_plain_digits(words text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN words ~ ('[' || etl.foreign_digits() || ']')
        THEN translate(words, etl.foreign_digits(), repeat('0123456789', 65))
    ELSE words
END;

-- Numbers that people are reached or known by, as a regular expression. <s> is what is written
-- between the digits of one number; a colon ends it (10:30).
CREATE FUNCTION etl.personal_numbers() RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN replace(
    concat_ws(
        '|',
        -- A mobile number, with or without the country's code, however it is spaced; neither a date
        -- (9-11-2026 10), nor an amount (9,87,65,43,210), nor a range of prices.
        '(?<![0-9])(?![0-3]?[0-9][-./][01]?[0-9][-./](?:19|20)[0-9][0-9](?![0-9]))'
        '(?![0-9]{1,3}(?:,[0-9]{2,3})*,[0-9]{3}(?![0-9]))'
        '(?![0-9]{2}000<s>{1,4}[0-9]{2}000(?![0-9]))'
        '(?:(?:\+|00)?<s>{0,2}9<s>{0,2}1<s>{0,4})?(?:0<s>{0,2})?'
        '[6-9](?:<s>{0,4}[0-9]){9}(?![0-9])',
        -- A fixed line with its code; a number of another country.
        '(?<![0-9])0[0-9]{2,4}<s>{1,3}[0-9]{3,4}<s>{0,2}[0-9]{3,4}(?![0-9])',
        '\+<s>{0,2}[0-9](?:<s>{0,3}[0-9]){7,14}(?![0-9])',
        -- Ten digits or more in a row: another phone, an account, a card.
        '(?<![0-9])[0-9]{10,19}(?![0-9])',
        -- Aadhaar, and cards: fours, which are neither years nor prices.
        '(?<![0-9])(?!(?:(?:(?:19|20)[0-9][0-9]|[0-9][0-9][05]0)[\s.-]{1,3}){2}'
        '(?:(?:19|20)[0-9][0-9]|[0-9][0-9][05]0)(?![0-9]))'
        '[0-9]{4}(?:[\s.-]{1,2}[0-9]{4}){2,3}(?![0-9])',
        -- PAN, the number of a taxpayer.
        '\m[a-z]{5}[0-9]{4}[a-z]\M'
    ),
    '<s>',
    '[\s!#()*+,./\\_|~\u00AD\u00B7\u2000-\u206F\u20E3\u2022\uFE0F\uFEFF-]'
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

-- What nothing can be a contact detail without: digits that are near each other, or after letters,
-- or signs of an address. The patterns look around and take milliseconds; this takes none of them.
CREATE FUNCTION etl.hint_of_contact() RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN '(?:[0-9][^0-9:]{0,4}){8}|[a-z]{5}[0-9]{4}[a-z]|@|://|www\.|\.me/|[^a-z]dot[^a-z]|डॉट'
    '|[^a-z]at[^a-z].*\.[a-z]';

-- The words as the patterns are for; NULL where they cannot hold contact details.
CREATE FUNCTION etl.suspicious(words text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
    -- Most are of plain letters.
    WHEN words ~ '^[ -/;-?A-~]*$' AND words !~* '//|www\.|\.me/|[^a-z](?:dot|at)[^a-z]' THEN NULL
    WHEN etl.with_plain_digits(normalize(words, NFKC)) ~* etl.hint_of_contact()
        THEN etl.with_plain_digits(normalize(words, NFKC))
END;

CREATE FUNCTION etl.contact_pattern() RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN etl.personal_numbers() || '|' || etl.personal_addresses();

-- Not in SQL, as they are planned once that way and not wherever they are called.
CREATE FUNCTION etl.has_contact_details(words text) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    RETURN COALESCE(etl.suspicious(words) ~* etl.contact_pattern(), false);
END;
$$;

-- The words as they are, but for contact details.
CREATE FUNCTION etl.hide_contact_details(words text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    pattern CONSTANT text := etl.contact_pattern();
    plain CONSTANT text := etl.suspicious(words);
    normal text;
    begins integer := 1;
    shown text := '';
BEGIN
    IF plain IS NULL OR plain !~* pattern THEN
        RETURN words;
    END IF;
    normal := normalize(words, NFKC);
    IF plain = normal THEN
        RETURN regexp_replace(plain, pattern, '(contact details)', 'gi');
    END IF;
    -- Digits of other scripts outside the match stay as they are.
    FOR number IN 1..regexp_count(plain, pattern, 1, 'i') LOOP
        shown := shown || substr(
            normal, begins, regexp_instr(plain, pattern, 1, number, 0, 'i') - begins
        ) || '(contact details)';
        begins := regexp_instr(plain, pattern, 1, number, 1, 'i');
    END LOOP;
    RETURN shown || substr(normal, begins);
END;
$$;

-- For what views show as it is when people look: readers may call nothing else of this.
CREATE FUNCTION analytics.without_contact_details(words text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
RETURN etl.hide_contact_details(words);
