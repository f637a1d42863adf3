"""One function = one user action = one transaction. No Qt, no SQL text."""
