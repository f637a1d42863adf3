r"""Build the Windows program: one folder, its installer and the portable zip, tried before they are handed out.

    py -3.11 packaging\build_windows.py [--out FOLDER] [--work FOLDER] [--quick]

On a Windows PC it needs Python 3.11 (64 bit) and NSIS 3; the rest comes from ``requirements-windows.txt`` by hash. On
Linux the same command drives Wine when ``ZHUIZE_WINE`` names the prepared folder (with ``env.sh``, a Windows Python and
a Wine prefix); what was made there is made of the same files, but a real PC still has to try it. ``ZHUIZE_SIGN`` and
``ZHUIZE_RELEASE_KEY``: see ``README.md``. Exit status 0: everything in the folder may be handed out; 1: it may not.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import building
import gate
from building import HERE, NAME, ROOT, BuildFailed, Target, say, step

WINE_VARIABLE = "ZHUIZE_WINE"
LOCK = HERE / "requirements-windows.txt"
_PORTABLE_INI = "[data]\nfolder = data\n"


def target_of(work: Path) -> Target:
    """The Windows Python to build with: a fresh environment on Windows, the prepared one under Wine.

    Raises:
        BuildFailed: neither, or what is there does not match the lock.
    """
    if sys.platform == "win32":
        if sys.maxsize < 2**32:
            raise BuildFailed("请用 64 位的 Python 运行本脚本")
        return building.make_venv(work / "venv", LOCK, "windows")
    place = os.environ.get(WINE_VARIABLE, "")
    if not place:
        raise BuildFailed(f"请在 Windows 上运行；在 Linux 上须用 {WINE_VARIABLE} 指出准备好的 Wine 环境")
    return wine_target(Path(place).resolve())


def wine_target(place: Path) -> Target:
    """The prepared folder as a target: what ``env.sh`` exports, with a home of its own (Wine links it to the desktop).

    Raises:
        BuildFailed: the folder was not prepared.
    """
    script = place / "env.sh"
    if not script.is_file():
        raise BuildFailed(f"“{place}”里没有 env.sh，不是准备好的 Wine 环境")
    told = subprocess.run(
        ["bash", "-c", '. "$1"; env -0', "env", str(script)],
        capture_output=True,
        check=True,
        encoding="utf-8",
    ).stdout
    env = dict(line.split("=", 1) for line in told.split("\0") if "=" in line)
    home = place / "home"
    home.mkdir(exist_ok=True)
    # UTF-8 mode would hide what breaks on a PC with code page 936.
    env.pop("PYTHONUTF8", None)
    env["HOME"] = str(home)
    python = Path(env["WINPY"])
    return Target("windows", python, python.parent / "Lib" / "site-packages", LOCK, wine=True, env=env)


def makensis() -> str:
    """NSIS's compiler.

    Raises:
        BuildFailed: it is not installed.
    """
    candidates = [os.environ.get("MAKENSIS"), shutil.which("makensis")]
    for folder in ("ProgramFiles(x86)", "ProgramFiles"):
        if os.environ.get(folder):
            candidates.append(str(Path(os.environ[folder]) / "NSIS" / "makensis.exe"))
    found = next((one for one in candidates if one and Path(one).is_file()), None)
    if found is None:
        raise BuildFailed("没有找到 NSIS 3（makensis）：请安装，或用 MAKENSIS 指出 makensis 的位置")
    return found


def installer(
    target: Target, program: Path, work: Path, out: Path, *, version: str, quick: bool = False
) -> Path:
    """The Setup of a finished program folder.

    Raises:
        BuildFailed: NSIS failed.
    """
    made = work / "made"
    licence = (HERE / "notes" / "licence.txt").read_text("utf-8")
    (made / "licence.txt").write_text(licence, "utf-8-sig", newline="\r\n")
    setup = out / f"{NAME}-{version}-setup.exe"
    defines = {
        "VERSION": version,
        "DIST": str(program),
        "MADE": str(made),
        "SIZE_KB": str(gate.size_of(program) // 1024),
        "OUT": str(setup),
        "SEP": os.sep,
    }
    if target.wine:  # the usual 32-bit stub cannot be run there
        defines["NSIS_TARGET"] = "amd64-unicode"
    if quick:
        defines["QUICK"] = "1"
    if os.environ.get(building.SIGN_VARIABLE):
        defines |= {"SIGN_WITH": sys.executable, "SIGNER": str(HERE / "sign.py")}
    command = [makensis(), "-V2", "-WX", "-INPUTCHARSET", "UTF8"]
    command += [f"-D{name}={value}" for name, value in defines.items()]
    done = subprocess.run(
        [*command, str(HERE / "installer.nsi")], stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    said = done.stdout.decode("utf-8", "replace").strip()
    if said:
        say(said)
    if done.returncode:
        raise BuildFailed("NSIS 未能生成安装程序")
    return setup


def portable(program: Path, out: Path, version: str) -> Path:
    """The same folder as a zip, with ``portable.ini``; names in UTF-8, so that Chinese ones arrive as they are."""
    archive = out / f"{NAME}-{version}-portable.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as target:
        for path in sorted(program.rglob("*")):
            if path.is_file():
                target.write(path, f"{NAME}/{path.relative_to(program).as_posix()}")
        target.writestr(f"{NAME}/portable.ini", _PORTABLE_INI.replace("\n", "\r\n"))
    return archive


def build(target: Target, work: Path, out: Path, *, quick: bool) -> None:
    """Everything that is handed out, in ``out``.

    Raises:
        BuildFailed: a step failed.
    """
    version = building.version()
    program = building.freeze(target, work)
    building.complete(target, work, program, out)
    for executable in sorted(program.glob("*.exe")):
        building.sign(executable)
    building.smoke_test(target, program, work)
    with step("安装程序"):
        setup = installer(target, program, work, out, version=version, quick=quick)
        building.sign(setup)
        say(f"{setup.name}：{setup.stat().st_size / 1e6:.1f} MB")
        if not quick and setup.stat().st_size > gate.LARGEST_SETUP:
            raise BuildFailed(f"安装程序超过 {gate.LARGEST_SETUP / 1e6:.0f} MB")
    with step("便携版"):
        archive = portable(program, out, version)
        say(f"{archive.name}：{archive.stat().st_size / 1e6:.1f} MB")
    files = [setup, archive, out / f"{NAME}-{version}-windows.cdx.json"]
    building.list_release(target, out, files)
    building.checksums(out, files, "windows")


def main() -> int:
    """Entry point; returns the exit status."""
    sys.stdout.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    parser = argparse.ArgumentParser(description="构建 Windows 程序、安装程序和便携版")
    parser.add_argument("--out", type=Path, default=ROOT / "dist" / "windows", help="成品放在哪里")
    parser.add_argument("--work", type=Path, default=ROOT / "build" / "windows", help="中间文件放在哪里")
    parser.add_argument("--quick", action="store_true", help="安装程序不压缩，只供试用")
    given = parser.parse_args()
    out, work = given.out.resolve(), given.work.resolve()
    out.mkdir(parents=True, exist_ok=True)
    work.mkdir(parents=True, exist_ok=True)
    try:
        target = target_of(work)
        with building.screen(target):
            build(target, work, out, quick=given.quick)
    except BuildFailed as failure:
        say(f"\n未完成：{failure}")
        return 1
    say(f"\n完成，成品在 {out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
