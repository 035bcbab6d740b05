-- The triggers of section 6.1 of the database design, verbatim.

CREATE OR REPLACE FUNCTION update_provider_reputation()
RETURNS TRIGGER AS $$
BEGIN
  UPDATE provider_profiles
  SET reputation_score = calculate_reputation_score(NEW.provider_id)
  WHERE id = NEW.provider_id;

  RETURN NEW;
END;
$$ LANGUAGE plpgsql;

CREATE TRIGGER trigger_update_reputation_after_review
AFTER INSERT OR UPDATE ON reviews
FOR EACH ROW
EXECUTE FUNCTION update_provider_reputation();

-- ===========================================================================
-- TRIGGER: Auto-update reputation after booking completion
-- ===========================================================================

CREATE OR REPLACE FUNCTION update_provider_reputation_on_booking()
RETURNS TRIGGER AS $$
BEGIN
  IF NEW.status = 'COMPLETED' AND OLD.status != 'COMPLETED' THEN
    UPDATE provider_profiles
    SET
      reputation_score = calculate_reputation_score(NEW.provider_id),
      completed_jobs = completed_jobs + 1,
      total_jobs = total_jobs + 1
    WHERE id = NEW.provider_id;
  ELSIF NEW.status = 'CANCELLED' AND OLD.status != 'CANCELLED' THEN
    UPDATE provider_profiles
    SET
      reputation_score = calculate_reputation_score(NEW.provider_id),
      cancelled_jobs = cancelled_jobs + 1,
      total_jobs = total_jobs + 1
    WHERE id = NEW.provider_id;
  END IF;

  RETURN NEW;
END;
$$ LANGUAGE plpgsql;

CREATE TRIGGER trigger_update_reputation_on_booking
AFTER UPDATE ON bookings
FOR EACH ROW
EXECUTE FUNCTION update_provider_reputation_on_booking();
