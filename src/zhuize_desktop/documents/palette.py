"""Colours of papers and charts: ink on white, and tints that still differ in a black-and-white copy."""

from __future__ import annotations

INK = "#1D2530"
INK_SOFT = "#5A6572"
INK_FAINT = "#8A94A0"
HAIRLINE = "#D9DDE3"
GROUND = "#F4F5F7"
ACCENT = "#1F5FA8"
WATERMARK = "#ECEEF1"

NOTICE_GROUND = "#FFF3D6"
NOTICE_INK = "#8A5A00"

#: Fill and outline of the series of a chart, in turn: dark, pale, middle, pale, dark, pale.
SERIES = (
    ("#1F5FA8", "#1F5FA8"),
    ("#E6EEF8", "#1F5FA8"),
    ("#8A94A0", "#5A6572"),
    ("#FFF3D6", "#8A5A00"),
    ("#1E6B3A", "#1E6B3A"),
    ("#E4F4EA", "#1E6B3A"),
    ("#B3261E", "#B3261E"),
    ("#FBE9E7", "#B3261E"),
)
