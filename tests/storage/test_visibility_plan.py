"""The predicate of visibility is answered from lists gathered once, whatever the number of clues."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import func, select
from sqlalchemy.dialects import sqlite

from zhuize_desktop.domain.records import Clue
from zhuize_desktop.domain.roles import Role
from zhuize_desktop.storage.tables import table_of
from zhuize_desktop.storage.visibility import visible_to


@pytest.mark.parametrize("role", [Role.CLERK, Role.INSPECTOR])
def test_no_subquery_is_run_for_every_clue(clerk, role):
    viewer = replace(clerk.viewer, roles=frozenset({role}), person="nobody")
    clue = table_of(Clue)
    statement = select(func.count()).select_from(clue).where(visible_to(viewer))
    plain = str(statement.compile(dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True}))
    with clerk.ledger.read() as connection:
        plan = [str(row[3]) for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {plain}")]
    assert any("clue" in step for step in plan)
    assert not [step for step in plan if "CORRELATED" in step]
