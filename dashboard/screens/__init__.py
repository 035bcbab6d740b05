"""One module per screen; each has `render(snapshot, filters)`."""
