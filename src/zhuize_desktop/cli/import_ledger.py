"""``import-ledger``: a ledger kept in Excel comes in, all or nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..services.import_plan import plan_import, read_file
from ..services.importing import import_ledger, write_result_workbook
from .common import DONE, NOT_GOOD, result, say, signed_in

if TYPE_CHECKING:
    from argparse import Namespace


def run(given: Namespace) -> int:
    """Dry run or import; the result workbook says for every row what became of it."""
    with signed_in(given) as session:
        reading = read_file(given.file, session.today)
        plan = plan_import(session, reading)
        if not given.dry_run and not plan.errors:
            plan = import_ledger(session, reading, plan).value
        if given.result is not None:
            write_result_workbook(given.result, plan)
            say(f"逐行结果：{given.result}")
    for line in plan.notes:
        say(line)
    for row in plan.rows:
        for reason in row.reasons if row.is_error else ():
            say(f"第 {row.row_number} 行：{reason}")
    if plan.errors and not given.dry_run:
        say(f"有 {plan.errors} 行不能导入，台账没有改动；请按上面的说明改好后重新导入。")
    result(
        rows=len(plan.rows),
        new=plan.new,
        updated=plan.updated,
        unchanged=plan.unchanged,
        duplicate=plan.duplicate,
        error=plan.errors,
    )
    return NOT_GOOD if plan.errors else DONE
