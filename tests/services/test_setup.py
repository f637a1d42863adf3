"""First start without a window: what a person should look at again before the ledger is used."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desk import ANSWERS, USERS
from zhuize_desktop.domain.pairs import doubts_about_roles
from zhuize_desktop.domain.roles import Role
from zhuize_desktop.services.setup import doubts


def held(*roles):
    return frozenset(roles)


@pytest.mark.parametrize(
    ("roles", "words"),
    [
        (held(Role.CLERK, Role.REVIEWER), ["填报人和审核人"]),
        (held(Role.CLERK, Role.SIGNER), ["填报人和签发人"]),
        (held(Role.REVIEWER, Role.SIGNER), ["审核人和签发人"]),
        (held(Role.SIGNER, Role.ADMIN), ["兼任管理员"]),
        (held(Role.ADMIN, Role.INSPECTOR), ["兼任查阅人"]),
        (
            held(Role.CLERK, Role.REVIEWER, Role.SIGNER),
            ["填报人和审核人", "填报人和签发人", "审核人和签发人"],
        ),
    ],
)
def test_what_roles_cannot_do_together_is_told(roles, words):
    found = doubts_about_roles(roles)
    assert len(found) == len(words)
    assert all(word in sentence for word, sentence in zip(words, found, strict=True))


@pytest.mark.parametrize("role", list(Role))
def test_one_role_raises_no_doubt(role):
    assert doubts_about_roles(held(role)) == ()


def test_five_people_with_a_role_each_raise_none():
    assert doubts(ANSWERS) == ()


def test_a_wrong_digit_and_a_lonely_signer_are_told():
    alone = replace(USERS[0], roles=(Role.CLERK, Role.SIGNER, Role.ADMIN))
    found = doubts(replace(ANSWERS, credit_code="91350100M000700Y43", users=(alone,)))
    assert "第13位" in found[0]
    assert any(sentence.startswith("李文海兼任填报人和签发人") for sentence in found)
    assert "报告将无法签发" in found[-1]
    second = replace(USERS[2], roles=(Role.SIGNER,))
    assert not any("无法签发" in one for one in doubts(replace(ANSWERS, users=(alone, second))))
