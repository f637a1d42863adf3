"""Names of the files that are handed out: every system takes them."""

from __future__ import annotations

import pytest

from zhuize_desktop.services.report_files import file_name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("济运集团 2025 年度报告（XGZJ-2025-001）", "济运集团 2025 年度报告（XGZJ-2025-001）"),
        ('甲/乙\\丙:丁*"?<>|\t', "甲_乙_丙_丁_______"),
        (" 末尾有点和空格. . ", "末尾有点和空格"),
        ("CON", "_CON"),
        ("con.报告", "_con.报告"),
        ("Com1 .x", "_Com1 .x"),
        ("LPT¹", "_LPT¹"),
        ("CONTRACT", "CONTRACT"),
        ("com10", "com10"),
        ("aux 设备采购", "aux 设备采购"),
    ],
)
def test_signs_and_device_names_of_windows_are_kept_out(text, name):
    assert file_name(text) == name
