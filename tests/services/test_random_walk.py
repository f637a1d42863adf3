"""A random walk over the services: anybody does anything to several clues, and what must never happen never does.

Never: a clue closed against the rules, a record lost, a trail that does not hold, a version that falls, a
hidden case shown, anything told in another way than one Chinese sentence.
"""

from __future__ import annotations

import copy
import re
import shutil
import tempfile
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, event, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import func, select

from desk import ANSWERS, PASSWORD, TODAY
from services.closing_oracle import left_undone, reasons_against
from services.whole_case import FIRST, WholeCase
from zhuize_desktop.domain.clock import FixedClock
from zhuize_desktop.domain.errors import NotAllowed, UserError
from zhuize_desktop.domain.fields import Kind, Layout, columns
from zhuize_desktop.domain.ledger_view import LedgerQuery
from zhuize_desktop.domain.records import (
    RECORDS,
    Appeal,
    Approval,
    Circle,
    Closure,
    Clue,
    Execution,
    Handling,
    LiablePerson,
    Loss,
    Preservation,
    Recovery,
    Recusal,
    SanctionCase,
    Service,
    SourceReply,
    Suspension,
    TeamMember,
    Triage,
    User,
)
from zhuize_desktop.domain.roles import Role
from zhuize_desktop.domain.stages import Stage
from zhuize_desktop.domain.viewer import viewer_of
from zhuize_desktop.domain.workflow import MOVES, MoveKind
from zhuize_desktop.seal.keys import QUICK
from zhuize_desktop.services import approvals, clues, records, steps
from zhuize_desktop.services.dossier import next_step, read_case
from zhuize_desktop.services.session import log_in
from zhuize_desktop.services.setup import NewUser, first_start
from zhuize_desktop.storage import audit, rows
from zhuize_desktop.storage.folders import DataFolder
from zhuize_desktop.storage.tables import table_of

PEOPLE = ("reviewer", "clerk", "second", "signer")
FORMS = (*records.CASEWORK, Approval, LiablePerson, Loss, Recovery)
PLAIN_MOVES = tuple(move.code for move in MOVES if move.kind not in (MoveKind.MERGE, MoveKind.REOPEN))
#: The place of the clue that is ready to be closed.
READY = 3
#: What forbids closing while it stands.
HINDRANCES: tuple[tuple[type[Any], dict[str, Any]], ...] = (
    (Suspension, {"cause": "等待司法结论", "from_on": TODAY}),
    (Preservation, {"kind": "pay", "object": "陈思源", "from_on": TODAY}),
    (Appeal, {"appellant": "陈思源", "filed_on": TODAY, "grounds": "金额"}),
    (Service, {"recipient": "陈思源", "served_on": TODAY}),
    (Handling, {"kinds": ("criticism.written",)}),
    (TeamMember, {"name": "核查人", "declared_on": TODAY}),
    (SanctionCase, {"number": "虚处立〔2026〕1号", "approved_on": TODAY}),
)

who = st.sampled_from(PEOPLE)
which = st.integers(0, 7)
sentence = st.sampled_from(("", "  ", "情况属实", "（机密）另附", "举报人：张三"))
days = st.one_of(
    st.sampled_from((None, date(1980, 1, 1), TODAY, TODAY + timedelta(30), date(2031, 1, 1))),
    st.integers(0, 290).map(lambda after: FIRST + timedelta(days=after)),
)


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, WholeCase]]:
    """A ledger with two clerks and four clues: new, at 分类处置, under investigation, and ready to be closed."""
    folder = DataFolder(tmp_path_factory.mktemp("walk") / "data")
    more = NewUser("second", "何静", "审计部", (Role.CLERK,), PASSWORD)
    first_start(folder, replace(ANSWERS, users=(*ANSWERS.users, more)), FixedClock.on(TODAY), QUICK)
    session = log_in(folder, "clerk", PASSWORD, FixedClock.on(TODAY))
    works = {
        name: WholeCase(session).until(stage)
        for name, stage in (
            ("new", Stage.INTAKE),
            ("triage", Stage.TRIAGE),
            ("open", Stage.INVESTIGATION),
            ("ready", Stage.CLOSURE),
        )
    }
    works["ready"].conclude()
    session.close()
    return folder.path, works


class Walk(RuleBasedStateMachine):
    """What anybody may try, on a ledger of its own."""

    template: Path
    begun: dict[str, WholeCase]

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="walk"))
        shutil.copytree(self.template, self.folder / "data")
        self.session = log_in(DataFolder(self.folder / "data"), "clerk", PASSWORD, FixedClock.on(TODAY))
        with self.session.ledger.read() as connection:
            users = rows.fetch_equal(connection, User)
        own = self.session.viewer.enterprise
        self.people = {one.login: replace(self.session, viewer=viewer_of(one, own, TODAY)) for one in users}
        self.works = [copy.copy(work) for work in self.begun.values()]
        for work in self.works:
            work.made = dict(work.made)
        self.versions: dict[str, int] = {}
        self.counted: dict[str, int] = {}
        self.ended: set[str] = set()

    def teardown(self) -> None:
        self.session.close()
        shutil.rmtree(self.folder)

    @initialize()
    def look_round(self) -> None:
        self.versions, self.counted = self._versions(), self._counts()

    # --- helpers ---

    def _work(self, at: int) -> WholeCase:
        return self.works[at % len(self.works)]

    def _try(self, act: Any) -> Any:
        """What a person can be told is no fault; everything else is."""
        try:
            return act()
        except UserError as refused:
            told = refused.sentence
        assert told.endswith(("。", "项）")), told
        assert re.search("[一-鿿]", told), told
        return None

    def _as(self, login: str, work: WholeCase) -> WholeCase:
        work.session = self.people[login]
        return work

    def _clue(self, work: WholeCase) -> Clue:
        with self.session.ledger.read() as connection:
            return rows.fetch_by_uid(connection, Clue, [work.clue])[work.clue]

    def _all(self, record: type[Any], **equal: object) -> list[Any]:
        with self.session.ledger.read() as connection:
            return rows.fetch_equal(connection, record, withdrawn=True, **equal)

    def _versions(self) -> dict[str, int]:
        found: dict[str, int] = {}
        with self.session.ledger.read() as connection:
            for record in RECORDS:
                table = table_of(record)
                found |= {uid: at for uid, at in connection.execute(select(table.c.uid, table.c.version))}
        return found

    def _counts(self) -> dict[str, int]:
        with self.session.ledger.read() as connection:
            return {
                record.__name__: connection.execute(
                    select(func.count()).select_from(table_of(record))
                ).scalar_one()
                for record in RECORDS
            }

    # --- what people do ---

    @rule(login=who, text=sentence)
    def register(self, login: str, text: str) -> None:
        work = WholeCase(self.people[login])
        self._try(lambda: work.register(remark=text))
        if work.clue:
            self.works.append(work)

    @rule(at=which, login=who)
    def work_on(self, at: int, login: str) -> None:
        """Enter what the stage of the clue asks for, and take the step."""
        work = self._as(login, self._work(at))
        stages = {
            Stage.INTAKE: work.accept,
            Stage.PRELIMINARY_CHECK: work.check,
            Stage.TRIAGE: work.triage,
            Stage.INVESTIGATION: lambda: (work.plan(), work.investigate()),
            Stage.DISPOSITION: work.decide,
            Stage.RECTIFICATION: work.rectify,
            Stage.CLOSURE: work.conclude,
        }
        clue = self._clue(work)
        needed = {Stage.INVESTIGATION: "person", Stage.DISPOSITION: "liable", Stage.CLOSURE: "handling"}
        if not hasattr(work, needed.get(clue.stage, "clue")):
            return  # came here by another way than the work of these tests
        self._try(stages[clue.stage])

    def _value(self, column: Any, data: st.DataObject) -> Any:
        kind, known = column.field.kind, self.session.rulebook()
        if column.choices is not None:
            return data.draw(st.sampled_from(list(column.choices)))
        if kind in (Kind.CHOICE, Kind.CATALOGUE):
            codes = [entry.code for entry in known.dictionary(column.field.dictionary).entries()]
            value = data.draw(st.sampled_from(("", "nonsense", *codes)))
        elif kind is Kind.UID:
            target = next(one for one in RECORDS if one.__name__ == column.field.refers_to)
            value = data.draw(st.sampled_from((None, *(one.uid for one in self._all(target)))))
            if value is None and not column.many and not column.optional:
                value = ""
        elif kind is Kind.DATE:
            return data.draw(days)
        elif kind is Kind.MONEY:
            return data.draw(st.sampled_from((None, -1, 0, 5_00, 10**15)))
        elif kind is Kind.WHOLE:
            return data.draw(st.sampled_from((0, 1, 2026, -5)))
        elif kind is Kind.FLAG:
            return data.draw(st.sampled_from((True, False)))
        else:
            return data.draw(sentence)
        if column.many:
            return (value,) if value else ()
        return value

    def _values(self, record: type[Any], data: st.DataObject, most: int) -> dict[str, Any]:
        typed = [one for one in columns(record) if one.field.layout is not Layout.NONE]
        chosen = data.draw(st.lists(st.sampled_from(typed), max_size=most, unique_by=lambda one: one.name))
        return {one.name: self._value(one, data) for one in chosen}

    @rule(at=which, login=who, record=st.sampled_from(FORMS), data=st.data())
    def fill(self, at: int, login: str, record: type[Any], data: st.DataObject) -> None:
        values = {"clue": self._work(at).clue, **self._values(record, data, 5)}
        self._try(lambda: records.add(self.people[login], record, values))

    @rule(at=which, login=who, record=st.sampled_from(FORMS), data=st.data())
    def change(self, at: int, login: str, record: type[Any], data: st.DataObject) -> None:
        found = self._all(record, clue=self._work(at).clue)
        if found:
            new = replace(data.draw(st.sampled_from(found)), **self._values(record, data, 2))
            self._try(lambda: records.change(self.people[login], new))

    @rule(at=which, login=who, data=st.data())
    def change_clue(self, at: int, login: str, data: st.DataObject) -> None:
        """Past the steps: the days and the end of a clue that is worked here are not typed."""
        clue = self._clue(self._work(at))
        wanted = {name: value for name, value in self._values(Clue, data, 2).items() if name != "number"}
        if data.draw(st.booleans()):
            wanted |= data.draw(
                st.sampled_from(
                    ({"closed": True}, {"stage": Stage.CLOSURE}, {"legacy": True}, {"closed_on": TODAY})
                )
            )
        self._try(lambda: clues.change_clue(self.people[login], replace(clue, **wanted)))

    @rule(at=which, login=who, stage=st.sampled_from(list(Stage)))
    def confirm_stage(self, at: int, login: str, stage: Stage) -> None:
        self._try(lambda: clues.confirm_stages(self.people[login], {self._work(at).clue: stage}))

    @rule(at=which, login=who, data=st.data())
    def confirm_approval(self, at: int, login: str, data: st.DataObject) -> None:
        if found := self._all(Approval, clue=self._work(at).clue):
            one = data.draw(st.sampled_from(found))
            self._try(lambda: approvals.confirm_approval(self.people[login], one.uid))

    @rule(at=which, login=who, text=sentence)
    def explain(self, at: int, login: str, text: str) -> None:
        session, uid = self.people[login], self._work(at).clue

        def act() -> None:
            step = next_step(read_case(session, uid))
            for state in step.states:
                if step.move is not None and state.blocks:
                    steps.explain_gate(session, uid, step.move.code, state.gate.code, text)

        self._try(act)

    @rule(at=which, login=who, code=st.sampled_from(PLAIN_MOVES), text=sentence, late=st.booleans())
    def move(self, at: int, login: str, code: str, text: str, late: bool) -> None:
        self._step(at, login, code, text, late)

    @rule(at=st.sampled_from((READY, 0, 1, 2, 4)), login=who)
    def close(self, at: int, login: str) -> None:
        self._step(at, login, "close", "", late=False)

    @rule(login=who, what=st.integers(0, len(HINDRANCES) - 1), closer=st.sampled_from(("reviewer", "signer")))
    def hinder_and_close(self, login: str, what: int, closer: str) -> None:
        """Something comes in between, and somebody tries to close the clue that was ready for it."""
        record, values = HINDRANCES[what]
        ready = self.works[READY]
        named = {
            TeamMember: {"user": self.people[closer].viewer.user},
            SanctionCase: {"person": ready.person},
        }
        more = named.get(record, {})
        made = self._try(
            lambda: records.add(self.people[login], record, {"clue": ready.clue, **values, **more})
        )
        self._step(READY, closer, "close", "", late=False)
        if made is not None:
            self._try(lambda: records.withdraw(self.people[login], record, made.value.uid, "误记"))

    @rule(login=who, record=st.sampled_from((SourceReply, Execution, Approval, Closure)), closer=who)
    def take_away_and_close(self, login: str, record: type[Any], closer: str) -> None:
        """The same with something taken away, and put back afterwards."""
        uid = self.works[READY].clue
        found = [one for one in self._all(record, clue=uid) if not one.withdrawn_reason]
        if found:
            last = found[-1]
            self._try(lambda: records.withdraw(self.people[login], record, last.uid, "误记"))
            self._step(READY, closer, "close", "", late=False)
            self._try(lambda: records.bring_back(self.people[login], record, last.uid))

    @rule(at=which, login=who)
    def go_on(self, at: int, login: str) -> None:
        """Take whatever way leads forward."""
        try:
            way = next_step(read_case(self.people[login], self._work(at).clue)).move
        except UserError:
            return
        if way is not None:
            self._step(at, login, way.code, "", late=False)

    def _step(self, at: int, login: str, code: str, text: str, late: bool) -> None:
        session, uid = self.people[login], self._work(at).clue
        version = self._clue(self._work(at)).version - late
        against = reasons_against(session, uid) if code == "close" else []
        done = self._try(lambda: steps.take_step(session, uid, code, version, text))
        if done is not None and code == "close":
            assert against == []
            event("closed")
            self.ended.add(uid)

    @rule(at=which, into=which, login=who, text=sentence)
    def merge(self, at: int, into: int, login: str, text: str) -> None:
        clue, other = self._clue(self._work(at)), self._clue(self._work(into))
        undone = left_undone(self.session, clue.uid)
        done = self._try(
            lambda: steps.merge_clue(self.people[login], clue.uid, other.uid, clue.version, text)
        )
        if done is not None:
            assert (other.uid != clue.uid, other.closed, other.withdrawn_reason) == (True, False, "")
            assert undone == []
            self.ended.add(clue.uid)

    @rule(at=which, login=who, text=sentence)
    def split(self, at: int, login: str, text: str) -> None:
        uid = self._work(at).clue
        done = self._try(lambda: steps.split_clue(self.people[login], uid, {"summary": "另一笔"}, text))
        if done is not None:
            self.works.append(WholeCase(self.people[login], done.value.uid))
            self.works[-1].person = self.works[0].person

    @rule(at=which, login=who, other=who, stage=st.sampled_from(list(Stage)), text=sentence)
    def reopen(self, at: int, login: str, other: str, stage: Stage, text: str) -> None:
        clue, session = self._clue(self._work(at)), self.people[login]
        done = self._try(
            lambda: steps.reopen_clue(session, clue.uid, stage, clue.version, text, self.people[other]),
        )
        if done is not None:
            assert (clue.closed, login != other, other in ("reviewer", "signer")) == (True, True, True)
            self.ended.discard(clue.uid)

    @rule(at=which, login=who, record=st.sampled_from((*FORMS, Clue, Recusal)), text=sentence, data=st.data())
    def withdraw(self, at: int, login: str, record: type[Any], text: str, data: st.DataObject) -> None:
        where = {"uid" if record is Clue else "clue": self._work(at).clue}
        if found := self._all(record, **where):
            one = data.draw(st.sampled_from(found))
            self._try(lambda: records.withdraw(self.people[login], record, one.uid, text))

    @rule(at=which, login=who, record=st.sampled_from((*FORMS, Clue, Recusal)), data=st.data())
    def bring_back(self, at: int, login: str, record: type[Any], data: st.DataObject) -> None:
        where = {"uid" if record is Clue else "clue": self._work(at).clue}
        if found := [one for one in self._all(record, **where) if one.withdrawn_reason]:
            one = data.draw(st.sampled_from(found))
            self._try(lambda: records.bring_back(self.people[login], record, one.uid))

    @rule(at=which, login=who, user=st.sampled_from(("second", "reviewer")))
    def recuse(self, at: int, login: str, user: str) -> None:
        values = {"clue": self._work(at).clue, "user": self.people[user].viewer.user, "reason": "亲属"}
        self._try(lambda: records.add(self.people[login], Recusal, values))

    @rule(at=which, login=who, circle=st.sampled_from(list(Circle)))
    def set_circle(self, at: int, login: str, circle: Circle) -> None:
        self._try(lambda: clues.set_circle(self.people[login], self._work(at).clue, circle, ()))

    # --- what must never happen ---

    @invariant()
    def nothing_is_lost_and_versions_only_rise(self) -> None:
        versions, counted = self._versions(), self._counts()
        assert {uid: at for uid, at in self.versions.items() if versions.get(uid, 0) < at} == {}
        assert {name: at for name, at in self.counted.items() if counted[name] < at} == {}
        self.versions, self.counted = versions, counted

    @invariant()
    def a_clue_ends_by_its_own_ways(self) -> None:
        """But for those that came closed from before (存量线索) and were never worked here."""
        with self.session.ledger.read() as connection:
            closed = rows.fetch_equal(connection, Clue, withdrawn=True, closed=True)
            owed = {one.uid for one in closed if not one.legacy or self._stepped(connection, one.uid)}
        assert owed <= self.ended

    @invariant()
    def nobody_is_taken_out_under_a_handling(self) -> None:
        gone = {one.uid for one in self._all(LiablePerson) if one.withdrawn_reason}
        standing = [one for one in self._all(Handling) if not one.withdrawn_reason]
        assert [one.uid for one in standing if one.liable in gone] == []

    def _stepped(self, connection: Any, uid: str) -> bool:
        table = table_of(next(one for one in RECORDS if one.__name__ == "StageStep"))
        return bool(connection.execute(select(table.c.uid).where(table.c.clue == uid)).first())

    @invariant()
    def the_trail_holds(self) -> None:
        with self.session.ledger.read() as connection:
            assert audit.problems(connection) == []

    @invariant()
    def what_is_hidden_is_shown_nowhere(self) -> None:
        marked = {(one.user, one.clue) for one in self._all(Recusal) if not one.withdrawn_reason}
        for user, uid in marked:
            (session,) = (one for one in self.people.values() if one.viewer.user == user)
            (clue,) = self._all(Clue, uid=uid)
            assert uid not in clues.list_uids(session, LedgerQuery())
            assert uid not in clues.list_uids(session, LedgerQuery(text=clue.number))
            assert clues.shown_rows(session, [uid]) == []
            self._refused(session, uid)
            assert [one for form in FORMS for one in records.hanging_on(session, form, "clue", uid)] == []
        for clue in self._all(Clue):
            if clue.circle is Circle.NAMED:
                for session in self.people.values():
                    if session.viewer.user not in (clue.handler, *clue.circle_users):
                        self._refused(session, clue.uid)

    def _refused(self, session: Any, uid: str) -> None:
        for look in (
            lambda: clues.load_for_edit(session, uid),
            lambda: records.load(session, Clue, uid),
            lambda: read_case(session, uid),
            lambda: records.timeline(session, uid),
            lambda: steps.take_step(session, uid, "accept", 1),
        ):
            with pytest.raises(NotAllowed):
                look()


def test_nothing_that_anybody_does_breaks_the_ledger(
    begun: tuple[Path, dict[str, WholeCase]], length: int
) -> None:
    Walk.template, Walk.begun = begun
    run_state_machine_as_test(
        Walk,
        settings=settings(
            max_examples=6 * length,
            stateful_step_count=30,
            deadline=None,
            # To make a failing walk short takes many times as long as to find it: only where time was given.
            phases=(Phase.generate, Phase.shrink) if length > 1 else (Phase.generate,),
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_the_oracle_lets_the_right_one_close_and_sees_what_is_wrong(
    begun: tuple[Path, dict[str, WholeCase]], tmp_path: Path
) -> None:
    """Without this the walk might never close anything and still be content."""
    path, works = begun
    shutil.copytree(path, tmp_path / "data")
    session = log_in(DataFolder(tmp_path / "data"), "reviewer", PASSWORD, FixedClock.on(TODAY))
    work = replace(works["ready"], session=session)
    assert reasons_against(session, work.clue) == []
    for name, work_at in works.items():
        assert bool(reasons_against(session, work_at.clue)) == (name != "ready")
    pause = work.add(records_of("Suspension"), cause="等待", from_on=TODAY)
    assert reasons_against(session, work.clue) == ["suspended"]
    assert work.session.viewer.login == "reviewer"
    records.withdraw(session, records_of("Suspension"), pause, "误记")
    (triage,) = records.hanging_on(session, Triage, "clue", work.clue)
    assert triage.disposition == "direct"
    assert work.go(session).closed
    session.close()


def records_of(name: str) -> type[Any]:
    return next(one for one in RECORDS if one.__name__ == name)
