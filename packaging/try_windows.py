r"""Try a finished Setup as an administrator would roll it out: install, start, upgrade, refuse, uninstall.

    py -3.11 packaging\try_windows.py FOLDER\zhuize-desktop-0.1.0-setup.exe [--older SETUP] [--work FOLDER]

For the present user, silently, into a folder with blanks and Chinese in its name; what it makes it removes, and it
refuses to begin where a real ledger lies. On Linux the same command drives Wine as ``build_windows.py`` does. With
``--older`` that Setup is installed first and its program kept running while the newer one comes: it must wait, give up
in time, and succeed once the program has ended. Exit status 0: all as it should be; 1: not, and the last line says
what.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import build_windows
import building
from building import HERE, NAME, ROOT, BuildFailed, Target, say, step

TITLE = "违规经营投资责任追究桌面系统"
UNINSTALL = rf"HKCU\Software\Microsoft\Windows\CurrentVersion\Uninstall\{NAME}"
PLACE = "责任追究 试装"
#: Exit code of a Setup that met the program running until its patience was over.
STILL_RUNNING = 4


@dataclass
class Trial:
    """Where things are: as this computer sees them, and as Windows writes them."""

    target: Target
    local: Path
    menu: Path
    desktop: Path
    work: Path

    @property
    def place(self) -> Path:
        """Where the program is installed."""
        return self.local / "Programs" / PLACE

    @property
    def shortcut(self) -> Path:
        """The entry of the start menu."""
        return self.menu / f"{TITLE}.lnk"

    def native(self, path: Path) -> str:
        """A path inside the drive C: of the trial."""
        if not self.target.wine:
            return str(path)
        drive = Path(self.target.env["WINEPREFIX"]) / "drive_c"
        return "C:\\" + str(path.relative_to(drive)).replace("/", "\\")

    def ask(self, *arguments: str) -> str:
        """The answer of ``reg query``, empty where there is no such key."""
        code, output = self.command("reg", "query", *arguments)
        return output if code == 0 else ""

    def command(self, *arguments: str) -> tuple[int, str]:
        """A program of Windows by its name; exit code and output."""
        command = [*(["wine"] if self.target.wine else []), *arguments]
        done = subprocess.run(
            command, env=self.target.env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, timeout=1800,
        )  # fmt: skip
        try:
            text = done.stdout.decode("utf-8")
        except UnicodeDecodeError:
            text = done.stdout.decode("gbk", "replace")  # code page 936
        return done.returncode, text.replace("\r\n", "\n")


def trial_of(target: Target, work: Path) -> Trial:
    """The folders of the present user, as Windows names them."""
    code, told = target.run(
        target.python,
        "-c",
        "import ctypes.wintypes as w, ctypes, json\n"
        "def at(n):\n b = ctypes.create_unicode_buffer(260)\n"
        " ctypes.windll.shell32.SHGetFolderPathW(None, n, None, 0, b)\n return b.value\n"
        "print(json.dumps([at(28), at(2), at(16)]))",
        quiet=True,
    )
    del code
    local, menu, desktop = (_here(target, text) for text in json.loads(told.rpartition("\n")[2]))
    return Trial(target, local, menu, desktop, work)


def _here(target: Target, text: str) -> Path:
    if not target.wine:
        return Path(text)
    drive, _, below = text.partition(":\\")
    root = Path(target.env["WINEPREFIX"])
    link = root / "dosdevices" / f"{drive.lower()}:"
    return link.resolve() / below.replace("\\", "/")


def expect(holds: bool, what: str) -> None:
    """Say what was looked at.

    Raises:
        BuildFailed: it is not so.
    """
    say(f"{'✓' if holds else '✗'} {what}")
    if not holds:
        raise BuildFailed(what)


def run_setup(trial: Trial, setup: Path, *switches: str) -> int:
    """Run a Setup silently into the place of the trial; its exit code."""
    # NSIS reads /D= to the end of the line and wants no quotes, which an argument with a blank would get.
    place = f"/D={trial.native(trial.place)}".split(" ")
    code, _ = trial.target.run(setup, "/S", *switches, *place, check=False)
    return code


def installed_version(trial: Trial) -> str:
    """The version in the list of programs, empty when it is not there."""
    for line in trial.ask(UNINSTALL, "/v", "DisplayVersion").splitlines():
        if "REG_SZ" in line:
            return line.split()[-1]
    return ""


def install(trial: Trial, setup: Path, version: str) -> None:
    """Install silently and look at every trace an installation leaves."""
    start = time.monotonic()
    code = run_setup(trial, setup)
    expect(code == 0, f"静默安装 {setup.name}，退出码 {code}（{time.monotonic() - start:.0f} 秒）")
    expect((trial.place / f"{NAME}.exe").is_file(), "程序已装到带空格和中文的文件夹")
    expect(installed_version(trial) == version, f"程序列表中的版本为 {version}")
    entry = trial.ask(UNINSTALL)
    expect(
        all(name in entry for name in ("EstimatedSize", "QuietUninstallString", TITLE)),
        "卸载项有名称、大小、静默卸载命令",
    )
    expect(opener(trial)[1:] == ["open", "%1"], "备份文件 .zhuize-backup 由本程序打开")
    wanted = trial.native(trial.place / f"{NAME}.exe").encode("utf-16-le")
    expect(trial.shortcut.is_file() and wanted in trial.shortcut.read_bytes(), "开始菜单入口指向程序")
    expect((trial.desktop / f"{TITLE}.lnk").is_file(), "桌面图标")


def opener(trial: Trial) -> list[str]:
    """What this user's registry says a double click on a ``.zhuize-backup`` runs, ``%1`` standing for the file."""
    kind = trial.ask(r"HKCU\Software\Classes\.zhuize-backup", "/ve").split()[-1:]
    told = trial.ask(rf"HKCU\Software\Classes\{''.join(kind)}\shell\open\command", "/ve")
    return [part.strip('"') for part in re.findall(r'"[^"]*"|\S+', told.partition("REG_SZ")[2])]


def open_backup(trial: Trial, data: Path) -> None:
    """Back the ledger up and run what the registry names for the file, as the shell does for a double click."""
    cli, out = trial.place / f"{NAME}-cli.exe", trial.local / PLACE
    password = trial.native(data / "demo-password.txt")
    signed_in = ["--data", trial.native(data), "--user", "guanli", "--password-file", password]
    code, _ = trial.target.run(cli, "backup", *signed_in, "--out", trial.native(out), check=False, quiet=True)
    made = list(out.glob("*.zhuize-backup"))
    expect(code == 0 and len(made) == 1, "备份文件已写出并核对")
    command = [part.replace("%1", trial.native(made[0])) for part in opener(trial)]
    script = trial.target.path(HERE / "first_window.py")
    code, said = trial.target.run(trial.target.python, script, *command, check=False, quiet=True)
    title = json.loads(said.strip().rpartition("\n")[2]) if code == 0 else said
    shutil.rmtree(out)
    expect(title == "验证结果", f"双击备份文件打开“{title}”窗口")


def start_from_menu(trial: Trial) -> None:
    """``--smoke-test`` through the entry of the start menu, as a click would start it."""
    log = trial.work / "smoke-test-from-menu.log"
    log.unlink(missing_ok=True)
    code, said = trial.command(
        "cmd",
        "/c",
        "start",
        "",
        "/wait",
        trial.native(trial.shortcut),
        "--smoke-test",
        "--log",
        trial.target.path(log),
    )
    told = log.read_text("utf-8") if log.exists() else said
    say(told.rstrip())
    expect(code == 0 and "自检通过。" in told, f"从开始菜单启动并通过自检，退出码 {code}")


def upgrade_over_running(trial: Trial, setup: Path, older: str, newer: str) -> None:
    """The newer Setup comes while the older program runs."""
    command = [*(["wine"] if trial.target.wine else []), str(trial.place / f"{NAME}.exe")]
    with subprocess.Popen(
        command, env=trial.target.env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as running:
        try:
            time.sleep(8)  # until Windows has started it; nothing tells when
            expect(running.poll() is None, f"{older} 版正在运行")
            code = run_setup(trial, setup, "/WAIT=3")
            expect(code == STILL_RUNNING, f"程序运行时静默升级等待后放弃，退出码 {code}")
            expect(installed_version(trial) == older, f"仍是 {older} 版，没有作任何改动")
        finally:
            trial.command("taskkill", "/f", "/im", f"{NAME}.exe")
            running.kill()
    code = run_setup(trial, setup)
    expect(code == 0 and installed_version(trial) == newer, f"程序退出后升级到 {newer} 版")
    expect(not (trial.place / "_internal.old").exists(), "旧版文件已清除")


def uninstall(trial: Trial, kept: list[Path]) -> None:
    """Uninstall silently; the files of ``kept`` must be as they were."""
    before = {path: path.read_bytes() for path in kept}
    code, _ = trial.target.run(trial.place / "uninstall.exe", "/S", check=False)
    for _ in range(120):  # the uninstaller goes on as a copy of itself
        if not (trial.place / f"{NAME}.exe").exists() and not installed_version(trial):
            break
        time.sleep(1)
    expect(code == 0 and not (trial.place / f"{NAME}.exe").exists(), f"静默卸载，退出码 {code}")
    expect(
        not installed_version(trial) and not trial.ask(r"HKCU\Software\Classes\Zhuize.Backup"), "登记项已清除"
    )
    expect(not trial.shortcut.exists() and not (trial.desktop / f"{TITLE}.lnk").exists(), "入口和图标已清除")
    left = (
        sorted(path.relative_to(trial.place).as_posix() for path in trial.place.rglob("*"))
        if trial.place.exists()
        else []
    )
    expect(left == ["台账", "台账/旁边的文件.txt"], f"程序文件夹里只剩别人放的文件：{left}")
    expect(
        {path: path.read_bytes() for path in kept} == before, f"数据文件夹的 {len(kept)} 个文件一个字节没动"
    )


def run(trial: Trial, setup: Path, older: Path | None) -> None:
    """The whole trial.

    Raises:
        BuildFailed: something is not as it should be.
    """
    version = setup.name.split("-")[2]
    expect(not installed_version(trial), "试装前没有装过")
    data = trial.local / NAME
    expect(not data.exists(), f"没有真实台账在 {trial.native(data)}")
    first = older or setup
    with step("安装"):
        install(trial, first, first.name.split("-")[2])
    with step("建立台账"):
        cli = trial.place / f"{NAME}-cli.exe"
        code, _ = trial.target.run(cli, "demo", trial.native(data), "--clues", "12", check=False, quiet=True)
        kept = sorted(path for path in data.rglob("*") if path.is_file())
        expect(code == 0 and len(kept) > 3, f"数据文件夹在 {trial.native(data)}")
    with step("从开始菜单启动"):
        start_from_menu(trial)
    with step("双击备份文件"):
        open_backup(trial, data)
    if older is not None:
        with step("程序运行时升级"):
            upgrade_over_running(trial, setup, older.name.split("-")[2], version)
        with step("拒绝换回旧版"):
            code = run_setup(trial, older)
            expect(code == 3 and installed_version(trial) == version, f"静默安装旧版被拒绝，退出码 {code}")
        with step("升级后从开始菜单启动"):
            start_from_menu(trial)
    with step("卸载"):
        beside = trial.place / "台账"
        beside.mkdir()
        (beside / "旁边的文件.txt").write_text("别人的", "utf-8")
        kept = sorted(path for path in data.rglob("*") if path.is_file())
        uninstall(trial, kept)
    # All of it was made here, for this trial.
    shutil.rmtree(data)
    shutil.rmtree(trial.place)


def main() -> int:
    """Entry point; returns the exit status."""
    sys.stdout.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    parser = argparse.ArgumentParser(description="试装：安装、启动、升级、拒绝、卸载")
    parser.add_argument("setup", type=Path)
    parser.add_argument("--older", type=Path, help="较旧的安装程序，先装它再升级")
    parser.add_argument("--work", type=Path, default=ROOT / "build" / "windows", help="日志放在哪里")
    given = parser.parse_args()
    work = given.work.resolve()
    work.mkdir(parents=True, exist_ok=True)
    try:
        target = build_windows.target_of(work)
        with building.screen(target):
            run(trial_of(target, work), given.setup.resolve(), given.older and given.older.resolve())
    except BuildFailed as failure:
        say(f"\n未完成：{failure}")
        return 1
    say("\n试装通过。")
    return 0


if __name__ == "__main__":
    sys.exit(main())
