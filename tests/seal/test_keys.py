"""Who can open the ledger, through every change and every crash in between."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import itertools
import json
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from zhuize_desktop.domain.errors import (
    Conflict,
    FieldError,
    FileProblem,
    NotAllowed,
    WrongPassword,
)
from zhuize_desktop.seal import keyfile, wrapping
from zhuize_desktop.seal.keys import (
    PRODUCTION,
    QUICK,
    KdfParameters,
    Recovered,
    add_user,
    change_password,
    create_keyfile,
    ensure_signing_key,
    finish_rotation,
    new_database_key,
    new_recovery_code,
    read_keyfile,
    reset_password,
    rotate_database_key,
    unlock,
    unlock_with_recovery,
)

NOW = datetime(2026, 11, 20, 1, 41, tzinfo=UTC)
ZHANG, LI, WANG = ("zhangsan", "Kaihui-407!"), ("李四", "Fenxi=9120"), ("wangwu", "Weiwai:553")


class Keys:
    """A key file under test with the key of an imagined database."""

    def __init__(self, folder, users=(ZHANG, LI, WANG)):
        self.path = folder / "keys.json"
        self.copy = folder / "keys.json.bak"
        self.key = new_database_key()
        self.code = create_keyfile(self.path, "L-1", self.key, users, NOW, QUICK)


@pytest.fixture
def keys(tmp_path):
    return Keys(tmp_path)


@pytest.fixture
def argon_runs(monkeypatch):
    """The costs of every run of Argon2id."""
    runs = []

    def counted(secret, salt, time_cost, memory_cost, parallelism, **more):
        runs.append((time_cost, memory_cost, parallelism, len(salt)))
        return hash_secret_raw(secret, salt, time_cost, memory_cost, parallelism, **more)

    monkeypatch.setattr(wrapping, "hash_secret_raw", counted)
    return runs


# --- the file, opened by other code ---


def place(*words):
    return json.dumps(["zhuize-keys", "1", *words], separators=(",", ":")).encode()


def stretched(key, salt, info):
    return HKDF(hashes.SHA256(), 32, salt, info).derive(key)


def opened_by_hand(plain, entry, secret):
    """All database keys of an entry, oldest first, its opener and its signing key, by the description only."""
    cost = entry["argon2id"]
    key = hash_secret_raw(
        secret.encode(),
        bytes.fromhex(entry["salt"]),
        cost["passes"],
        cost["memory_kib"],
        cost["lanes"],
        32,
        Type.ID,
    )

    def unwrapped(name, purpose):
        box = bytes.fromhex(entry[name])
        where = place(plain["ledger_id"], entry["entry_id"], entry["login"], purpose)
        return AESGCM(key).decrypt(box[:12], box[12:], where)

    found = [unwrapped("wrapped_database", "database")]
    opener = X25519PrivateKey.from_private_bytes(unwrapped("wrapped_opener", "opener"))
    where = place(plain["ledger_id"], entry["entry_id"], entry["login"], "link")
    for link in entry["links"]:
        mark, box = bytes.fromhex(link["mark"]), bytes.fromhex(link["box"])
        shared = opener.exchange(X25519PublicKey.from_public_bytes(mark))
        info = b"zhuize link 1" + mark + opener.public_key().public_bytes_raw() + where
        found.append(AESGCM(stretched(shared, found[-1], info)).decrypt(box[:12], box[12:], where))
    signing = None if entry["wrapped_signing"] is None else unwrapped("wrapped_signing", "signing")
    return found, opener, signing


def test_the_file_is_what_its_description_says(keys):
    ready = ensure_signing_key(keys.path, unlock(keys.path, *ZHANG), ZHANG[1], NOW)
    newer, newest = new_database_key(), new_database_key()
    rotate_database_key(keys.path, keys.key, newer)
    finish_rotation(keys.path, newer)
    rotate_database_key(keys.path, newer, newest, remove="wangwu")

    plain = json.loads(keys.path.read_bytes())
    assert (plain["format"], plain["version"], plain["ledger_id"]) == ("zhuize-keys", 1, "L-1")
    assert [entry["login"] for entry in plain["entries"]] == ["zhangsan", "李四"]
    chain = [keys.key, newer, newest]
    zhang, li = plain["entries"]
    found, _, signing = opened_by_hand(plain, zhang, ZHANG[1])
    assert found == chain
    assert signing == ready.signing_key.private_bytes_raw()
    public = Ed25519PrivateKey.from_private_bytes(signing).public_key().public_bytes_raw()
    assert zhang["public_key"] == public.hex()
    assert zhang["key_id"] == hashlib.sha256(public).hexdigest()[:16]
    assert opened_by_hand(plain, li, LI[1])[0::2] == (chain, None)
    letters = "".join(group[:4] for group in keys.code.split("-"))
    assert opened_by_hand(plain, plain["recovery"], letters)[0::2] == (chain, None)

    rest = {name: value for name, value in plain.items() if name not in ("mac", "checksum")}
    content = json.dumps(rest, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    mac_key = stretched(newest, b"L-1", b"zhuize keys mac 1")
    assert plain["mac"] == hmac.new(mac_key, content, hashlib.sha256).hexdigest()


# --- passwords ---


def test_the_cost_of_a_real_ledger_is_three_passes_over_64_mib_in_four_lanes(tmp_path, argon_runs):
    create_keyfile(tmp_path / "keys.json", "L", new_database_key(), [ZHANG], NOW)
    assert argon_runs == [(3, 64 * 1024, 4, 16)] * 2  # the user and the recovery code
    plain = json.loads((tmp_path / "keys.json").read_bytes())
    for entry in (*plain["entries"], plain["recovery"]):
        assert entry["argon2id"] == {"passes": 3, "memory_kib": 65536, "lanes": 4}
    assert KdfParameters() == PRODUCTION


def test_every_user_opens_with_the_own_password_only(keys):
    users = (ZHANG, LI, WANG)
    for (login, _), (other, password) in itertools.product(users, users):
        if login == other:
            unlocked = unlock(keys.path, login, password)
            assert (unlocked.login, unlocked.ledger_id, unlocked.generation) == (login, "L-1", 1)
            assert unlocked.database_keys == (keys.key,)
            assert unlocked.signing_key is None
            assert not unlocked.rotating
        else:
            with pytest.raises(WrongPassword):
                unlock(keys.path, login, password)


def test_login_names_are_found_however_they_are_typed(keys):
    assert unlock(keys.path, " ZhangSan ", ZHANG[1]).login == "zhangsan"
    assert unlock(keys.path, "ｗａｎｇｗｕ", WANG[1]).login == "wangwu"


def test_the_same_characters_in_another_unicode_form_are_the_same_password(tmp_path):
    keys = Keys(tmp_path, [("zhangsan", "Café-Zürich-7")])
    assert unlock(keys.path, "zhangsan", "Cafe\u0301-Zu\u0308rich-7").database_key == keys.key


def test_a_name_that_does_not_exist_costs_and_says_the_same_as_a_wrong_password(keys, argon_runs):
    said, cost = set(), []
    for login, password in (
        (ZHANG[0], "Falsch-407!"),
        ("niemand", "Falsch-407!"),
        ("", ""),
        ("niemand", ZHANG[1]),
    ):
        argon_runs.clear()
        with pytest.raises(WrongPassword) as caught:
            unlock(keys.path, login, password)
        said.add(caught.value.sentence)
        cost.append(list(argon_runs))
    assert said == {"登录名或密码不正确，请重新输入。"}
    assert cost == [[(1, 8 * 1024, 1, 16)]] * 4


def test_changing_the_password_of_a_name_that_does_not_exist_costs_the_same_too(keys, argon_runs):
    with pytest.raises(WrongPassword):
        change_password(keys.path, "niemand", "Falsch-407!", "Neues-Wort-9", QUICK)
    assert argon_runs == [(1, 8 * 1024, 1, 16)]


def test_a_new_password_keeps_the_signing_key_and_shuts_out_the_old_one_also_through_the_copy(keys):
    ready = ensure_signing_key(keys.path, unlock(keys.path, *ZHANG), ZHANG[1], NOW)
    change_password(keys.path, *ZHANG, "Neues-Wort-9", QUICK)
    for path in (keys.path, keys.copy):
        with pytest.raises(WrongPassword):
            unlock(path, *ZHANG)
        again = unlock(path, "zhangsan", "Neues-Wort-9")
        assert again.public_key == ready.public_key
        assert again.database_key == keys.key
    entry = read_keyfile(keys.path).entry("zhangsan")
    assert (entry.created, entry.signing_since, entry.public_key) == (NOW, NOW, ready.public_key)


def test_a_new_password_must_be_new_and_good_and_the_old_one_right(keys):
    before = keys.path.read_bytes()
    with pytest.raises(WrongPassword):
        change_password(keys.path, "zhangsan", "Falsch-407!", "Neues-Wort-9", QUICK)
    with pytest.raises(FieldError, match="相同"):
        change_password(keys.path, *ZHANG, ZHANG[1], QUICK)
    with pytest.raises(FieldError, match="登录名"):
        change_password(keys.path, *ZHANG, "Zhangsan-407!", QUICK)
    assert keys.path.read_bytes() == before


def test_a_reset_gives_the_database_but_never_the_old_signing_key(keys):
    old = ensure_signing_key(keys.path, unlock(keys.path, *ZHANG), ZHANG[1], NOW)
    reset_password(keys.path, keys.key, "zhangsan", "Neues-Wort-9", NOW, QUICK)
    for path in (keys.path, keys.copy):
        with pytest.raises(WrongPassword):
            unlock(path, *ZHANG)
    fresh = unlock(keys.path, "zhangsan", "Neues-Wort-9")
    assert fresh.signing_key is None
    assert fresh.database_key == keys.key
    new = ensure_signing_key(keys.path, fresh, "Neues-Wort-9", NOW)
    assert new.public_key != old.public_key
    assert old.public_key.hex() not in keys.path.read_text(encoding="utf-8")
    with pytest.raises(Conflict, match="没有登录名为“niemand”的用户"):
        reset_password(keys.path, keys.key, "niemand", "Neues-Wort-9", NOW, QUICK)


# --- signing keys ---


def test_the_signing_key_is_made_at_the_first_login_and_is_the_same_ever_after(keys):
    first = ensure_signing_key(keys.path, unlock(keys.path, *ZHANG), ZHANG[1], NOW)
    assert first.generation == read_keyfile(keys.path).generation == 2
    later = unlock(keys.path, *ZHANG)
    before = keys.path.read_bytes()
    again = ensure_signing_key(keys.path, later, ZHANG[1], NOW + timedelta(days=1))
    assert (again, again.public_key) == (later, first.public_key)
    assert keys.path.read_bytes() == before
    Ed25519PublicKey.from_public_bytes(first.public_key).verify(later.signing_key.sign(b"report"), b"report")
    assert unlock(keys.path, *LI).signing_key is None
    other = ensure_signing_key(keys.path, unlock(keys.path, *LI), LI[1], NOW)
    assert other.public_key != first.public_key


def test_a_password_changed_meanwhile_makes_no_signing_key(keys):
    stale = unlock(keys.path, *ZHANG)
    change_password(keys.path, *ZHANG, "Neues-Wort-9", QUICK)
    with pytest.raises(WrongPassword):
        ensure_signing_key(keys.path, stale, ZHANG[1], NOW)


# --- recovery code ---


def test_the_recovery_code_opens_the_database_and_no_signing_key(keys):
    ensure_signing_key(keys.path, unlock(keys.path, *ZHANG), ZHANG[1], NOW)
    recovered = unlock_with_recovery(keys.path, keys.code.lower().replace("-", " "))
    assert recovered.database_keys == (keys.key,)
    assert (recovered.ledger_id, recovered.generation, recovered.rotating) == ("L-1", 2, False)
    assert not any("sign" in name for name in Recovered.__dataclass_fields__)


def test_a_mistyped_code_is_told_without_any_work(keys, argon_runs):
    wrong = ("1" if keys.code[0] == "0" else "0") + keys.code[1:]
    with pytest.raises(FieldError, match="第1组"):
        unlock_with_recovery(keys.path, wrong)
    assert not argon_runs


def test_a_new_code_replaces_the_old_one_also_in_the_copy(keys):
    code = new_recovery_code(keys.path, keys.key, NOW, QUICK)
    for path in (keys.path, keys.copy):
        assert unlock_with_recovery(path, code).database_key == keys.key
        with pytest.raises(WrongPassword, match="恢复码"):
            unlock_with_recovery(path, keys.code)
    assert unlock(keys.path, *LI).database_key == keys.key


def test_the_code_of_another_ledger_does_not_open(keys, tmp_path):
    (tmp_path / "other").mkdir()
    other = Keys(tmp_path / "other")
    with pytest.raises(WrongPassword):
        unlock_with_recovery(keys.path, other.code)


# --- users ---


def test_a_new_user_opens_at_once_and_the_copy_is_the_file_before(keys):
    before = keys.path.read_bytes()
    assert add_user(keys.path, keys.key, " 赵六 ", "Tiaocha+88", NOW, QUICK) == 2
    assert unlock(keys.path, "赵六", "Tiaocha+88").database_key == keys.key
    assert keys.copy.read_bytes() == before
    assert read_keyfile(keys.path).logins == ("zhangsan", "李四", "wangwu", "赵六")


def test_what_add_user_refuses(keys):
    before = keys.path.read_bytes()
    with pytest.raises(Conflict, match="已经有人使用"):
        add_user(keys.path, keys.key, "ZhangSan", "Tiaocha+88", NOW, QUICK)
    with pytest.raises(FieldError, match="至少"):
        add_user(keys.path, keys.key, "zhaoliu", "kurz", NOW, QUICK)
    with pytest.raises(FieldError, match="登录名不能为空"):
        add_user(keys.path, keys.key, " ", "Tiaocha+88", NOW, QUICK)
    with pytest.raises(FileProblem, match="与台账的密钥不符"):
        add_user(keys.path, new_database_key(), "zhaoliu", "Tiaocha+88", NOW, QUICK)
    assert keys.path.read_bytes() == before


def test_what_create_refuses(tmp_path):
    path, key = tmp_path / "keys.json", new_database_key()
    with pytest.raises(FieldError, match="至少要有一个用户"):
        create_keyfile(path, "L", key, [], NOW, QUICK)
    with pytest.raises(Conflict, match="重复"):
        create_keyfile(path, "L", key, [ZHANG, ("ZHANGSAN", WANG[1])], NOW, QUICK)
    with pytest.raises(FieldError):
        create_keyfile(path, "L", key, [("zhangsan", "123")], NOW, QUICK)
    assert not list(tmp_path.iterdir())
    create_keyfile(path, "L", key, [ZHANG], NOW, QUICK)
    before = path.read_bytes()
    with pytest.raises(FileProblem, match="已有密钥文件"):
        create_keyfile(path, "L", key, [ZHANG], NOW, QUICK)
    assert path.read_bytes() == before


# --- changing the database key ---


def test_a_user_taken_away_cannot_reach_the_new_key_with_all_that_user_ever_had(keys):
    old = json.loads(keys.path.read_bytes())
    gone = next(entry for entry in old["entries"] if entry["login"] == "wangwu")
    had, opener, _ = opened_by_hand(old, gone, WANG[1])
    newer = new_database_key()
    rotate_database_key(keys.path, keys.key, newer, remove="WangWu")
    finish_rotation(keys.path, newer)
    for path in (keys.path, keys.copy):
        with pytest.raises(WrongPassword):
            unlock(path, *WANG)
        plain = json.loads(path.read_bytes())
        for entry in (*plain["entries"], plain["recovery"]):
            where = place("L-1", entry["entry_id"], entry["login"], "link")
            for link in entry["links"]:
                mark, box = bytes.fromhex(link["mark"]), bytes.fromhex(link["box"])
                shared = opener.exchange(X25519PublicKey.from_public_bytes(mark))
                for public in (opener.public_key().public_bytes_raw(), bytes.fromhex(entry["opener"])):
                    key = stretched(shared, had[0], b"zhuize link 1" + mark + public + where)
                    with pytest.raises(InvalidTag):
                        AESGCM(key).decrypt(box[:12], box[12:], where)
    for user in (ZHANG, LI):
        assert unlock(keys.path, *user).database_keys == (newer,)
    assert unlock_with_recovery(keys.path, keys.code).database_keys == (newer,)


def test_a_stranger_who_can_write_the_folder_cannot_lead_a_user_to_a_key_of_theirs(keys):
    """The stranger knows every public byte, seals a key of theirs to Zhang and makes a MAC for it."""
    file, theirs = read_keyfile(keys.path), new_database_key()
    zhang = file.entry("zhangsan")
    where = place("L-1", zhang.entry_id, "zhangsan", "link")
    mark, box = wrapping.seal_to(zhang.opener, theirs, new_database_key(), where)
    forged = file.with_entry(keyfile.replace(zhang, links=(keyfile.Link(mark, box),)))
    keyfile.write_keyfile(keys.path, forged, theirs, withdraws=False)
    with pytest.raises(FileProblem, match="被改动过"):
        unlock(keys.path, *ZHANG)


@pytest.mark.parametrize("lure", ["opener", "public_key"])
def test_keys_slipped_in_by_a_user_who_holds_the_database_key_are_told_at_the_owners_next_login(keys, lure):
    """Wang, about to be taken away, puts his own key where the next database key is sealed to, or what Zhang signs
    is checked with, and makes a MAC that fits.
    """
    ensure_signing_key(keys.path, unlock(keys.path, *ZHANG), ZHANG[1], NOW)
    his = (
        (X25519PrivateKey if lure == "opener" else Ed25519PrivateKey)
        .generate()
        .public_key()
        .public_bytes_raw()
    )
    file = read_keyfile(keys.path)
    forged = file.with_entry(keyfile.replace(file.entry("zhangsan"), **{lure: his}))
    keyfile.write_keyfile(keys.path, forged, keys.key, withdraws=False)
    with pytest.raises(FileProblem, match="被改动过"):
        unlock(keys.path, *ZHANG)
    assert unlock(keys.path, *LI).database_key == keys.key


def test_during_the_change_both_keys_are_given_newest_first_and_nothing_else_can_be_changed(keys):
    newer = new_database_key()
    rotate_database_key(keys.path, keys.key, newer, remove="wangwu")
    unlocked, recovered = unlock(keys.path, *ZHANG), unlock_with_recovery(keys.path, keys.code)
    assert unlocked.database_keys == recovered.database_keys == (newer, keys.key)
    assert unlocked.rotating
    assert recovered.rotating
    before = keys.path.read_bytes()
    for change in (
        lambda: add_user(keys.path, newer, "zhaoliu", "Tiaocha+88", NOW, QUICK),
        lambda: change_password(keys.path, *ZHANG, "Neues-Wort-9", QUICK),
        lambda: reset_password(keys.path, newer, "李四", "Neues-Wort-9", NOW, QUICK),
        lambda: new_recovery_code(keys.path, newer, NOW, QUICK),
        lambda: rotate_database_key(keys.path, newer, new_database_key()),
        lambda: ensure_signing_key(keys.path, unlocked, ZHANG[1], NOW),
    ):
        with pytest.raises(NotAllowed, match="更换台账密钥尚未完成"):
            change()
    with pytest.raises(FileProblem, match="与台账的密钥不符"):
        finish_rotation(keys.path, keys.key)
    assert keys.path.read_bytes() == before
    assert finish_rotation(keys.path, newer) == 3
    assert finish_rotation(keys.path, newer) == 3
    assert not unlock(keys.path, *ZHANG).rotating
    assert keys.copy.read_bytes() == keys.path.read_bytes()
    ready = ensure_signing_key(keys.path, unlocked, ZHANG[1], NOW)
    assert (ready.database_keys, ready.rotating, ready.generation) == ((newer,), False, 4)
    assert ready == unlock(keys.path, *ZHANG)


def test_a_long_absence_is_bridged_and_the_chain_is_shortened_at_the_login(keys):
    present = [keys.key]
    for _ in range(5):
        present.append(new_database_key())
        rotate_database_key(keys.path, present[-2], present[-1])
        finish_rotation(keys.path, present[-1])
    unlocked = unlock(keys.path, *LI)
    assert unlocked.database_keys == (present[-1],)
    ready = ensure_signing_key(keys.path, unlocked, LI[1], NOW)
    links = {entry.login: len(entry.links) for entry in read_keyfile(keys.path).entries}
    assert links == {"zhangsan": 5, "李四": 0, "wangwu": 5}
    rotate_database_key(keys.path, present[-1], keys.key)
    finish_rotation(keys.path, keys.key)
    again = ensure_signing_key(keys.path, unlock(keys.path, *LI), LI[1], NOW)
    assert again.public_key == ready.public_key == unlock(keys.path, *LI).public_key
    assert again.database_keys == (keys.key,)


def test_what_a_change_of_the_database_key_refuses(keys):
    with pytest.raises(Conflict, match="没有登录名"):
        rotate_database_key(keys.path, keys.key, new_database_key(), remove="niemand")
    with pytest.raises(FileProblem, match="与台账的密钥不符"):
        rotate_database_key(keys.path, new_database_key(), new_database_key())
    for login in ("zhangsan", "李四"):
        newer = new_database_key()
        rotate_database_key(keys.path, keys.key, newer, remove=login)
        finish_rotation(keys.path, newer)
        keys.key = newer
    with pytest.raises(NotAllowed, match="最后一个用户"):
        rotate_database_key(keys.path, keys.key, new_database_key(), remove="wangwu")
    assert unlock(keys.path, *WANG).database_keys == (keys.key,)


# --- crashes ---


class PowerCut(Exception):
    """The machine stops here."""


@contextlib.contextmanager
def power_cut_before_write(number):
    """The ``number``-th file written from now on, and all later ones, are not written."""
    real, count = keyfile.write_atomic, itertools.count()

    def cut(path, data, **more):
        if next(count) >= number:
            raise PowerCut
        real(path, data, **more)

    keyfile.write_atomic = cut
    try:
        with contextlib.suppress(PowerCut):
            yield
    finally:
        keyfile.write_atomic = real


def database_opens(candidates, key):
    """What a database under ``key`` says to the candidates, in order."""
    return next((candidate for candidate in candidates if candidate == key), None)


@pytest.mark.parametrize("cut", range(7))
def test_a_crash_at_any_point_of_taking_a_user_away_shuts_nobody_else_out(keys, cut):
    """Points: the two files of step 1, the rekeying, the three files of step 3, none."""
    newer, database = new_database_key(), keys.key
    with power_cut_before_write(cut):
        rotate_database_key(keys.path, keys.key, newer, remove="wangwu")
        if cut == 2:
            raise PowerCut
        database = newer
        finish_rotation(keys.path, newer)

    # The next start, by whoever comes first, or with the recovery code.
    for opened in (unlock(keys.path, *LI), unlock_with_recovery(keys.path, keys.code)):
        assert database_opens(opened.database_keys, database) == database
    opened = unlock(keys.path, *ZHANG)
    if opened.rotating:
        database = opened.database_key
        finish_rotation(keys.path, database)
    assert unlock(keys.path, *LI).database_keys == (database,)
    happened = cut >= 2
    assert (database == newer) == happened
    if happened:
        with pytest.raises(WrongPassword):
            unlock(keys.path, *WANG)
    else:
        assert unlock(keys.path, *WANG).database_keys == (database,)


LOGINS = st.sampled_from(["zhangsan", "李四", "wangwu", "赵六", "孙七"])
PASSWORDS = st.sampled_from(["Kaihui-407!", "Fenxi=9120", "Weiwai:553", "Tiaocha+88"])
CUTS = st.sampled_from([99, 99, 99, 0, 1, 2, 3, 4])


class Life(RuleBasedStateMachine):
    """Any sequence of changes, each perhaps cut off: afterwards exactly the right people can open it.

    The model is a table of passwords. A change that was cut off may have happened or not, but not by half;
    what happened is read from the generation number.
    """

    def __init__(self):
        super().__init__()
        self.room = tempfile.TemporaryDirectory()
        self.keys = Keys(Path(self.room.name), [ZHANG, LI])
        self.database = self.keys.key
        self.passwords = dict([ZHANG, LI])
        self.signing = {}
        self.code = self.keys.code

    def teardown(self):
        self.room.cleanup()

    def attempt(self, cut, change):
        """Run a change; whether it happened."""
        before = read_keyfile(self.keys.path).generation
        with power_cut_before_write(cut):
            change()
        return read_keyfile(self.keys.path).generation != before

    @rule(login=LOGINS, password=PASSWORDS, cut=CUTS)
    def adds(self, login, password, cut):
        if login in self.passwords:
            return
        path = self.keys.path
        if self.attempt(cut, lambda: add_user(path, self.database, login, password, NOW, QUICK)):
            self.passwords[login] = password

    @rule(login=LOGINS, password=PASSWORDS, cut=CUTS)
    def changes(self, login, password, cut):
        old = self.passwords.get(login)
        if old in (None, password):
            return
        if self.attempt(cut, lambda: change_password(self.keys.path, login, old, password, QUICK)):
            self.passwords[login] = password

    @rule(login=LOGINS, password=PASSWORDS, cut=CUTS)
    def resets(self, login, password, cut):
        if login not in self.passwords:
            return
        path = self.keys.path
        if self.attempt(cut, lambda: reset_password(path, self.database, login, password, NOW, QUICK)):
            self.passwords[login] = password
            self.signing.pop(login, None)

    @rule(login=LOGINS, cut=CUTS)
    def logs_in(self, login, cut):
        if login not in self.passwords:
            return
        password = self.passwords[login]
        unlocked = unlock(self.keys.path, login, password)

        def change():
            ensure_signing_key(self.keys.path, unlocked, password, NOW)

        self.attempt(cut, change)
        made = unlock(self.keys.path, login, password).public_key
        assert self.signing.get(login) in (None, made)
        if made is not None:
            self.signing[login] = made

    @rule(cut=CUTS)
    def prints_a_new_code(self, cut):
        codes = []

        def change():
            codes.append(new_recovery_code(self.keys.path, self.database, NOW, QUICK))

        if cut >= 3:  # a code that is not returned is nobody's
            self.attempt(cut, change)
            self.code = codes[0]

    @precondition(lambda self: len(self.passwords) > 1)
    @rule(login=LOGINS, cut=CUTS, rekeyed=st.booleans())
    def takes_away(self, login, cut, rekeyed):
        newer, path = new_database_key(), self.keys.path
        remove = login if login in self.passwords else None
        if self.attempt(cut, lambda: rotate_database_key(path, self.database, newer, remove)):
            self.passwords.pop(login, None)
            self.signing.pop(login, None)
            if rekeyed:
                self.database = newer
            someone, password = next(iter(self.passwords.items()))
            opened = unlock(path, someone, password)
            assert opened.rotating
            assert opened.database_keys.index(self.database) == (0 if rekeyed else 1)
            self.database = opened.database_key
            finish_rotation(path, self.database)

    @invariant()
    def exactly_the_right_people_open_it(self):
        assert set(read_keyfile(self.keys.path).logins) == set(self.passwords)
        for login, password in self.passwords.items():
            opened = unlock(self.keys.path, login, password)
            assert opened.database_keys == (self.database,)
            assert opened.public_key == self.signing.get(login)
        assert unlock_with_recovery(self.keys.path, self.code).database_keys == (self.database,)


TestLife = Life.TestCase
TestLife.settings = settings(max_examples=max(1, settings.default.max_examples // 12), stateful_step_count=12)
