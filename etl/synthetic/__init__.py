"""Synthetic marketplaces: a believable LocalPro Connect of any size, from a seed and a last day.

Each module makes the rows of one domain as Arrow tables, a batch at a time; `marketplace` puts the
domains in order and `load` copies them into the database.
"""
