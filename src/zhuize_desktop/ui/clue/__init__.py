"""One clue: its form, what hangs on it, and its history."""
