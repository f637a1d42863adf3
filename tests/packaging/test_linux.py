"""The Linux build: what it needs of the system, and what the package puts where."""

from __future__ import annotations

import shutil
import subprocess
import tarfile
from pathlib import Path

import build_linux
import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def program(tmp_path):
    folder = tmp_path / "dist" / "zhuize-desktop"
    (folder / "_internal").mkdir(parents=True)
    shutil.copy("/bin/true", folder / "zhuize-desktop")
    (folder / "LICENSES.txt").write_text("licences", "utf-8")
    (folder / "_internal" / "link").symlink_to("../LICENSES.txt")
    return folder


def test_programs_and_libraries_are_told_from_other_files(program):
    assert [path.name for path in build_linux.elf_files(program)] == ["zhuize-desktop"]


def test_the_newest_glibc_that_is_asked_for_is_found(tmp_path):
    one, two = tmp_path / "one.so", tmp_path / "two.so"
    one.write_bytes(b"\x7fELF\0GLIBC_2.2.5\0GLIBC_2.9\0")
    two.write_bytes(b"\x7fELF\0GLIBC_2.28\0GLIBC_PRIVATE\0XGLIBC_2.99\0")
    assert build_linux.newest_glibc([one, two]) == (2, 28)
    major, minor = build_linux.newest_glibc([Path("/bin/true").resolve()])
    here = subprocess.run(["getconf", "GNU_LIBC_VERSION"], capture_output=True, encoding="utf-8").stdout
    assert (2, 0) < (major, minor) <= tuple(map(int, here.split()[1].split(".")))


def test_libraries_of_the_system_are_named_with_their_packages(program):
    if shutil.which("readelf") is None or shutil.which("dpkg") is None:
        pytest.skip("binutils or dpkg are not here")
    libraries = build_linux.needed(build_linux.elf_files(program))
    assert libraries == ["libc.so.6"]
    assert build_linux.packages(libraries) == ["libc6"]


def test_libraries_that_nobody_asks_for_are_taken_away(program):
    if shutil.which("readelf") is None or shutil.which("gcc") is None:
        pytest.skip("binutils or gcc are not here")
    inside = program / "_internal"
    (inside / "link").unlink()

    def library(name, *uses):
        source = inside / f"{name}.c"
        source.write_text(f"int {name}(void) {{ return 1; }}", "ascii")
        linked = [str(inside / f"lib{one}.so.1") for one in uses]
        switches = ["-g", "-shared", "-Wl,--no-as-needed", f"-Wl,-soname,lib{name}.so.1"]
        made = str(inside / f"lib{name}.so.1")
        subprocess.run(["gcc", *switches, "-o", made, str(source), *linked], check=True)
        source.unlink()

    library("base")
    library("gone_too")
    library("gone", "gone_too")
    library("user", "base")
    (inside / "module").mkdir()
    (inside / "libuser.so.1").rename(inside / "module" / "user.cpython-311.so")
    library("own")
    (inside / "libown.so.1").rename(inside / "_own.cpython-311.so")
    (inside / "libgone.so").symlink_to("libgone.so.1")

    build_linux.slim(program)

    assert sorted(path.name for path in inside.rglob("*.so*")) == [
        *("_own.cpython-311.so", "libbase.so.1", "user.cpython-311.so")
    ]
    sections = subprocess.run(
        ["readelf", "-S", str(inside / "libbase.so.1")], capture_output=True, encoding="utf-8"
    ).stdout
    assert ".debug_info" not in sections


def test_the_package_holds_program_entry_icons_and_command(program, tmp_path):
    if shutil.which("dpkg-deb") is None:
        pytest.skip("dpkg-deb is not here")
    made = tmp_path / "made"
    made.mkdir()
    (made / "app-48.png").write_bytes(b"PNG")
    archive = build_linux.deb(program, tmp_path, tmp_path, "0.1.0", (2, 36), ["libc6", "libegl1"])
    listed = subprocess.run(["dpkg-deb", "-c", str(archive)], capture_output=True, encoding="utf-8").stdout
    for path in (
        "./opt/zhuize-desktop/zhuize-desktop",
        "./usr/bin/zhuize-desktop -> /opt/zhuize-desktop/zhuize-desktop",
        "./usr/share/applications/zhuize-desktop.desktop",
        "./usr/share/icons/hicolor/48x48/apps/zhuize-desktop.png",
        "./usr/share/icons/hicolor/scalable/apps/zhuize-desktop.svg",
        "./usr/share/mime/packages/zhuize-desktop.xml",
        "./usr/share/doc/zhuize-desktop/copyright",
    ):
        assert path in listed, path
    assert "root/root" in listed.splitlines()[-1]
    asked = ["dpkg-deb", "-f", str(archive), "Depends", "Version"]
    told = subprocess.run(asked, capture_output=True, encoding="utf-8").stdout
    assert sorted(told.splitlines()) == ["Depends: libc6 (>= 2.36), libegl1", "Version: 0.1.0"]


def test_the_tarball_is_the_same_bytes_each_time(program, tmp_path):
    first = build_linux.tarball(program, tmp_path, "0.1.0")
    whole = first.read_bytes()
    with tarfile.open(first) as archive:
        assert sorted(archive.getnames()) == [
            "zhuize-desktop-0.1.0",
            "zhuize-desktop-0.1.0/LICENSES.txt",
            "zhuize-desktop-0.1.0/_internal",
            "zhuize-desktop-0.1.0/_internal/link",
            "zhuize-desktop-0.1.0/zhuize-desktop",
        ]
        assert archive.getmember("zhuize-desktop-0.1.0/zhuize-desktop").mode & 0o111
    assert build_linux.tarball(program, tmp_path, "0.1.0").read_bytes() == whole


def test_no_maintainer_script_touches_a_home():
    """The package has none: removing it cannot remove data."""
    text = (ROOT / "packaging" / "build_linux.py").read_text("utf-8")
    assert not {"postinst", "prerm", "postrm", "preinst"} & set(text.split('"'))
