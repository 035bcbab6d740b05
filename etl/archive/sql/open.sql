-- A week that does not go to the archive after all takes changes again.
DROP TRIGGER IF EXISTS refuse_change ON {week};
DROP TRIGGER IF EXISTS refuse_truncate ON {week};
