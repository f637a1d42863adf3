"""Rule packs for tests: any that a measure could be, and one that is filled in everywhere."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from zhuize_desktop.domain.reading import is_error_value
from zhuize_desktop.domain.rules import MEANINGS, Key, RulePack
from zhuize_desktop.domain.validated import normalised

if TYPE_CHECKING:
    from zhuize_desktop.domain.rulebook import RuleBook

#: A sign that no workbook keeps as it is (without shape, a line end) is no text that a person wrote.
_SIGNS = st.characters(categories=("L", "N", "P", "S"), exclude_characters="\ufffe\uffff")
_SEVERITIES = ("general", "larger", "major")
_AUTHORITIES = ("own", "superior", "group", "regulator")


def texts(most: int = 12) -> st.SearchStrategy[str]:
    """A text with something in it."""
    return st.text(_SIGNS, min_size=1, max_size=most).filter(lambda text: not is_error_value(text))


labels = texts().filter(lambda text: bool(normalised(text)))
remarks = st.one_of(st.just(""), texts(), st.tuples(texts(), texts()).map("\n".join))
days = st.one_of(st.none(), st.dates(date(1990, 1, 1), date(2100, 12, 31)))
numbers = st.one_of(st.none(), st.integers(1, 600))
codes = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,8}", fullmatch=True)
amounts = st.integers(1, 10**15 - 1)


@st.composite
def words(draw: st.DrawFn) -> dict[str, Any]:
    """What every entry has beside its code and label."""
    first, last = sorted([draw(days), draw(days)], key=lambda day: day or date(2100, 12, 31))
    raw = {
        "clause": draw(remarks),
        "source": draw(texts()),
        "effective_from": first,
        "effective_to": last,
        "note": draw(remarks),
        "grade": draw(st.sampled_from("ABCUD")),
        "retired": draw(st.booleans()),
    }
    if draw(st.booleans()):
        raw["grade"] = "A"
        raw["checked"] = {
            "document": draw(texts()),
            "number": draw(st.one_of(st.just(""), texts())),
            "page": draw(st.one_of(st.just(""), texts())),
            "by": draw(labels),
            "on": draw(st.dates(date(1990, 1, 1), date(2026, 11, 20))),
        }
    return raw


def _unique(pairs: Any) -> Any:
    return st.lists(
        pairs, max_size=4, unique_by=(lambda one: one[0].casefold(), lambda one: normalised(one[1]))
    )


@st.composite
def listed(draw: st.DrawFn, own: Any = None, code: Any = codes) -> list[dict[str, Any]]:
    """Entries with codes and labels of their own, some below others."""
    found: list[dict[str, Any]] = []
    for key, label in draw(_unique(st.tuples(code, labels))):
        above = draw(st.sampled_from([None, *(one["code"] for one in found)]))
        entry = {"code": key, "label": label, **draw(words()), "parent": above}
        found.append(entry | (draw(own) if own is not None else {}))
    return found


deadlines = st.one_of(
    st.fixed_dictionaries(
        {
            "start_event": texts(),
            "length": numbers,
            "unit": st.sampled_from(["workday", "day", "month"]),
            "stage": st.sampled_from([None, "intake", "investigation"]),
            "rest_day": st.sampled_from(["setting", "rolled_on", "as_it_is"]),
            "precedence": st.integers(0, 99),
            "extension": st.one_of(
                st.none(),
                st.fixed_dictionaries(
                    {
                        "length": st.integers(1, 1000),
                        "unit": st.sampled_from(["workday", "day", "month"]),
                        "times": st.one_of(st.none(), st.integers(1, 99)),
                        "approver": remarks,
                        "note": remarks,
                    }
                ),
                st.just({}),
            ),
        }
    ),
    st.fixed_dictionaries(
        {
            "start_event": texts(),
            "length": numbers,
            "unit": st.just("year_date"),
            "month": st.integers(1, 12),
            "day": st.integers(1, 28),
        }
    ),
)
influences = st.fixed_dictionaries(
    {
        "handling": st.sampled_from(["ban", "pay.tenure"]),
        "kind": st.sampled_from(["influence", "sanction"]),
        "months": numbers,
        "effect": texts(),
    }
)
appeals = st.fixed_dictionaries(
    {"decided_by": st.sampled_from(_AUTHORITIES), "receiver": st.sampled_from(_AUTHORITIES)}
)


def apart(rows: list[dict[str, Any]], *names: str) -> list[dict[str, Any]]:
    """The rows, of which no two decide the same: a later one was retired."""
    seen: set[str] = set()
    for one in rows:
        key = repr([sorted(one[name]) if isinstance(one[name], list) else one[name] for name in names])
        one["retired"] = one["retired"] or key in seen
        seen.add(key)
    return rows


severities = st.one_of(st.none(), st.sampled_from(_SEVERITIES))


@st.composite
def jurisdiction(draw: st.DrawFn) -> dict[str, Any]:
    low, high = sorted(draw(st.integers(0, 3)) for _ in range(2))
    some = st.lists(st.sampled_from(["1", "2", "3", "4", "5"]), max_size=3, unique=True)
    cadres = st.lists(st.sampled_from(["sasac", "ordinary"]), max_size=2, unique=True)
    return {
        "loss_from": draw(severities),
        "consequence_from": draw(severities),
        "levels": draw(some),
        "cadres": draw(cadres),
        "investigator": _AUTHORITIES[low],
        "decider": _AUTHORITIES[high],
    }


@st.composite
def bands(draw: st.DrawFn) -> list[dict[str, Any]]:
    """The three classes, empty or with bounds in order."""
    low, high = sorted(draw(st.lists(amounts, min_size=2, max_size=2, unique=True)))
    edges = draw(st.sampled_from([[None] * 4, [None, low, high, None], [None, low, None, None]]))
    found = []
    for at, code in enumerate(_SEVERITIES):
        bounds = {"lower_fen": edges[at], "upper_fen": edges[at + 1]}
        if edges[at] is not None and edges[2] is None and at == 2:
            bounds = {}
        found.append({"code": code, "label": f"{code}级", **draw(words()), "retired": False, **bounds})
    return found


@st.composite
def ranges(draw: st.DrawFn) -> list[dict[str, Any]]:
    """A row for some of the classes, the shares of the heavier ones not below those of the lighter."""
    found = []
    lower, upper = 0, 0
    for severity in _SEVERITIES:
        if not draw(st.booleans()):
            continue
        lower = draw(st.integers(lower, 100))
        upper = draw(st.integers(max(lower, upper), 100))
        share = {"lower": lower, "upper": upper, "optional": draw(st.booleans())}
        found.append(
            {
                "code": f"r-{severity}",
                "label": draw(labels) + severity,
                **draw(words()),
                "severity": severity,
                "liabilities": draw(st.sampled_from([["direct"], ["direct", "leadership"]])),
                "handlings": draw(st.sampled_from([[], ["ban"], ["criticism", "pay.performance"]])),
                "performance": share,
                "incentive": draw(remarks),
                "ban": draw(
                    st.one_of(
                        st.none(),
                        st.fixed_dictionaries({"years": st.integers(1, 50), "life": st.booleans()}),
                    )
                ),
            }
        )
    return found


@st.composite
def parameters(draw: st.DrawFn) -> list[dict[str, Any]]:
    found = []
    for key in draw(st.lists(st.sampled_from(list(Key)), unique=True)):
        meaning = MEANINGS[key]
        if meaning.choices:
            values: Any = st.sampled_from([code for code, _ in meaning.choices])
        elif meaning.numbers is not None:
            values = st.integers(meaning.numbers.start, meaning.numbers.stop - 1)
        else:
            values = st.booleans()
        found.append(
            {
                "code": key.value,
                "label": key.value,
                **draw(words()),
                "value": draw(st.one_of(st.none(), values)),
            }
        )
    return found


@st.composite
def packs(draw: st.DrawFn) -> RulePack:
    """Any pack of an enterprise."""
    entries = draw(listed())
    own = [{"code": "own", "name": "本企业违规情形", "entries": entries}] if entries else []
    first, last = sorted([draw(days), draw(days)], key=lambda day: day or date(2100, 12, 31))
    raw = {
        "code": "own",
        "name": draw(labels),
        "document": draw(texts()),
        "document_number": draw(remarks),
        "effective_from": first,
        "effective_to": last,
        "standing": "local",
        "note": draw(remarks),
        "catalogues": own,
        "dictionaries": [{"code": "extra", "name": "另一字典", "entries": draw(listed())}],
        "loss_classes": draw(bands()),
        "consequence_classes": draw(listed(code=st.sampled_from(_SEVERITIES))),
        "deadlines": draw(listed(deadlines)),
        "jurisdiction": apart(
            draw(listed(jurisdiction())), "loss_from", "consequence_from", "levels", "cadres"
        ),
        "appeals": apart(draw(listed(appeals)), "decided_by"),
        "ranges": draw(ranges()),
        "influences": apart(draw(listed(influences)), "handling", "kind", "effect"),
        "parameters": draw(parameters()),
    }
    return RulePack.model_validate(raw)


def word(code: str, label: str, **more: Any) -> dict[str, Any]:
    return {"code": code, "label": label, "source": "虚构企业办法", "grade": "U", **more}


def filled(book: RuleBook) -> RulePack:
    """The enterprise's pack with something in every part."""
    shipped = book.pack("own").model_dump(mode="json")
    checked = {"document": "虚构企业办法", "number": "虚发〔2026〕1号", "by": "钱海", "on": "2026-11-02"}
    bounds = ((None, 100_000_000), (100_000_000, 1_000_000_050), (1_000_000_050, None))
    for one, (lower, upper) in zip(shipped["loss_classes"], bounds, strict=True):
        one |= {"lower_fen": lower, "upper_fen": upper, "grade": "A", "checked": checked}
    shipped["deadlines"][0] |= {"length": 20, "extension": {"length": 10, "unit": "workday", "times": 1}}
    shipped["parameters"][3] |= {"value": 100}
    shipped["issued_on"] = "2026-01-05"
    shipped["document_number"] = "虚发〔2026〕1号"
    share = {"lower": 10, "upper": 50, "optional": True}
    shipped |= {
        "catalogues": [
            {
                "code": "own",
                "name": "本企业违规情形",
                "entries": [
                    word("own-1", "资金方面", aliases=["钱款", "货币（资金）"]),
                    word("own-1-01", "违规拆借资金", parent="own-1", clause="第三条"),
                ],
            }
        ],
        "jurisdiction": [
            word("j1", "重大损失", loss_from="major", levels=["1", "2"], cadres=["sasac"])
            | {"investigator": "group", "decider": "regulator"}
        ],
        "appeals": [word("a1", "向上级申诉", decided_by="own", receiver="superior")],
        "ranges": [
            word("r1", "较大×直接", severity="larger", liabilities=["direct"], handlings=["ban", "criticism"])
            | {"performance": share, "ban": {"years": 5, "life": True}}
        ],
        "influences": [
            word("i1", "禁入影响期", handling="ban", kind="influence", months=60, effect="不得任职")
        ],
    }
    return RulePack.model_validate(shipped)
