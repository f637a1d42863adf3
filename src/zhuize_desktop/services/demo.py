"""演示台账: invented data made through the services, the same for the same arguments.

Every enterprise, person and case is invented. Every stage, source, class of loss and special case that this version
keeps occurs among the first sixty clues; further clues repeat them with other figures.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from ..domain.clock import FixedClock
from ..domain.records import (
    Approval,
    Clue,
    Finding,
    LiablePerson,
    Loss,
    ReadingGrant,
    Record,
    Recovery,
    Recusal,
    ReportKind,
    SupervisionReport,
)
from ..domain.reports.sections import SECTIONS
from ..domain.roles import Role
from ..domain.stages import Stage
from ..seal import keys
from ..seal.atomic import write_atomic
from . import attachments, certificates, clues, demo_words, directory, records, reporting, users
from .session import Session, log_in
from .setup import Answers, NewUser, first_start

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..domain.clock import Clock
    from ..storage.folders import DataFolder

PASSWORD = "Demo-2026!"
ACCOUNTS = {
    Role.CLERK: ("tianbao", "李文海", "审计部主管"),
    Role.REVIEWER: ("shenhe", "周敏", "审计部部长"),
    Role.SIGNER: ("qianfa", "赵国平", "总经理"),
    Role.ADMIN: ("guanli", "孙立", "信息中心主任"),
    Role.INSPECTOR: ("chayue", "吴检", "查阅人员"),
}
_CHUNK = 500


@dataclass(frozen=True, slots=True)
class Made:
    """What was made: logins by role, number of clues, the year the annual report is due for."""

    accounts: dict[str, str]
    clues: int
    year: int
    recovery_code: str


def make_demo(
    folder: DataFolder,
    count: int,
    seed: int,
    clock: Clock,
    progress: Callable[[float, str], None] | None = None,
    kdf: keys.KdfParameters = keys.PRODUCTION,
) -> Made:
    """Make a ledger of ``count`` invented clues in an empty folder.

    Raises:
        FileProblem: the folder holds a ledger already, or cannot be written.
    """
    still = FixedClock(clock.now())
    people = tuple(
        NewUser(login, name, post, (role,), PASSWORD) for role, (login, name, post) in ACCOUNTS.items()
    )
    own = Answers(demo_words.OWN, "", 2, demo_words.PARENT, people)
    code = first_start(folder, own, still, kdf)
    session = log_in(folder, ACCOUNTS[Role.CLERK][0], PASSWORD, still)
    try:
        maker = _Maker(session, random.Random(seed), count)
        maker.directory()
        maker.clues(progress)
        maker.supervision()
        maker.report()
    finally:
        session.close()
    _finish(folder, still, maker)
    write_atomic(folder.path / "demo-password.txt", f"{PASSWORD}\n".encode())
    accounts = {role.label: login for role, (login, _, _) in ACCOUNTS.items()}
    return Made(accounts, count, session.today.year - 1, code)


def _finish(folder: DataFolder, clock: Clock, maker: _Maker) -> None:
    """What only others may do: the administrator's certificate, the reviewer's reading grants to the 查阅人."""
    session = log_in(folder, ACCOUNTS[Role.ADMIN][0], PASSWORD, clock)
    try:
        certificates.make_demonstration_certificate(session)
    finally:
        session.close()
    session = log_in(folder, ACCOUNTS[Role.REVIEWER][0], PASSWORD, clock)
    try:
        inspector = next(user for user in users.all_users(session) if Role.INSPECTOR in user.roles)
        opened = [clue for clue in maker.made if clue.circle.value == "handlers"][:10]
        for clue in opened:
            records.add(
                session,
                ReadingGrant,
                {
                    "user": inspector.uid,
                    "clue": clue.uid,
                    "valid_from": session.today,
                    "valid_to": session.today + timedelta(days=30),
                    "reason": "抽查评估",
                },
            )
    finally:
        session.close()


class _Maker:
    """Makes the records in one session, from one source of chance."""

    def __init__(self, session: Session, chance: random.Random, count: int) -> None:
        self.session = session
        self.chance = chance
        self.count = count
        self.today = session.today
        self.book = session.rulebook()
        self.enterprises: list[str] = []
        self.persons: list[str] = []
        self.made: list[Clue] = []
        self.triaged = 0

    # --- enterprises and persons ---

    def directory(self) -> None:
        """The tree below the own enterprise, one of them 代录, and the people."""
        for at, (name, level) in enumerate(demo_words.ENTERPRISES):
            values: dict[str, object] = {
                "name": name,
                "level": level,
                "parent": self.session.viewer.enterprise,
                "on_behalf": at == len(demo_words.ENTERPRISES) - 1,
                "flags": ("mixed",) if at == 3 else ("acquired",) if at == 5 else (),
            }
            self.enterprises.append(directory.add_enterprise(self.session, values).value.uid)
        employment = [entry.code for entry in self.book.dictionary("employment").entries()]
        for at in range(min(400, 30 + self.count // 10)):
            name = self.chance.choice(demo_words.SURNAMES) + self.chance.choice(demo_words.GIVEN)
            self.persons.append(
                directory.add_person(
                    self.session,
                    {
                        "name": name,
                        "enterprise": self.enterprises[at % len(self.enterprises)],
                        "post": demo_words.POSTS[at % len(demo_words.POSTS)],
                        "employment": employment[at % len(employment)],
                    },
                ).value.uid
            )

    # --- clues ---

    def clues(self, progress: Callable[[float, str], None] | None) -> None:
        """All clues with what hangs on them, some hundred in an action."""
        values = [self._clue(at) for at in range(self.count)]
        for start in range(0, self.count, _CHUNK):
            part = clues.register_clues(self.session, values[start : start + _CHUNK]).value
            self._hang(part, start)
            self.made += part
            if progress is not None:
                progress((start + len(part)) / self.count, "正在生成演示线索")
        self._special_cases()

    def _clue(self, at: int) -> dict[str, Any]:
        """The ``at``-th clue: stage, source, category and class go round, dates and figures are drawn."""
        stage = list(Stage)[at % len(Stage)]
        sources = [entry.code for entry in self.book.dictionary("source_kind").leaves()]
        categories = self.book.dictionary("violation_category").entries()
        words = demo_words.CASES[at % len(demo_words.CASES)]
        # Three in four of the last year and this one, so that the annual report has something to tell.
        reported = date(self.today.year - self.chance.choice((0, 1, 1, 2, 3)), 1, 1)
        reported += timedelta(days=self.chance.randrange(360))
        if reported > self.today:
            reported = self.today - timedelta(days=self.chance.randrange(5, 200))
        occurred = reported - timedelta(days=self.chance.randrange(120, 1500))
        loss = self.chance.choice(
            (35_000, 180_000, 462_000, 1_200_000, 2_999_900, 4_800_000, 26_505_000, 56_000_000)
        )
        category = next(
            (one.code for one in categories if one.label == words.category),
            categories[at % len(categories)].code,
        )
        values: dict[str, Any] = {
            "source_kind": sources[at % len(sources)],
            "reported_on": reported,
            "enterprises": tuple(self.chance.sample(self.enterprises, 1 + (at % 5 == 0))),
            "category": category,
            "summary": words.summary.format(amount=f"{loss / 10_000:g}".rstrip(".")),
            "occurred_from": occurred,
            "occurred_to": occurred + timedelta(days=self.chance.randrange(0, 90)),
            "estimated_loss": loss * 100,
            "persons": tuple(self.chance.sample(self.persons, self.chance.choice((1, 1, 2, 3)))),
            "reporter": self.chance.choice(("审计部", "纪检监察室", "财务部")),
            "report_methods": ("paper", "system") if at % 3 == 0 else ("paper",),
            "discovery": ("self", "transferred", "report", "media")[at % 4],
            "discovered_on": reported,
            "from_superior": at % 6 == 1,
            "transferred_by": "虚构市国资委" if at % 6 == 1 else "",
            "feedback_due": max(reported, self.today + timedelta(days=at // 6 % 8 * 4 - 8))
            if at % 6 == 1
            else None,
            "situations": (self.chance.choice(self.book.dictionary("46").leaves()).code,),
            "realtime_scope": at % 9 == 0,
            "realtime_reason": "损失较大，影响面广" if at % 9 == 0 else "未达到实时报告范围",
            "legacy": at % 13 == 6,
            "stage_confirmed": at % 26 != 19,
        }
        return values | self._history(stage, reported, at) | self._classes(at)

    def _classes(self, at: int) -> dict[str, Any]:
        return {
            "loss_class": ("general", "larger", "major", "")[at % 4],
            "consequence_class": ("", "", "general", "larger", "major")[at % 5],
        }

    def _history(self, stage: Stage, reported: date, at: int) -> dict[str, Any]:
        """The days of the steps up to ``stage``; every thirteenth clue is 存量 with unknown days."""
        values: dict[str, Any] = {"stage": stage, "handling": demo_words.HANDLING[stage]}
        if at % 13 == 6:
            closed = stage is Stage.CLOSURE
            return values | {"closed": closed, "closure_kind": "rectified" if closed else ""}
        day = reported
        fields = (
            "accepted_on",
            "checked_on",
            "triaged_on",
            "opened_on",
            "investigated_on",
            "decided_on",
            "rectified_on",
        )
        reach = {
            Stage.INTAKE: 1,
            Stage.PRELIMINARY_CHECK: 1,
            Stage.TRIAGE: 2,
            Stage.INVESTIGATION: 4,
            Stage.DISPOSITION: 5,
            Stage.RECTIFICATION: 6,
            Stage.CLOSURE: 7,
        }[stage]
        for name in fields[:reach]:
            day += timedelta(days=self.chance.randrange(3, 45))
            if day > self.today:
                day = self.today
            values[name] = day
        if "triaged_on" in values:
            kinds = [entry.code for entry in self.book.dictionary("disposition").entries()]
            self.triaged += 1
            values["disposition"] = kinds[self.triaged // 2 % len(kinds)] if self.triaged % 2 else "direct"
        if stage is Stage.CLOSURE:
            values |= {"closed": True, "closed_on": values["rectified_on"], "closure_kind": "rectified"}
        return values

    def _hang(self, part: tuple[Clue, ...], start: int) -> None:
        """Losses, recoveries, liable persons and approvals of the clues that have come so far."""
        found = [
            (at, clue, clue.estimated_loss)
            for at, clue in enumerate(part, start)
            if clue.stage.order >= Stage.DISPOSITION.order and clue.estimated_loss is not None
        ]
        hanging: dict[type[Record], list[dict[str, Any]]] = {
            Loss: [one for at, clue, loss in found for one in _losses(at, clue, loss)],
            Recovery: [_recovery(at, clue, loss) for at, clue, loss in found if at % 2],
            LiablePerson: [one for at, clue, _ in found for one in _liable(at, clue)],
            Approval: [_approval(at, clue) for at, clue, _ in found],
        }
        for record, many in hanging.items():
            if many:
                records.add_many(self.session, record, many)

    def _special_cases(self) -> None:
        """A paper on the first clue, a recusal of the 签发人, one clue more that was registered twice and withdrawn."""
        if len(self.made) < 3:
            return
        twice = clues.register_clue(self.session, self._clue(0)).value
        records.withdraw(self.session, Clue, twice.uid, "与首条线索重复登记（虚构）")
        scan = self.session.folder.exports / "虚构审计报告.txt"
        write_atomic(scan, "虚构的审计报告摘录，仅供演示。\n".encode())
        attachments.add_attachment(
            self.session, scan, {"clue": self.made[0].uid, "kind": "source", "note": "演示附件"}
        )
        scan.unlink()
        signer = next(user for user in users.all_users(self.session) if Role.SIGNER in user.roles)
        opened = next(clue for clue in self.made if clue.circle.value == "handlers")
        records.add(
            self.session,
            Recusal,
            {"clue": opened.uid, "user": signer.uid, "reason": "曾分管该项业务（虚构）"},
        )

    # --- supervision and report ---

    def supervision(self) -> None:
        """Two 监督成果: one sorted wholly, one with a finding still waiting."""
        for place, title in enumerate(demo_words.SUPERVISION):
            received = self.today - timedelta(days=300 - 200 * place)
            report = records.add(
                self.session,
                SupervisionReport,
                {
                    "title": title,
                    "document_number": f"虚构审〔{received.year}〕{place + 7}号",
                    "source_kind": ("audit.special", "inspection.city")[place],
                    "issued_by": "虚构监督机构",
                    "received_on": received,
                    "sorted_on": received + timedelta(days=10) if place == 0 else None,
                    "stated_findings": 3,
                },
            ).value
            listed = [clue for clue in self.made if clue.circle.value == "handlers"][
                place * 2 : place * 2 + 2
            ]
            for number in range(3):
                clue = listed[number] if number < min(2 - place, len(listed)) else None
                records.add(
                    self.session,
                    Finding,
                    {
                        "report": report.uid,
                        "sequence": number + 1,
                        "summary": demo_words.FINDINGS[number],
                        "clues": (clue.uid,) if clue is not None else (),
                        "not_listed_reason": "management" if clue is None and place == 0 else "",
                        "not_listed_note": "属一般管理问题，已按整改办理（虚构）。"
                        if clue is None and place == 0
                        else "",
                        "not_listed_approver": "周敏" if clue is None and place == 0 else "",
                    },
                )

    def report(self) -> None:
        """The draft of last year's annual report with the clerk's words, ready to be signed."""
        draft = reporting.compile_report(self.session, ReportKind.ANNUAL, self.today.year - 1).value
        for section in SECTIONS:
            if section.empty is not None:
                reporting.save_text(
                    self.session, draft.uid, section.key, demo_words.section_text(section.heading)
                )
        reporting.set_parent_date(self.session, draft.year, date(draft.year + 1, 1, 20))
        findings = reporting.preview(self.session, draft.uid).findings
        for check in dict.fromkeys(one.check for one in findings if one.grade.value == "verify"):
            reporting.explain(self.session, draft.uid, check, "演示数据，情况属实，已核对（虚构说明）。")


# --- what hangs on a clue -----------------------------------------------------------------------------------


def _losses(at: int, clue: Clue, loss: int) -> list[dict[str, Any]]:
    """Lines of the loss of ``loss`` 分; every fourth clue has 或有损失 too."""
    shares = {"direct": 60, "indirect": 20} | ({} if at % 4 else {"contingent": 10})
    return [
        {
            "clue": clue.uid,
            "item": demo_words.LOSS_ITEMS[kind],
            "kind": kind,
            "amount": loss * share // 100,
            "identified_on": clue.investigated_on,
            "enterprise": clue.enterprises[0],
            "evidence": ("professional", "internal"),
        }
        for kind, share in shares.items()
    ]


def _recovery(at: int, clue: Clue, loss: int) -> dict[str, Any]:
    return {
        "clue": clue.uid,
        "kind": ("cash", "asset", "debt", "litigation", "avoided")[at % 5],
        "amount": loss * 25 // 100,
        "recovered_on": clue.rectified_on or clue.decided_on,
        "note": "演示数据",
    }


def _liable(at: int, clue: Clue) -> list[dict[str, Any]]:
    return [
        {
            "clue": clue.uid,
            "person": person,
            "liability": ("direct", "supervisory", "leadership")[place % 3],
            "facts": "未按规定履行职责（虚构）。",
            "identified_on": clue.investigated_on,
            "disciplined": at % 7 == 0,
        }
        for place, person in enumerate(clue.persons)
    ]


def _approval(at: int, clue: Clue) -> dict[str, Any]:
    return {
        "clue": clue.uid,
        "step": Stage.TRIAGE,
        "form": "meeting",
        "body": "leading_body",
        "approver": "责任追究工作领导小组",
        "decided_on": clue.triaged_on,
        "minutes_number": f"虚构纪要〔{clue.reported_on.year if clue.reported_on else ''}〕{at % 90 + 1}号",
        "result": "approved",
        "archive_place": f"卷{at % 20 + 1}第{at % 100 + 1}页",
    }
