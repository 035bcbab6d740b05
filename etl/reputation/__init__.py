"""Reputation of providers: bring the stored scores up to date, and explain one (section 6)."""
