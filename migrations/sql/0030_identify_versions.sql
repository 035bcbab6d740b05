-- A restored backup counts its versions on from where it was made: numbers come again, identities do
-- not. The default is volatile, so every version there is gets one of its own.
ALTER TABLE analytics.data_versions ADD COLUMN identity uuid NOT NULL DEFAULT gen_random_uuid();
