"""Refresh: recompute the analytics schema and publish it as one data version."""
