"""The lifecycle of partitions: made ahead of their rows, detached and dropped when they expire."""
