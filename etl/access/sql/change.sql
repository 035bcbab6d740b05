-- Change what somebody is, or is called: what is NULL stays.
-- Params: id, role, name, by
-- Returns: what `Member` has
UPDATE access.members
SET role = coalesce(%(role)s, role), name = coalesce(%(name)s, name),
    set_at = now(), set_by = %(by)s
WHERE id = %(id)s
RETURNING id, name, role, email, issuer, subject, is_active, set_at, set_by
