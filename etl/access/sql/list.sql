-- Everybody who was ever let in.
-- Returns: what `Member` has, by name
SELECT id, name, role, email, issuer, subject, is_active, set_at, set_by
FROM access.members
ORDER BY is_active DESC, name, id
