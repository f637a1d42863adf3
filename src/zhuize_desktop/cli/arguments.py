"""Reading the command line in Chinese: help, headings and argument errors."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import NoReturn

from .. import __version__
from ..domain.errors import UserError

#: argparse's own English, message by message; it looks texts up through the module's ``_`` and ``ngettext``.
_CHINESE = {
    "usage: ": "用法：",
    "positional arguments": "参数",
    "options": "选项",
    "show this help message and exit": "显示本帮助后退出",
    "argument %(argument_name)s: %(message)s": "参数 %(argument_name)s：%(message)s",
    "the following arguments are required: %s": "缺少参数：%s",
    "unrecognized arguments: %s": "不认识的参数：%s",
    "expected one argument": "后面要跟一个值",
    "expected at least one argument": "后面至少要跟一个值",
    "expected at most one argument": "后面至多跟一个值",
    "invalid %(type)s value: %(value)r": "“%(value)s”的写法不对",
    "ambiguous option: %(option)s could match %(matches)s": "选项 %(option)s 不明确，可能是 %(matches)s",
    "not allowed with argument %s": "不能与参数 %s 同用",
    "one of the arguments %s is required": "须给出其中一个参数：%s",
    "ignored explicit argument %r": "多余的值 %r",
    "%(prog)s: error: %(message)s\n": "%(message)s\n",
}


def _chinese(message: str) -> str:
    return _CHINESE.get(message, message)


def _chinese_plural(singular: str, plural: str, number: int) -> str:
    del plural, number
    if singular == "expected %s argument":
        return "后面要跟 %s 个值"
    return _chinese(singular)


class BadArguments(UserError):
    """The command line cannot be understood."""


class Parser(argparse.ArgumentParser):
    """A parser that speaks Chinese and raises instead of leaving the program."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        argparse._ = _chinese  # type: ignore[attr-defined]
        argparse.ngettext = _chinese_plural  # type: ignore[attr-defined]
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]

    def _check_value(self, action: argparse.Action, value: object) -> None:
        """As argparse does, with the choices as a Chinese list."""
        if action.choices is not None and value not in action.choices:
            listed = "、".join(map(str, action.choices))
            raise argparse.ArgumentError(action, f"“{value}”不在可选范围内（可选：{listed}）")

    def error(self, message: str) -> NoReturn:
        """Say what is wrong and where help is."""
        raise BadArguments(f"{message}。用 --help 查看写法。")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}”不是日期，请写成 2026-11-20") from None


def build_parser() -> Parser:
    """The whole command line, as the contract describes it."""
    parser = Parser(prog="zhuize-desktop", description="违规经营投资责任追究桌面系统。不带命令时打开窗口。")
    parser.add_argument("--data", type=Path, metavar="文件夹", help="数据文件夹（默认：安装时的位置）")
    parser.add_argument("--smoke-test", action="store_true", help="在临时文件夹里自检全部主要功能")
    parser.add_argument(
        "--log",
        type=Path,
        metavar="文件",
        help="自检的逐步结果写到这个文件（不给则只在未通过时记在临时文件夹）",
    )
    parser.add_argument(
        "--version", action="version", version=f"%(prog)s {__version__}", help="显示版本后退出"
    )
    commands = parser.add_subparsers(dest="command", metavar="命令", parser_class=Parser)
    _first_start(commands)
    _ledger(commands)
    _reports(commands)
    _care(commands)
    return parser


def _signed_in(commands: argparse._SubParsersAction[Parser], name: str, help_: str) -> Parser:
    command = commands.add_parser(name, help=help_, description=help_)
    _data(command, "数据文件夹（默认：安装时的位置）")
    command.add_argument("--user", required=True, metavar="登录名", help="以谁的身份办理")
    _password(command)
    return command


def _data(command: Parser, help_: str) -> None:
    # Not given here: what stood before the command stays in force.
    command.add_argument("--data", type=Path, metavar="文件夹", default=argparse.SUPPRESS, help=help_)


def _password(command: Parser) -> None:
    command.add_argument(
        "--password-file", type=Path, metavar="文件", help="密码文件（取第一行）；不给则在屏幕上输入，不回显"
    )


def _first_start(commands: argparse._SubParsersAction[Parser]) -> None:
    init = commands.add_parser("init", help="建立新台账", description="建立新台账")
    init.add_argument("dir", type=Path, metavar="文件夹")
    init.add_argument("--answers", type=Path, required=True, metavar="文件.json", help="企业和用户，写完即删")
    init.add_argument("--recovery-file", type=Path, metavar="文件", help="恢复码写到这个文件（须不存在）")
    demo = commands.add_parser(
        "demo", help="建立演示台账（全部为虚构）", description="建立演示台账（全部为虚构）"
    )
    demo.add_argument("dir", type=Path, metavar="文件夹")
    demo.add_argument("--clues", type=int, default=120, metavar="条数", help="线索条数，默认 120")
    demo.add_argument("--seed", type=int, default=1, metavar="种子", help="相同的种子得到相同的数据，默认 1")
    demo.add_argument("--today", type=_day, metavar="日期", help="演示数据的“今天”，默认为今天")


def _ledger(commands: argparse._SubParsersAction[Parser]) -> None:
    taken = _signed_in(commands, "import-ledger", "导入台账（xlsx、xls、csv），要么全部写入，要么一行不写")
    taken.add_argument("file", type=Path, metavar="文件")
    taken.add_argument("--dry-run", action="store_true", help="只试读，不写入")
    taken.add_argument("--result", type=Path, metavar="结果.xlsx", help="逐行结果工作簿")
    given = _signed_in(commands, "ledger", "导出本人可见的台账")
    given.add_argument("--out", type=Path, required=True, metavar="文件.xlsx|.csv")
    given.add_argument("--where", action="append", default=[], metavar="字段=值", help="筛选，可多次给出")


def _reports(commands: argparse._SubParsersAction[Parser]) -> None:
    report = _signed_in(commands, "report", "编制报告草稿")
    report.add_argument("kind", choices=["annual"], metavar="种类", help="annual（年度报告）")
    report.add_argument("--year", type=int, required=True, metavar="年度")
    report.add_argument(
        "--enterprise", metavar="名称", help="哪户企业的报告：代管代录企业的全称或简称；默认为本企业"
    )
    report.add_argument("--period", metavar="期间", help="年度报告不用填")
    report.add_argument("--out", type=Path, required=True, metavar="文件夹")
    sign = _signed_in(commands, "sign", "按本人角色提交、审核或签发报告")
    sign.add_argument("id", metavar="报告编号")
    sign.add_argument(
        "--explain",
        action="append",
        default=[],
        metavar="代码=说明",
        help="填报人提交时，逐项写明核实事项的说明，可多次给出；代码由 report 命令列在“核实”后面，"
        "没有给出说明的印为“填报人提交时未另作说明。”",
    )
    sign.add_argument("--paper-scan", type=Path, metavar="文件", help="纸质签发件的扫描件")
    sign.add_argument("--signer", metavar="姓名", help="纸质签发人")
    sign.add_argument("--post", metavar="职务", help="纸质签发人职务")
    sign.add_argument("--date", type=_day, metavar="日期", help="纸质签发日期")
    verify = commands.add_parser("verify", help="验证封存文件，不需要数据文件夹", description="验证封存文件")
    verify.add_argument("files", nargs="+", type=Path, metavar="文件")
    verify.add_argument("--trust", type=Path, metavar="文件", help="信任名单，用来核对身份")
    shown = commands.add_parser(
        "open", help="在窗口里验证封存文件（双击备份文件时用）", description="验证封存文件"
    )
    shown.add_argument("files", nargs="+", type=Path, metavar="文件")


def _care(commands: argparse._SubParsersAction[Parser]) -> None:
    _signed_in(commands, "doctor", "检查台账、加密、附件、密钥和办理记录")
    backup = _signed_in(commands, "backup", "备份并核对")
    backup.add_argument("--out", type=Path, required=True, metavar="文件夹")
    restore = commands.add_parser("restore", help="从备份恢复", description="从备份恢复")
    restore.add_argument("file", type=Path, metavar="备份文件")
    _data(restore, "恢复到的数据文件夹（默认：安装时的位置）")
    restore.add_argument("--user", metavar="登录名", help="用谁的密码打开备份")
    _password(restore)
    update = commands.add_parser(
        "verify-update", help="运行安装程序之前验证它，不需要数据文件夹", description="验证安装程序"
    )
    update.add_argument("file", type=Path, metavar="安装程序")
    update.add_argument(
        "--manifest", type=Path, metavar="文件", help="发布清单（默认：安装程序旁边的那一份）"
    )
    update.add_argument("--key", type=Path, metavar="文件", help="发布方公钥文件（默认：本程序携带的公钥）")
    restore.add_argument(
        "--recovery-code-file", type=Path, metavar="文件", help="恢复码文件（取第一行），代替密码"
    )
