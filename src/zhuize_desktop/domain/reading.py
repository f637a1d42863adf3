"""Reading what people typed elsewhere: dates, amounts, names, yes and no. The one door to the readers.

Every reader takes a ``Cell`` and returns a ``Reading``: a value, or Chinese sentences, or both.
"""

from __future__ import annotations

from .reading_amounts import (
    Amount,
    AmountUnit,
    Basis,
    LossPart,
    LossWords,
    read_amount,
    read_amounts,
    read_loss_words,
)
from .reading_base import Cell, Grade, Problem, Reading, is_error_value, is_nothing, narrow, squeezed, text_of
from .reading_dates import EARLIEST, Period, read_day, read_period
from .reading_names import PersonName, read_organisations, read_persons
from .reading_words import bears_secrecy_mark, is_classified, read_level, read_listed, read_yes_no

__all__ = [
    "EARLIEST",
    "Amount",
    "AmountUnit",
    "Basis",
    "Cell",
    "Grade",
    "LossPart",
    "LossWords",
    "Period",
    "PersonName",
    "Problem",
    "Reading",
    "bears_secrecy_mark",
    "is_classified",
    "is_error_value",
    "is_nothing",
    "narrow",
    "read_amount",
    "read_amounts",
    "read_day",
    "read_level",
    "read_listed",
    "read_loss_words",
    "read_organisations",
    "read_period",
    "read_persons",
    "read_yes_no",
    "squeezed",
    "text_of",
]
