-- What a search term is, without the quick ways to it.

CREATE SCHEMA plain;

-- People type phone numbers and e-mail addresses where they should not; analytics holds no PII.
-- A phone number is ten digits of any script, however they are spaced; a comma ends it.
CREATE FUNCTION plain.has_contact_details(words text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN translate(words, '०१२३४५६७८९۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩', repeat('0', 30))
        ~ '(\d[\s!-+.-/:-@\u2000-\u206F-]*){10}'
    OR words ~ '[^\s@]\s*@\s*[^\s@]+\.[^\s@]';

-- The search term as it is counted: lower case, NFC, single spaces, trimmed, up to 200 characters.
CREATE FUNCTION plain.search_term(query text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN CASE
    WHEN plain.has_contact_details(query) THEN '(contact details)'
    ELSE left(
        btrim(regexp_replace(normalize(lower(query COLLATE "und-x-icu"), NFC), '\s+', ' ', 'g')),
        200
    )
END;
