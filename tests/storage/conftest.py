"""A real encrypted ledger for every test of the storage, copied from a template that the migrations made."""

from __future__ import annotations

import shutil

import pytest

from storage.vault import CLERK, CLUE, KEY, OWN, PERSON, TODAY, viewer
from zhuize_desktop.domain.clock import FixedClock
from zhuize_desktop.domain.records import Clue, Enterprise, Person, User
from zhuize_desktop.domain.roles import Op, Role
from zhuize_desktop.storage.ledger import Ledger
from zhuize_desktop.storage.schema import run_steps


@pytest.fixture(scope="session")
def empty_ledger(tmp_path_factory):
    path = tmp_path_factory.mktemp("empty") / "ledger.db"
    run_steps(path, KEY)
    return path


@pytest.fixture
def path(empty_ledger, tmp_path):
    """An empty ledger's file."""
    return shutil.copy(empty_ledger, tmp_path / "ledger.db")


@pytest.fixture
def ledger(path):
    """An open ledger with an enterprise, a user, a person and a clue."""
    opened = Ledger(path, KEY, FixedClock.on(TODAY))
    with opened.transact(Op.FIRST_START, viewer()) as tx:
        tx.insert(
            Enterprise(uid=OWN, owner_enterprise=OWN, name="虚构运输集团有限公司"),
            User(uid=CLERK, owner_enterprise=OWN, login="clerk", name="李文海", roles=(Role.CLERK,)),
            Person(uid=PERSON, owner_enterprise=OWN, name="张三丰", identity_number="370102198001010011"),
            Clue(
                uid=CLUE,
                owner_enterprise=OWN,
                number="JY-2026-内-0001",
                summary="违规为参股公司垫付运费",
                enterprises=(OWN,),
                persons=(PERSON,),
                estimated_loss=1_000_00,
            ),
        )
    yield opened
    opened.close()
