"""The stories: some sixty clues, each worked to where it stands; together they cover everything."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from ...domain.stages import Stage
from .. import clues, records
from . import path, sides, turns, words
from .desk import Desk
from .values import clue_values, sources

if TYPE_CHECKING:
    from ...domain.records import Clue
    from .office import Office

#: The source whose clues take the short path; the others go round among the remaining stories.
_SANCTIONED = "discipline.sanctioned"


@dataclass(frozen=True, slots=True)
class Story:
    """One invented clue.

    Attributes:
        work: what is done with it after it is registered.
        stage: where it stands in the end, for the words in 处理情况.
        span: days of work that lie behind it.
        source: where it came from; empty: the next one in turn.
        values: what it says besides, by the day on which it was reported.
        makes: how many clues it leaves in the ledger.
    """

    work: Callable[[Desk], object]
    stage: Stage
    span: int
    source: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    makes: int = 1


def _nothing(_: Desk) -> None:
    """Registered, not taken up yet."""


def _up_to(stage: Stage, *more: Callable[[Desk], object]) -> Callable[[Desk], None]:
    def work(case: Desk) -> None:
        path.until(case, stage)
        for one in more:
            one(case)

    return work


def _at(stage: Stage, *more: Callable[[Desk], object], **rest: Any) -> Story:
    """A story on the straight path that stands at ``stage``."""
    behind = path.DONE_BY[list(Stage)[stage.order - 1]] if stage.order else 0
    return Story(_up_to(stage, *more), stage, behind + (7 if more else 1), **rest)


def _ended(work: Callable[[Desk], object], span: int = 152, **rest: Any) -> Story:
    return Story(work, Stage.CLOSURE, span, **rest)


def _whole(case: Desk) -> None:
    path.until(case, Stage.CLOSURE)
    path.close(case)


def _asked(case: Desk) -> None:
    path.until(case, Stage.CLOSURE)
    path.carry_out(case)
    path.ask_to_close(case, "rectified")


def _legacy(stage: Stage, work: Callable[[Desk], object], **values: Any) -> Story:
    """A 存量线索; days under ``days`` are counted from the report, the others are not known."""
    return Story(work, stage, 110, values={"legacy": True, "stage": stage, **values})


def _returned(stage: Stage) -> Story:
    return Story(partial(turns.returned, stage=stage), stage, path.DONE_BY[list(Stage)[stage.order - 1]] + 1)


#: What has to be reported upwards at once.
_AT_ONCE = {"realtime_scope": True, "realtime_reason": "预估损失较大，影响面广"}
_HISTORIC = "原管理台账及卷宗，李文海确认（虚构）"
#: A clue that others are merged into stands early and stays open.
_MAIN = 4
STORIES: tuple[Story, ...] = (
    _ended(_whole),
    _at(Stage.INTAKE),
    _at(Stage.PRELIMINARY_CHECK),
    _at(Stage.TRIAGE),
    _at(Stage.INVESTIGATION, path.plan, path.inquire),
    _at(Stage.DISPOSITION),
    _at(Stage.RECTIFICATION, path.notify),
    Story(_asked, Stage.CLOSURE, 152),
    _ended(turns.refused, 12),
    _ended(turns.ended, 50),
    _ended(turns.disproved, 110),
    _ended(partial(turns.transferred, way="transfer"), 102),
    _ended(partial(turns.transferred, way="discipline"), 102, source="discipline.transfer"),
    Story(partial(turns.elsewhere, way="judicial"), Stage.TRIAGE, 32, source="other.judicial"),
    _ended(turns.handed_down, 102),
    Story(turns.investigated_above, Stage.RECTIFICATION, 92),
    Story(turns.came_home, Stage.INVESTIGATION, 92),
    Story(turns.kept, Stage.TRIAGE, 28),
    Story(turns.by_sanction, Stage.RECTIFICATION, 84, source=_SANCTIONED),
    _ended(turns.by_sanction_closed, source=_SANCTIONED),
    Story(turns.decided_above, Stage.RECTIFICATION, 92),
    Story(_nothing, Stage.CLOSURE, 8, values={"merged": True}),
    Story(turns.split, Stage.PRELIMINARY_CHECK, 6, makes=2),
    Story(turns.reopened, Stage.DISPOSITION, 152),
    *(_returned(stage) for stage in Stage if stage is not Stage.INTAKE),
    _ended(sides.preserved),
    Story(sides.still_preserved, Stage.INVESTIGATION, 44),
    Story(sides.extended, Stage.PRELIMINARY_CHECK, 21, values=_AT_ONCE),
    Story(partial(sides.suspended, resumed=False), Stage.INVESTIGATION, 36),
    Story(partial(sides.suspended, resumed=True), Stage.RECTIFICATION, 84),
    _ended(lambda case: sides.appealed(case, "upheld")),
    _ended(lambda case: sides.appealed(case, "changed")),
    _ended(lambda case: sides.appealed(case, "revoked")),
    _ended(lambda case: sides.appealed(case, "rejected", "withdrawn")),
    Story(sides.appealing, Stage.RECTIFICATION, 92),
    _ended(sides.collective),
    _ended(sides.exempted),
    _ended(sides.long_running),
    Story(sides.sanctioned, Stage.RECTIFICATION, 86),
    Story(sides.decided_early, Stage.PRELIMINARY_CHECK, 15),
    Story(sides.whistle_blown, Stage.PRELIMINARY_CHECK, 24, source="petition.letter", values={"sealed": True}),
    Story(sides.recused, Stage.INVESTIGATION, 34, source="internal.self_audit"),
    _legacy(Stage.INVESTIGATION, sides.taken_on, legacy_basis=_HISTORIC, days={"opened_on": 30}),
    _legacy(
        Stage.RECTIFICATION, sides.penalised_before, legacy_basis=_HISTORIC, days={"accepted_on": 2, "decided_on": 80}
    ),
    _legacy(Stage.CLOSURE, sides.as_it_was, closed=True, closure_kind="rectified", legacy_basis=_HISTORIC),
    _legacy(Stage.INVESTIGATION, sides.as_it_was, stage_confirmed=False),
    _ended(sides.typical, 162),
    Story(sides.put_off, Stage.RECTIFICATION, 114),
    Story(sides.judged, Stage.RECTIFICATION, 108),
    Story(sides.handed_over, Stage.DISPOSITION, 92),
    _ended(sides.supervised, values=_AT_ONCE),
    Story(turns.second_decision, Stage.RECTIFICATION, 102),
    Story(sides.accepted_twice, Stage.CLOSURE, 128),
    Story(turns.referred, Stage.INTAKE, 3),
)  # fmt: skip


def told(office: Office, count: int) -> list[Clue]:
    """As many of the stories as fit into ``count`` clues, told one after the other; the clues they left."""
    chosen: list[Story] = []
    for story in STORIES:
        if sum(one.makes for one in chosen) + story.makes <= count:
            chosen.append(story)
    stretches = [1 + office.chance.randrange(5) / 10 for _ in chosen]
    turn = [code for code in sources(office) if code != _SANCTIONED]
    many = [_registered(office, story, at, stretches[at], turn) for at, story in enumerate(chosen)]
    made = list(clues.register_clues(office.clerk, many).value)
    more: list[Clue] = []
    for at, (story, clue) in enumerate(zip(chosen, tuple(made), strict=True)):
        case = Desk(office, clue, at, stretches[at])
        if story.values.get("merged") and at > _MAIN:
            turns.merged(case, made[_MAIN])
        else:
            left = story.work(case)
            more += [left] if story.makes > 1 else []  # type: ignore[list-item]
    return [records.load(office.clerk, type(one), one.uid) for one in (*made, *more)]


def _registered(office: Office, story: Story, at: int, stretch: float, turn: list[str]) -> dict[str, Any]:
    """What the clue of a story says when it is registered."""
    ended = story.stage is Stage.CLOSURE
    slack = office.chance.randrange(5, 420) if ended else office.chance.choice((1, 3, 9, 15, 30, 60))
    reported = office.today - timedelta(days=round(story.span * stretch) + 1 + slack)
    source = story.source or turn[at % len(turn)]
    values = clue_values(office, at, source, reported) | {
        "handling": words.HANDLING[story.stage],
        "handler": office.clerk.viewer.user,
    }
    own = dict(story.values)
    days = {
        name: reported + timedelta(days=round(after * stretch)) for name, after in own.pop("days", {}).items()
    }
    own.pop("merged", None)
    if own.pop("sealed", False):
        own["informant_place"] = "举报材料袋 2026-信-01，保密柜（虚构）"
    return values | own | days
