"""The sample data of the database design document."""
