"""A case is judged by the version of the measure that was chosen for it, whatever becomes of the measure later."""

from __future__ import annotations

from dataclasses import replace

from domain.filled_rules import CLASSES, WAN, entry, filled
from services.whole_case import WholeCase, day
from zhuize_desktop.domain.judging.on_case import facts
from zhuize_desktop.domain.judging.summary import judged
from zhuize_desktop.domain.records import LossFinding, RuleBasis
from zhuize_desktop.domain.rules import Checked, Severity
from zhuize_desktop.domain.stages import Stage
from zhuize_desktop.services import packs, records
from zhuize_desktop.services.dossier import read_case


def make_version(admin, **more):
    new = filled(**more)
    seen = Checked(document="虚构市办法", by="周敏", on=day(0))
    changed = (
        admin.rulebook()
        .pack("local")
        .model_copy(
            update={
                name: tuple(one.model_copy(update={"checked": seen}) for one in getattr(new, name))
                for name in ("loss_classes", "ranges")
            }
        )
    )
    packs.save_pack(admin, changed, "试填虚构办法", base=packs.current_version(admin, "local"))


def class_now(session, clue):
    found = facts(read_case(session, clue), deciding=True)
    return found.loss


def test_a_later_version_moves_nothing_that_was_judged(desk):
    make_version(desk.log_in("admin"))
    clerk = desk.log_in("clerk")
    work = WholeCase(clerk).until(Stage.DISPOSITION)  # a loss of 120 万元: 较大 from 100 万元 on
    assert class_now(clerk, work.clue) is Severity.LARGER
    admin = desk.log_in("admin")
    heavier = [
        entry("general", "一般资产损失", "第20条", upper_fen=500 * WAN),
        entry("larger", "较大资产损失", "第20条", lower_fen=500 * WAN, upper_fen=1000 * WAN),
        CLASSES[2],
    ]
    make_version(admin, loss_classes=heavier)
    clerk = desk.log_in("clerk")
    assert clerk.rulebook().loss_class(120 * WAN).code == "general"
    assert class_now(clerk, work.clue) is Severity.LARGER
    (line,) = [one for one in judged(read_case(clerk, work.clue)) if one.part == "定级"]
    assert "提出认定为较大" in line.result


def test_choosing_anew_takes_the_version_in_force(desk):
    make_version(desk.log_in("admin"))
    clerk = desk.log_in("clerk")
    work = WholeCase(clerk).until(Stage.DISPOSITION)
    (old,) = records.list_records(clerk, RuleBasis)
    make_version(desk.log_in("admin"), loss_classes=[
        entry("general", "一般资产损失", "第20条", upper_fen=500 * WAN),
        entry("larger", "较大资产损失", "第20条", lower_fen=500 * WAN, upper_fen=1000 * WAN),
        CLASSES[2],
    ])  # fmt: skip
    clerk = desk.log_in("clerk")
    kept = records.change(clerk, replace(old, reason="补充理由")).value
    assert kept.pack_digest == old.pack_digest
    anew = records.change(clerk, replace(kept, chosen_on=day(75))).value
    assert anew.pack_digest != old.pack_digest
    assert class_now(clerk, work.clue) is Severity.GENERAL


def test_the_finding_keeps_what_a_person_confirmed(desk):
    clerk = desk.log_in("clerk")
    WholeCase(clerk).until(Stage.DISPOSITION)
    (found,) = records.list_records(clerk, LossFinding)
    assert found.governing_class == "general"
