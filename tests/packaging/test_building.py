"""What the builds share: locks, paths, the signing hook, checksums, the signed list."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import build_windows
import building
import pytest
import release
from building import BuildFailed, Target
from cryptography.hazmat.primitives.serialization import load_pem_private_key

import zhuize_desktop
from zhuize_desktop.seal.release import check_update, list_name, read_public_key, read_release

HERE = building.HERE
PROJECT = tomllib.loads((building.ROOT / "pyproject.toml").read_text("utf-8"))["project"]
DEPENDENCIES = {building.normal(re.split(r"[<>=~! ]", one, maxsplit=1)[0]) for one in PROJECT["dependencies"]}


def target(tmp_path, **more):
    return Target("windows", Path(sys.executable), tmp_path, tmp_path / "lock.txt", **more)


def test_the_version_is_that_of_the_program():
    assert building.version() == zhuize_desktop.__version__


def test_what_is_shipped_is_what_was_tested():
    """Windows, Linux and the test suite use the same version of everything that they have in common."""
    tested = building.locked(HERE / "requirements-dev.txt")
    for name in ("requirements-windows.txt", "requirements-linux.txt"):
        shipped = building.locked(HERE / name)
        assert len(shipped) > 40
        differing = {one: at for one, at in shipped.items() if tested.get(one, at) != at}
        assert differing == {}, name
        text = (HERE / name).read_text("utf-8")
        assert text.count("--hash=sha256:") >= len(shipped)
        assert not re.search(r"https?://|file:", text)
        assert not DEPENDENCIES - set(shipped), name


def test_an_environment_that_differs_from_its_lock_is_found(tmp_path):
    (tmp_path / "lock.txt").write_text("alpha==1.0 \\\n    --hash=sha256:00\nBeta_Gamma==2.0\n", "utf-8")
    info = tmp_path / "alpha-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: Alpha\nVersion: 1.0\n", "utf-8")
    assert building.missing(target(tmp_path)) == ["beta-gamma==2.0"]
    with pytest.raises(BuildFailed, match=r"beta-gamma==2\.0"):
        building.freeze(target(tmp_path), tmp_path / "work")


def test_paths_are_written_as_wine_reads_them(tmp_path):
    assert target(tmp_path, wine=True).path(Path("/work/程序 文件")) == "Z:\\work\\程序 文件"
    assert target(tmp_path).path(tmp_path) == str(tmp_path.resolve())


def test_variables_of_qt_reach_a_program_under_wine(tmp_path):
    """By the name under which Wine hands them on; here a script stands in the place of Wine."""
    wine = tmp_path / "bin" / "wine"
    wine.parent.mkdir()
    wine.write_text('#!/bin/sh\nshift\necho "$WINEQT_QPA_PLATFORM|$QT_QPA_PLATFORM|$OTHER"\n', "utf-8")
    wine.chmod(0o755)
    env = {"PATH": f"{wine.parent}:{os.environ['PATH']}"}
    under = target(tmp_path, wine=True, env=env)
    more = {"QT_QPA_PLATFORM": "offscreen", "OTHER": "x"}
    # Popen looks the program up in the PATH of this process.
    os.environ["PATH"], before = env["PATH"], os.environ["PATH"]
    try:
        assert under.run(Path("x.exe"), env=more) == (0, "offscreen||x")
    finally:
        os.environ["PATH"] = before


def test_a_command_that_fails_stops_the_build(tmp_path):
    with pytest.raises(BuildFailed, match="退出码 3"):
        target(tmp_path).run(Path(sys.executable), "-c", "raise SystemExit(3)")
    assert target(tmp_path).run(Path(sys.executable), "-c", "raise SystemExit(3)", check=False)[0] == 3


def test_nothing_is_signed_unless_somebody_says_how(tmp_path, monkeypatch):
    monkeypatch.delenv(building.SIGN_VARIABLE, raising=False)
    program = tmp_path / "a.exe"
    program.write_bytes(b"MZ")
    building.sign(program)
    assert program.read_bytes() == b"MZ"
    write = "import sys; open(sys.argv[1], 'ab').write(b'signed')"
    monkeypatch.setenv(building.SIGN_VARIABLE, f'"{sys.executable}" -c "{write}"')
    building.sign(program)
    assert program.read_bytes() == b"MZsigned"
    monkeypatch.setenv(building.SIGN_VARIABLE, f'"{sys.executable}" -c "raise SystemExit(1)"')
    with pytest.raises(BuildFailed, match="签名失败"):
        building.sign(program)


def test_the_checksums_are_those_that_sha256sum_checks(tmp_path):
    for name in ("b.zip", "a.exe"):
        (tmp_path / name).write_bytes(name.encode())
    sums = building.checksums(tmp_path, [tmp_path / "b.zip", tmp_path / "a.exe"], "windows")
    done = subprocess.run(["sha256sum", "-c", sums.name], cwd=tmp_path, capture_output=True, encoding="utf-8")
    assert done.returncode == 0
    assert done.stdout == "a.exe: OK\nb.zip: OK\n"


def test_the_portable_zip_is_the_same_folder_with_portable_ini(tmp_path):
    program = tmp_path / "dist" / "zhuize-desktop"
    (program / "_internal").mkdir(parents=True)
    (program / "zhuize-desktop.exe").write_bytes(b"MZ")
    (program / "使用前必读.txt").write_text("一", "utf-8")
    (program / "_internal" / "x.dll").write_bytes(b"MZ")
    archive = build_windows.portable(program, tmp_path, "0.1.0")
    with zipfile.ZipFile(archive) as found:
        assert sorted(found.namelist()) == [
            "zhuize-desktop/_internal/x.dll",
            "zhuize-desktop/portable.ini",
            "zhuize-desktop/zhuize-desktop.exe",
            "zhuize-desktop/使用前必读.txt",
        ]
        assert found.read("zhuize-desktop/portable.ini") == b"[data]\r\nfolder = data\r\n"


def test_another_place_than_windows_or_wine_is_refused(tmp_path, monkeypatch):
    monkeypatch.delenv(build_windows.WINE_VARIABLE, raising=False)
    with pytest.raises(BuildFailed, match="ZHUIZE_WINE"):
        build_windows.target_of(tmp_path)
    monkeypatch.setenv(build_windows.WINE_VARIABLE, str(tmp_path))
    with pytest.raises(BuildFailed, match=r"env\.sh"):
        build_windows.target_of(tmp_path)


def test_the_makers_key_signs_what_the_program_verifies(tmp_path, monkeypatch):
    private, public = tmp_path / "key.pem", tmp_path / "public-key.txt"
    release.new_key(private, public, b"geheim")
    assert private.stat().st_mode & 0o077 == 0
    with pytest.raises(TypeError):
        load_pem_private_key(private.read_bytes(), None)
    with pytest.raises(FileExistsError):
        release.new_key(private, public, b"")
    setup = tmp_path / "zhuize-desktop-0.2.0-setup.exe"
    setup.write_bytes(b"MZ")
    monkeypatch.setenv("ZHUIZE_RELEASE_KEY_PASSWORD", "geheim")
    written = release.write_list("0.2.0", "windows", tmp_path, private, [setup])
    assert written.name == list_name("0.2.0", "windows")
    assert check_update(setup, read_release(written), read_public_key(public), "0.1.0").ok
    unsigned = release.write_list("0.2.0", "windows", tmp_path, None, [setup])
    assert json.loads(unsigned.read_bytes())["signature"] == ""
    assert not check_update(setup, read_release(unsigned), read_public_key(public), "0.1.0").ok


def test_the_carried_public_key_is_one_or_none():
    assert len(bytes.fromhex(read_public_key(release.PUBLIC))) in (0, 32)
