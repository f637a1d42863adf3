"""The rows counted beside the clues, against a second count in plain Python over the records themselves."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from storage.test_fact_rows import scope
from zhuize_desktop.domain.case_facts import NO_CASES, Deferral, ItemFact, RecoveryFact, RuleChangeFact, Taken
from zhuize_desktop.domain.deadlines import Clockwork
from zhuize_desktop.domain.moving import period_of
from zhuize_desktop.domain.pack_editing import with_entry
from zhuize_desktop.domain.records import (
    Appeal,
    Clue,
    Decision,
    Execution,
    Extension,
    Handling,
    LiableBody,
    LiablePerson,
    OutsideDecision,
    Person,
    Recovery,
    RectificationChange,
    RectificationItem,
    RectificationNotice,
    RuleChange,
    StageStep,
    Suspension,
    Transfer,
    Violation,
)
from zhuize_desktop.domain.roles import Op
from zhuize_desktop.domain.rulebook import RuleBook
from zhuize_desktop.domain.rules import Unit
from zhuize_desktop.domain.stages import Stage
from zhuize_desktop.domain.uids import made_on, new_uid
from zhuize_desktop.domain.workdays import WorkCalendar
from zhuize_desktop.services.rulebook import shipped_rulebook
from zhuize_desktop.storage import fact_rows

FIRST, LAST = date(2025, 1, 1), date(2025, 12, 31)
PEOPLE = {"p-1": "陈思源", "p-2": "赵国平", "p-3": "欧阳建国"}
BODIES = ("虚构物流董事会", "虚构物流党委")
MOVES = ("accept", "close", "reopen", "return_triage", "return_closure", "split", "merge", "by_sanction", "decide",
         "finish_investigation")  # fmt: skip


def ruled():
    """Thirty days for the 初核, a hundred working days for the 核查; no holiday is known: 暂定."""
    shipped = shipped_rulebook()
    lengths = {"local.preliminary_check": (30, Unit.DAY), "local.investigation": (100, Unit.WORKDAY)}
    pack = shipped.pack("local")
    for code, (length, unit) in lengths.items():
        filled = shipped.deadline(code).model_copy(update={"length": length, "unit": unit})
        pack = with_entry(pack, "deadlines", filled)
    return RuleBook.of(shipped.with_pack(pack).packs, WorkCalendar.of(()))


RULES = ruled()


def due_of(kind, days, put_off, halted):
    return period_of(RULES, kind, days, put_off, halted, LAST)


def weekdays_on(day, count):
    """The ``count``-th Monday to Friday after a day, one by one."""
    while count:
        day += timedelta(1)
        count -= day.weekday() < 5
    return day


class Cases:
    """A ledger with cases whose records make no sense together, drawn from one seed."""

    def __init__(self, session, seed):
        self.chance = random.Random(seed)
        self.own = {"owner_enterprise": session.viewer.enterprise}
        self.all = []
        self.first = None
        self._directory()
        for at in range(40):
            self._case(at)
        with session.ledger.transact(Op.CHANGE_CLUE, session.viewer) as tx:
            tx.insert(*self.all)

    def day(self, missing=0.25):
        if self.chance.random() < missing:
            return None
        return date(2024, 6, 1) + timedelta(days=self.chance.randrange(800))

    def add(self, record, **values):
        uid = f"{record.__name__}-{len(self.all):05d}"
        gone = "误录" if record is not Person and self.chance.random() < 0.12 else ""
        self.all.append(record(**({"uid": uid, "withdrawn_reason": gone} | self.own | values)))
        return self.all[-1].uid

    def pick(self, *values):
        return self.chance.choice(values)

    def some(self, values):
        return tuple(self.chance.sample(list(values), self.chance.randrange(3)))

    def of(self, record, clue=None):
        """The records of a class that count: not withdrawn, on a clue that is not."""
        kept = {one.uid for one in self.all if type(one) is Clue and not one.withdrawn_reason}
        return [
            one
            for one in self.all
            if type(one) is record
            and not one.withdrawn_reason
            and one.clue in kept
            and clue in (None, one.clue)
        ]

    def _directory(self):
        for uid, name in PEOPLE.items():
            self.add(Person, uid=uid, name=name, cadre_authority=self.pick("ordinary", ""))

    def _case(self, at):
        clue = self.add(
            Clue,
            number=f"XS-{at:03d}",
            summary="一件事",
            accepted_on=self.day(),
            discovered_on=self.day(0.6),
            opened_on=self.day(),
            split_from=self.first if at % 5 == 1 else None,
            stage=self.pick(Stage.PRELIMINARY_CHECK, Stage.INVESTIGATION, Stage.RECTIFICATION),
            checked_on=self.day(0.6),
            investigated_on=self.day(0.6),
            closed=self.chance.random() < 0.2,
            closed_on=self.day(),
        )
        self.first = self.first or clue
        self._persons(clue)
        self._rectification(clue)
        self._course(clue)

    def _persons(self, clue):
        liable = [
            self.add(
                LiablePerson,
                clue=clue,
                person=person,
                liability=self.pick("direct", ""),
                employment_then=self.pick("serving", "retired", ""),
                disciplined=self.chance.random() < 0.3,
                exempted=self.some(["diligent", "reported"]),
                identified_on=self.day(0.5),
            )
            for person in self.some(PEOPLE)
        ]
        bodies = [
            self.add(LiableBody, clue=clue, name=name, liability="leadership") for name in self.some(BODIES)
        ]
        for _ in range(self.chance.randrange(3)):
            decision = self.add(
                Decision, clue=clue, kind=self.pick("decision", "suggestion", "none"), decided_on=self.day()
            )
            for one in liable:
                self._handling(clue, decision, liable=one)
            for one in bodies:
                self._handling(clue, decision, body=one)
            appellant = self.pick(*PEOPLE.values(), "李某")
            self.add(
                Appeal, clue=clue, decision=decision, appellant=appellant, filed_on=self.day(),
                liable=self.pick(None, *liable),
                result=self.pick("changed", "revoked", "upheld", ""), decided_on=self.day(),
            )  # fmt: skip
        self.add(
            OutsideDecision, clue=clue, kind=self.pick("discipline", "superior"), persons=self.some(PEOPLE),
            decided_on=self.day(),
        )  # fmt: skip

    def _handling(self, clue, decision, **whom):
        handling = self.add(
            Handling,
            clue=clue,
            decision=self.pick(decision, decision, None),
            kinds=self.some(["criticism.circular", "criticism.written", "pay.performance", "ban"]),
            deduction=self.pick(None, 300_000),
            ban_from=self.day(0.8),
            ban_for_life=self.chance.random() < 0.1,
            **whom,
        )
        self.add(
            Execution, clue=clue, handling=handling, kind=self.pick("pay.performance", "ban"), done_on=self.day(),
            state=self.pick("done", "ongoing", "impossible"),
            amount=self.pick(None, 100_000),
        )  # fmt: skip
        for state in ("pending", "ongoing", "done"):
            self.add(
                Execution, clue=clue, handling=handling, kind="pay.performance", state=state, amount=50_000
            )

    def _rectification(self, clue):
        notice = self.add(RectificationNotice, clue=clue, issued_on=self.day())
        for _ in range(self.chance.randrange(3)):
            item = self.add(
                RectificationItem, clue=clue, notice=self.pick(notice, None), item="修订办法", due_on=self.day(),
                state=self.pick("open", "ongoing", "done"), done_on=self.day(), accounting=self.pick(None, 5),
                recovered=self.pick(None, 7), returned=self.pick(None, 11), tax=self.pick(None, 13),
                other_amount=self.pick(None, 17),
            )  # fmt: skip
            for _ in range(self.chance.randrange(3)):
                self.add(
                    RectificationChange, clue=clue, item=item, kind=self.pick("deadline", "plan"),
                    new_due=self.day(), approver=self.pick("郑德明", "何静"), approved_on=self.day(),
                )  # fmt: skip
        self.add(
            RuleChange, clue=clue, kind=self.pick("new", "process"), name="办法", published_on=self.day()
        )
        self.add(
            Recovery,
            uid=new_uid(datetime.combine(LAST, time(15), UTC) + timedelta(days=len(self.all) % 18 - 9)),
            clue=clue,
            kind=self.pick("cash", ""),
            amount=self.pick(None, 19),
            recovered_on=self.day(),
        )

    def _course(self, clue):
        for _ in range(self.chance.randrange(4)):
            move = self.pick(*MOVES)
            forward = move in ("by_sanction", "finish_investigation")
            self.add(
                StageStep, clue=clue, move=move, taken_on=self.day(0),
                to_stage=Stage.DISPOSITION if forward else self.pick(Stage.TRIAGE, Stage.DISPOSITION),
            )  # fmt: skip
        self.add(Transfer, clue=clue, kind=self.pick("discipline", "hand_up"), sent_on=self.day())
        for record in (*[Extension] * self.chance.randrange(4), Suspension):
            dates = (
                {"from_on": self.day(), "to_on": self.day(), "approved_on": self.day()}
                if record is Extension
                else {
                    "from_on": self.day(),
                    "resumed_on": self.day(0.6),
                    "approved_on": self.day(0.5),
                    "review_on": self.day(),
                }
            )
            self.add(
                record, clue=clue, step=self.pick(Stage.PRELIMINARY_CHECK, Stage.INVESTIGATION),
                approver=self.pick("郑德明", "何静"), **dates,
            )  # fmt: skip
        self.add(Violation, clue=clue, item="违规", situations=self.some(["46-1-2", "46-1-3", "46-7-1"]))


@pytest.fixture(params=[1, 3, 4])
def ledger(clerk, request):
    cases = Cases(clerk, request.param)
    asked = scope(
        due_of=due_of,
        root_of=lambda name, code: code.split(".")[0] if name == "handling" else code[:4],
        counted={cases.of(RuleChange)[0].uid: ("published_on",)},
        clock=Clockwork(RULES, LAST),
    )
    with clerk.ledger.read() as connection:
        facts, case = fact_rows.facts_of(connection, asked)
    return cases, facts, case


def test_who_was_held_to_account(ledger):
    cases, _, case = ledger
    decisions = {one.uid: one for one in cases.of(Decision)}
    liable = {one.uid: one for one in cases.of(LiablePerson)}
    bodies = {one.uid: one for one in cases.of(LiableBody)}
    authority = {one.uid: one.cadre_authority for one in cases.all if type(one) is Person}
    sanctioned = set()
    for step in cases.of(StageStep):
        if step.move == "by_sanction":
            sanctioned.add(step.clue)
        if step.move == "finish_investigation":
            sanctioned.discard(step.clue)
    expected, who, what = {}, {}, {}
    for one in cases.of(Handling):
        person, body = liable.get(one.liable), bodies.get(one.body)
        if one.decision not in decisions or not (person or body):
            continue
        expected[one.uid] = {
            "clue": one.clue,
            "decision": one.decision,
            "decision_kind": decisions[one.decision].kind,
            "decided_on": decisions[one.decision].decided_on,
            "liability": (person or body).liability,
            "employment": person.employment_then if person else "",
            "authority": authority[person.person] if person else "",
            "kinds": one.kinds,
            "deduction_fen": one.deduction or 0,
            "ban": bool(one.ban_from or one.ban_for_life),
            "again": bool(person) and (one.clue in sanctioned or person.disciplined),
            "counted": (),
        }
        who[one.uid] = person.person if person else None
        what[one.uid] = body.name if body and not person else None
    found = {one.uid: one for one in case.handlings}
    assert found.keys() == expected.keys()
    for uid, fact in found.items():
        assert {name: getattr(fact, name) for name in expected[uid]} == expected[uid]
        assert set(fact.roots) == {kind.split(".")[0] for kind in fact.kinds}
        assert len(set(fact.roots)) == len(fact.roots)
    for called, numbered in ((who, "person"), (what, "body")):
        pairs = {(called[uid], getattr(fact, numbered)) for uid, fact in found.items()}
        assert len(pairs) == len({one for one, _ in pairs}) == len({number for _, number in pairs})
    assert {one.again for one in case.handlings} == {True, False}


def test_what_others_decided_and_who_was_spared(ledger):
    cases, _, case = ledger
    assert [(one.uid, one.kind, one.decided_on, len(one.persons)) for one in case.outside] == [
        (one.uid, one.kind, one.decided_on, len(one.persons)) for one in cases.of(OutsideDecision)
    ]
    spared = {}
    for decision in cases.of(Decision):
        if decision.kind == "none" and decision.decided_on:
            spared.setdefault(decision.clue, []).append(decision.decided_on)
    assert {(one.uid, one.clue, one.found_on) for one in case.exemptions} == {
        (one.uid, one.clue, one.identified_on or min(spared.get(one.clue, [None])))
        for one in cases.of(LiablePerson)
        if one.exempted
    }
    standing = {one.uid for one in cases.of(Handling)}
    paid = [
        (one.uid, one.amount, one.done_on)
        for one in cases.of(Execution)
        if one.kind == "pay.performance" and one.amount and one.state != "impossible"
        if one.handling is None or one.handling in standing
        if one.done_on or one.state == "done"
    ]
    assert [(one.uid, one.fen, one.done_on) for one in case.deductions] == paid
    assert {day is None for _, _, day in paid} == {True, False}


def test_a_review_is_laid_to_the_person_who_appealed(ledger):
    cases, _, case = ledger
    decisions = {one.uid for one in cases.of(Decision)}
    liable = {one.uid: one.person for one in cases.of(LiablePerson)}
    numbers = {}
    for fact in case.handlings:
        handling = next(one for one in cases.all if one.uid == fact.uid)
        numbers.setdefault(liable.get(handling.liable), fact.person)
    wanted = {}
    for appeal in cases.of(Appeal):
        if appeal.decision in decisions and appeal.result:
            named = {
                liable[one.liable]
                for one in cases.of(Handling)
                if one.decision == appeal.decision and one.liable in liable
            }
            meant = {uid for uid in named if PEOPLE[uid] == appeal.appellant}
            if appeal.liable in liable:
                meant = named & {liable[appeal.liable]}
            elif not meant and len(named) == 1:
                meant = named
            wanted[appeal.uid] = (appeal.result, appeal.decided_on, {numbers[uid] for uid in meant})
    assert {one.uid: (one.result, one.decided_on, set(one.persons)) for one in case.reviews} == wanted


def test_what_was_mended_and_what_came_back(ledger):
    cases, facts, case = ledger
    issued = {one.uid: one.issued_on for one in cases.of(RectificationNotice)}
    wanted = []
    for item in cases.of(RectificationItem):
        changes = [
            one
            for one in cases.of(RectificationChange)
            if one.item == item.uid and one.kind == "deadline" and one.approved_on and one.approved_on <= LAST
        ]
        due = item.due_on
        for change in sorted(changes, key=lambda one: (one.approved_on, one.uid)):
            due = change.new_due or due
        wanted.append(
            ItemFact(
                uid=item.uid,
                clue=item.clue,
                state=item.state,
                issued_on=issued.get(item.notice),
                done_on=item.done_on if item.state == "done" else None,
                due_on=due,
                extensions=len(changes),
                accounting_fen=item.accounting or 0,
                recovered_fen=item.recovered or 0,
                returned_fen=item.returned or 0,
                tax_fen=item.tax or 0,
                other_fen=item.other_amount or 0,
            )
        )
    assert list(case.items) == wanted
    assert list(case.rule_changes) == [
        RuleChangeFact(
            uid=one.uid, clue=one.clue, kind=one.kind, published_on=one.published_on,
            counted=("published_on",) if one is cases.of(RuleChange)[0] else (),
        )
        for one in cases.of(RuleChange)
    ]  # fmt: skip
    assert list(case.recoveries) == [
        RecoveryFact(
            uid=one.uid,
            clue=one.clue,
            kind=one.kind,
            fen=one.amount,
            recovered_on=one.recovered_on,
            entered_later=one.recovered_on is None and made_on(one.uid) > LAST,
        )
        for one in sorted(cases.of(Recovery), key=lambda one: one.uid)
        if one.amount and (one.recovered_on is None or one.recovered_on <= LAST)
    ]
    for fact in facts:
        open_then = [
            one.due_on
            for one in wanted
            if one.clue == fact.uid
            and one.due_on
            and (one.issued_on is None or one.issued_on <= LAST)
            and not (one.state == "done" and (one.done_on is None or one.done_on <= LAST))
        ]
        assert fact.rectification_due == (min(open_then) if open_then else None)


def test_the_course_of_each_clue(ledger):
    cases, facts, _ = ledger
    assert {one.uid for one in facts} == {
        one.uid for one in cases.all if type(one) is Clue and not one.withdrawn_reason
    }
    for fact in facts:
        clue = next(one for one in cases.all if one.uid == fact.uid)
        done = [
            Taken("return" if one.move.startswith("return") else one.move, one.taken_on)
            for one in cases.of(StageStep, fact.uid)
            if one.move not in ("accept", "decide", "finish_investigation")
        ]
        done += [
            Taken(f"sent.{one.kind}", one.sent_on) for one in cases.of(Transfer, fact.uid) if one.sent_on
        ]
        assert sorted(fact.taken, key=repr) == sorted(done, key=repr)
        assert [one.day for one in fact.taken] == sorted(one.day for one in done)
        assert fact.split == (clue.split_from is not None)
        situations = [one for found in cases.of(Violation, fact.uid) for one in found.situations]
        assert set(fact.aspects) == {one[:4] for one in situations}
        for name, stage, start, end in (
            ("check_due", Stage.PRELIMINARY_CHECK, clue.accepted_on, clue.checked_on),
            ("investigation_due", Stage.INVESTIGATION, clue.opened_on, clue.investigated_on),
        ):
            last, stands_still, *_ = last_day(cases, fact.uid, stage, start, end)
            assert getattr(fact, name) == (None if stands_still else last), name
    assert any(fact.due_provisional for fact in facts)


def last_day(cases, clue, stage, start, end):
    """The last day of a stage as the papers give it, walked from day to day to the end of the year or of the work.

    With it: whether the stage stands still then, the 延期 that count, and the 中止 that stopped it.
    """
    put_off = [
        one for one in cases.of(Extension, clue) if one.step is stage and one.to_on and one.approved_on
    ]
    stops = [
        one
        for one in cases.of(Suspension, clue)
        if one.step is stage and one.from_on is not None and one.approved_on is not None
    ]
    last = None
    if start is not None:
        last = weekdays_on(start, 100) if stage is Stage.INVESTIGATION else start + timedelta(30)
    stands, counted, stopped = date.min, [], []
    done = end if end is not None and end <= LAST else None
    day = min([one.approved_on for one in (*put_off, *stops)] + [start or LAST])
    while day <= (done or LAST):
        if day <= stands and last is not None:
            if stage is not Stage.INVESTIGATION:
                last += timedelta(1)
            elif day.weekday() < 5:
                last = weekdays_on(last, 1)
        runs = (last is None or day <= max(last, stands)) and (done is None or day < done)
        for one in sorted(put_off, key=lambda one: one.to_on):
            if runs and one.approved_on == day:
                counted.append(one)
                if one.to_on == max(other.to_on for other in counted):
                    last = one.to_on
        for one in stops:
            resumed = one.resumed_on or date.max
            if runs and day == max(one.from_on, one.approved_on, start or date.min) and day < resumed:
                stands = max(stands, resumed)
                stopped.append(one)
        day += timedelta(1)
    return last, done is None and stands > LAST, counted, stopped


WORDS = {
    Stage.PRELIMINARY_CHECK: "初步核实（济国资〔2020〕31号，待核对）",
    Stage.INVESTIGATION: "核查（济国资〔2020〕31号，待核对）",
}
ENDED = "随线索办结"


def approved(records):
    return [one for one in records if one.approved_on and one.approved_on <= LAST]


def told(state, due, done_on, halted, closed):
    """Whether the state in words is what the days say; working days are Monday to Friday."""
    if done_on:
        late = sum((due + timedelta(at)).weekday() < 5 for at in range(1, (done_on - due).days + 1))
        return state == (f"逾期 {late} 个工作日办结" if late else "按期办结")
    if closed or halted:
        return state == (ENDED if closed else "中止")
    words = ("逾期",) if due < LAST else ("剩", "今日到期")
    return state.startswith(words) and state.endswith("（暂定）") is (due > LAST)


def put_off_stages(cases, clue, closed):
    """What was put off or stood still of the two stages with a clock: [row without state, how its state is told]."""
    for stage, start, end in (
        (Stage.PRELIMINARY_CHECK, clue.accepted_on, clue.checked_on),
        (Stage.INVESTIGATION, clue.opened_on, clue.investigated_on),
    ):
        done_on = end if end and end <= LAST else None
        runs = start and start <= LAST and (clue.stage is stage or end)
        original = None
        if start:
            original = start + timedelta(30) if stage is Stage.PRELIMINARY_CHECK else weekdays_on(start, 100)
        halts = [
            one
            for one in approved(cases.of(Suspension, clue.uid))
            if one.step is stage and one.from_on and one.from_on <= LAST
        ]
        over = [one for one in halts if one.resumed_on and one.resumed_on <= LAST]
        last, halted, counted, stopped = last_day(cases, clue.uid, stage, start, end)
        due = None if halted or not runs else last
        every = [one for one in approved(cases.of(Extension, clue.uid)) if one.step is stage and one.to_on]
        late = [one for one in every if one not in counted]
        for mine in (counted, late) if runs else (every,):
            if not mine:
                continue
            newest = max(mine, key=lambda one: (one.to_on, one.approved_on))
            by = (len(mine), newest.approver, newest.approved_on)
            if runs and not (done_on and done_on < FIRST):
                how = (due, done_on, halted, closed) if mine is counted else "期满或办结后批准，未延长"
                yield Deferral(WORDS[stage], original, due, *by), how
            elif not runs and max(newest.to_on, newest.approved_on) >= FIRST:
                written = min((one.from_on for one in mine if one.from_on), default=None)
                yield Deferral(WORDS[stage], written, newest.to_on, *by), None
        for one in halts:
            if not (one.resumed_on and one.resumed_on < FIRST):
                nothing = (
                    runs
                    and one not in stopped
                    and max(one.from_on, one.approved_on, start) < (one.resumed_on or date.max)
                )
                after = one.resumed_on is not None and one.resumed_on <= one.approved_on
                waits = "中止，复查逾期" if one.review_on and one.review_on < LAST else "中止"
                yield (
                    Deferral(
                        f"{stage.label}中止", original if runs else None, due, 0, one.approver, one.approved_on,
                        one.review_on,
                    ),
                    "恢复后批准，未中止" if after else "期满或办结后批准，未中止" if nothing
                    else "已恢复" if one in over else ENDED if closed else waits,
                )  # fmt: skip


def put_off_items(cases, clue, closed):
    for item in cases.of(RectificationItem, clue.uid):
        changes = [
            one
            for one in approved(cases.of(RectificationChange, clue.uid))
            if one.item == item.uid and one.kind == "deadline"
        ]
        changes.sort(key=lambda one: (one.approved_on, one.uid))
        days = [one.new_due for one in changes if one.new_due] or ([item.due_on] if item.due_on else [])
        later = item.done_on and item.done_on > LAST
        done = (item.state == "done" or item.done_on) and not later
        if changes and days and not (done and item.done_on and item.done_on < FIRST):
            last = changes[-1]
            yield (
                Deferral(
                    "整改到期：修订办法",
                    item.due_on or days[-1],
                    days[-1],
                    len(changes),
                    last.approver,
                    last.approved_on,
                ),
                "按期办结" if done and not item.done_on else (days[-1], done and item.done_on, False, closed),
            )


def test_every_deadline_that_was_put_off_and_every_halt(ledger):
    cases, facts, _ = ledger
    seen = set()
    for fact in facts:
        clue = next(one for one in cases.all if one.uid == fact.uid)
        closed = clue.closed and (clue.closed_on is None or clue.closed_on <= LAST)
        wanted = [*put_off_stages(cases, clue, closed), *put_off_items(cases, clue, closed)]
        assert Counter(replace(one, state="") for one in fact.deferrals) == Counter(one for one, _ in wanted)
        for one in fact.deferrals:
            states = [how for row, how in wanted if row == replace(one, state="")]
            assert any(
                one.state == how if isinstance(how, str) else how is None or told(one.state, *how)
                for how in states
            ), (one, states)
            seen.add(one.state.split(" ")[0])
    assert {"", "逾期"} < seen
    assert len(seen) > 4  # the draw holds what it is meant to


def test_no_name_stands_in_the_rows(ledger):
    _, _, case = ledger
    text = repr(case)
    for name in (*PEOPLE.values(), *PEOPLE, *BODIES, "李某"):
        assert name not in text


def test_a_ledger_without_any_of_it(clerk):
    with clerk.ledger.read() as connection:
        assert fact_rows.facts_of(connection, scope()) == ((), NO_CASES)
