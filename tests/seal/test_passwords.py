"""Which passwords and login names are taken."""

from __future__ import annotations

import pytest

from zhuize_desktop.domain.errors import FieldError
from zhuize_desktop.seal.passwords import check_login, check_password, login_key


@pytest.mark.parametrize(
    "password",
    [
        "Demo-2026!",  # ten of four kinds
        "Kaihui-407",
        "三月清单复核-Ab9",  # Chinese are of the fourth kind
        "correct horse battery",  # long, one kind and blanks
        "追责台账由张三负责填报复核签发",
        "zwoelf boxkaempfer",
        "7c9e6679f4b44f2a",
        "Adminbuch-Regal-4",  # a known word as part of others
    ],
)
def test_good_passwords(password):
    check_password("zhangsan", password)


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("", "至少要有10个字符"),
        ("Abc-4567!", "至少要有10个字符"),
        ("abcqwe7391", "三种"),
        ("kaihuikaihui", "三种"),
        ("K" * 257 + "ai-4", "不能超过256"),
        ("Zhangsan-2026!", "不能含有登录名"),
        ("xx-ZHANGSAN-77", "不能含有登录名"),
        ("ｚｈａｎｇｓａｎ-7A", "不能含有登录名"),
        ("Password2026!", "太常见"),
        ("P@ssw0rd-2026", "太常见"),
        ("2026-Pa$$w0rd", "太常见"),
        ("Admin@123456", "太常见"),
        ("!QAZ2wsx3edc", "太常见"),
        ("1qaz@WSX3edc", "太常见"),
        ("Qwerty123456!", "太常见"),
        ("aaaaaaaaaaaaaaaa", "太常见"),
        ("12345678901234", "太常见"),
        ("98765432109876", "太常见"),
        ("abcdefghijklmnop", "太常见"),
        ("qwertyuiopasdfgh", "太常见"),
        ("Abababab-ab-ab", "太常见"),
        ("Zhuize@2026", "太常见"),
        ("passwordpassword", "太常见"),
        ("Admin1!Admin1!", "太常见"),
    ],
)
def test_bad_passwords_and_what_is_said(password, said):
    with pytest.raises(FieldError, match=said) as caught:
        check_password("zhangsan", password)
    assert caught.value.field == "password"


def test_a_short_latin_name_may_occur_by_chance_a_chinese_one_may_not():
    check_password("li", "Qinglian-83")
    with pytest.raises(FieldError, match="登录名"):
        check_password("李四", "李四的密码-Ab12")


def test_login_names_are_compared_as_people_read_them():
    assert login_key(" Zhang.San ") == login_key("ＺＨＡＮＧ．ＳＡＮ") == "zhang.san"
    assert login_key("张三") != login_key("张叁")


def test_login_names():
    assert check_login(" 张三 ") == "张三"
    assert check_login("ｌｉｓｉ") == "lisi"
    for bad in ("", "  ", "a b", "a\tb", "a\x00b", "长" * 41, "a\u200bb"):
        with pytest.raises(FieldError) as caught:
            check_login(bad)
        assert caught.value.field == "login"
