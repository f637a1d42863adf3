"""The way through the whole program that is walked after every installation."""

from __future__ import annotations

import json
import re
from pathlib import Path

from zhuize_desktop.cli import smoke_test


def test_the_smoke_test_goes_all_the_way(shell):
    done = shell.process("--smoke-test", QT_QPA_PLATFORM="offscreen")
    assert done.code == 0, done.out + done.err
    assert done.err == ""
    assert list(done.json) == ["ok", "steps"]
    assert done.json["ok"] is True
    assert done.json["steps"] == [title for title, _ in smoke_test._STEPS]
    assert len(done.json["steps"]) == 11


def test_without_standard_output_the_log_tells_every_step(shell):
    """As the windowed program of Windows runs: ``sys.stdout`` and ``sys.stderr`` are ``None``."""
    log = shell.place / "自检.log"
    code = (
        "import sys; sys.stdout = sys.stderr = None; from zhuize_desktop.cli.main import run; "
        f"sys.exit(run(['--smoke-test', '--log', {str(log)!r}]))"
    )
    done = shell.python(code, QT_QPA_PLATFORM="offscreen")
    assert (done.code, done.out, done.err) == (0, "", "")
    told = log.read_text("utf-8")
    assert [line[2:].partition("：")[0] for line in told.splitlines() if line.startswith("✓")] == [
        title for title, _ in smoke_test._STEPS
    ]
    assert told.endswith("自检通过。\n")


def test_the_log_tells_the_last_step_of_a_process_that_was_torn_down(shell):
    log = shell.place / "自检.log"
    done = shell.python(
        "import os; from zhuize_desktop.cli import smoke_test; "
        "smoke_test._STEPS = (smoke_test._STEPS[0], ('打开主窗口', lambda way: os.abort())); "
        f"from pathlib import Path; smoke_test.run(Path({str(log)!r}))"
    )
    assert done.code != 0
    told = log.read_text("utf-8")
    assert told.splitlines()[-1] == "✓ 首次启动"


def test_a_log_that_cannot_be_written_is_told(shell, monkeypatch):
    monkeypatch.setattr(smoke_test, "_STEPS", smoke_test._STEPS[:1])
    done = shell.run("--smoke-test", "--log", shell.place / "没有" / "自检.log")
    assert done.code == 2
    assert "找不到" in done.err


def test_a_smoke_test_that_fails_says_where_and_keeps_a_log(capsys, monkeypatch):
    def broken(_):
        raise smoke_test.NotAsExpected("工作簿里没有统计表")

    monkeypatch.setattr(
        smoke_test, "_STEPS", (smoke_test._STEPS[0], ("读回工作簿", broken), smoke_test._STEPS[1])
    )
    assert smoke_test.run() == 1
    out = capsys.readouterr().out
    assert json.loads(out.splitlines()[-1]) == {"ok": False, "steps": ["首次启动"]}
    log = Path(re.search("详见日志 (.*)", out)[1])
    assert "工作簿里没有统计表" in log.read_text("utf-8")
    log.unlink()
