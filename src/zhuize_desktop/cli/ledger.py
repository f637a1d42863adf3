"""``ledger``: the ledger goes out as this user may see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..services.ledger_export import export_ledger, query_from
from .common import DONE, result, say, signed_in

if TYPE_CHECKING:
    from argparse import Namespace


def run(given: Namespace) -> int:
    """Write the workbook or the csv file."""
    with signed_in(given) as session:
        query = query_from(session, given.where)
        rows = export_ledger(session, query, given.out)
    say(f"台账已导出：{given.out}")
    result(rows=rows)
    return DONE
