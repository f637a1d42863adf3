"""One invented case as the clerk types it, from 登记 to 销号. Not a line of it is real."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from ui.end_to_end.clerk import Clerk, Lines

PERSON, REVIEWER, CLERK = "陈思源", "周敏", "李文海"
ENTERPRISE = "虚构运输集团有限公司"
SUMMARY = "预付货款逾期未收回，合同审查未按规定办理"
#: What the one loss, the one recovery and the one deduction amount to, in 元 as typed.
LOSS, RECOVERED, DEDUCTED = "1200000", "500000.50", "30000"
#: Bodies that decide together.
_MEETING = ("领导机构", "党委会")


@dataclass(frozen=True, slots=True)
class Case:
    """The case at the desk of a clerk; ``first`` is the day it was reported, far enough back for every later one.

    ``password`` is that of everybody.
    """

    clerk: Clerk
    first: date
    password: str

    def day(self, after: int) -> str:
        """A day of the case, as it is typed."""
        return (self.first + timedelta(days=after)).isoformat()

    def approve(self, *bodies: str, after: int) -> None:
        """Approvals on paper, one for each body; the reviewer compares each with its paper and confirms it."""
        for body in bodies:
            meets = body in _MEETING
            self.clerk.line(
                "审批件",
                None,
                "会议审议" if meets else "个人签批",
                body,
                "郑德明",
                self.day(after),
                "虚构纪要3号" if meets else None,
                "同意",
                Lines(""),
                "2026年第3卷第12页",
            )
            _, count, stage = self.clerk.front()
            self.clerk.log_out()
            self.clerk.log_in("reviewer", self.password)
            self._open(stage, count)
            self._confirm_paper()
            self.clerk.log_out()
            self.clerk.log_in("clerk", self.password)
            self._open(stage, count)

    def _open(self, stage: str, papers: str = "") -> None:
        """The case, searched for, at its 审批件: all is read when it says how many there are."""
        keys = self.clerk.keys
        keys.press("ctrl+k")
        keys.wait_title("问题线索")
        keys.type("预付货款")
        self.clerk.look("searching")
        keys.press("Return", "Return")
        self.clerk.wait_stage(stage)
        self.clerk.go("审批件")
        self.clerk.wait_front("审批件", papers)

    def _confirm_paper(self) -> None:
        """Confirm the last 审批件."""
        clerk, keys = self.clerk, self.clerk.keys
        before = keys.title
        keys.press("End", "Menu", "Down")
        clerk.look("confirming-approval")
        keys.press("Return")
        keys.wait("the approval confirmed", lambda: clerk.front()[0] == "审批件" and keys.title != before)

    def paper(self, kind: str, title: str) -> None:
        """A line of the 卷宗目录."""
        self.clerk.line("卷宗文件", None, kind, title, None, None, "1-9", "2026-03")

    def work(self) -> None:
        """Everything that the clerk does, stage by stage, with a picture at the end of each."""
        for stage in (
            self.register, self.accept, self.check, self.triage, self.plan, self.investigate, self.decide,
            self.rectify, self.conclude,
        ):  # fmt: skip
            stage()
            self.clerk.look(f"after-{stage.__name__}")

    # --- the stages ---

    def register(self) -> None:
        """登记: some ten fields, and a person who is not known yet."""
        keys = self.clerk.keys
        keys.press("ctrl+n")
        keys.wait_title("登记线索")
        self.clerk.fill(
            "专项审计", self.day(0), [ENTERPRISE], "购销管理", Lines(SUMMARY),
            self.day(-60), self.day(-30), LOSS,
        )  # fmt: skip
        self.clerk.look("registering")
        keys.type(PERSON)
        keys.press("Return")
        keys.wait_title("新建人员")
        self.clerk.look("new-person")
        keys.press("ctrl+s")
        keys.wait_title("登记线索")
        keys.press("ctrl+s")
        self.clerk.wait_front("登记内容")
        self.clerk.look("registered")

    def accept(self) -> None:
        """受理: the opinion, whether it is to be reported in real time, and the approval."""
        clerk, keys = self.clerk, self.clerk.keys
        clerk.form("受理意见", REVIEWER, "受理", Lines("属于受理范围"), self.day(2))
        clerk.to_missing()  # 请判断是否属实时报告范围: leads to the field on 登记内容
        keys.press("Return")
        clerk.wait_front("登记内容")
        clerk.fill("否", "损失未达较大以上")
        keys.press("ctrl+s")
        clerk.wait_front("登记内容")
        clerk.look("realtime")
        self.approve("主管负责人", after=2)
        clerk.step("初步核实")

    def check(self) -> None:
        """初步核实."""
        self.clerk.form(
            "初步核实", Lines("预付货款的审批和合同"), None, "审计部二人", None, Lines(""), Lines("基本属实"), "是",
            "直接核查", self.day(20),
        )  # fmt: skip
        self.paper("初步核实报告", "初步核实报告")
        self.approve("主管负责人", after=20)
        self.clerk.step("分类处置")

    def triage(self) -> None:
        """分类处置."""
        self.clerk.form("分类处置意见", Lines(""), "直接核查", Lines("由本单位直接核查"), self.day(25))
        self.approve("领导机构", after=25)
        self.clerk.step("核查")

    def plan(self) -> None:
        """核查方案: the plan, two people, and its approval; the clue stays in 核查."""
        self.clerk.form("核查工作方案", Lines("逐笔核查"), None, None, Lines("三个月"), None, self.day(30))
        for name, role in (("高志远", "组长"), ("马晓红", "成员")):
            self.clerk.line("核查组成员", name, role, "审计部", None, None, None, self.day(30))
        self.paper("核查工作方案", "核查工作方案")
        self.approve("主管负责人", after=30)
        self.clerk.step("核查")

    def investigate(self) -> None:
        """核查、定性定损定责、听取意见、核查报告."""
        line = self.clerk.line
        line("核查措施", "谈话", PERSON, self.day(40), "高志远", "马晓红")
        line("定性", "违规预付", Lines("未审先付"), Lines("本企业采购办法第12条（虚构）"))
        line("资产损失", "预付货款", None, "直接", LOSS, None, self.day(60))
        line(
            "定损", "预付货款损失", ["违规预付"], ["预付货款"], None, None, None, Lines(""), "一般", Lines(""),
            Lines("专项审计报告"), None, self.day(60),
        )  # fmt: skip
        line(
            "责任人",
            PERSON,
            None,
            None,
            "直接责任",
            "其他人员",
            Lines("经办并签批"),
            None,
            ["违规预付"],
            ["预付货款损失"],
        )
        self.clerk.form(
            "适用规则", "济宁市办法", self.day(-30), REVIEWER, self.day(60), Lines("原文在案卷第3页")
        )
        line("听取意见", ENTERPRISE, "", self.day(62), None, None, "无异议")
        line(
            "听取意见",
            PERSON,
            PERSON,
            self.day(62),
            None,
            None,
            "有异议",
            Lines("金额有异议"),
            Lines("已复核，金额不变"),
        )
        line("合法性审查", "核查报告", "法务部", None, self.day(68), "通过")
        self.clerk.form(
            "核查报告",
            "查实",
            self.day(70),
            None,
            "否",
            Lines("采购业务"),
            Lines("查账、谈话"),
            Lines("违规预付货款"),
        )
        self.paper("资产损失情况核查报告", "资产损失情况核查报告")
        self.approve("领导机构", after=70)
        self.clerk.explain("本市办法还没有录入规则库")
        self.clerk.step("处理")

    def decide(self) -> None:
        """处理: the decision, what it lays on the person, its service, and four approvals."""
        line = self.clerk.line
        line("合法性审查", "处理决定", "法务部", None, self.day(79), "通过")
        line(
            "处理决定", "处理决定", "虚运责〔2026〕1号", ENTERPRISE, "党委会", self.day(80), Lines("违规预付货款"),
            Lines("本企业责任追究办法第20条（虚构）"), Lines(""), None, "上级企业", "虚构控股集团有限公司",
        )  # fmt: skip
        line("处理", None, None, None, None, ["通报批评", "扣减和追索绩效年薪"], DEDUCTED, "2026")
        line("送达", None, PERSON, "直接送达", self.day(82), None, CLERK, None, PERSON)
        self.clerk.go("规则提示")
        self.clerk.look("rules")
        self.paper("处理决定", "处理决定")
        self.approve("人事、薪酬部门", "主管负责人", "领导机构", "党委会", after=80)
        for why in ("本市办法还没有录入规则库", "该人员由本企业管理"):
            self.clerk.explain(why)
        self.clerk.step("整改")

    def rectify(self) -> None:
        """整改与追损."""
        line = self.clerk.line
        # The only enterprise of the case stands there already.
        line("整改通知", None, Lines(""), "虚运改〔2026〕1号", None, self.day(85), self.day(150))
        line(
            "整改事项", None, "修订采购付款办法", None, Lines(""), None, "孙经理", self.day(150), "已整改",
            self.day(120), Lines(""), Lines(""), "2026-03卷30页",
        )  # fmt: skip
        line("整改验收", None, REVIEWER, self.day(125), None, "整改到位")
        line("挽回", "现金追回", RECOVERED, self.day(110))
        self.clerk.step("销号")

    def conclude(self) -> None:
        """Everything 销号 asks for, up to the confirmation by somebody else."""
        line = self.clerk.line
        line("执行", None, "通报批评", "已执行", self.day(130))
        line("执行", None, "扣减和追索绩效年薪", "已执行", self.day(130), DEDUCTED)
        line("反馈来源", "审计机构", self.day(140), None, None, Lines("已办结"))
        self.clerk.form("销号", "整改到位", self.day(145), self.day(150), None, None, Lines("整改到位"))
        line(
            "审批件",
            None,
            "个人签批",
            "主管负责人",
            "郑德明",
            self.day(149),
            None,
            "同意",
            Lines(""),
            "2026年第3卷第12页",
        )

    def confirm(self) -> None:
        """Another person: the approval is as on the paper, and the clue is closed."""
        self._open("销号")
        clerk = self.clerk
        clerk.look("opened-by-reviewer")
        self._confirm_paper()
        clerk.step("已销号")
        clerk.look("closed")
