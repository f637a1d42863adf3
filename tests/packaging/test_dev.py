"""``packaging/dev.py``, run in a small checkout of its own that needs nothing from the network."""

from __future__ import annotations

import importlib
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

#: A build backend in forty lines, so that pip has something to install without downloading anything.
BACKEND = """
import zipfile

NAME = "small-0.1.0"


def build_editable(folder, config_settings=None, metadata_directory=None):
    wheel = f"{NAME}-py3-none-any.whl"
    with zipfile.ZipFile(f"{folder}/{wheel}", "w") as archive:
        info = f"{NAME}.dist-info"
        archive.writestr(f"{info}/METADATA", "Metadata-Version: 2.1\\nName: small\\nVersion: 0.1.0\\n")
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        archive.writestr(f"{info}/RECORD", "")
    return wheel


build_wheel = build_editable
"""
PROJECT = '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n'
MADE, INSTALLED = "建立虚拟环境", "安装所需的库"


def make_checkout(folder):
    """A folder that looks like our checkout to ``dev.py``."""
    (folder / "packaging").mkdir(parents=True)
    shutil.copy(ROOT / "packaging" / "dev.py", folder / "packaging")
    (folder / "packaging" / "requirements-dev.txt").write_text("# nothing\n", "utf-8")
    (folder / "pyproject.toml").write_text(PROJECT, "utf-8")
    (folder / "backend.py").write_text(BACKEND, "utf-8")
    return folder


@pytest.fixture(scope="module")
def ready(tmp_path_factory):
    """A checkout that is set up, with a blank in its name; every test leaves it set up."""
    folder = make_checkout(tmp_path_factory.mktemp("dev") / "检出 目录")
    assert MADE in dev(folder, "test").stdout
    return folder


def dev(checkout, *arguments, **environ):
    """Run the copied script the way a bare machine does: hardly any environment, no locale."""
    bare = {"PATH": "/usr/bin:/bin", "HOME": str(checkout.parent), **environ}
    return subprocess.run(
        [sys.executable, "packaging/dev.py", *arguments],
        cwd=checkout,
        env=bare if os.name == "posix" else {**os.environ, **environ},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
    )


@pytest.fixture(scope="module")
def script():
    """``dev.py`` as a module."""
    return importlib.import_module("dev")


def test_setting_up_once_is_enough_until_something_changes(ready):
    again = dev(ready, "test")
    assert MADE not in again.stdout
    assert INSTALLED not in again.stdout

    with (ready / "packaging" / "requirements-dev.txt").open("a", encoding="utf-8") as lock:
        lock.write("# still nothing\n")
    changed = dev(ready, "test")
    assert MADE not in changed.stdout
    assert INSTALLED in changed.stdout


@pytest.mark.parametrize("breakage", ["no stamp", "torn stamp", "no interpreter", "other interpreter"])
def test_a_broken_or_half_made_environment_is_made_anew(ready, breakage):
    stamp, leftover = ready / ".venv" / "set-up.json", ready / ".venv" / "leftover"
    leftover.touch()
    if breakage == "no stamp":
        stamp.unlink()
    elif breakage == "torn stamp":
        stamp.write_text('{"python": "3.', "utf-8")
    elif breakage == "no interpreter":
        (ready / ".venv" / "bin" / "python").unlink()
    else:
        written = json.loads(stamp.read_text("utf-8"))
        stamp.write_text(json.dumps({**written, "python": "3.11.0"}), "utf-8")

    done = dev(ready, "test")

    assert MADE in done.stdout
    assert stamp.exists()
    assert not leftover.exists()


def test_when_pip_fails_the_next_start_begins_anew(tmp_path):
    checkout = make_checkout(tmp_path / "checkout")
    lock = checkout / "packaging" / "requirements-dev.txt"
    lock.write_text("there-is-no-such-file.whl --hash=sha256:" + "0" * 64 + "\n", "utf-8")

    failed = dev(checkout, "test")

    assert failed.returncode == 2
    assert "pip 未能装好" in failed.stdout
    assert not (checkout / ".venv" / "set-up.json").exists()
    lock.write_text("# nothing\n", "utf-8")
    assert MADE in dev(checkout, "test").stdout


def test_every_check_runs_and_the_failed_ones_are_named(ready):
    done = dev(ready, "test")  # nothing is installed, so every one of them fails

    assert done.returncode == 1
    headings = re.findall(r"^=== (.+)$", done.stdout, re.MULTILINE)
    beside = ["格式 ruff format", "规范 ruff check", "类型 mypy", "分层 lint-imports"]
    assert headings == [f"测试 pytest（{'、'.join(beside)} 同时进行）", *beside, "小结"]
    assert done.stdout.rstrip().endswith("有 5 项未通过：" + "、".join(["测试 pytest", *beside]))


def test_what_is_done_beside_the_tests_is_shown_under_its_own_heading(ready):
    done = dev(ready, "test")

    parts = done.stdout.split("\n=== ")
    for heading, module in (("规范 ruff check", "ruff"), ("类型 mypy", "mypy"), ("测试 pytest", "pytest")):
        (said,) = [part for part in parts if part.startswith(heading)]
        assert f"No module named {module}" in said


def test_run_says_which_step_failed(ready, tmp_path):
    done = dev(ready, "run", "--no-window", TMPDIR=str(tmp_path))

    assert done.returncode == 1
    assert done.stdout.rstrip().endswith("未完成：“init”未成功（退出码 1）。")


def test_without_root_the_one_line_is_printed(script, monkeypatch):
    monkeypatch.setattr(script, "LIBRARIES", {"libc.so.6": "libc6", "libnowhere.so.1": "libnowhere1"})
    monkeypatch.setattr(os, "geteuid", lambda: 1000)

    missing = script.missing_packages(window=True, tests=False)
    with pytest.raises(script.CannotSetUp) as refused:
        script.provide(missing)

    assert missing == ["libnowhere1"]
    assert str(refused.value).splitlines()[1:] == [
        "    sudo sh -c 'apt-get update && apt-get install -y --no-install-recommends libnowhere1'"
    ]


def test_no_package_index_is_named_anywhere():
    for path in filter(Path.is_file, (ROOT / "packaging").iterdir()):
        text = path.read_text("utf-8")
        assert "--index-url" not in text, path
        assert "--extra-index-url" not in text, path
        assert "--find-links" not in text, path
