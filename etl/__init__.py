"""The ETL: owns the database schema, its data, its views and every job that keeps them true."""
