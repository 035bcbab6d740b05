"""The Coverage screen as files for a person's own GIS."""
