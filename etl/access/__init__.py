"""Who may use the dashboard, and as what: the owner says it, the dashboard asks."""
