"""What the child process runs in tests: functions of a module, as the program's own work is."""

from __future__ import annotations

import os

from zhuize_desktop.domain.errors import Conflict, FieldError


def square(number):
    return number * number, os.getpid()


def count_up(to, progress):
    for step in range(to):
        progress(step / to, f"{step}")
    return to


def count_for_ever(progress):
    while True:
        progress(0.5, "还在数")


def refuse_field(text):
    raise FieldError("amount", text)


def refuse(text):
    raise Conflict(text)


def fail_with(secret):
    raise ValueError(f"secret is {secret}")
