"""Searches counted again from the archive, and held against what is published."""
