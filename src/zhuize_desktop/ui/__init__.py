"""The window: shows rows, collects drafts, starts jobs. No SQL and no rules of the trade here."""

#: The program's name, as in the titles of its windows.
PROGRAM = "违规经营投资责任追究"
