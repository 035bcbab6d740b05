-- A week that is to be archived refuses changes. Waits for the transactions that are changing it;
-- readers go on.
CREATE OR REPLACE TRIGGER refuse_change BEFORE INSERT OR UPDATE OR DELETE ON {week}
FOR EACH ROW EXECUTE FUNCTION etl.refuse_change();

CREATE OR REPLACE TRIGGER refuse_truncate BEFORE TRUNCATE ON {week}
FOR EACH STATEMENT EXECUTE FUNCTION etl.refuse_change();

-- For replayed changes, too.
ALTER TABLE {week} ENABLE ALWAYS TRIGGER refuse_change;
ALTER TABLE {week} ENABLE ALWAYS TRIGGER refuse_truncate;
