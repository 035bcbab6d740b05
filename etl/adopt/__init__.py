"""A marketplace that is already there: copied beside, followed while it goes on, taken over.

It stays where it is and is never locked for longer than its last changes take: triggers note the
keys of rows that change, and batches carry rows and changes here.
"""
