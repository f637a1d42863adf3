"""The encrypted ledger: SQLAlchemy Core over SQLCipher, keys and files of the data folder. No Qt, no rules."""
