"""A case with everything that papers print, and with protected words wherever a record takes them. All invented."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from services.whole_case import WholeCase, day
from zhuize_desktop.domain.records import (
    Clue,
    Decision,
    Handling,
    InvestigationReport,
    LiablePerson,
    LongTermItem,
    PreliminaryCheck,
    RectificationItem,
    RectificationNotice,
    Transfer,
    Triage,
)
from zhuize_desktop.services import records

#: What no paper may carry, by record class and field.
SECRETS: dict[tuple[type, str], str] = {
    (Clue, "informant_place"): "密封袋甲七十一号",
    (PreliminaryCheck, "discipline_note"): "涉嫌违纪甲七十二号",
    (LiablePerson, "discipline_note"): "曾受警告甲七十三号",
    (Transfer, "feedback"): "立案审查甲七十四号",
}
#: What the transfer letter alone may carry.
SUSPECTED = "涉嫌收受供应商礼金甲七十六号"


class FilledCase(WholeCase):
    """The whole case, its longer texts filled in as an office would."""

    def add(self, record: type, **values: Any) -> str:
        """Every record with the words of ``_MORE``, unless the case says otherwise."""
        more = {name: text for (kind, name), text in SECRETS.items() if kind is record}
        if record is Handling:
            values["kinds"] = (*values["kinds"], "ban")  # what the days of ``_MORE`` belong to
        return super().add(record, **{**_MORE.get(record, {}), **more, **values})

    def worked(self) -> FilledCase:
        """Up to 销号, with the transfer letter's record."""
        self.register(
            report_methods=("paper",),
            reporter="审计部",
            discovered_on=day(0),
            estimated_loss=150_000_000,
            occurred_from=day(-300),
            occurred_to=day(-120),
            informant_place=SECRETS[(Clue, "informant_place")],
        )
        for work in (
            self.accept,
            self.check,
            self.triage,
            self.plan,
            self.investigate,
            self.decide,
            self.rectify,
        ):
            work()
        self.add(
            Transfer,
            kind="discipline",
            receiver="虚构市纪委监委驻虚构控股集团有限公司纪检监察组",
            sent_on=day(90),
            handler="李文海",
            persons=(self.person,),
            suspected=SUSPECTED,
        )
        self.add(
            LongTermItem,
            kind="ban",
            matter="禁入限制",
            handling=self.handling,
            owner="李文海",
            due_on=day(400),
        )
        self.conclude()
        return self

    def renumber(self, number: str) -> None:
        """Another number of the decision, typed by hand; empty: none."""
        found = records.load(self.session, Decision, self.made["Decision"])
        records.change(self.session, replace(found, number=number))


_MORE: dict[type, dict[str, Any]] = {
    PreliminaryCheck: {
        "scope": "2025年以来的预付货款",
        "started_on": day(5),
        "process": "调取合同12份、付款凭证31份，与经办人谈话。",
        "loss_note": "预付货款余额120万元账龄已超过一年。",
        "proposal": "由本单位直接核查，核查期间暂停同类预付。",
    },
    Triage: {"matter": "预付货款逾期未收回", "undertaker": "审计部", "due_on": day(200)},
    InvestigationReport: {
        "causes": "付款审批与合同审查脱节，供应商准入没有复核。",
        "losses": "经专项审计，预付货款120万元形成资产损失。",
        "already_done": "已暂停同类预付，追回50万元。",
        "liability_basis": "依本企业责任追究办法第8条（虚构），比照国务院国资委令第46号第30条。",
        "proposal": "建议对陈思源通报批评，扣减2026年度绩效年薪3万元。",
    },
    LiablePerson: {"post_then": "采购部经理", "employment_then": "transferred"},
    Handling: {"ban_from": day(82), "ban_to": day(82 + 5 * 365)},
    RectificationNotice: {
        "content": "预付货款未经合同审查即付款。",
        "suggestion": "修订采购付款办法，明确预付比例和审批权限。",
        "copies_to": "财务部、法务部",
    },
    RectificationItem: {"standard": "办法经总经理办公会通过并发布"},
    Transfer: {
        "situations_note": "合同审批人与供应商存在利益往来。",
        "loss_note": "预付货款120万元，尚有70万元未收回。",
    },
}

__all__ = ["SECRETS", "SUSPECTED", "FilledCase"]
