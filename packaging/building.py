"""What the builds for Windows and Linux share: from an environment that matches its lock to a folder that may ship.

Standard library only, because it runs before anything is installed. A ``Target`` is the Python that is built with; on
Linux it may be a Windows one under Wine, and every path handed to it is then written its way.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import shlex
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass, field
from importlib.metadata import distributions
from pathlib import Path
from typing import TYPE_CHECKING

import gate
import inventory

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
HERE = ROOT / "packaging"
NAME = "zhuize-desktop"
PYTHON = (3, 11)
#: Named here: a command that signs the executable whose path is appended to it. Empty: nothing is signed.
SIGN_VARIABLE = "ZHUIZE_SIGN"
#: Named here: the file with the maker's release key (PEM). Empty: the list of the release is not signed.
KEY_VARIABLE = "ZHUIZE_RELEASE_KEY"
_NOTES = "使用前必读.txt"
#: Minutes after which a step is taken for hung; generous, because a build may share its computer.
_PATIENCE = 40 * 60


class BuildFailed(Exception):
    """A step ended badly; its output has said why, the text names the step."""


def say(text: str) -> None:
    """Print at once, so that the lines keep their order among those of child processes."""
    print(text, flush=True)


def version() -> str:
    """The version of the program, read without importing it."""
    text = (ROOT / "src" / "zhuize_desktop" / "__init__.py").read_text("utf-8")
    found = re.search(r'^__version__ = "(\d+\.\d+\.\d+)"$', text, re.MULTILINE)
    if found is None:
        raise BuildFailed("src/zhuize_desktop/__init__.py 中没有形如 1.2.3 的版本号")
    return found[1]


@dataclass(frozen=True)
class Target:
    """The Python that is built with, and how to talk to it.

    Attributes:
        system: ``windows`` or ``linux``: what the finished program runs on.
        python: its interpreter.
        packages: its ``site-packages``, as this computer sees it.
        lock: the requirements file it must match.
        wine: its programs are started through Wine.
        env: environment of its programs.
    """

    system: str
    python: Path
    packages: Path
    lock: Path
    wine: bool = False
    env: dict[str, str] = field(default_factory=lambda: dict(os.environ))

    @property
    def suffix(self) -> str:
        """The ending of a program's name."""
        return ".exe" if self.system == "windows" else ""

    def path(self, path: Path) -> str:
        """A path of this computer as the target writes it."""
        text = str(path.resolve())
        return "Z:" + text.replace("/", "\\") if self.wine else text

    def run(
        self,
        program: Path,
        *arguments: str,
        env: dict[str, str] | None = None,
        check: bool = True,
        quiet: bool = False,
    ) -> tuple[int, str]:
        """Run a program of the target from the root of the checkout; exit code and output, shown unless ``quiet``.

        Raises:
            BuildFailed: it did not exit 0 and ``check`` asks for that, or it hung.
        """
        more = env or {}
        if self.wine:  # which drops what begins with QT_
            more = {f"WINE{key}" if key.startswith("QT_") else key: value for key, value in more.items()}
        command = [*(["wine"] if self.wine else []), str(program), *arguments]
        # A console program under Wine fails when its output is a plain file: always a pipe.
        with subprocess.Popen(
            command,
            cwd=ROOT,
            env={**self.env, **more},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        ) as started:
            try:
                raw, _ = started.communicate(timeout=_PATIENCE)
            except subprocess.TimeoutExpired:
                started.kill()
                raise BuildFailed(f"{program.name} 超过 {_PATIENCE // 60} 分钟没有结束") from None
        output = raw.decode("utf-8", "replace").replace("\r\n", "\n").rstrip()
        if output and not (quiet and started.returncode == 0):
            say(output)
        if check and started.returncode:
            raise BuildFailed(f"{shlex.join([program.name, *arguments])} 退出码 {started.returncode}")
        return started.returncode, output

    def script(self, name: str, *arguments: str, env: dict[str, str] | None = None) -> str:
        """Run a script of this folder with the target's Python; its output."""
        return self.run(self.python, self.path(HERE / name), *arguments, env=env)[1]


@contextlib.contextmanager
def step(title: str) -> Iterator[None]:
    """Name what is done and say how long it took."""
    say(f"\n=== {title}")
    start = time.monotonic()
    yield
    say(f"--- {time.monotonic() - start:.0f} 秒")


@contextlib.contextmanager
def screen(target: Target) -> Iterator[None]:
    """Where a Linux computer has no screen, one in memory for as long as the block lasts, if Xvfb is there."""
    server = shutil.which("Xvfb")
    if sys.platform == "win32" or target.env.get("DISPLAY") or server is None:
        yield
        return
    number = next(n for n in range(90, 200) if not Path(f"/tmp/.X11-unix/X{n}").exists())
    ready, told = os.pipe()
    with subprocess.Popen(
        [server, f":{number}", *("-screen", "0", "1366x768x24", "-nolisten", "tcp", "-displayfd", str(told))],
        pass_fds=(told,),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as started:
        os.close(told)
        with os.fdopen(ready) as line:
            line.readline()
        target.env["DISPLAY"] = f":{number}"
        try:
            yield
        finally:
            started.terminate()


# --- the environment ---


def locked(lock: Path) -> dict[str, str]:
    """Distribution → version, as a requirements file names them."""
    found = re.findall(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", lock.read_text("utf-8"), re.MULTILINE)
    return {normal(name): at for name, at in found}


def normal(name: str) -> str:
    """The one spelling of a distribution's name (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def missing(target: Target) -> list[str]:
    """What the target's environment lacks of its lock, or has in another version."""
    there: dict[str, set[str]] = {}
    for one in distributions(path=[str(target.packages)]):
        there.setdefault(normal(one.metadata["Name"]), set()).add(one.version)
    return [f"{name}=={at}" for name, at in locked(target.lock).items() if at not in there.get(name, set())]


def make_venv(folder: Path, lock: Path, system: str) -> Target:
    """A virtual environment of the running Python that holds exactly what ``lock`` names, by hash.

    Raises:
        BuildFailed: another Python than the lock is made for, or pip failed.
    """
    if sys.version_info[:2] != PYTHON:
        raise BuildFailed(
            f"依赖清单是为 Python {'.'.join(map(str, PYTHON))} 生成的，现在用的是 {sys.version.split()[0]}；"
            "请换用该版本运行本脚本"
        )
    windows = system == "windows"
    python = folder / ("Scripts/python.exe" if windows else "bin/python")
    packages = folder / ("Lib/site-packages" if windows else f"lib/python3.{PYTHON[1]}/site-packages")
    target = Target(system, python, packages, lock)
    if not python.exists() or missing(target):
        with step("建立构建环境"):
            if subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)]).returncode:
                raise BuildFailed("未能建立虚拟环境（Debian 上需要 python3-venv）")
            pip = ("-m", "pip", "--disable-pip-version-check", "install", "-q", "--only-binary", ":all:")
            target.run(python, *pip, "--require-hashes", "-r", str(lock))
    return target


# --- from sources to a folder ---


def freeze(target: Target, work: Path) -> Path:
    """Icons and PyInstaller; returns the folder with the program.

    Args:
        target: built with.
        work: for everything made on the way; its ``dist`` and ``pyinstaller`` are made anew.

    Raises:
        BuildFailed: a step failed.
    """
    lacking = missing(target)
    if lacking:
        raise BuildFailed(f"构建环境与 {target.lock.name} 不一致，缺少：{'、'.join(lacking)}")
    made, dist, between = work / "made", work / "dist", work / "pyinstaller"
    for folder in (dist, between):
        shutil.rmtree(folder, ignore_errors=True)
    with step("绘制图标"):
        target.script("icons.py", target.path(made), env={"QT_QPA_PLATFORM": "offscreen"})
    with step("PyInstaller"):
        target.run(
            target.python,
            *("-m", "PyInstaller", "--noconfirm", "--clean", "--log-level", "ERROR"),
            *("--distpath", target.path(dist), "--workpath", target.path(between)),
            target.path(HERE / "zhuize.spec"),
            env={"ZHUIZE_BUILD": target.path(made), "PYTHONHASHSEED": "1"},
        )
    return dist / NAME


def complete(target: Target, work: Path, program: Path, reports: Path) -> None:
    """Add licences and notes to the frozen program, write the SBOM, and hold everything against the gates.

    Raises:
        BuildFailed: something is inside that may not ship, or it is too large.
    """
    with step("许可证与物料清单"):
        _, answer = target.run(target.python, "-c", inventory.ASK, quiet=True)
        made = work / "pyinstaller" / "zhuize"
        parts = inventory.shipped(
            made, target.packages, answer.rpartition("\n")[2], ROOT / "resources" / "fonts"
        )
        bill = inventory.sbom(parts, version(), target.system)
        (program / "LICENSES.txt").write_text(inventory.licences(parts), "utf-8", newline="\n")
        (reports / f"{NAME}-{version()}-{target.system}.cdx.json").write_text(bill, "utf-8", newline="\n")
        notes = (HERE / "notes" / f"{target.system}.txt").read_text("utf-8")
        windows = target.system == "windows"  # whose Notepad knows UTF-8 surest by its mark
        (program / _NOTES).write_text(
            notes, "utf-8-sig" if windows else "utf-8", newline="\r\n" if windows else "\n"
        )
        say(f"{len(parts)} 个组件")
    with step("出门检查"):
        problems = gate.problems(program)
        size = gate.size_of(program)
        say(
            f"{program.name}：{size / 1e6:.1f} MB，{sum(1 for p in program.rglob('*') if p.is_file())} 个文件"
        )
        largest = gate.LARGEST_FOLDER[target.system]
        if size > largest:
            problems.append(f"程序文件夹 {size / 1e6:.1f} MB，超过 {largest / 1e6:.0f} MB")
        if problems:
            raise BuildFailed("不能发布：\n  " + "\n  ".join(problems))


def sign(path: Path) -> None:
    """Run the maker's signing command on an executable; nothing where none is named.

    Raises:
        BuildFailed: the command failed.
    """
    command = os.environ.get(SIGN_VARIABLE, "")
    if command:
        say(f"签名 {path.name}")
        parts = shlex.split(command, posix=os.name == "posix")
        if subprocess.run([*parts, str(path)]).returncode:
            raise BuildFailed(f"{path.name} 签名失败")


def smoke_test(target: Target, program: Path, work: Path) -> None:
    """``--smoke-test`` of every executable of the frozen program; each log is kept in ``work``.

    Raises:
        BuildFailed: one of them did not pass.
    """
    for name in (NAME, f"{NAME}-cli"):
        executable = program / f"{name}{target.suffix}"
        if not executable.exists():
            continue
        with step(f"自检 {executable.name}"):
            log = work / f"smoke-test-{name}.log"
            log.unlink(missing_ok=True)
            code, _ = target.run(executable, "--smoke-test", "--log", target.path(log), check=False)
            told = log.read_text("utf-8") if log.exists() else "没有写出日志"
            if code or "自检通过。" not in told:
                raise BuildFailed(f"{executable.name} 自检未通过（退出码 {code}）：\n{told}")
            say(told.rstrip())


# --- what is handed out ---


def checksums(folder: Path, paths: list[Path], system: str) -> Path:
    """``SHA256SUMS``, in the form of ``sha256sum -c``."""
    target = folder / f"SHA256SUMS-{system}.txt"
    lines = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in sorted(paths)]
    target.write_text("".join(lines), "utf-8", newline="\n")
    return target


def list_release(target: Target, folder: Path, paths: list[Path]) -> None:
    """The list of the release, signed where a key is named; made with the program's own code by the target's Python."""
    with step("发布清单"):
        key = os.environ.get(KEY_VARIABLE, "")
        more = ["--key", target.path(Path(key))] if key else []
        target.script(
            "release.py",
            *("list", version(), target.system, target.path(folder)),
            *more,
            *map(target.path, paths),
        )
        if not key:
            say(f"没有给出 {KEY_VARIABLE}：发布清单未签名，只能查出损坏，不能证明由谁发布。")
