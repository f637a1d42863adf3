"""What a report is counted from, against a second count in plain Python over the records themselves."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from zhuize_desktop.domain.case_facts import RealtimeDue, Taken
from zhuize_desktop.domain.facts import ClueFact, Past, PastState
from zhuize_desktop.domain.moving import Moved
from zhuize_desktop.domain.records import (
    Affiliation,
    Circle,
    Clue,
    Enterprise,
    Extension,
    Finding,
    LiablePerson,
    Loss,
    LossFinding,
    OutsideDecision,
    Person,
    RealtimeReport,
    Recovery,
    Recusal,
    SanctionCase,
    SupervisionReport,
    User,
)
from zhuize_desktop.domain.roles import Op
from zhuize_desktop.domain.stages import Stage
from zhuize_desktop.domain.uids import made_on, new_uid
from zhuize_desktop.domain.workdays import Due
from zhuize_desktop.storage import fact_rows, imports, rows

FIRST, LAST = date(2025, 1, 1), date(2025, 12, 31)
COLUMNS = {
    "audit.special": "audit",
    "audit.economic": "audit",
    "internal.daily": "internal",
    "petition.letter": "petition",
}
EMPLOYER, OTHER, BEHALF = "e-1", "e-2", "e-behalf"
COPIED = (
    "uid", "number", "level", "source_kind", "occurred_from", "occurred_to", "reported_on", "stage",
    "stage_confirmed", "accepted_on", "checked_on", "triaged_on", "disposition", "opened_on", "investigated_on",
    "decided_on", "rectified_on", "closed", "closed_on", "closure_kind", "from_superior", "realtime_scope",
    "consequence_class", "moved_in",
)  # fmt: skip


def _size(fen):
    return "" if not fen else "small" if fen <= 100_000 else "large"


def scope(contingent: bool = False, **more):
    """Classes: up to 1 000 元 small, else large; nothing for no loss."""
    given = {
        "first": FIRST,
        "last": LAST,
        "columns": COLUMNS,
        "pasts": {},
        "class_of": lambda one: one.typed or _size(one.fen(contingent=contingent)),
    }
    return fact_rows.Scope(**(given | more))


def a_day(chance, missing=0.3):
    if chance.random() < missing:
        return None
    return date(2023, 6, 1) + timedelta(days=chance.randrange(1300))


class Register:
    """A ledger with many records of every kind that facts are made of, drawn from one seed."""

    def __init__(self, session, seed):
        self.session, self.chance = session, random.Random(seed)
        self.own = {"owner_enterprise": session.viewer.enterprise}
        with session.ledger.transact(Op.CHANGE_CLUE, session.viewer) as tx:
            tx.insert(*self._directory())
            self.user = rows.fetch_equal(tx.connection, User, login="signer")[0]
            tx.update(replace_person(self.user, "p-2"))
            self.clues = [self._clue(at) for at in range(80)]
            tx.insert(*self.clues)
            self.hanging = [one for clue in self.clues for one in self._hanging(clue)]
            tx.insert(*self.hanging)
            self.imported = {clue.uid for clue in self.clues if self.chance.random() < 0.2}
            for uid in self.imported:
                imports.remember(tx.connection, f"row-{uid}", uid)

    def _directory(self):
        names = {EMPLOYER: "虚构物流有限公司", OTHER: "虚构置业有限公司", BEHALF: "虚构代管资产有限公司"}
        enterprises = [
            Enterprise(uid=uid, **self.own, name=name, on_behalf=uid == BEHALF) for uid, name in names.items()
        ]
        people = {"p-1": "陈思源", "p-2": "赵国平", "p-3": "欧阳建国", "p-4": "李梅"}
        return [*enterprises, *(Person(uid=uid, **self.own, name=name) for uid, name in people.items())]

    def _clue(self, at):
        chance = self.chance
        people = tuple(chance.sample(["p-1", "p-2", "p-3", "p-4"], chance.choice((0, 1, 1, 2))))
        return Clue(
            uid=f"c-{at:03d}",
            **self.own,
            number=f"XS-{at % 70:03d}",
            level=chance.choice((None, 2, 3)),
            source_kind=chance.choice((*COLUMNS, "", "unheard.of")),
            category=chance.choice(("procurement", "")),
            summary=f"由欧阳建国经手、陈思源批准的第{at}件事",
            enterprises=tuple(chance.sample([EMPLOYER, OTHER, BEHALF], chance.choice((0, 1, 1, 2)))),
            persons=people,
            occurred_from=a_day(chance),
            occurred_to=a_day(chance),
            reported_on=a_day(chance, 0.1),
            stage=chance.choice(list(Stage)),
            stage_confirmed=chance.random() < 0.7,
            **{
                name: a_day(chance)
                for name in (
                    *("accepted_on", "checked_on", "triaged_on", "opened_on", "investigated_on"),
                    *("decided_on", "rectified_on", "closed_on"),
                )
            },
            disposition=chance.choice(("direct", "joint", "")),
            closed=chance.random() < 0.3,
            closure_kind=chance.choice(("rectified", "merged", "")),
            legacy=chance.random() < 0.3,
            from_superior=chance.random() < 0.2,
            moved_in=chance.choice(("", "", "received")),
            realtime_scope=chance.choice((None, True, False)),
            estimated_loss=chance.choice((None, 0, 50_000, 200_000)),
            loss_class=chance.choice(("general", "", "", "")),
            consequence_class=chance.choice(("major", "")),
            circle=Circle.NAMED if chance.random() < 0.15 else Circle.HANDLERS,
            withdrawn_reason="重复" if chance.random() < 0.1 else "",
        )

    def _entered(self):
        """A uid of some day about the period's end: it says when the record was entered."""
        hours = timedelta(hours=self.chance.randrange(-400 * 24, 400 * 24))
        return new_uid(datetime(LAST.year, LAST.month, LAST.day, 16, tzinfo=UTC) + hours)

    def _hanging(self, clue):
        chance = self.chance
        gone = lambda: "误录" if chance.random() < 0.2 else ""  # noqa: E731
        for _ in range(chance.choice((0, 0, 1, 3))):
            yield Loss(
                uid=self._entered(),
                **self.own,
                clue=clue.uid,
                kind=chance.choice(("direct", "indirect", "contingent")),
                amount=chance.choice((None, 30_000, 70_001)),
                identified_on=a_day(chance),
                withdrawn_reason=gone(),
            )
        for _ in range(chance.choice((0, 0, 1, 2))):
            yield Recovery(
                uid=self._entered(),
                **self.own,
                clue=clue.uid,
                amount=chance.choice((None, 10_000, 1)),
                recovered_on=a_day(chance),
                withdrawn_reason=gone(),
            )
        if chance.random() < 0.2:
            person = chance.choice(("p-1", "p-2"))
            yield LiablePerson(
                uid=f"lp-{clue.uid}", **self.own, clue=clue.uid, person=person, withdrawn_reason=gone()
            )
        if chance.random() < 0.1:
            person = chance.choice(("p-1", "p-2"))
            yield SanctionCase(
                uid=f"sc-{clue.uid}", **self.own, clue=clue.uid, person=person, withdrawn_reason=gone()
            )
        if chance.random() < 0.1:
            people = tuple(chance.sample(["p-1", "p-2", "p-3"], 2))
            yield OutsideDecision(
                uid=f"od-{clue.uid}", **self.own, clue=clue.uid, persons=people, withdrawn_reason=gone()
            )
        if chance.random() < 0.1:
            yield Recusal(
                uid=f"rc-{clue.uid}", **self.own, clue=clue.uid, user=self.user.uid, withdrawn_reason=gone()
            )

    def on(self, clue, record):
        """What hangs on a clue and was not withdrawn."""
        return [
            one
            for one in self.hanging
            if type(one) is record and one.clue == clue.uid and not one.withdrawn_reason
        ]


def replace_person(user, person):
    return replace(user, person=person)


def expected(register, clue, asked, contingent):
    """The fact of one clue, worked out again."""
    hidden = (
        clue.circle is Circle.NAMED
        or bool(register.on(clue, Recusal))
        or "p-2" in clue.persons
        or any(one.person == "p-2" for one in register.on(clue, LiablePerson))
        or any(one.person == "p-2" for one in register.on(clue, SanctionCase))
        or any("p-2" in one.persons for one in register.on(clue, OutsideDecision))
    )
    sums = {"direct": 0, "indirect": 0, "contingent": 0}
    undated = [
        one.amount
        for one in register.on(clue, Loss)
        if one.amount and one.identified_on is None and made_on(one.uid) > LAST
    ]
    for loss in register.on(clue, Loss):
        if (loss.identified_on or made_on(loss.uid)) <= LAST:
            sums[loss.kind] += loss.amount or 0
    recovered = [
        (one.amount or 0, one.recovered_on)
        for one in register.on(clue, Recovery)
        if (one.recovered_on or made_on(one.uid)) <= LAST
    ]
    confirmed = sums["direct"] + sums["indirect"] + (sums["contingent"] if contingent else 0)
    told = {"p-1": "陈某某", "p-2": "赵某某", "p-3": "欧阳某某", "p-4": "李某"}
    names = {EMPLOYER: "虚构物流有限公司", OTHER: "虚构置业有限公司", BEHALF: "虚构代管资产有限公司"}
    summary = clue.summary
    for uid, name in (("p-1", "陈思源"), ("p-3", "欧阳建国")):
        if uid in clue.persons:
            summary = summary.replace(name, told[uid])
    # Of a clue that not everybody may know the row holds what is counted, nothing that only tells.
    told_only = (
        {"level": None, "source_kind": "", "occurred_from": None, "occurred_to": None} if hidden else {}
    )
    return (
        {name: getattr(clue, name) for name in COPIED}
        | told_only
        | {
            "legacy": clue.legacy or clue.uid in register.imported,
            "category": clue.category,
            "summary": "" if hidden else summary,
            "enterprises": () if hidden else tuple(names[uid] for uid in clue.enterprises),
            "persons": () if hidden else tuple(told[uid] for uid in clue.persons),
            "source_column": COLUMNS.get(clue.source_kind, ""),
            "on_behalf": BEHALF in clue.enterprises,
            "estimated_fen": clue.estimated_loss,
            "loss_class": clue.loss_class or _size(confirmed or clue.estimated_loss or 0),
            "direct_fen": sums["direct"],
            "indirect_fen": sums["indirect"],
            "contingent_fen": sums["contingent"],
            "undated_losses": len(undated),
            "undated_loss_fen": sum(undated),
            "recovered_fen": sum(amount for amount, _ in recovered),
            "recovered_in_period_fen": sum(amount for amount, day in recovered if day and day >= FIRST),
            "masked": hidden,
            "past": asked.pasts.get(clue.uid),
            # What hangs on a clue beside these records: test_case_fact_rows.
            "aspects": (),
            "joined_on": None,
            "parted_on": None,
            "split": False,
            "taken": (Taken("realtime", clue.accepted_on),)
            if clue.realtime_scope and clue.accepted_on
            else (),
            "realtime_dues": (),
            "check_due": None,
            "investigation_due": None,
            "rectification_due": None,
            "due_provisional": False,
            "deferrals": (),
        }
    )


@pytest.mark.parametrize(("seed", "contingent"), [(1, False), (2, True), (3, False)])
def test_every_fact_is_what_a_second_count_gives(clerk, seed, contingent):
    register = Register(clerk, seed)
    asked = scope(contingent, pasts={"c-003": Past(PastState.OPEN, ("checked_on",))})
    with clerk.ledger.read() as connection:
        facts = fact_rows.clue_facts(connection, asked)
    kept = [clue for clue in register.clues if not clue.withdrawn_reason]
    order = sorted(kept, key=lambda one: (one.reported_on or date.min, one.number, one.uid))
    assert [fact.uid for fact in facts] == [clue.uid for clue in order]
    keys = {}
    for fact, clue in zip(facts, order, strict=True):
        values = {name: getattr(fact, name) for name in fact.__dataclass_fields__}
        numbered = values.pop("enterprise_keys")
        assert values == expected(register, clue, asked, contingent)
        assert len(numbered) == (0 if fact.masked else len(clue.enterprises))
        for uid, key in zip(() if fact.masked else clue.enterprises, numbered, strict=True):
            assert keys.setdefault(uid, key) == key
    assert len(set(keys.values())) == len(keys) == 3  # one number an enterprise, and no number twice
    # The draw holds what it is meant to: otherwise nothing above was shown.
    assert {fact.masked for fact in facts} == {True, False}
    assert any(fact.contingent_fen for fact in facts)
    assert any(fact.undated_losses for fact in facts)
    assert any(fact.recovered_fen != fact.recovered_in_period_fen for fact in facts)
    assert len(kept) < len(register.clues)


def test_a_class_is_asked_with_what_was_concluded_by_the_end_of_the_period(clerk):
    own = {"owner_enterprise": clerk.viewer.enterprise}
    given = [
        LossFinding(uid=uid, **own, clue="c-1", item=uid, losses=losses, governing_class="general", **values)
        for uid, losses, values in (
            ("f-1", ("l-1",), {"identified_on": LAST}),
            ("f-2", (), {}),
            ("f-3", (), {"identified_on": LAST + timedelta(1)}),
            ("f-4", (), {"withdrawn_reason": "误录"}),
        )
    ]
    with clerk.ledger.transact(Op.CHANGE_CLUE, clerk.viewer) as tx:
        tx.insert(
            Clue(
                uid="c-1", **own, number="1", loss_class="major", estimated_loss=7, decided_on=FIRST,
                legacy=True, legacy_stage=Stage.DISPOSITION,
            ),
            Clue(uid="c-2", **own, number="2", estimated_loss=7, legacy=True, legacy_stage=Stage.INVESTIGATION),
            Loss(uid="l-1", **own, clue="c-1", item="甲", kind="direct", amount=9, identified_on=LAST),
            Loss(uid="l-2", **own, clue="c-1", item="乙", kind="contingent", amount=4, identified_on=FIRST),
            *given,
        )  # fmt: skip
    asked = {}

    def class_of(one):
        asked[one.clue] = one
        return f"class of {one.clue}"

    with clerk.ledger.read() as connection:
        facts = fact_rows.clue_facts(connection, scope(class_of=class_of))
    assert [fact.loss_class for fact in facts] == ["class of c-1", "class of c-2"]
    first = asked["c-1"]
    assert [replace(one, version=given[0].version) for one in first.findings] == given[:2]
    assert (first.typed, first.taken_over, first.on) == ("major", True, FIRST)
    assert (first.certain, first.contingent, first.estimated) == (9, 4, 7)
    second = asked["c-2"]
    assert (second.typed, second.taken_over, second.findings) == ("", False, ())
    assert (second.certain, second.contingent, second.estimated, second.on) == (0, 0, 7, LAST)


def test_what_has_to_be_reported_at_once_and_what_was(clerk):
    own = {"owner_enterprise": clerk.viewer.enterprise}
    start, sent, later = date(2025, 3, 3), date(2025, 3, 7), date(2025, 5, 30)
    with clerk.ledger.transact(Op.CHANGE_CLUE, clerk.viewer) as tx:
        tx.insert(
            Clue(
                uid="c-1",
                **own,
                number="1",
                realtime_scope=True,
                discovered_on=start,
                accepted_on=date(2025, 3, 5),
            ),
            Clue(uid="c-2", **own, number="2", realtime_scope=True),
            Clue(uid="c-3", **own, number="3", realtime_scope=False, accepted_on=start),
            RealtimeReport(uid="r-1", **own, clue="c-1", kind="flash", reported_on=sent, phoned_on=start),
            RealtimeReport(uid="r-2", **own, clue="c-1", kind="realtime", phoned_on=start),
            RealtimeReport(
                uid="r-3", **own, clue="c-1", kind="progress", reported_on=sent, withdrawn_reason="误录"
            ),
            Extension(
                uid="x",
                **own,
                clue="c-1",
                step=Stage.PRELIMINARY_CHECK,
                from_on=sent,
                to_on=later,
                approved_on=sent,
            ),
        )
    known = {"flash": 5, "realtime_preliminary": 30}

    def due_of(kind, days, put_off, halted):
        """The clock's own answer, in small: the 延期 moves 初核报告, nothing halts a report to the superior."""
        assert halted == ()
        if kind not in known:
            return Moved(None, None)
        last = min(days[name] for name in ("discovered_on", "accepted_on") if days[name]) + timedelta(
            known[kind]
        )
        moved = [one.to_on for one in put_off if kind == "realtime_preliminary"]
        return Moved(Due(last, False), Due(max(moved, default=last), False))

    with clerk.ledger.read() as connection:
        facts = {fact.number: fact for fact in fact_rows.clue_facts(connection, scope(due_of=due_of))}
    assert facts["1"].taken == (Taken("realtime", start), Taken("reported.flash", sent))
    assert facts["1"].realtime_dues == (
        RealtimeDue("flash", start + timedelta(5)),
        RealtimeDue("preliminary", later),
    )
    assert [(facts[number].taken, facts[number].realtime_dues) for number in "23"] == [((), ()), ((), ())]


def test_the_days_of_the_group_are_those_of_the_enterprise_that_handles_the_clue(clerk):
    own = {"owner_enterprise": clerk.viewer.enterprise}
    group = clerk.viewer.enterprise
    with clerk.ledger.transact(Op.CHANGE_CLUE, clerk.viewer) as tx:
        tx.insert(
            Enterprise(uid="came", **own, name="划入的公司", parent=group),
            Enterprise(uid="went", **own, name="划出的公司"),
            Affiliation(uid="a-1", **own, enterprise="came", valid_to=date(2025, 3, 31)),
            Affiliation(
                uid="a-2", **own, enterprise="came", parent=group, valid_from=date(2025, 4, 1), event="划入"
            ),
            Affiliation(uid="a-3", **own, enterprise="went", parent=group, valid_to=date(2025, 8, 31)),
            Affiliation(uid="a-4", **own, enterprise="went", valid_from=date(2025, 9, 1), event="划出"),
            Clue(uid="c-1", **own, number="1", enterprises=("came", "went")),
            Clue(uid="c-2", **own, number="2", enterprises=("went", "came")),
            Clue(uid="c-3", **own, number="3", enterprises=(group, "came", "went")),
            Clue(uid="c-4", **own, number="4"),
        )
    with clerk.ledger.read() as connection:
        facts = fact_rows.clue_facts(connection, scope(own=group))
        unasked = fact_rows.clue_facts(connection, scope())
        earlier = fact_rows.clue_facts(connection, scope(own=group, last=date(2025, 8, 31)))
    assert {(fact.number, fact.joined_on, fact.parted_on) for fact in facts} == {
        ("1", date(2025, 4, 1), None),
        ("2", None, date(2025, 9, 1)),
        ("3", None, None),
        ("4", None, None),
    }
    assert not any(fact.joined_on or fact.parted_on for fact in unasked)
    assert not any(fact.parted_on for fact in earlier)


def test_what_is_masked_leaves_no_word(clerk):
    register = Register(clerk, 4)
    with clerk.ledger.read() as connection:
        facts = fact_rows.clue_facts(connection, scope())
    hidden = [fact for fact in facts if fact.masked]
    assert hidden
    blank = ClueFact(uid="", number="")
    told = (
        "summary",
        "enterprises",
        "enterprise_keys",
        "persons",
        "level",
        "source_kind",
        "occurred_from",
        "occurred_to",
    )
    assert all(getattr(fact, name) == getattr(blank, name) for fact in hidden for name in told)
    everything = repr(facts)
    for name in ("陈思源", "欧阳建国", "赵国平", "李梅"):
        assert f"'{name}'" not in everything
    assert register.imported


def test_an_empty_ledger_has_no_facts(clerk):
    with clerk.ledger.read() as connection:
        assert fact_rows.clue_facts(connection, scope()) == ()
        assert fact_rows.supervision_facts(connection, COLUMNS, LAST) == ()


def test_supervision_by_what_became_of_its_findings(clerk):
    own = {"owner_enterprise": clerk.viewer.enterprise}
    reports = {
        "s-1": {
            "title": "甲",
            "source_kind": "audit.special",
            "received_on": date(2025, 3, 1),
            "sorted_on": date(2025, 3, 9),
        },
        "s-2": {"title": "乙", "source_kind": "unheard.of", "received_on": None},
        "s-3": {"title": "丙", "source_kind": "audit.special", "received_on": date(2026, 1, 1)},
        "s-4": {"title": "丁", "received_on": date(2025, 1, 1), "withdrawn_reason": "误录"},
        "s-5": {"title": "戊", "received_on": date(2024, 1, 1)},
    }
    findings = {
        "f-1": ("s-1", {"clues": ("c",)}),
        "f-2": ("s-1", {"clues": ("c",), "not_listed_reason": "management"}),
        "f-3": ("s-1", {"not_listed_reason": "management"}),
        "f-4": ("s-1", {}),
        "f-5": ("s-1", {"withdrawn_reason": "误录"}),
        "f-6": ("s-2", {}),
    }
    with clerk.ledger.transact(Op.SAVE_SUPERVISION, clerk.viewer) as tx:
        tx.insert(Clue(uid="c", **own, number="XS-1", summary="一件事"))
        tx.insert(*(SupervisionReport(uid=uid, **own, **values) for uid, values in reports.items()))
        tx.insert(*(Finding(uid=uid, **own, report=of, **values) for uid, (of, values) in findings.items()))
    with clerk.ledger.read() as connection:
        facts = fact_rows.supervision_facts(connection, COLUMNS, LAST)
    assert [(fact.title, fact.source_column) for fact in facts] == [("乙", ""), ("戊", ""), ("甲", "audit")]
    assert [(fact.findings, fact.listed, fact.not_listed, fact.unsorted) for fact in facts] == [
        (1, 0, 0, 1),
        (0, 0, 0, 0),
        (4, 2, 1, 1),
    ]


def test_a_finding_whose_clue_was_withdrawn_is_not_listed(clerk):
    own = {"owner_enterprise": clerk.viewer.enterprise}
    with clerk.ledger.transact(Op.SAVE_SUPERVISION, clerk.viewer) as tx:
        tx.insert(
            Clue(uid="c", **own, number="XS-1", summary="一件事"),
            Clue(uid="gone", **own, number="XS-2", summary="重复的事", withdrawn_reason="重复"),
            SupervisionReport(uid="s", **own, title="甲", received_on=date(2025, 3, 1)),
            Finding(uid="f-1", **own, report="s", clues=("gone",)),
            Finding(uid="f-2", **own, report="s", clues=("gone", "c")),
            Finding(uid="f-3", **own, report="s", clues=("gone",), not_listed_reason="management"),
        )
    with clerk.ledger.read() as connection:
        (fact,) = fact_rows.supervision_facts(connection, COLUMNS, LAST)
    assert (fact.findings, fact.listed, fact.not_listed, fact.unsorted) == (3, 1, 1, 1)
