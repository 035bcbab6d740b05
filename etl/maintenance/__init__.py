"""The upkeep of indexes, as an operator asks for it."""
