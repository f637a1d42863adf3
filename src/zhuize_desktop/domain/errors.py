"""What a person can be told. Everything that is not a ``UserError`` is a bug and goes to the crash dialog."""

from __future__ import annotations

#: So many characters of what was typed or pasted stand in a sentence; the rest is in the field itself.
_QUOTED = 24


def quoted(text: str) -> str:
    """What was typed, in Chinese quotes and short enough for a sentence, whatever was pasted: ``“2月30日”``."""
    words = " ".join(text.split())
    return f"“{words[:_QUOTED]}…”" if len(words) > _QUOTED + 1 else f"“{words}”"


class UserError(Exception):
    """One Chinese sentence that says what happened and what to do about it."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class FieldError(UserError):
    """A value that cannot be accepted; ``field`` is the attribute name on the record, so the form can mark it."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


class RowError(FieldError):
    """A ``FieldError`` of one of several records saved at once; ``row`` counts from 0."""

    def __init__(self, row: int, field: str, sentence: str) -> None:
        super().__init__(field, sentence)
        self.row = row


class NotAllowed(UserError):
    """The person may not do this, or not in this state of the record."""


class Conflict(UserError):
    """Someone else changed the record since it was read, or the value stands already elsewhere."""


class FileProblem(UserError):
    """A file or folder that cannot be read, written or trusted."""


class WrongPassword(UserError):
    """User name or password wrong; the sentence never tells which."""
