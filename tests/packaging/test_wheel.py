"""The wheel carries the program and everything it reads, and finds it there."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def test_every_resource_is_inside(unpacked):
    carried = {
        p.relative_to(unpacked / "zhuize_desktop" / "resources") for p in unpacked.rglob("resources/**/*")
    }
    listed = subprocess.run(
        ["git", "ls-files", "-z", "resources"], cwd=ROOT, check=True, capture_output=True
    ).stdout.decode()
    tracked = {Path(name).relative_to("resources") for name in listed.split("\0") if name}

    assert tracked
    assert tracked <= carried


def test_resources_are_found_from_the_wheel(unpacked):
    script = (
        "from zhuize_desktop.resources import resource; print(resource('fonts', 'NotoSansSC-Regular.ttf'))"
    )
    code = f"import sys; sys.path.insert(0, {str(unpacked)!r}); {script}"
    done = subprocess.run(
        [sys.executable, "-S", "-I", "-c", code], check=True, capture_output=True, encoding="utf-8"
    )

    assert Path(done.stdout.strip()).is_relative_to(unpacked)


def test_tests_and_build_files_stay_outside(unpacked):
    assert {p.name for p in unpacked.iterdir() if not p.name.endswith(".dist-info")} == {"zhuize_desktop"}
