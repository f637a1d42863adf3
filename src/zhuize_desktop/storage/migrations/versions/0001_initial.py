"""The first schema. Rewritten until the first released version, frozen from then on."""

from pathlib import Path

from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Run every statement of ``0001_initial.sql``; statements are parted by blank lines."""
    script = Path(__file__).with_name("0001_initial.sql").read_text("utf-8")
    for statement in script.split("\n\n"):
        if statement.strip():
            op.get_bind().exec_driver_sql(statement)
