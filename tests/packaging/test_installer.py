"""The installer's script says what the program, the notes and the bill say; and it never touches data."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import build_linux
import building
import gate
import icons
import pytest
import try_windows

from zhuize_desktop.cli.arguments import build_parser
from zhuize_desktop.services.maintenance import SUFFIX
from zhuize_desktop.storage.folders import PROGRAM

ROOT = Path(__file__).resolve().parents[2]
HERE = ROOT / "packaging"
SCRIPT = (HERE / "installer.nsi").read_text("utf-8")
NOTES = (HERE / "notes" / "windows.txt").read_text("utf-8")
UNINSTALLING = SCRIPT[SCRIPT.index('Section "Uninstall"') :]


def defined(name):
    """The value of ``!define NAME``."""
    return re.search(rf'^!define {name} "(.*)"$', SCRIPT, re.MULTILINE)[1]


def test_names_are_those_of_the_program():
    assert defined("NAME") == building.NAME == PROGRAM
    assert defined("TITLE") == try_windows.TITLE == build_linux.TITLE
    assert f'TITLE = "{defined("TITLE")}"' in (HERE / "zhuize.spec").read_text("utf-8")


def test_sealed_packages_are_opened_by_a_command_that_there_is():
    assert defined("PACKAGE_EXTENSION") == SUFFIX
    assert "*" + SUFFIX in build_linux._MIME_TYPE
    command = re.search(r"\\\$\{EXE\}\" (\w+) \"%1\"", SCRIPT)[1]
    given = build_parser().parse_args([command, "C:/备份.zhuize-backup"])
    assert given.command == "open"
    assert f" {command} %f" in build_linux._VERIFY


def test_whatever_is_removed_is_named_or_was_put_there_by_the_installer():
    """A data folder may lie inside the folder of the program, or be the folder itself."""
    removed = re.findall(r'^\s*RMDir (/r )?"([^"]*)"', SCRIPT, re.MULTILINE)
    assert {path for recursive, path in removed if recursive} == {
        r"$INSTDIR\_internal",
        r"$INSTDIR\_internal.old",
    }
    assert [path for recursive, path in removed if not recursive] == ["$INSTDIR"]
    assert "LOCALAPPDATA\\${NAME}" not in SCRIPT
    assert not re.search(r"Delete .*[*?]", SCRIPT)


def test_everything_the_build_puts_beside_the_program_is_removed():
    beside = {building._NOTES, "LICENSES.txt"}
    for name in (*beside, r"${EXE}", r"${CLI}", "uninstall.exe"):
        assert f'Delete "$INSTDIR\\{name}"' in UNINSTALLING, name
    assert f"$INSTDIR\\{building._NOTES}" in SCRIPT


def test_the_user_reads_chinese():
    assert '!insertmacro MUI_LANGUAGE "SimpChinese"' in SCRIPT
    assert SCRIPT.count("!insertmacro MUI_LANGUAGE") == 1
    for sentence in re.findall(r'(?:MessageBox [\w|]+|Abort) "([^"]+)"', SCRIPT):
        assert re.search("[\u4e00-\u9fff]", sentence), sentence


def test_for_the_present_user_without_rights_unless_asked():
    assert "RequestExecutionLevel user" in SCRIPT
    assert re.search(r"Function \.onInit.*?StrCpy \$ForAll 0", SCRIPT, re.DOTALL)


@pytest.mark.parametrize("switch", ["/ALLUSERS", "/CURRENTUSER", "/NODESKTOP", "/WAIT="])
def test_the_silent_switches_are_read(switch):
    assert f'${{GetOptions}} $R0 "{switch}"' in SCRIPT
    if switch != "/CURRENTUSER":
        assert switch in NOTES


def test_the_exit_codes_in_the_notes_are_those_of_the_script():
    told = dict(re.findall(r"(\d) ([^；。\n]+)", NOTES[NOTES.index("退出码") :].split("\n")[0]))
    assert set(re.findall(r"SetErrorLevel (\d)", SCRIPT)) <= set(told)
    assert (
        int(next(code for code, words in told.items() if "一直在运行" in words)) == try_windows.STILL_RUNNING
    )


def test_the_notes_tell_how_to_allow_the_program():
    for words in ("360", "火绒", "信任区", "SHA-256", "verify-update", "portable.ini"):
        assert words in NOTES


@pytest.fixture
def compiled(tmp_path):
    """Compiles the script with a small program instead of the real one; exit code, output, Setup."""
    compiler = shutil.which("makensis")
    if compiler is None:
        pytest.skip("NSIS is not installed here")
    program, made = tmp_path / "程序 文件", tmp_path / "made"
    (program / "_internal").mkdir(parents=True)
    (program / "zhuize-desktop.exe").write_bytes(b"MZ")
    icons.main(made)
    (made / "licence.txt").write_text((HERE / "notes" / "licence.txt").read_text("utf-8"), "utf-8-sig")
    setup = tmp_path / "zhuize-desktop-0.1.0-setup.exe"

    def run(**more):
        defines = {"VERSION": "0.1.0", "DIST": program, "MADE": made, "SIZE_KB": 1, "OUT": setup, "SEP": "/"}
        switches = ["-V2", "-WX", "-INPUTCHARSET", "UTF8", "-DQUICK"]
        switches += [f"-D{name}={value}" for name, value in (defines | more).items()]
        done = subprocess.run(
            [compiler, *switches, str(HERE / "installer.nsi")],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        return done.returncode, done.stdout.decode("utf-8", "replace"), setup

    return run


def test_it_compiles_without_a_warning(compiled):
    code, said, setup = compiled()
    assert code == 0, said
    assert setup.read_bytes()[:2] == b"MZ"
    assert setup.stat().st_size < gate.LARGEST_SETUP


def test_the_uninstaller_is_signed_by_the_makers_command(compiled, tmp_path, monkeypatch):
    seen = tmp_path / "seen"
    write = f"import sys; open({str(seen)!r}, 'wb').write(open(sys.argv[1], 'rb').read(2))"
    monkeypatch.setenv(building.SIGN_VARIABLE, f'"{sys.executable}" -c "{write}"')
    code, said, _ = compiled(SIGN_WITH=sys.executable, SIGNER=HERE / "sign.py")
    assert code == 0, said
    assert seen.read_bytes() == b"MZ"
    monkeypatch.setenv(building.SIGN_VARIABLE, f'"{sys.executable}" -c "raise SystemExit(1)"')
    assert compiled(SIGN_WITH=sys.executable, SIGNER=HERE / "sign.py")[0] != 0
