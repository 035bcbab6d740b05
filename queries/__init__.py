"""Every read that people's screens, exports and commands make of the analytics schema."""
