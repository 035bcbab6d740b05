-- Who is known by an address, by an issuer's id or by our own.
-- Params: who
-- Returns: what `Member` has
SELECT id, name, role, email, issuer, subject, is_active, set_at, set_by
FROM access.members
WHERE email = lower(%(who)s) OR subject = %(who)s OR id = %(who)s
