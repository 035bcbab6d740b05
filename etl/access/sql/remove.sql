-- Let somebody in no more. The row stays: the log names its id.
-- Params: id, by
-- Returns: what `Member` has
UPDATE access.members
SET is_active = false, set_at = now(), set_by = %(by)s
WHERE id = %(id)s
RETURNING id, name, role, email, issuer, subject, is_active, set_at, set_by
