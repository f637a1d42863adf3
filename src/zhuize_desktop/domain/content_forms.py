"""Blocks of forms and signatures: labelled boxes, and who signs where."""

from __future__ import annotations

from dataclasses import dataclass

from .figure import Run, runs_text


@dataclass(frozen=True, slots=True)
class Signature:
    """One line of a signature block; what is empty leaves room for the pen.

    Attributes:
        role: 填报人, 审核人, 签发人, 单位（盖章）…
        means: how it was signed: 电子签名, 纸质签发 …
    """

    role: str
    name: str = ""
    post: str = ""
    date: str = ""
    means: str = ""


@dataclass(frozen=True, slots=True)
class SignatureBlock:
    """Who filled in, checked and signed (填报、审核、签发). Never divided between two pages."""

    rows: tuple[Signature, ...]
    title: str = ""


@dataclass(frozen=True, slots=True)
class KeyValue:
    """A labelled box of a form.

    Attributes:
        value: what stands in it.
        wide: it takes the whole width.
        lines: room for so many lines, for handwriting.
        foot: at the lower right of the box: who signs it, and when.
    """

    label: str
    value: tuple[Run, ...] = ()
    wide: bool = False
    lines: int = 1
    foot: str = ""

    @property
    def text(self) -> str:
        """The value as printed."""
        return runs_text(self.value)


@dataclass(frozen=True, slots=True)
class KeyValues:
    """A form (登记表、审批表): labelled boxes, two pairs a row unless ``columns`` says otherwise."""

    key: str
    items: tuple[KeyValue, ...]
    title: str = ""
    columns: int = 2


@dataclass(frozen=True, slots=True)
class SignatureRow:
    """Two or three who sign side by side on one row (左右签名): each with name and date, or room for the pen.

    Raises:
        ValueError: nobody signs, or more than three do.
    """

    sides: tuple[Signature, ...]

    def __post_init__(self) -> None:
        if not 1 <= len(self.sides) <= 3:
            raise ValueError(f"{len(self.sides)} signatures do not fit on one row")
