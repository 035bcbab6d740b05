"""Jobs on a schedule: when each is due, that it runs once for it, and how each stands."""
