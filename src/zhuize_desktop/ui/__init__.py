"""The window: shows rows, collects drafts, starts jobs. No SQL and no rules of the trade here."""
