"""What can count archived searches: one file per engine, all of them run the same statements."""
