-- What a copy of this cluster must be to follow it: the system's identifier and the timeline.
-- Params: slot (name)
-- Returns: one row; none where the slot is not there, or no longer has what the copy lacks
SELECT system_identifier, timeline_id
FROM pg_control_system()
CROSS JOIN pg_control_checkpoint()
CROSS JOIN pg_replication_slots
WHERE slot_name = %(slot)s AND wal_status IS DISTINCT FROM 'lost'
