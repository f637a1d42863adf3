"""The class of loss in words: under an amount, and in the head of the dossier."""

from __future__ import annotations

from desk import TODAY
from domain.filled_rules import CLASSES, WAN, filled_book
from domain.whole_case import GoodCase
from zhuize_desktop.domain.stages import Stage
from zhuize_desktop.ui.clue.consequences import loss_chip, loss_words, source_words
from zhuize_desktop.ui.palette import Tone

TOLD = filled_book(loss_classes=[one | {"grade": "U"} for one in CLASSES])
NO_TOP = filled_book(
    loss_classes=[CLASSES[0], {**CLASSES[1], "upper_fen": None}, {**CLASSES[2], "lower_fen": None}]
)


def test_the_chip_shows_what_was_confirmed_not_what_was_estimated():
    good = GoodCase(TOLD, Stage.DISPOSITION).clue(loss_class="", estimated_loss=5000 * WAN)
    words, tone, tip = loss_chip(good.case())
    assert (words, tone) == ("一般资产损失", Tone.NEUTRAL)
    assert "由人认定" in tip
    good.drop("finding", "loss")
    words, tone, tip = loss_chip(good.case())
    assert (words, tone) == ("重大资产损失（待核对）", Tone.RED)
    assert "1,000.00 万元以上" in tip
    good.clue(loss_class="larger")
    assert loss_chip(good.case())[:2] == ("较大资产损失", Tone.AMBER)


def test_where_the_heaviest_class_begins_is_not_known_nothing_is_called_lighter():
    words, tone = loss_words(NO_TOP, 100_000 * WAN, TODAY)
    assert "没有填完" in words
    assert "较大" not in words
    assert tone is None
    good = (
        GoodCase(NO_TOP, Stage.TRIAGE)
        .clue(loss_class="", estimated_loss=100_000 * WAN)
        .drop("finding", "loss")
    )
    assert loss_chip(good.case()) is None


def test_a_source_says_what_follows_from_it():
    words = {
        one: source_words(TOLD, one) for one in ("petition", "state_assets.transfer", "state_assets", "")
    }
    assert "其他人只见编号" in words["petition"][0]
    assert "上级移交" in words["state_assets.transfer"][0]
    assert words["state_assets"] == words[""] == ("", None)
