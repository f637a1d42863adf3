"""What every test shares: no screen, and how long the long runs are."""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

from desk import clerk, desk, template

__all__ = ["clerk", "desk", "template"]

# Before Qt is imported anywhere. A test of the real window starts a process with its own screen.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

EXAMPLES = 100


def pytest_addoption(parser: pytest.Parser) -> None:
    """The option ``--long N``."""
    parser.addoption(
        "--long",
        type=int,
        default=1,
        metavar="N",
        help="length of runs that can be long: N times the examples of every property and the actions",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Properties: as many examples as asked for, and no time limit on any of them.

    At length 1 the examples are the same in every run, so that a change is judged by what it changes; longer
    runs look for new ones.
    """
    length = config.getoption("--long")
    settings.register_profile(
        "zhuize", max_examples=EXAMPLES * length, deadline=None, derandomize=length == 1, print_blob=True
    )
    settings.load_profile("zhuize")


@pytest.fixture(scope="session")
def length(request: pytest.FixtureRequest) -> int:
    """The ``N`` of ``--long N``: a long run does its work N times over."""
    return int(request.config.getoption("--long"))
