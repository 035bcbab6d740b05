"""What every page has: the server, the menu, the filters, the as-of line, the error boundary."""
