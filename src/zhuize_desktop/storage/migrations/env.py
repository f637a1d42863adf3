"""Alembic runs the steps on the connection it is handed; there is no offline mode and no ini file."""

from alembic import context

connection = context.config.attributes["connection"]
context.configure(connection=connection, transaction_per_migration=False, render_as_batch=False)
context.run_migrations()
