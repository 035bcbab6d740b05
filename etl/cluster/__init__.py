"""The private PostgreSQL cluster: found or installed, created under `var/`, started and stopped."""
