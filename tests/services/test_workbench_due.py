"""What is due on the first page, over ledgers made at random: against every dossier read by itself, one by one."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest

from desk import TODAY
from zhuize_desktop.domain.clock import FixedClock
from zhuize_desktop.domain.deadlines import ClockState, deadlines_of
from zhuize_desktop.domain.ledger_view import LedgerQuery
from zhuize_desktop.domain.records import (
    Circle,
    Clue,
    Decision,
    Extension,
    Handling,
    Hearing,
    LiablePerson,
    LongTermItem,
    Person,
    RealtimeReport,
    RectificationChange,
    RectificationItem,
    Recusal,
    Service,
    SourceReply,
    Suspension,
    Triage,
)
from zhuize_desktop.domain.roles import Op
from zhuize_desktop.domain.stages import Stage
from zhuize_desktop.services.clues import list_uids, shown_rows
from zhuize_desktop.services.dossier import read_case
from zhuize_desktop.services.records import list_records
from zhuize_desktop.services.restrictions import restrictions_of
from zhuize_desktop.services.users import all_users
from zhuize_desktop.services.workbench import look

CLUES = 25
#: Days on which the page is looked at: also ones on which what is entered today has not happened yet, or is long past.
LOOKED = (-30, 0, 7, 45)


class Maker:
    """Clues in every state, with records in every state on them, whatever a gate would say."""

    def __init__(self, session, seed):
        self.session, self.seed, self.chance, self.made = session, seed, random.Random(seed), []
        self.users = [user.uid for user in all_users(session)]

    def day(self, least=-60, most=60):
        return TODAY + timedelta(days=self.chance.randint(least, most))

    def perhaps(self, least=-60, most=60):
        return self.day(least, most) if self.chance.random() < 0.5 else None

    def new(self, record, **values):
        uid = f"{record.__name__}-{self.seed}-{len(self.made):05d}"
        made = record(uid=uid, owner_enterprise=self.session.viewer.enterprise, **values)
        self.made.append(made)
        return made

    def ledger(self):
        persons = [self.new(Person, name=f"虚构人员{at}") for at in range(4)]
        for at in range(CLUES):
            self.case(at, persons)
        with self.session.ledger.transact(Op.CHANGE_CLUE, self.session.viewer) as tx:
            tx.insert(*self.made)

    def case(self, at, persons):
        chance, closed = self.chance, self.chance.random() < 0.4
        legacy = chance.random() < 0.3
        clue = self.new(
            Clue,
            number=f"XS-{at:03d}",
            summary=f"虚构事项{at}",
            reported_on=self.perhaps(-200, 0),
            source_kind=chance.choice(("", "audit.special", "petition", "inspection")),
            category=chance.choice(("", "funds")),
            enterprises=chance.choice(((), (self.session.viewer.enterprise,))),
            stage=chance.choice(list(Stage)),
            stage_confirmed=chance.random() < 0.8,
            legacy=legacy,
            legacy_stage=chance.choice([None, *Stage]) if legacy else None,
            closed=closed,
            closed_on=self.perhaps() if closed else None,
            discovered_on=self.perhaps(),
            accepted_on=self.perhaps(),
            opened_on=self.perhaps(),
            investigated_on=self.perhaps(),
            feedback_due=self.perhaps(),
            triaged_on=self.perhaps(),
            disposition=chance.choice(("", "keep", "investigate")),
            realtime_scope=chance.random() < 0.4,
            circle=chance.choice((Circle.HANDLERS, Circle.HANDLERS, Circle.NAMED)),
            circle_users=tuple(chance.sample(self.users, 2)),
        )
        for hang in (self.measures, self.terms, self.mending, self.laid):
            if chance.random() < 0.6:
                hang(clue.uid, persons)
        if chance.random() < 0.15:
            self.new(Recusal, clue=clue.uid, user=chance.choice(self.users), reason="亲属（虚构）")

    def measures(self, clue, _):
        for _ in range(self.chance.randint(0, 2)):
            self.new(
                Extension, clue=clue, step=self.chance.choice(list(Stage)), from_on=self.perhaps(),
                to_on=self.day(0, 90), approver="郑德明", approved_on=self.perhaps(), reason="复杂（虚构）",
            )  # fmt: skip
        self.new(
            Suspension, clue=clue, step=self.chance.choice(list(Stage)), cause="待结论（虚构）", from_on=self.day(),
            review_on=self.perhaps(0, 40), resumed_on=self.perhaps(), approver="郑德明", approved_on=self.perhaps(),
        )  # fmt: skip

    def terms(self, clue, _):
        self.new(Hearing, clue=clue, object="虚构企业", sent_on=self.perhaps(), due_on=self.perhaps(),
                 answered_on=self.perhaps(), outcome=self.chance.choice(("", "none")))  # fmt: skip
        self.new(Service, clue=clue, recipient="虚构人员", served_on=self.perhaps())
        self.new(RealtimeReport, clue=clue, kind=self.chance.choice(("flash", "realtime", "preliminary")),
                 reported_on=self.day(-30, 0))  # fmt: skip
        self.new(
            Triage, clue=clue, decided_on=self.perhaps(), due_on=self.perhaps(), review_on=self.perhaps()
        )
        if self.chance.random() < 0.3:
            self.new(SourceReply, clue=clue, replied_on=self.perhaps())

    def mending(self, clue, _):
        for _ in range(self.chance.randint(1, 3)):
            item = self.new(
                RectificationItem, clue=clue, item="修订办法（虚构）", due_on=self.perhaps(),
                state=self.chance.choice(("open", "done")), done_on=self.perhaps(),
            )  # fmt: skip
            self.new(RectificationChange, clue=clue, item=item.uid, kind=self.chance.choice(("deadline", "other")),
                     reason="虚构", new_due=self.perhaps(), approver="郑德明", approved_on=self.perhaps())  # fmt: skip
        self.new(LongTermItem, clue=clue, kind="ban", matter="禁入跟踪", owner="李文海", due_on=self.perhaps(),
                 done_on=self.perhaps())  # fmt: skip

    def laid(self, clue, persons):
        line = self.new(LiablePerson, clue=clue, person=self.chance.choice(persons).uid)
        decision = self.new(Decision, clue=clue, decided_on=self.perhaps(-220, -160))
        self.new(Handling, clue=clue, decision=decision.uid, liable=line.uid,
                 kinds=(self.chance.choice(("criticism.admonition", "ban")),), influence_to=self.perhaps())  # fmt: skip


# --- the same by another way ------------------------------------------------------------------------------


def dossiers(session):
    """Clue and everything that runs of it, each dossier opened by itself, in the order of the ledger."""
    rows = [one.row for one in shown_rows(session, list_uids(session, LedgerQuery())) if not one.row.stub]
    for clue in (row.clue for row in rows):
        found = deadlines_of(read_case(session, clue.uid), session.rulebook(), session.today)
        yield clue, [one for one in found if one.state.runs]


def periods(session):
    """Clue and last day of what holds somebody back, asked person by person."""
    for person in list_records(session, Person):
        for one in restrictions_of(session, person.uid).periods:
            if one.last is not None and 0 <= (one.last - session.today).days <= 15:
                yield one.laid.clue, one.last


def expected(session):
    """(uid, most urgent day, the other days) by group; and the clues whose time is not known."""
    days, unknown = {}, []
    for clue, running in dossiers(session):
        days[clue.uid] = [one.due_on for one in running if one.asks]
        if not clue.closed and running and running[0].state is ClockState.UNKNOWN:
            unknown.append(clue.uid)
    for uid, last in periods(session):
        days[uid].append(last)
    groups = {"overdue": [], "this_week": [], "soon": []}
    for uid, several in days.items():
        near = sorted(day for day in several if (day - session.today).days <= 15)
        if near:
            left = (near[0] - session.today).days
            name = "overdue" if left < 0 else "this_week" if left <= 7 else "soon"
            groups[name].append((uid, near[0], near[1:]))
    return groups, unknown


def shown(session):
    bench = look(session)
    groups = {
        name: [
            (one.about.uid, one.deadline.due_on, [other.due_on for other in one.others])
            for one in getattr(bench, name)
        ]
        for name in ("overdue", "this_week", "soon")
    }
    return groups, list(bench.unknown)


@pytest.mark.parametrize(("seed", "login"), [(0, "clerk"), (1, "signer"), (2, "reviewer")])
def test_what_is_due_is_what_every_dossier_says_by_itself(desk, seed, login, length):
    for run in range(length):
        Maker(desk.log_in("clerk"), 1000 * run + seed).ledger()
    for days in LOOKED:
        desk.clock = FixedClock.on(TODAY + timedelta(days=days))
        session = desk.log_in(login)
        (groups, unknown), (wanted, not_known) = shown(session), expected(session)
        assert unknown == not_known
        for name, found in groups.items():
            assert [day for _, day, _ in found] == sorted(day for _, day, _ in found)
            assert sorted(found) == sorted(wanted[name]), (days, name)
