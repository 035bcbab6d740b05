-- Let somebody in; whoever was in once keeps the id, and with it the log.
-- Params: email, or issuer and subject; name, role, by
-- Returns: what `Member` has
WITH again AS (
    UPDATE access.members
    SET name = %(name)s, role = %(role)s, is_active = true, set_at = now(), set_by = %(by)s
    WHERE email = %(email)s OR (issuer, subject) = (%(issuer)s, %(subject)s)
    RETURNING *
),

new AS (
    INSERT INTO access.members (email, issuer, subject, name, role, set_by)
    SELECT %(email)s, %(issuer)s, %(subject)s, %(name)s, %(role)s, %(by)s
    WHERE NOT EXISTS (SELECT FROM again)
    RETURNING *
)

SELECT id, name, role, email, issuer, subject, is_active, set_at, set_by FROM again
UNION ALL
SELECT id, name, role, email, issuer, subject, is_active, set_at, set_by FROM new
