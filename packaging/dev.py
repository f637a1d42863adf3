"""Set the checkout up, then do the program's main job (``run``) or everything that is checked (``test``).

    python3 packaging/dev.py run [--data DIR] [--no-window]
    python3 packaging/dev.py test [--long N]

On Windows the same with ``py``. Standard library only, because it runs before anything is installed: also on
a bare Debian 12 with Python 3.11, with or without a screen. Exit status 0: all good; 1: something failed;
2: the computer lacks something, and the one line that mends it has been printed.
"""

from __future__ import annotations

import argparse
import ctypes
import hashlib
import importlib.util
import json
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMP = VENV / "set-up.json"
LOCK = ROOT / "packaging" / "requirements-dev.txt"
SAMPLE = ROOT / "resources" / "samples" / "线索台账_虚构样例.xlsx"
WINDOWS = sys.platform == "win32"
OLDEST = (3, 11)

VENV_PACKAGE = "python3-venv"
#: What Qt's window loads from the system and what drives it in tests: library or command -> Debian package.
#: The Debian packages depend on whatever else libqxcb.so and QtGui need.
LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
    "libbrotlidec.so.1": "libbrotli1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xinerama.so.0": "libxcb-xinerama0",
}
TEST_COMMANDS = {"Xvfb": "xvfb", "xdotool": "xdotool"}


class CannotSetUp(Exception):
    """The computer lacks something this script may not or cannot mend; carries what to tell the person."""


class StepFailed(Exception):
    """A command the main job needs ended badly; its own output has said why."""


def say(text: str = "") -> None:
    """Print at once, so that the lines keep their order among those of child processes."""
    print(text, flush=True)


# --- the computer ---


def environment(**more: str) -> dict[str, str]:
    """The environment of child processes: UTF-8 output in any locale, sbin on the path, and ``more``."""
    env = dict(os.environ)
    env["PYTHONIOENCODING"] = "utf-8"
    if not WINDOWS:
        path = env.get("PATH", os.defpath).split(os.pathsep)
        env["PATH"] = os.pathsep.join(path + [p for p in ("/usr/sbin", "/sbin") if p not in path])
    env.update(more)
    return env


def is_root() -> bool:
    """Whether system packages may be installed without asking."""
    return not WINDOWS and os.geteuid() == 0


def missing_packages(window: bool, tests: bool) -> list[str]:
    """The Debian packages whose library or command is not on this computer; empty away from Linux."""
    if not sys.platform.startswith("linux"):
        return []
    libraries = LIBRARIES if window else {}
    commands = TEST_COMMANDS if tests else {}
    missing = [package for name, package in libraries.items() if not _loads(name)]
    return missing + [package for name, package in commands.items() if shutil.which(name) is None]


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def provide(packages: list[str]) -> None:
    """Install Debian packages when root, otherwise say the one line that does.

    Raises:
        CannotSetUp: not root, not a Debian, or apt-get failed.
    """
    if not packages:
        return
    names = " ".join(packages)
    line = f"apt-get update && apt-get install -y --no-install-recommends {names}"
    if shutil.which("apt-get", path=environment().get("PATH")) is None:
        raise CannotSetUp(f"本机缺少系统组件，请用软件包管理器安装（Debian 名称）：\n    {names}")
    if not is_root():
        raise CannotSetUp(f"本机缺少系统组件，请执行下面一行后重试：\n    sudo sh -c '{line}'")
    say(f"安装系统组件：{names}")
    quiet = environment(DEBIAN_FRONTEND="noninteractive")
    for arguments in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *packages]):
        done = subprocess.run(
            ["apt-get", *arguments],
            env=quiet,
            text=True,
            encoding="utf-8",
            errors="replace",
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        if done.returncode:
            say(done.stdout)
            raise CannotSetUp(f"apt-get 未能完成。请检查软件源后执行：\n    {line}")


# --- the virtual environment ---


def venv_python() -> Path:
    """The interpreter inside ``.venv``."""
    return VENV / ("Scripts/python.exe" if WINDOWS else "bin/python")


def wanted() -> str:
    """A digest of everything the installed set depends on, except the interpreter."""
    digest = hashlib.sha256()
    for path in (ROOT / "pyproject.toml", LOCK):
        digest.update(path.read_bytes().replace(b"\r\n", b"\n"))
    digest.update(str(ROOT).encode())
    return digest.hexdigest()


def interpreter_version() -> str | None:
    """The version of the Python in ``.venv``, or None when there is none that runs."""
    if not venv_python().exists():
        return None
    try:
        done = subprocess.run(
            [str(venv_python()), "-c", "import sys; print(sys.version)"],
            env=environment(),
            capture_output=True,
            text=True,
            encoding="utf-8",
        )
    except OSError:
        return None
    return done.stdout.strip() if done.returncode == 0 else None


def stamp() -> dict[str, str]:
    """What the last completed set-up wrote; empty when there was none."""
    try:
        found = json.loads(STAMP.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def is_sound() -> bool:
    """Whether ``.venv`` was once set up to the end and its interpreter is still the one it was made with."""
    version = interpreter_version()
    return version is not None and stamp().get("python") == version


def set_up(window: bool, tests: bool) -> None:
    """Make the computer and ``.venv`` complete: nothing to do, install over it, or make it anew.

    The stamp is removed before anything is touched and written last, so a set-up that was cut short is
    recognised and made anew.

    Raises:
        CannotSetUp: system packages or the venv modules are missing and may not be installed, or pip failed.
    """
    sound = is_sound()
    has_venv = all(importlib.util.find_spec(name) for name in ("venv", "ensurepip"))
    provide(([] if sound or has_venv else [VENV_PACKAGE]) + missing_packages(window, tests))
    if sound and stamp().get("wanted") == wanted():
        return
    if sound:
        STAMP.unlink()
    else:
        make_venv()
    say("安装所需的库（首次约一至三分钟）……")
    pip("install", "--require-hashes", "-r", str(LOCK))
    pip("install", "--no-deps", "--no-build-isolation", "-e", str(ROOT))
    written = {"python": interpreter_version(), "wanted": wanted()}
    STAMP.write_text(json.dumps(written, indent=1) + "\n", encoding="utf-8")


def make_venv() -> None:
    """A fresh, empty ``.venv`` with pip, in the place of whatever was there.

    Raises:
        CannotSetUp: venv failed.
    """
    say(f"建立虚拟环境 {VENV}")
    done = subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)], env=environment())
    if done.returncode:
        raise CannotSetUp(f"未能建立虚拟环境。请检查 {ROOT} 是否可写、磁盘是否已满，然后重试。")


def pip(*arguments: str) -> None:
    """Run pip of ``.venv`` with this computer's ordinary pip configuration.

    Raises:
        CannotSetUp: pip failed; it has printed why.
    """
    command = [
        str(venv_python()),
        "-m",
        "pip",
        "--disable-pip-version-check",
        *arguments[:1],
        "-q",
        *arguments[1:],
    ]
    if subprocess.run(command, env=environment(), cwd=ROOT).returncode:
        raise CannotSetUp(
            "pip 未能装好所需的库，原因见上。请检查网络或 pip 配置（pip config list）后重试：\n    "
            + shlex.join(command)
        )


# --- run: the main job ---

PASSWORD = "Trial-2026!"
ENTERPRISE = {
    "name": "济运集团有限公司",
    "credit_code": "91370800MA00000001",  # a true check character on an invented number
    "level": 1,
    "parent": None,
}
USERS = [
    {"login": "tianbao", "name": "周文静", "post": "审计部主管", "roles": ["填报人"]},
    {"login": "shenhe", "name": "高建平", "post": "审计部部长", "roles": ["审核人"]},
    {"login": "qianfa", "name": "孙立国", "post": "总经理", "roles": ["签发人"]},
    {"login": "guanli", "name": "何晓东", "post": "信息管理员", "roles": ["管理员"]},
]


def program(*arguments: str) -> dict[str, Any]:
    """Run one command of the program, show what it says, return the JSON object on its last line.

    Raises:
        StepFailed: it did not exit 0, or there is no such object.
    """
    say(f"\n$ zhuize-desktop {shlex.join(arguments)}")
    done = subprocess.run(
        [str(venv_python()), "-m", "zhuize_desktop", *arguments],
        env=environment(),
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        errors="replace",
    )
    say(done.stdout.rstrip())
    if done.returncode:
        raise StepFailed(f"“{arguments[0]}”未成功（退出码 {done.returncode}）。")
    try:
        told = json.loads(done.stdout.rstrip().rpartition("\n")[2])
    except ValueError:
        raise StepFailed(f"“{arguments[0]}”没有给出结果。") from None
    return dict(told)


def main_job(data: Path, outside: Path) -> None:
    """First start, import of the invented ledger, annual report, three signatures, verification.

    ``data`` is the data folder, ``outside`` the folder for what a person would keep elsewhere.
    """
    answers, password = outside / "首次启动答案_虚构.json", outside / "试用密码.txt"
    users = [{**user, "password": PASSWORD} for user in USERS]
    answers.write_text(
        json.dumps({"enterprise": ENTERPRISE, "users": users}, ensure_ascii=False, indent=1), "utf-8"
    )
    password.write_text(PASSWORD + "\n", "utf-8")

    program("init", str(data), "--answers", str(answers), "--recovery-file", str(outside / "恢复码.txt"))
    answers.unlink()

    def as_user(login: str) -> list[str]:
        return ["--data", str(data), "--user", login, "--password-file", str(password)]

    clerk, reviewer, signer = (str(user["login"]) for user in USERS[:3])
    read = program("import-ledger", str(SAMPLE), *as_user(clerk))
    year, out = str(date.today().year - 1), outside / "报告"
    out.mkdir(exist_ok=True)
    report = program("report", "annual", "--year", year, "--out", str(out), *as_user(clerk))
    for login in (clerk, reviewer, signer):
        report = program("sign", str(report["id"]), *as_user(login))
    for sealed in (report["pdf"], report["xlsx"]):
        program("verify", str(sealed))

    say(f"\n已导入 {read.get('new')} 条线索，{year} 年度报告已由三人签批并封存，校验通过：")
    say(f"    {report['pdf']}\n    {report['xlsx']}")
    say(f"数据文件夹：{data}")
    say("试用账号（密码均为 " + PASSWORD + "）：")
    for user in USERS:
        say(f"    {user['login']:<8} {user['name']}  {'、'.join(user['roles'])}")


def has_screen() -> bool:
    """Whether a window could be shown here."""
    return not sys.platform.startswith("linux") or any(
        os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY")
    )


def run(arguments: argparse.Namespace) -> int:
    """The command ``run``: set up, do the main job, open the window if there is a screen."""
    window = has_screen() and not arguments.no_window
    set_up(window=window, tests=False)
    outside = Path(tempfile.mkdtemp(prefix="zhuize-试用-"))
    data = arguments.data.resolve() if arguments.data else outside / "数据"
    try:
        main_job(data, outside)
    except StepFailed as failure:
        say(f"\n未完成：{failure}")
        return 1
    if not window:
        say("\n未打开窗口。" if arguments.no_window else "\n本机没有图形界面，未打开窗口。")
        return 0
    say("\n打开窗口……关闭窗口即结束。")
    command = [str(venv_python()), "-m", "zhuize_desktop", "--data", str(data)]
    return 1 if subprocess.run(command, env=environment()).returncode else 0


# --- test: everything that is checked ---


@dataclass(frozen=True)
class Check:
    """A step of ``test``: what it is called, the command, and what its environment has besides."""

    name: str
    command: list[str]
    more: dict[str, str] = field(default_factory=dict)


def checks() -> list[Check]:
    """What is checked without running the program."""
    python = str(venv_python())
    lint_imports = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    return [
        Check(
            "格式 ruff format", [python, "-m", "ruff", "format", "--check", "--output-format=concise", "."]
        ),
        Check("规范 ruff check", [python, "-m", "ruff", "check", "--output-format=concise", "."]),
        Check("类型 mypy", [python, "-m", "mypy"]),
        Check("分层 lint-imports", [python, "-c", lint_imports, "--no-logo"]),
    ]


def suite(length: int) -> Check:
    """The tests on all cores; a core that has nothing left takes over half of what another still has to do."""
    python = str(venv_python())
    command = [python, "-m", "pytest", "-q", "-n", "auto", "--dist", "worksteal", "--long", str(length)]
    more = {
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHONWARNDEFAULTENCODING": "1",  # see filterwarnings in pyproject.toml
        "PYTHONDONTWRITEBYTECODE": "",  # or each of the many child processes compiles the program anew
    }
    return Check("测试 pytest", command, more)


@dataclass(frozen=True)
class Outcome:
    """How a check ended: exit status, seconds taken, and what it said where that was kept back."""

    check: Check
    code: int
    seconds: float
    said: str = ""


def perform(check: Check, *, keep: bool) -> Outcome:
    """Run a check; what it says is shown at once, or kept to be shown later."""
    start = time.monotonic()
    kept: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT} if keep else {}
    done = subprocess.run(
        check.command, cwd=ROOT, env=environment(**check.more), encoding="utf-8", errors="replace", **kept
    )
    return Outcome(check, done.returncode, time.monotonic() - start, done.stdout or "")


def test(arguments: argparse.Namespace) -> int:
    """The command ``test``: set up, run every check even after a failure, say which failed.

    The tests take minutes; the others are done beside them, and what they say is shown after them.
    """
    set_up(window=True, tests=True)
    tests = suite(arguments.long)
    with ThreadPoolExecutor(1) as beside:
        others = [beside.submit(perform, check, keep=True) for check in checks()]
        say(f"\n=== {tests.name}（{'、'.join(check.name for check in checks())} 同时进行）")
        outcome = [perform(tests, keep=False)]
        for other in others:
            done = other.result()
            say(f"\n=== {done.check.name}\n{done.said.rstrip()}")
            outcome.append(done)
    say("\n=== 小结")
    for one in outcome:
        result = "通过  " if one.code == 0 else f"未通过 (退出码 {one.code})"
        say(f"{result}  {one.check.name}  {one.seconds:.0f} 秒")
    failed = [one.check.name for one in outcome if one.code]
    say("全部通过。" if not failed else f"有 {len(failed)} 项未通过：" + "、".join(failed))
    return 1 if failed else 0


# --- the command line ---


def parser() -> argparse.ArgumentParser:
    """The two commands and their options."""
    top = argparse.ArgumentParser(description="准备环境，然后演示主要工作（run）或运行全部检查（test）。")
    commands = top.add_subparsers(dest="command", required=True)
    do_run = commands.add_parser(
        "run", help="用虚构数据走完主要工作：首次启动、导入台账、编报、三人签批、校验，再打开窗口"
    )
    do_run.add_argument(
        "--data", type=Path, metavar="DIR", help="数据文件夹，须不存在或为空（默认：新的临时文件夹）"
    )
    do_run.add_argument("--no-window", action="store_true", help="不打开窗口")
    do_run.set_defaults(action=run)
    do_test = commands.add_parser("test", help="格式、规范、类型、分层、测试")
    do_test.add_argument("--long", type=int, default=1, metavar="N", help="测试长度的倍数（默认 1）")
    do_test.set_defaults(action=test)
    return top


def main() -> int:
    """Entry point; returns the exit status."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    if sys.version_info < OLDEST:
        say(f"需要 Python 3.11 或更高版本，本机为 {sys.version.split()[0]}。请安装后用它运行本脚本。")
        return 2
    arguments = parser().parse_args()
    try:
        return int(arguments.action(arguments))
    except CannotSetUp as reason:
        say(f"\n{reason}")
        return 2


if __name__ == "__main__":
    sys.exit(main())
