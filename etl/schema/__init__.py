"""The database schema: its definitions, and the migrations that bring a database to them."""
