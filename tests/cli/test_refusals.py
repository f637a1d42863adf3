"""Whatever is wrong, the answer is one Chinese sentence, and nothing is lost."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as sqlcipher
from argon2 import low_level

from desk import PASSWORD
from services.ledgers import SAMPLE, ledger
from zhuize_desktop.cli.main import _COMMANDS
from zhuize_desktop.domain.clock import SystemClock
from zhuize_desktop.services.session import log_in
from zhuize_desktop.storage import folders
from zhuize_desktop.storage.folders import DataFolder

LEDGERS = SAMPLE.parent
ENGLISH = re.compile(r"[A-Za-z]{4,}")
#: Latin words that may stand before a user: names of options, of formats, of files.
ALLOWED = re.compile(
    r"--[a-z-]+|“[^”]*”|/[^\s，；。）]+|README|xlsx|JSON|Excel|UTF-8|CSV|NTFS|keys\.json|ledger\.db|zhuize-desktop|（clerk|annual"
)


def assert_refused(said, told=""):
    assert said.code == 2
    assert said.out == ""
    line = said.err.strip()
    assert "\n" not in line
    assert "\u4e00" <= line[0] <= "\u9fff" or line[0] in "“k"
    assert line.endswith("。"), line
    assert re.search(told, line), line
    words = ALLOWED.sub("", line)
    for name in sorted(_COMMANDS, key=len, reverse=True):
        words = words.replace(name, "")
    assert not ENGLISH.search(words), line


def contents(folder):
    return {
        path.relative_to(folder): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "ledger.lock"
    }


@pytest.fixture
def kept(shell):
    """Whatever the test does, the data folder is the same afterwards, to the byte."""
    assert shell.as_user("clerk", "doctor").code == 0  # the first login enrols the signing key
    before = contents(shell.data)
    yield shell
    assert contents(shell.data) == before


# --- who ---------------------------------------------------------------------------------------------------------


def test_wrong_password_and_unknown_user_cannot_be_told_apart(kept, monkeypatch):
    runs = []
    real = low_level.hash_secret_raw

    def counted(*args, **kwargs):
        runs.append((kwargs.get("time_cost"), kwargs.get("memory_cost")))
        return real(*args, **kwargs)

    for module in [one for one in sys.modules.values() if getattr(one, "hash_secret_raw", None) is real]:
        monkeypatch.setattr(module, "hash_secret_raw", counted)
    kept.password_file.write_text("Wrong-2026!pass", "utf-8")
    answers = []
    for login in ("clerk", "nobody", "clerk ' OR 1=1", "０"):
        runs.clear()
        said = kept.as_user(login, "doctor")
        assert_refused(said, "登录名或密码")
        answers.append((said.err, len(runs)))
    assert len(set(answers)) == 1
    assert answers[0][1] > 0


def test_passwords_come_from_the_first_line_of_a_file_that_is_there(kept):
    file = kept.password_file
    for content, told in ((b"", "第一行是空的"), (b"\nlater\n", "第一行是空的"), (b"\xff\xfe\x00", "读不了")):
        file.write_bytes(content)
        assert_refused(kept.as_user("clerk", "doctor"), told)
    file.write_bytes(b"\xef\xbb\xbf" + PASSWORD.encode() + b"\r\nanother line")
    assert kept.as_user("clerk", "doctor").code == 0
    file.unlink()
    assert_refused(kept.as_user("clerk", "doctor"), "找不到密码文件")
    file.mkdir()
    assert_refused(kept.as_user("clerk", "doctor"), "读不了")


@pytest.mark.skipif(sys.platform == "win32", reason="there are no device files on Windows")
@pytest.mark.parametrize("device", ["/dev/zero", "/dev/urandom"])
def test_a_password_file_without_end_is_read_no_further(kept, device):
    kept.password_file = Path(device)
    assert_refused(kept.as_user("clerk", "doctor"), "过大")


def test_without_a_terminal_nobody_is_asked_in_english(kept):
    said = kept.process("doctor", "--data", kept.data, "--user", "clerk", stdin=f"{PASSWORD}\n")
    assert_refused(said, "没有输入密码")


# --- the ledger --------------------------------------------------------------------------------------------------


def test_a_folder_without_ledger(shell):
    shell.data = shell.place / "没有"
    assert_refused(shell.as_user("clerk", "doctor"), "没有台账")
    assert not shell.data.exists()


def test_a_ledger_open_in_another_program(shell):
    other = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(shell.data), PASSWORD], stdout=subprocess.PIPE, stdin=subprocess.PIPE
    )
    try:
        assert other.stdout.readline().strip() == b"open"
        assert_refused(shell.as_user("reviewer", "doctor"), "台账已在本机打开（clerk")
        other.send_signal(signal.SIGKILL)
        other.wait()
        # A program that was killed leaves its note, but no lock.
        assert shell.as_user("reviewer", "doctor").code == 0
    finally:
        other.kill()
        other.communicate()


HOLD = """
import sys
from pathlib import Path
from zhuize_desktop.domain.clock import SystemClock
from zhuize_desktop.services.session import log_in
from zhuize_desktop.storage.folders import DataFolder
session = log_in(DataFolder(Path(sys.argv[1])), "clerk", sys.argv[2], SystemClock())
print("open", flush=True)
sys.stdin.read()
"""


def raw(shell):
    session = log_in(DataFolder(shell.data), "clerk", PASSWORD, SystemClock())
    key = session.ledger.key
    session.close()
    connection = sqlcipher.connect(str(shell.data / "ledger.db"), isolation_level=None)
    connection.execute("PRAGMA cipher_log_level=NONE")
    connection.execute(f"PRAGMA key=\"x'{key.hex()}'\"")
    return connection


@pytest.mark.parametrize(
    ("statement", "told"),
    [("PRAGMA user_version = 99", "更新"), ("PRAGMA application_id = 4711", "不是本程序的台账")],
)
def test_newer_and_foreign_ledgers(shell, statement, told):
    connection = raw(shell)
    connection.execute(statement)
    connection.close()
    before = contents(shell.data)
    assert_refused(shell.as_user("clerk", "doctor"), told)
    assert contents(shell.data) == before


@pytest.mark.parametrize("name", ["ledger.db", "keys.json"])
@pytest.mark.parametrize("how", ["empty", "zeros", "text", "half", "folder", "flipped"])
def test_damaged_files(shell, name, how):
    path = shell.data / name
    data = path.read_bytes()
    flipped = bytearray(data)
    flipped[100] ^= 1
    contents_ = {
        "empty": b"",
        "zeros": bytes(len(data)),
        "text": "这不是台账".encode(),
        "half": data[: len(data) // 2],
        "flipped": bytes(flipped),
    }
    path.unlink()
    if how == "folder":
        path.mkdir()
    else:
        path.write_bytes(contents_[how])
    before = contents(shell.data)
    assert_refused(shell.as_user("clerk", "doctor"))
    assert contents(shell.data) == before


def test_key_file_missing_or_of_another_ledger(shell):
    keys = shell.data / "keys.json"
    other = keys.read_bytes()
    keys.unlink()
    assert_refused(shell.as_user("clerk", "doctor"))
    plain = json.loads(other)
    keys.write_text(json.dumps(plain | {"generation": plain.get("generation", 1) + 5}), "utf-8")
    assert_refused(shell.as_user("clerk", "doctor"))


def test_a_network_folder(kept, monkeypatch):
    real = Path.read_text
    mounts = f"36 35 98:0 / / rw - ext4 /dev/a rw\n40 36 0:32 / {kept.place} rw - cifs //server/share rw\n"

    def fake(self, *args, **kwargs):
        return mounts if str(self) == "/proc/self/mountinfo" else real(self, *args, **kwargs)

    monkeypatch.setattr(Path, "read_text", fake)
    monkeypatch.setattr(folders.sys, "platform", "linux")
    assert_refused(kept.as_user("clerk", "doctor"), "网络盘或共享文件夹")
    path = kept.place / "a.json"
    path.write_text(ANSWERS, "utf-8")
    assert_refused(kept.run("init", kept.place / "新", "--answers", path), "网络盘")
    assert_refused(kept.run("demo", kept.place / "演示"), "网络盘")


# --- files that come in --------------------------------------------------------------------------------------------


def test_files_that_are_no_ledger(kept):
    notes = kept.place / "说明.xlsx"
    notes.write_text("不是工作簿", "utf-8")
    empty = kept.place / "空.xlsx"
    empty.write_bytes(b"")
    strange = ledger(kept.place / "别的.xlsx", {}, headings=("甲", "乙", "丙"))
    for path in (notes, empty, strange, kept.place / "没有.xlsx", kept.place, LEDGERS / "encrypted.xlsx"):
        assert_refused(kept.as_user("clerk", "import-ledger", path))
    assert "密码" in kept.as_user("clerk", "import-ledger", LEDGERS / "encrypted.xlsx").err


def test_a_workbook_that_excel_holds(kept, monkeypatch):
    path = shutil.copy(SAMPLE, kept.place / "台账.xlsx")

    def held(self, *args, **kwargs):
        if self == path:
            error = PermissionError(13, "The process cannot access the file because it is being used")
            error.winerror = 32
            raise error
        return real(self, *args, **kwargs)

    real = Path.open
    monkeypatch.setattr(Path, "open", held)
    monkeypatch.setattr(Path, "read_bytes", held)
    assert_refused(kept.as_user("clerk", "import-ledger", path), "Excel 中关闭")


# --- init --------------------------------------------------------------------------------------------------------

ANSWERS = json.dumps(
    {
        "enterprise": {"name": "虚构控股", "level": 1, "parent": None},
        "users": [
            {"login": "a", "name": "甲", "roles": ["管理员", "填报人", "签发人"], "password": PASSWORD},
        ],
    },
    ensure_ascii=False,
)


def changed(*path, to):
    plain = json.loads(ANSWERS)
    part = plain
    for name in path[:-1]:
        part = part[name]
    if to is None:
        del part[path[-1]]
    else:
        part[path[-1]] = to
    return json.dumps(plain, ensure_ascii=False)


BAD_ANSWERS = {
    "": "JSON",
    "[1, 2": "JSON",
    "[" * 100_000: "JSON",
    "[]": "enterprise",
    "null": "enterprise",
    '{"enterprise": 7}': "enterprise",
    changed("enterprise", "name", to=None): "name",
    changed("enterprise", "name", to=7): "name",
    changed("enterprise", "name", to=" "): "企业名称",
    changed("enterprise", "level", to=None): "level",
    changed("enterprise", "level", to="头级"): "level",
    changed("enterprise", "level", to=True): "level",
    changed("enterprise", "level", to=1.5): "level",
    changed("enterprise", "level", to=99): "级次",
    changed("enterprise", "level", to=2): "上级企业",
    changed("enterprise", "credit_code", to="123"): "统一社会信用代码",
    changed("users", to={}): "users",
    changed("users", to=[]): "至少要有一名",
    changed("users", 0, "roles", to="填报人"): "roles",
    changed("users", 0, "roles", to=["皇帝"]): "皇帝",
    changed("users", 0, "roles", to=[1]): "roles",
    changed("users", 0, "roles", to=["填报人"]): "至少要有一名管理员",
    changed("users", 0, "password", to="short"): "密码",
    changed("users", 0, "password", to=None): "password",
    changed("users", 0, "login", to="  "): "登录名",
    changed("users", 0, "name", to=""): "没有姓名",
    changed("users", to=json.loads(ANSWERS)["users"] * 2): "登录名",
}


def test_answers_that_cannot_be_used(shell):
    path, code, target = shell.place / "a.json", shell.place / "恢复码.txt", shell.place / "新"
    for text, told in BAD_ANSWERS.items():
        path.write_text(text, "utf-8")
        assert_refused(shell.run("init", target, "--answers", path, "--recovery-file", code), told)
        assert not code.exists(), text
        assert not (target / "ledger.db").exists(), text
        assert not (target / "keys.json").exists(), text
    path.unlink()
    assert_refused(shell.run("init", target, "--answers", path), "找不到答案文件")


def test_init_writes_over_nothing(kept):
    path, code = kept.place / "a.json", kept.place / "恢复码.txt"
    path.write_text(ANSWERS, "utf-8")
    assert_refused(kept.run("init", kept.data, "--answers", path, "--recovery-file", code), "已经有台账")
    assert not code.exists()
    code.write_text("旧的", "utf-8")
    assert_refused(kept.run("init", kept.place / "新", "--answers", path, "--recovery-file", code), "已存在")
    assert code.read_text("utf-8") == "旧的"
    nowhere = kept.place / "没有" / "码.txt"
    assert_refused(
        kept.run("init", kept.place / "新", "--answers", path, "--recovery-file", nowhere), "码.txt"
    )
    assert not (kept.place / "新" / "ledger.db").exists()
    assert_refused(kept.run("demo", kept.data, "--clues", "5"), "已经有台账")


# --- what goes out ---------------------------------------------------------------------------------------------


def test_targets_that_cannot_be_written(shell):
    blocked = shell.place / "文件"
    blocked.write_bytes(b"")
    year = str(date_today().year - 1)
    assert_refused(shell.as_user("clerk", "ledger", "--out", blocked / "o.csv"))
    assert_refused(shell.as_user("clerk", "ledger", "--out", shell.place / "没有" / "o.xlsx"))
    assert_refused(shell.as_user("clerk", "report", "annual", "--year", year, "--out", blocked / "草稿"))
    assert_refused(shell.as_user("clerk", "backup", "--out", blocked))
    assert_refused(shell.as_user("clerk", "ledger", "--out", shell.place / "o.txt"), "xlsx")
    assert shell.as_user("clerk", "ledger", "--out", shell.place / "o.csv").code == 0


def date_today():
    from datetime import date

    return date.today()


@pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="needs a small disk of its own")
def test_a_full_disk(shell):
    """Nothing half-written, the ledger opens again with what it held, and work goes on when there is room."""
    disk = shell.place / "小盘"
    disk.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", disk], check=False, capture_output=True
    )
    if done.returncode:
        pytest.skip("this computer mounts nothing")
    try:
        shutil.copytree(shell.data, disk / "data")
        shell.data = disk / "data"
        assert (
            shell.as_user("clerk", "import-ledger", ledger(shell.place / "a.xlsx", {"线索编号": "A-1"})).code
            == 0
        )
        free = os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize
        (disk / "占位").write_bytes(bytes(max(0, free - 40_960)))
        assert_refused(shell.as_user("clerk", "import-ledger", SAMPLE), "磁盘空间不足")
        assert_refused(shell.as_user("clerk", "ledger", "--out", disk / "o.xlsx"), "磁盘空间不足")
        (disk / "占位").unlink()
        assert shell.as_user("clerk", "doctor").json == {"ok": True, "problems": []}
        assert shell.as_user("clerk", "ledger", "--out", shell.place / "o.csv").json == {"rows": 1}
    finally:
        subprocess.run(["umount", "-l", disk], check=True)


# --- the words of the command line ---------------------------------------------------------------------------------


NO_SENSE = """nonsense | --nonsense | --data | doctor --us | ledger | ledger --out | ledger --out o.csv --where 天气=晴
report | report monthly --year 2025 | report annual --year 两千 | report annual --year 2025 --period Q1 --out o
report annual --year 99999999999999999999 --out o | sign | sign zzz | sign zzz --date 昨天 | sign zzz --signer 甲
verify | backup | restore | restore 没有.bak | import-ledger | init | init x --answers
demo | demo x --clues 0 | demo x --clues 千 | demo x --today 2026-02-30"""


@pytest.mark.parametrize("line", re.split(r" \| |\n", NO_SENSE))
def test_command_lines_that_make_no_sense(shell, line, monkeypatch):
    monkeypatch.chdir(shell.place)
    words = line.split()
    needs_user = words[0] in ("ledger", "report", "sign", "import-ledger", "backup") and len(words) > 1
    said = shell.run(*words, *(shell.who("clerk") if needs_user else ()))
    assert_refused(said)


def test_words_in_another_encoding(kept):
    gbk = os.fsdecode("违规".encode("gbk"))
    assert_refused(
        kept.as_user("clerk", "ledger", "--out", kept.place / "o.csv", "--where", f"查找={gbk}"), "编码"
    )
    assert_refused(kept.as_user(gbk, "doctor"), "编码")
    assert_refused(kept.as_user("clerk", "sign", gbk), "编码")
    assert_refused(kept.as_user("clerk", "import-ledger", kept.place / f"{gbk}.xlsx"))
    assert_refused(kept.as_user("clerk", gbk))


def test_years_and_periods_out_of_range(kept):
    for year in ("2018", str(date_today().year + 1), "-1", "0"):
        said = kept.as_user("clerk", "report", "annual", f"--year={year}", "--out", kept.place / "o")
        assert_refused(said, "报告年度应在 2019 至")


@pytest.mark.parametrize("command", [(), *((name,) for name in _COMMANDS)])
def test_help_is_chinese(shell, command, capsys):
    with pytest.raises(SystemExit) as left:
        shell.run(*command, "--help")
    assert left.value.code == 0
    out = capsys.readouterr().out
    assert out.startswith("用法：zhuize-desktop")
    kept = re.sub(r"import-ledger|--?[a-z-]+|\.\w+|zhuize-desktop|annual|xlsx|xls|csv|JSON|YYYY", "", out)
    for name in sorted(_COMMANDS, key=len, reverse=True):
        kept = re.sub(rf"\b{name}\b", "", kept)
    assert not re.search("[A-Za-z]{2,}", kept), kept


def test_options_before_the_command_count(shell):
    said = shell.run("--data", shell.data, "doctor", *shell.who("clerk")[2:])
    assert said.code == 0


@pytest.mark.parametrize(
    "environment", [{"PYTHONIOENCODING": "gbk"}, {"LANG": "C", "LC_ALL": "C", "PYTHONUTF8": "0"}]
)
def test_output_is_utf8_in_any_locale(shell, environment):
    done = shell.process("doctor", *shell.who("clerk"), **environment)
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("台账完好。")
    assert done.json == {"ok": True, "problems": []}
    assert_refused(
        shell.process("ledger", "--out", "甲.txt", *shell.who("clerk"), **environment), "改名后重试"
    )


def test_a_reader_that_goes_away(shell):
    shell.as_user("clerk", "import-ledger", SAMPLE)
    command = [sys.executable, "-m", "zhuize_desktop", "doctor", *map(str, shell.who("clerk"))]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    running.stdout.close()
    err = running.stderr.read()
    running.stderr.close()
    assert running.wait() in (0, 2)
    assert b"Traceback" not in err
    assert b"BrokenPipe" not in err


def test_a_bug_leaves_a_log_without_what_was_typed(shell, capsys, monkeypatch):
    from zhuize_desktop.cli import doctor
    from zhuize_desktop.cli.main import run

    def broken(_):
        raise RuntimeError("陈思源的秘密")

    monkeypatch.setattr(doctor, "examine", broken)
    assert run(["doctor", *map(str, shell.who("clerk"))]) == 2
    said = capsys.readouterr()
    log = Path(re.search("“(.*)”", said.err)[1])
    text = log.read_text("utf-8")
    log.unlink()
    assert said.err.startswith("程序出错")
    assert "RuntimeError" in text
    assert "doctor.py" in text
    assert "秘密" not in text + said.err + said.out
    assert shell.as_user("clerk", "ledger", "--out", shell.place / "o.csv").code == 0
