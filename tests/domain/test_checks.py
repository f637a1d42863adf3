"""The one check mechanism: order of findings, what blocks, what an explanation lets through."""

from __future__ import annotations

import pytest

from zhuize_desktop.domain.checks import Check, CheckFinding, Grade, blocking, run


def finding(code: str, grade: Grade) -> CheckFinding:
    return CheckFinding(code, grade, f"{code}不对，请核对。")


def check(code: str, *grades: Grade) -> Check[int]:
    return Check(code, code, lambda subject: [finding(code, grade) for grade in grades] * subject)


def test_findings_come_heaviest_first_and_otherwise_in_the_order_of_the_checks() -> None:
    found = run(
        (
            check("a", Grade.HINT, Grade.VERIFY),
            check("b", Grade.MUST),
            check("c", Grade.VERIFY, Grade.MUST),
        ),
        1,
    )
    assert [(item.check, item.grade.label) for item in found] == [
        ("b", "强制"),
        ("c", "强制"),
        ("a", "核实"),
        ("c", "核实"),
        ("a", "提示"),
    ]
    assert run((check("a", Grade.MUST),), 0) == ()


def test_a_check_cannot_speak_for_another() -> None:
    wrong: Check[int] = Check("mine", "", lambda _: [finding("yours", Grade.HINT)])
    with pytest.raises(ValueError, match="mine"):
        run((wrong,), 1)


def test_only_a_written_explanation_lets_a_doubt_pass_and_nothing_lets_a_must_pass() -> None:
    must, doubt, hint = finding("m", Grade.MUST), finding("v", Grade.VERIFY), finding("h", Grade.HINT)
    everything = (must, doubt, hint)
    assert blocking(everything) == (must, doubt)
    assert blocking(everything, {"v": "  \n"}) == (must, doubt)
    assert blocking(everything, {"v": "已电话核实。", "m": "不改了。"}) == (must,)
    assert blocking((hint,)) == ()
