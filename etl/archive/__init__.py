"""The cold archive: weeks of searches leave PostgreSQL as Parquet, verified, and can come back."""
