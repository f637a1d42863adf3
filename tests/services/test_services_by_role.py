"""Every service function that changes something × every role, against a list written by hand.

Who may not is refused before anything is looked at, and leaves no trace; who may is refused for other reasons at most.
A function that is new, and every class of record that is new, has to be put on the list.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import shutil
from dataclasses import dataclass, fields, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from desk import PASSWORD, TODAY
from services.ledgers import ledger, planned
from services.whole_case import WholeCase
from zhuize_desktop import services
from zhuize_desktop.domain.checks import Grade
from zhuize_desktop.domain.clock import FixedClock
from zhuize_desktop.domain.errors import NotAllowed, UserError
from zhuize_desktop.domain.health.runs import Outcome
from zhuize_desktop.domain.health.subject import HealthFinding, Thresholds
from zhuize_desktop.domain.ledger_view import LedgerQuery
from zhuize_desktop.domain.pack_changes import Comparison
from zhuize_desktop.domain.records import (
    CASE_RECORDS,
    Affiliation,
    Approval,
    Attachment,
    Circle,
    Clue,
    Enterprise,
    Finding,
    LiablePerson,
    Loss,
    Person,
    ReadingGrant,
    Record,
    Recovery,
    RectificationAcceptance,
    Recusal,
    ReportKind,
    SupervisionReport,
    User,
)
from zhuize_desktop.domain.roles import Role
from zhuize_desktop.domain.rules import Checked, Entry, RulePack
from zhuize_desktop.domain.stages import Stage
from zhuize_desktop.domain.timing import Timing
from zhuize_desktop.domain.viewer import viewer_of
from zhuize_desktop.seal.keys import QUICK
from zhuize_desktop.services import (
    approvals,
    attachments,
    calendar,
    certificates,
    clues,
    directory,
    drafts,
    examples,
    handover,
    health,
    importing,
    ledger_export,
    maintenance,
    merging,
    opening,
    pack_templates,
    packs,
    pairs,
    papers,
    persons,
    recomputing,
    records,
    report_files,
    reporting,
    restrictions,
    rules,
    settings,
    signing,
    steps,
    succession,
    supervision,
    trusting,
    users,
)
from zhuize_desktop.services.health_work import HealthInput
from zhuize_desktop.services.import_plan import ImportPlan
from zhuize_desktop.services.rulebook import shipped_rulebook
from zhuize_desktop.services.session import Session, log_in
from zhuize_desktop.services.succession import Succession
from zhuize_desktop.storage import audit
from zhuize_desktop.storage.folders import DataFolder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


#: An examination of nothing.
NOTHING = HealthInput((), {}, (), (), {}, (), (), TODAY, Thresholds())
LOGINS = {"C": "clerk", "R": "reviewer", "S": "signer", "A": "admin", "I": "inspector"}
EVERYONE = "CRSAI"
#: A pair that may be relaxed.
PAIR = "save_approval+confirm_approval"


@dataclass
class Scene:
    """A small ledger: a clue with a loss and an approval, a finding, a person, a report being written."""

    base: Session
    folder: Path
    accounts: dict[str, User]
    work: WholeCase
    approval: str
    other: Clue
    finding: Finding
    report: str
    plan: ImportPlan
    scan: Path
    at: int = 0

    def as_(self, role: str) -> Session:
        """The ledger as somebody of this role works in it."""
        user = self.accounts[LOGINS[role]]
        return replace(self.base, viewer=viewer_of(user, self.base.viewer.enterprise, self.base.today))

    @property
    def clue(self) -> Clue:
        return clues.load_for_edit(self.as_("C"), self.work.clue)

    def get(self, record: type[Record]) -> Any:
        """Some record of a class, as it stands."""
        return records.list_records(self.as_("C"), record)[0]

    def out(self, ending: str) -> Path:
        """A path that does not exist yet."""
        self.at += 1
        return self.folder / f"out{self.at}{ending}"


@pytest.fixture(scope="module")
def prepared(template: tuple[Path, str], tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Scene]:
    """The ledger of the scene, made once and closed again, with what stands in it."""
    folder = tmp_path_factory.mktemp("scene")
    shutil.copytree(template[0], folder / "data")
    clerk = log_in(DataFolder(folder / "data"), "clerk", PASSWORD, FixedClock.on(TODAY))
    work, other = WholeCase(clerk), WholeCase(clerk)
    work.register()
    other.register()
    approval = work.enter_approval(Stage.INTAKE, "responsible", TODAY)
    work.add(Loss, kind="direct", amount=5_00)
    told = supervision.add_report(clerk, {"title": "审计报告", "received_on": TODAY}).value
    finding = supervision.add_finding(clerk, told.uid, {"summary": "违规担保"}).value
    scan = folder / "扫描.pdf"
    scan.write_bytes(b"%PDF")
    attachments.add_attachment(clerk, scan, {"clue": work.clue})
    report = reporting.compile_report(clerk, ReportKind.ANNUAL, 2025).value.uid
    made = Scene(
        clerk, folder, {one.login: one for one in records.list_records(clerk, User)}, work, approval,
        clues.load_for_edit(clerk, other.clue), finding, report,
        planned(clerk, ledger(folder / "台账.xlsx", {})), scan,
    )  # fmt: skip
    clerk.close()
    return folder / "data", made


@pytest.fixture
def scene(prepared: tuple[Path, Scene], tmp_path: Path) -> Iterator[Scene]:
    path, made = prepared
    shutil.copytree(path, tmp_path / "data")
    clerk = log_in(DataFolder(tmp_path / "data"), "clerk", PASSWORD, FixedClock.on(TODAY))
    yield replace(made, base=clerk, folder=tmp_path)
    clerk.close()


def a_clue(scene: Scene) -> dict[str, Any]:
    names = ("source_kind", "reported_on", "enterprises", "category", "summary")
    return {name: getattr(scene.clue, name) for name in names}


def another(scene: Scene, who: Session) -> Session:
    """A second person who may agree."""
    return scene.as_("R" if who.viewer.login == "signer" else "S")


#: ``module.function`` → the roles that may, and a call of it.
SERVICES: dict[str, tuple[str, Callable[[Scene, Session], Any]]] = {
    "approvals.confirm_approval": ("CRS", lambda s, who: approvals.confirm_approval(who, s.approval)),
    "attachments.add_attachment": (
        "CR", lambda s, who: attachments.add_attachment(who, s.scan, {"clue": s.work.clue}),
    ),
    "attachments.save_copy": (
        "CRSI", lambda s, who: attachments.save_copy(who, s.get(Attachment).uid, s.out(".pdf")),
    ),
    "certificates.install_certificate": (
        "A", lambda s, who: certificates.install_certificate(who, s.out(".p12"), ""),
    ),
    "certificates.make_demonstration_certificate": (
        "A", lambda s, who: certificates.make_demonstration_certificate(who),
    ),
    "clues.register_clue": ("CR", lambda s, who: clues.register_clue(who, a_clue(s))),
    "clues.register_clues": ("CR", lambda s, who: clues.register_clues(who, [a_clue(s)])),
    "clues.change_clue": ("CR", lambda s, who: clues.change_clue(who, replace(s.clue, remark="改"))),
    "clues.confirm_stages": ("CR", lambda s, who: clues.confirm_stages(who, {s.work.clue: Stage.INTAKE})),
    "clues.set_circle": ("CR", lambda s, who: clues.set_circle(who, s.work.clue, Circle.HANDLERS, ())),
    "directory.add_enterprise": ("CRA", lambda s, who: directory.add_enterprise(who, {"name": str(s.out(""))})),
    "directory.change_enterprise": (
        "CRA", lambda s, who: directory.change_enterprise(who, s.get(Enterprise), TODAY, "更名"),
    ),
    "directory.add_person": ("CR", lambda s, who: directory.add_person(who, {"name": "路人甲"})),
    "drafts.keep": (EVERYONE, lambda s, who: drafts.keep(who, "Person", "", 0, {"name": "半"})),
    "drafts.discard": (EVERYONE, lambda s, who: drafts.discard(who, "Person", "")),
    "handover.hand_over_clues": (
        "A",
        lambda s, who: handover.hand_over_clues(who, s.accounts["clerk"].uid, s.accounts["reviewer"].uid),
    ),
    "examples.release_sheet": ("CRSI", lambda s, who: examples.release_sheet(who, "算例.pdf")),
    "handover.release_handover": (
        EVERYONE, lambda s, who: handover.release_handover(who, who.viewer.user, "清单.pdf"),
    ),
    "health.change_thresholds": ("A", lambda s, who: health.change_thresholds(who, Thresholds())),
    "health.keep_run": ("CRS", lambda s, who: health.keep_run(who, NOTHING, Outcome((), 0))),
    "health.explain_finding": (
        "CR",
        lambda s, who: health.explain_finding(who, "nowhere", HealthFinding("clue.gap", Grade.VERIFY, ""), "说明"),
    ),
    "health.release_run": ("CRS", lambda s, who: health.release_run(who, "nowhere", "表.xlsx")),
    "importing.import_ledger": ("CR", lambda s, who: importing.import_ledger(who, s.plan.reading, s.plan)),
    "ledger_export.export_ledger": (
        "CRSI", lambda s, who: ledger_export.export_ledger(who, LedgerQuery(), s.out(".xlsx")),
    ),
    "maintenance.back_up": ("CRSA", lambda s, who: maintenance.back_up(who, s.out(".zip"))),
    "merging.merge_persons": (
        "CR", lambda s, who: merging.merge_persons(who, "nowhere", "nothing", (1, 1), "同一人"),
    ),
    "merging.merge_clues": (
        "CR", lambda s, who: merging.merge_clues(who, s.work.clue, s.other.uid, (0, 0), "重复"),
    ),
    "merging.undo_merger": ("CR", lambda s, who: merging.undo_merger(who, "nowhere", "看错")),
    "opening.enter_opening": (
        "CR", lambda s, who: opening.enter_opening(who, s.scan, "赵", "总经理", TODAY),
    ),
    "opening.confirm_opening": ("RS", lambda s, who: opening.confirm_opening(who)),
    "pairs.relax_pair": ("A", lambda s, who: pairs.relax_pair(who, PAIR, "只有一名经办人")),
    "pairs.enforce_pair": ("A", lambda s, who: pairs.enforce_pair(who, PAIR, "已有两名经办人")),
    "papers.number_paper": ("CR", lambda s, who: papers.number_paper(who, s.work.clue, "decision", "nowhere")),
    "papers.void_number": ("CR", lambda s, who: papers.void_number(who, "nowhere", "打错")),
    "papers.release_paper": (
        "CRSI", lambda s, who: papers.release_paper(who, s.work.clue, "intake_form", "", "登记表.pdf"),
    ),
    "papers.save_pdf": (
        "CRSI", lambda s, who: papers.save_pdf(who, s.work.clue, "intake_form", "", s.out(".pdf")),
    ),
    "persons.change_person": ("CR", lambda s, who: persons.change_person(who, replace(s.get(Person), post="主任"))),
    "report_files.write_again": ("CRSI", lambda s, who: report_files.write_again(who, s.report)),
    "reporting.compile_report": (
        "CR", lambda s, who: reporting.compile_report(who, ReportKind.ANNUAL, 2024),
    ),
    "reporting.save_text": ("CR", lambda s, who: reporting.save_text(who, s.report, "overview", "情况")),
    "reporting.explain": ("CR", lambda s, who: reporting.explain(who, s.report, "balance", "说明")),
    "reporting.explain_all": ("CR", lambda s, who: reporting.explain_all(who, s.report, {"balance": "说明"})),
    "reporting.release_draft": ("CRSI", lambda s, who: reporting.release_draft(who, s.report, "草稿.pdf")),
    "reporting.set_parent_date": ("CR", lambda s, who: reporting.set_parent_date(who, 2026, TODAY)),
    "reporting.withdraw_report": ("CR", lambda s, who: reporting.withdraw_report(who, s.report, "重编")),
    "pack_templates.write_pack_template": (
        "A", lambda s, who: pack_templates.write_pack_template(who, "own", s.out(".xlsx")),
    ),
    "pack_templates.apply_dry_run": ("A", lambda s, who: pack_templates.apply_dry_run(who, A_RUN, "试")),
    "packs.save_pack": ("A", lambda s, who: packs.save_pack(who, a_pack(who), "试改", base=base_of(who))),
    "packs.save_entry": (
        "A",
        lambda s, who: packs.save_entry(
            who, "own", "deadlines", a_pack(who).deadlines[0], "试改", base=base_of(who)
        ),
    ),
    "packs.save_word": ("A", lambda s, who: packs.save_word(who, "report_method", A_WORD, "试改")),
    "packs.confirm_entry": ("A", lambda s, who: a_confirmation(who)),
    "restrictions.check_appointment": (
        "CRS", lambda s, who: restrictions.check_appointment(who, s.get(Person).uid, TODAY, "talent"),
    ),
    "restrictions.release_check": (
        "CRSI", lambda s, who: restrictions.release_check(who, "nowhere", "查询结果.pdf"),
    ),
    "rules.set_local_changes": ("A", lambda s, who: rules.set_local_changes(who, rules.local_changes(who))),
    "rules.change_timing": ("A", lambda s, who: rules.change_timing(who, Timing(near_workdays=3))),
    "calendar.save_year": ("A", lambda s, who: calendar.save_year(who, shipped_rulebook().calendar.years[2026])),
    "recomputing.release_recomputed": ("A", lambda s, who: recomputing.release_recomputed(who, "", "清单.pdf")),
    "settings.change_settings": ("A", lambda s, who: settings.change_settings(who, settings.settings_of(who))),
    "settings.set_loss_thresholds": (
        "A", lambda s, who: settings.set_loss_thresholds(who, settings.loss_thresholds(who.rulebook(), who.today)),
    ),
    "signing.submit": ("C", lambda s, who: signing.submit(who, s.report)),
    "signing.review": ("R", lambda s, who: signing.review(who, s.report)),
    "signing.issue": ("S", lambda s, who: signing.issue(who, s.report)),
    "signing.enter_paper_issue": (
        "C", lambda s, who: signing.enter_paper_issue(who, s.report, s.scan, "赵", "总经理", TODAY),
    ),
    "signing.confirm_paper_issue": ("R", lambda s, who: signing.confirm_paper_issue(who, s.report)),
    "signing.give_back": ("RS", lambda s, who: signing.give_back(who, s.report, "重来")),
    # A report being written waits for its 填报人; the sentence says so to everybody else.
    "signing.sign_by_role": ("C", lambda s, who: signing.sign_by_role(who, s.report)),
    "steps.take_step": ("CR", lambda s, who: steps.take_step(who, s.work.clue, "accept", s.clue.version)),
    "steps.explain_gate": (
        "CR",
        lambda s, who: steps.explain_gate(who, s.work.clue, "accept", "approval.accept.responsible", "一人"),
    ),
    "steps.merge_clue": (
        "RS", lambda s, who: steps.merge_clue(who, s.work.clue, s.other.uid, s.clue.version, "同一事项"),
    ),
    "steps.split_clue": ("CR", lambda s, who: steps.split_clue(who, s.other.uid, {"summary": "另"}, "两件事")),
    "steps.reopen_clue": (
        "CR",
        lambda s, who: steps.reopen_clue(
            who, s.work.clue, Stage.TRIAGE, s.clue.version, "新证据", another(s, who)
        ),
    ),
    "succession.take_over": (
        "CR",
        lambda s, who: succession.take_over(who, Succession(s.get(Enterprise), s.get(Enterprise))),
    ),
    "supervision.add_report": ("CR", lambda s, who: supervision.add_report(who, {"title": "审计报告"})),
    "supervision.change_report": ("CR", lambda s, who: supervision.change_report(who, s.get(SupervisionReport))),
    "supervision.finish_sorting": (
        "CR", lambda s, who: supervision.finish_sorting(who, s.finding.report, TODAY),
    ),
    "supervision.reopen_sorting": ("CR", lambda s, who: supervision.reopen_sorting(who, s.finding.report)),
    "supervision.add_finding": (
        "CR", lambda s, who: supervision.add_finding(who, s.finding.report, {"summary": "违规"}),
    ),
    "supervision.change_finding": ("CR", lambda s, who: supervision.change_finding(who, s.get(Finding))),
    "supervision.list_as_clue": ("CR", lambda s, who: supervision.list_as_clue(who, s.finding.uid, a_clue(s))),
    "supervision.link_clue": ("CR", lambda s, who: supervision.link_clue(who, s.finding.uid, s.work.clue)),
    "supervision.unlink_clue": ("CR", lambda s, who: supervision.unlink_clue(who, s.finding.uid, s.work.clue)),
    "supervision.refuse_listing": (
        "CR", lambda s, who: supervision.refuse_listing(who, s.get(Finding), "other", "不属", "周敏"),
    ),
    "trusting.export_trust": ("A", lambda s, who: trusting.export_trust(who, s.out(".json"))),
    "users.add_user": ("A", lambda s, who: users.add_user(who, "newcomer", "钱", "", (Role.CLERK,), PASSWORD, QUICK)),
    "users.change_user": ("A", lambda s, who: users.change_user(who, s.accounts["inspector"])),
    "users.reset_password": (
        "A", lambda s, who: users.reset_password(who, s.accounts["inspector"].uid, PASSWORD, QUICK),
    ),
    "users.change_own_password": (
        EVERYONE, lambda s, who: users.change_own_password(who, "wrong", PASSWORD, QUICK),
    ),
    # The only clerk of the ledger: an administrator is refused for that, others for what they are.
    "users.remove_user": ("A", lambda s, who: users.remove_user(who, s.accounts["clerk"].uid, QUICK)),
    "users.renew_recovery_code": ("A", lambda s, who: users.renew_recovery_code(who, QUICK)),
}  # fmt: skip
#: The moves that are another action than a step.
MOVES = {"close": "RS"}
#: These save, change, withdraw and bring back records of any class: their roles are those of the class.
OF_ANY_CLASS = {"records.add", "records.add_many", "records.change", "records.withdraw", "records.bring_back"}
_BY_PROGRAM = {"StageStep", "GateExplanation", "IssuedPaper"}
#: Class → who saves it, who takes it out and brings it back; empty: nobody does.
CLASSES: dict[type[Record], tuple[str, str]] = {
    **{one: ("CR", "CR") for one in CASE_RECORDS if one.__name__ not in _BY_PROGRAM},
    RectificationAcceptance: ("CR", "CR"),
    Enterprise: ("CRA", "CR"),
    Affiliation: ("CRA", ""),
    Person: ("CR", "CR"),
    Clue: ("CR", "CR"),
    SupervisionReport: ("CR", "CR"),
    Finding: ("CR", "CR"),
    Loss: ("CR", "CR"),
    Recovery: ("CR", "CR"),
    LiablePerson: ("CR", "CR"),
    Approval: ("CR", "CR"),
    Attachment: ("CR", "CR"),
    User: ("A", ""),
    Recusal: ("CRS", "CRS"),
    ReadingGrant: ("RS", "RS"),
}


A_RUN = pack_templates.DryRun("own", "", "", (), Comparison((), 0), None)
A_WORD = Entry(code="fax", label="传真", source="本企业办法", grade="D")


def a_pack(who: Session) -> RulePack:
    """The enterprise's pack with a remark that changes each time."""
    known = who.rulebook().pack("own")
    return known.model_copy(update={"note": known.note + "。"})


def base_of(who: Session) -> str:
    return packs.current_version(who, "own")


def a_confirmation(who: Session) -> Any:
    entry = who.rulebook().pack("46").loss_classes[0]
    compared = packs.Compared(Checked(document="某令", by="钱", on=TODAY))
    return packs.confirm_entry(who, "46", "loss_classes", entry.code, compared, reading=entry.reading)


def a_file(scene: Scene, ending: str) -> Path:
    path = scene.out(ending)
    path.write_text("{}", encoding="utf-8")
    return path


def changing() -> Iterator[str]:
    """The public functions of the services that take a session and write: they return a result or open an action."""
    for found in pkgutil.iter_modules(services.__path__):
        module = importlib.import_module(f"zhuize_desktop.services.{found.name}")
        for name, one in vars(module).items():
            if not inspect.isfunction(one) or one.__module__ != module.__name__ or name.startswith("_"):
                continue
            signature = inspect.signature(one)
            writes = any(word in inspect.getsource(one) for word in ("transact(", "small_write("))
            writes |= str(signature.return_annotation).startswith("OpResult")
            if writes and next(iter(signature.parameters), "") == "session":
                yield f"{found.name}.{name}"


def test_the_lists_are_complete() -> None:
    assert set(changing()) == set(SERVICES) | OF_ANY_CLASS
    assert set(records.SAVE_OPS) == set(CLASSES)
    assert set(records.WITHDRAW_OPS) == {one for one, (_, out) in CLASSES.items() if out}


def head(session: Session) -> audit.Head:
    with session.ledger.read() as connection:
        return audit.head(connection)


def answers(scene: Scene, act: Callable[[Session], Any], refusal: str = "您没有“") -> str:
    """The roles that are let in. Those that are not leave the trail as it was."""
    let_in = ""
    for role in EVERYONE:
        session = scene.as_(role)
        before = head(session)
        try:
            act(session)
        except NotAllowed as refused:
            if refused.sentence.startswith(refusal):
                assert head(session) == before
                continue
        except UserError:
            pass
        let_in += role
    return let_in


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_is_open_to_its_roles_alone(scene: Scene, name: str) -> None:
    roles, call = SERVICES[name]
    refusal = {"signing.sign_by_role": "报告还在编制"}.get(name, "您没有“")
    assert answers(scene, lambda who: call(scene, who), refusal) == roles


@pytest.mark.parametrize("move", MOVES)
def test_a_move_of_its_own_kind_is_open_to_its_roles_alone(scene: Scene, move: str) -> None:
    def act(who: Session) -> None:
        steps.take_step(who, scene.work.clue, move, scene.clue.version, "理由")

    assert answers(scene, act) == MOVES[move]


def test_records_of_every_class_are_written_by_their_roles_alone(scene: Scene) -> None:
    found, expected = {}, {}
    for record, (save, out) in CLASSES.items():
        expected[record.__name__] = (save, save, save, out, out)
        nowhere = {"clue": "nowhere"} if "clue" in record.__dataclass_fields__ else {}
        needed = {one.name: "x" for one in fields(record) if one.default is one.default_factory}
        given = (needed | nowhere).items()
        values = {name: value for name, value in given if name not in ("uid", "owner_enterprise")}
        if record in (Affiliation, User):
            values = dict.fromkeys(values, "")  # whoever may is refused for that
        elif record is Finding:
            values = {"report": scene.finding.report}
        absent = record(**needed)
        calls: tuple[Callable[[Session], Any], ...] = (
            partial(records.add, record=record, values=values),
            partial(records.add_many, record=record, many=()),
            partial(records.change, new=absent),
            partial(records.withdraw, record=record, uid="nowhere", reason="重复"),
            partial(records.bring_back, record=record, uid="nowhere"),
        )
        found[record.__name__] = tuple(
            answers(scene, call) if out or at < len(calls) - 2 else "" for at, call in enumerate(calls)
        )
    assert found == expected


@pytest.mark.parametrize("record", [one for one, (_, out) in CLASSES.items() if not out])
def test_what_ends_in_its_own_way_is_withdrawn_by_nobody(scene: Scene, record: type[Record]) -> None:
    for role in EVERYONE:
        for act in (records.withdraw, partial(records.bring_back)):
            arguments = ("理由",) if act is records.withdraw else ()
            with pytest.raises(NotAllowed):
                act(scene.as_(role), record, "nowhere", *arguments)
