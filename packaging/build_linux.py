"""Build the Linux program: one folder as ``.tar.xz`` and as ``.deb``, tried before they are handed out.

    python3 packaging/build_linux.py [--out FOLDER] [--work FOLDER]

Needs Python 3.11 with its shared library and ``venv``, binutils and dpkg-deb; the rest comes from
``requirements-linux.txt`` by hash. What is built binds to the C library of the computer it is built on: it runs there
and on newer systems, never on older ones. Exit status 0: everything in the folder may be handed out; 1: it may not.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import building
import gate
from building import HERE, NAME, ROOT, BuildFailed, Target, say, step

LOCK = HERE / "requirements-linux.txt"
TITLE = "违规经营投资责任追究桌面系统"
PLACE = Path("opt") / NAME
#: Opened by PyInstaller's loader, which does not ask for it in the way other programs do.
_PYTHON = f"libpython{sys.version_info[0]}.{sys.version_info[1]}.so.1.0"
#: Of a folder by default; what was once written into an archive stays comparable from build to build.
_TIME = 1_767_225_600  # 2026-01-01
_MIME = f"application/x-{NAME}-backup"
_DESKTOP = f"""[Desktop Entry]
Type=Application
Name={TITLE}
Name[zh_CN]={TITLE}
Comment=问题线索台账与责任追究报告，离线使用
Exec=/{PLACE}/{NAME}
Icon={NAME}
Terminal=false
Categories=Office;
StartupWMClass={NAME}
"""
_VERIFY = f"""[Desktop Entry]
Type=Application
Name=验证责任追究台账备份
Exec=/{PLACE}/{NAME} open %f
Icon={NAME}
Terminal=false
NoDisplay=true
MimeType={_MIME};
"""
_MIME_TYPE = f"""<?xml version="1.0" encoding="UTF-8"?>
<mime-info xmlns="http://www.freedesktop.org/standards/shared-mime-info">
  <mime-type type="{_MIME}">
    <comment>责任追究台账备份</comment>
    <glob pattern="*.zhuize-backup"/>
  </mime-type>
</mime-info>
"""


# --- what it needs of the system ---


def elf_files(folder: Path) -> list[Path]:
    """The programs and libraries in a folder."""
    found = []
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            with path.open("rb") as stream:
                if stream.read(4) == b"\x7fELF":
                    found.append(path)
    return found


def newest_glibc(files: list[Path]) -> tuple[int, int]:
    """The newest version of glibc that any of the files asks for, so the oldest system they run on."""
    asked = {(2, 0)}
    for path in files:
        for major, minor in re.findall(rb"\x00GLIBC_(\d+)\.(\d+)(?:\.\d+)?(?=\x00)", path.read_bytes()):
            asked.add((int(major), int(minor)))
    return max(asked)


def asked(path: Path) -> set[str]:
    """The libraries that one file asks for by name.

    Raises:
        BuildFailed: binutils are missing.
    """
    if shutil.which("readelf") is None:
        raise BuildFailed("没有 readelf，请安装 binutils")
    done = subprocess.run(["readelf", "-d", str(path)], capture_output=True, encoding="utf-8", check=True)
    return set(re.findall(r"\(NEEDED\).*\[(.+)\]", done.stdout))


def needed(files: list[Path]) -> list[str]:
    """The libraries that the files ask for and do not bring along."""
    return sorted(set().union(*map(asked, files)) - {path.name for path in files})


def slim(program: Path) -> None:
    """Take away the libraries of the system that nobody asks for any more, and what is there for debuggers only.

    PyInstaller follows every plugin of Qt before those that are not wanted are left out; what they alone needed (the
    whole of GTK) is still there.
    """
    inside = program / "_internal"
    places = (inside, inside / "PySide6" / "Qt" / "lib")
    while True:
        files = elf_files(program)
        wanted = set().union(*map(asked, files)) | {_PYTHON}
        # What does not begin with "lib" is a module of Python, which is asked for in Python.
        libraries = [path for path in files if path.parent in places and path.name.startswith("lib")]
        idle = [path for path in libraries if path.name not in wanted]
        if not idle:
            break
        for path in idle:
            path.unlink()
    for path in inside.rglob("*"):
        if path.is_symlink() and not path.exists():
            path.unlink()
    subprocess.run(["strip", "--strip-debug", *map(str, elf_files(inside))], check=True)


def packages(libraries: list[str]) -> list[str]:
    """The Debian packages that hold the libraries, as this Debian names them.

    Raises:
        BuildFailed: a library is in no installed package.
    """
    cache = subprocess.run(["/sbin/ldconfig", "-p"], capture_output=True, encoding="utf-8", check=True).stdout
    places = dict(reversed(re.findall(r"^\s+(\S+) \(libc6,x86-64[^)]*\) => (\S+)$", cache, re.MULTILINE)))
    found = set()
    for library in libraries:
        place = places.get(library)
        owner = _owner(place) if place is not None else None
        if owner is None:
            raise BuildFailed(f"本机没有哪个软件包提供 {library}")
        found.add(owner)
    return sorted(found)


def _owner(place: str) -> str | None:
    """The package of a library; before the merge of /usr its path was written without /usr."""
    real = str(Path(place).resolve())
    for path in dict.fromkeys((place, real, real.removeprefix("/usr"), place.removeprefix("/usr"))):
        done = subprocess.run(["dpkg", "-S", path], capture_output=True, encoding="utf-8")
        if done.returncode == 0:
            return done.stdout.partition(":")[0]
    return None


# --- the two archives ---


def tarball(program: Path, out: Path, version: str) -> Path:
    """The folder as ``.tar.xz``: root's, of one time, in one order."""
    archive = out / f"{NAME}-{version}-linux-x86_64.tar.xz"

    def plain(info: tarfile.TarInfo) -> tarfile.TarInfo:
        info.uid = info.gid = 0
        info.uname = info.gname = "root"
        info.mtime = _TIME
        return info

    with tarfile.open(archive, "w:xz", preset=6) as target:
        for path in [program, *sorted(program.rglob("*"))]:
            inside = f"{NAME}-{version}/{path.relative_to(program).as_posix()}".rstrip("/.")
            target.add(path, inside, recursive=False, filter=plain)
    return archive


def deb_tree(program: Path, made: Path, tree: Path, control: str) -> None:
    """Lay out what the package puts where: program under /opt, entry, icons, kind of file, command."""
    shutil.rmtree(tree, ignore_errors=True)
    shutil.copytree(program, tree / PLACE, symlinks=True)
    share = tree / "usr" / "share"
    for name, text in (
        (f"applications/{NAME}.desktop", _DESKTOP),
        (f"applications/{NAME}-verify.desktop", _VERIFY),
        (f"mime/packages/{NAME}.xml", _MIME_TYPE),
    ):
        path = share / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    icons = share / "icons" / "hicolor"
    for picture in made.glob("app-*.png"):
        size = picture.stem.removeprefix("app-")
        place = icons / f"{size}x{size}" / "apps"
        place.mkdir(parents=True)
        shutil.copy(picture, place / f"{NAME}.png")
    (icons / "scalable" / "apps").mkdir(parents=True)
    shutil.copy(ROOT / "resources" / "icons" / "app.svg", icons / "scalable" / "apps" / f"{NAME}.svg")
    binaries = tree / "usr" / "bin"
    binaries.mkdir()
    (binaries / NAME).symlink_to(f"/{PLACE}/{NAME}")
    documents = share / "doc" / NAME
    documents.mkdir(parents=True)
    shutil.copy(program / "LICENSES.txt", documents / "copyright")
    (tree / "DEBIAN").mkdir()
    (tree / "DEBIAN" / "control").write_text(control, "utf-8")


def control(version: str, size: int, depends: list[str], glibc: tuple[int, int]) -> str:
    """The control file of the package."""
    listed = [f"libc6 (>= {glibc[0]}.{glibc[1]})", *(name for name in depends if name != "libc6")]
    return (
        f"Package: {NAME}\nVersion: {version}\nArchitecture: amd64\nSection: misc\nPriority: optional\n"
        f"Maintainer: {NAME} <{NAME}@localhost>\nInstalled-Size: {size // 1024}\n"
        f"Depends: {', '.join(listed)}\n"
        f"Description: {TITLE}\n 离线、加密的问题线索台账与签批报告。\n 数据在 ~/.local/share/{NAME}，卸载时不动它。\n"
    )


def deb(
    program: Path, work: Path, out: Path, version: str, glibc: tuple[int, int], depends: list[str]
) -> Path:
    """The Debian package.

    Raises:
        BuildFailed: dpkg-deb failed.
    """
    archive = out / f"{NAME}_{version}_amd64.deb"
    tree = work / "deb"
    size = gate.size_of(program)
    deb_tree(program, work / "made", tree, control(version, size, depends, glibc))
    done = subprocess.run(
        ["dpkg-deb", "--root-owner-group", "-Zxz", "--build", str(tree), str(archive)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
    )
    if done.returncode:
        raise BuildFailed(f"dpkg-deb 未能打包：\n{done.stdout}")
    return archive


def build(target: Target, work: Path, out: Path) -> None:
    """Everything that is handed out, in ``out``.

    Raises:
        BuildFailed: a step failed.
    """
    version = building.version()
    program = building.freeze(target, work)
    with step("去掉用不到的系统库"):
        slim(program)
    building.complete(target, work, program, out)
    with step("系统要求"):
        files = elf_files(program)
        glibc = newest_glibc(files)
        libraries = needed(files)
        depends = packages(libraries)
        say(f"glibc {glibc[0]}.{glibc[1]} 及以上；系统库：{'、'.join(libraries)}")
        say(f"Debian 软件包：{'、'.join(depends)}")
    building.smoke_test(target, program, work)
    with step("打包"):
        files = [tarball(program, out, version), deb(program, work, out, version, glibc, depends)]
        for path in files:
            say(f"{path.name}：{path.stat().st_size / 1e6:.1f} MB")
    files.append(out / f"{NAME}-{version}-linux.cdx.json")
    building.list_release(target, out, files)
    building.checksums(out, files, "linux")


def main() -> int:
    """Entry point; returns the exit status."""
    sys.stdout.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    parser = argparse.ArgumentParser(description="构建 Linux 程序（tar.xz 和 deb）")
    parser.add_argument("--out", type=Path, default=ROOT / "dist" / "linux", help="成品放在哪里")
    parser.add_argument("--work", type=Path, default=ROOT / "build" / "linux", help="中间文件放在哪里")
    given = parser.parse_args()
    out, work = given.out.resolve(), given.work.resolve()
    out.mkdir(parents=True, exist_ok=True)
    work.mkdir(parents=True, exist_ok=True)
    try:
        if not sys.platform.startswith("linux"):
            raise BuildFailed("请在 Linux 上运行")
        target = building.make_venv(work / "venv", LOCK, "linux")
        with building.screen(target):
            build(target, work, out)
    except BuildFailed as failure:
        say(f"\n未完成：{failure}")
        return 1
    say(f"\n完成，成品在 {out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
