"""``import-ledger``: a ledger kept in Excel comes in, all or nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..domain.errors import NotAllowed
from ..services.import_plan import plan_import, read_file
from ..services.importing import import_ledger, write_result_workbook
from .common import DONE, NOT_GOOD, result, say, signed_in

if TYPE_CHECKING:
    from argparse import Namespace

    from ..services.import_plan import ImportPlan


def run(given: Namespace) -> int:
    """Dry run or import; the result workbook says for every row what became of it."""
    with signed_in(given) as session:
        reading = read_file(given.file, session.today)
        plan = plan_import(session, reading)
        written = not given.dry_run and not plan.errors
        if given.result is not None:
            # Before the import: a target that cannot be written must not come up after the ledger was changed.
            write_result_workbook(given.result, plan, refused=not given.dry_run and not written)
            say(f"逐行结果：{given.result}")
        if written:
            import_ledger(session, reading, plan)
    _tell(plan)
    if plan.errors and not given.dry_run:
        _count(plan, new=0, updated=0)
        raise NotAllowed(f"有 {plan.errors} 行不能导入，台账没有改动；请按上面的说明改好后重新导入。")
    _count(plan, new=plan.new, updated=plan.updated)
    return NOT_GOOD if plan.errors else DONE


def _tell(plan: ImportPlan) -> None:
    for line in plan.notes:
        say(line)
    for row in plan.rows:
        for reason in row.reasons if row.is_error else ():
            say(f"第 {row.row_number} 行：{reason}")


def _count(plan: ImportPlan, *, new: int, updated: int) -> None:
    result(
        rows=len(plan.rows),
        new=new,
        updated=updated,
        unchanged=plan.unchanged,
        duplicate=plan.duplicate,
        error=plan.errors,
    )
