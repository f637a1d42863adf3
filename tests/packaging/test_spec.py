"""What is left out of the frozen program is used by nobody, and what is found by name is put in."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import parts
import pytest

ROOT = Path(__file__).resolve().parents[2]
SPEC = (ROOT / "packaging" / "zhuize.spec").read_text("utf-8")

#: Without the modules that are left out, everything is imported and the whole way of the smoke test is walked.
WALK = """
import sys
for name in {unused!r}:
    sys.modules[name] = None
from zhuize_desktop.seal import certificate
for name in certificate._HTTP_CLIENTS:  # which the program replaces by empty modules
    del sys.modules[name]
import pkgutil, importlib, zhuize_desktop
for module in pkgutil.walk_packages(zhuize_desktop.__path__, "zhuize_desktop."):
    if ".migrations" not in module.name:
        importlib.import_module(module.name)
from zhuize_desktop.cli.main import run
if __name__ == "__main__":
    sys.exit(run(["--smoke-test"]))
"""


def test_the_program_does_without_what_is_left_out(tmp_path):
    script = tmp_path / "walk.py"  # a file, because the child process of the smoke test runs it again
    script.write_text(WALK.format(unused=parts.UNUSED), "utf-8")
    done = subprocess.run([sys.executable, "-X", "utf8", str(script)], capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    "name",
    [
        *("PySide6/opengl32sw.dll", "PySide6/Qt6Quick.dll", "PySide6/plugins/platforms/qminimal.dll"),
        *("PySide6/plugins/imageformats/qpdf.dll", "PySide6/translations/qtbase_de.qm"),
        *("PySide6/translations/qt_zh_CN.qm", "PySide6/Qt/lib/libQt6Qml.so.6"),
        *("PySide6/Qt/plugins/platforms/libqvnc.so", "PySide6/Qt/plugins/platformthemes/libqgtk3.so"),
        *("certifi\\cacert.pem", "certifi/cacert.pem"),
        *("PySide6\\plugins\\styles\\qmodernwindowsstyle.dll", "PySide6/plugins/tls/qopensslbackend.dll"),
    ],
)
def test_parts_of_qt_that_nobody_uses_are_left_out(name):
    assert parts.kept([(name, "", "BINARY")]) == []


@pytest.mark.parametrize(
    "name",
    [
        *("PySide6/Qt6Core.dll", "PySide6/Qt6Svg.dll", "PySide6/plugins/platforms/qwindows.dll"),
        *("PySide6/plugins/platforms/qoffscreen.dll", "PySide6/plugins/imageformats/qsvg.dll"),
        *("PySide6/plugins/iconengines/qsvgicon.dll", "PySide6/translations/qtbase_zh_CN.qm"),
        *("PySide6/Qt/plugins/platforms/libqxcb.so", "PySide6/Qt/lib/libQt6XcbQpa.so.6"),
        *(
            "PySide6/Qt/plugins/platforminputcontexts/libibusplatforminputcontextplugin.so",
            "zhuize_desktop/x",
        ),
        *("PySide6/Qt/translations/qtbase_zh_CN.qm", "resources/fonts/NotoSansSC-Regular.ttf"),
    ],
)
def test_what_the_window_needs_is_kept(name):
    entry = (name, "", "BINARY")
    assert parts.kept([entry]) == [entry]


def test_the_commands_and_the_steps_of_the_schema_are_put_in():
    """Neither is imported by a line that PyInstaller could read."""
    assert 'collect_submodules("zhuize_desktop")' in SPEC
    assert '"zhuize_desktop/storage/migrations"' in SPEC
    assert '(str(ROOT / "resources"), "resources")' in SPEC


def test_the_windowed_program_has_a_console_twin_and_a_chinese_version_resource():
    assert "console=False" in SPEC
    assert 'program(f"{NAME}-cli", console=True)' in SPEC
    assert '"080404B0"' in SPEC
