"""Roles, operations, and who may do what."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a user is trusted with; a user may hold several (兼岗)."""

    CLERK = "clerk"
    REVIEWER = "reviewer"
    SIGNER = "signer"
    ADMIN = "admin"
    INSPECTOR = "inspector"

    @property
    def label(self) -> str:
        """The Chinese term."""
        return _ROLE_LABELS[self]

    @property
    def deed(self) -> str:
        """What the role does with a report, in one word."""
        return {Role.CLERK: "填报", Role.REVIEWER: "审核", Role.SIGNER: "签发"}.get(self, self.label)

    @classmethod
    def from_label(cls, label: str) -> Role:
        """The role a Chinese word (or the code itself) names. Raises ``KeyError`` for any other."""
        for role in cls:
            if label in (role.label, role.value, "系统管理员" if role is Role.ADMIN else role.label):
                return role
        raise KeyError(label)


_ROLE_LABELS = {
    Role.CLERK: "填报人",
    Role.REVIEWER: "审核人",
    Role.SIGNER: "签发人",
    Role.ADMIN: "管理员",
    Role.INSPECTOR: "查阅人",
}


class Op(StrEnum):
    """Every action that changes the ledger. The value is stored in the audit trail, the label is shown."""

    FIRST_START = "first_start"
    SAVE_USER = "save_user"
    RESET_PASSWORD = "reset_password"
    REMOVE_USER = "remove_user"
    HAND_OVER = "hand_over"
    PRINT_HANDOVER = "print_handover"
    CHANGE_PASSWORD = "change_password"
    ENROL_KEY = "enrol_key"
    SAVE_SETTING = "save_setting"
    EDIT_RULES = "edit_rules"
    CONFIRM_RULE = "confirm_rule"
    SAVE_ENTERPRISE = "save_enterprise"
    TAKE_OVER_CLUES = "take_over_clues"
    SAVE_PERSON = "save_person"
    CHECK_APPOINTMENT = "check_appointment"
    REGISTER_CLUE = "register_clue"
    CHANGE_CLUE = "change_clue"
    CONFIRM_STAGE = "confirm_stage"
    WITHDRAW = "withdraw"
    RESTORE_RECORD = "restore_record"
    IMPORT_LEDGER = "import_ledger"
    SAVE_SUPERVISION = "save_supervision"
    SAVE_LOSS = "save_loss"
    SAVE_LIABLE = "save_liable"
    SAVE_APPROVAL = "save_approval"
    ADD_ATTACHMENT = "add_attachment"
    SAVE_CASEWORK = "save_casework"
    CONFIRM_APPROVAL = "confirm_approval"
    ACCEPT_RECTIFICATION = "accept_rectification"
    EXPLAIN_GATE = "explain_gate"
    TAKE_STEP = "take_step"
    CLOSE_CLUE = "close_clue"
    REOPEN_CLUE = "reopen_clue"
    MERGE_CLUE = "merge_clue"
    SPLIT_CLUE = "split_clue"
    NUMBER_PAPER = "number_paper"
    VOID_PAPER = "void_paper"
    ENTER_OPENING = "enter_opening"
    CONFIRM_OPENING = "confirm_opening"
    RUN_HEALTH = "run_health"
    EXPLAIN_HEALTH = "explain_health"
    MERGE_DUPLICATE = "merge_duplicate"
    UNDO_MERGER = "undo_merger"
    RECUSE = "recuse"
    GRANT_READING = "grant_reading"
    COMPILE_REPORT = "compile_report"
    EDIT_REPORT = "edit_report"
    EXPLAIN_FINDING = "explain_finding"
    SUBMIT_REPORT = "submit_report"
    REVIEW_REPORT = "review_report"
    ISSUE_REPORT = "issue_report"
    RETURN_REPORT = "return_report"
    EXPORT = "export"
    BACK_UP = "back_up"
    RESTORE_LEDGER = "restore_ledger"

    @property
    def label(self) -> str:
        """The Chinese term, as the timeline shows it."""
        return OPERATIONS[self].label


@dataclass(frozen=True, slots=True)
class Operation:
    """What an ``Op`` is called and which roles may do it (any one suffices)."""

    label: str
    roles: frozenset[Role]


_CASE = frozenset({Role.CLERK, Role.REVIEWER})
_EVERYONE = frozenset(Role)
_ADMIN = frozenset({Role.ADMIN})

OPERATIONS: dict[Op, Operation] = {
    Op.FIRST_START: Operation("建立台账", _ADMIN),
    Op.SAVE_USER: Operation("维护用户", _ADMIN),
    Op.RESET_PASSWORD: Operation("重置密码", _ADMIN),
    Op.REMOVE_USER: Operation("用户离岗", _ADMIN),
    Op.HAND_OVER: Operation("移交在办线索", _ADMIN),
    Op.PRINT_HANDOVER: Operation("打印工作交接清单", _EVERYONE),
    Op.CHANGE_PASSWORD: Operation("修改本人密码", _EVERYONE),
    Op.ENROL_KEY: Operation("启用签名密钥", _EVERYONE),
    Op.SAVE_SETTING: Operation("修改设置", _ADMIN),
    Op.EDIT_RULES: Operation("修改规则", _ADMIN),
    Op.CONFIRM_RULE: Operation("确认规则核对", _ADMIN),
    Op.SAVE_ENTERPRISE: Operation("维护企业", _CASE | _ADMIN),
    Op.TAKE_OVER_CLUES: Operation("承继线索", _CASE),
    Op.SAVE_PERSON: Operation("维护人员", _CASE),
    Op.CHECK_APPOINTMENT: Operation("任职前查询", _CASE | {Role.SIGNER}),
    Op.REGISTER_CLUE: Operation("登记线索", _CASE),
    Op.CHANGE_CLUE: Operation("修改线索", _CASE),
    Op.CONFIRM_STAGE: Operation("确认环节", _CASE),
    Op.WITHDRAW: Operation("撤回记录", _CASE),
    Op.RESTORE_RECORD: Operation("恢复记录", _CASE),
    Op.IMPORT_LEDGER: Operation("导入台账", _CASE),
    Op.SAVE_SUPERVISION: Operation("登记监督成果", _CASE),
    Op.SAVE_LOSS: Operation("登记损失与挽回", _CASE),
    Op.SAVE_LIABLE: Operation("登记责任人", _CASE),
    Op.SAVE_APPROVAL: Operation("登记审批件", _CASE),
    Op.ADD_ATTACHMENT: Operation("加入附件", _CASE),
    Op.SAVE_CASEWORK: Operation("登记办理内容", _CASE),
    Op.CONFIRM_APPROVAL: Operation("确认审批件", _CASE | {Role.SIGNER}),
    Op.ACCEPT_RECTIFICATION: Operation("登记整改验收", _CASE),
    Op.EXPLAIN_GATE: Operation("填写核实说明", _CASE),
    Op.TAKE_STEP: Operation("办理步骤", _CASE),
    Op.CLOSE_CLUE: Operation("确认销号", frozenset({Role.REVIEWER, Role.SIGNER})),
    Op.REOPEN_CLUE: Operation("重启办理", _CASE),
    Op.MERGE_CLUE: Operation("并案", frozenset({Role.REVIEWER, Role.SIGNER})),
    Op.SPLIT_CLUE: Operation("拆分线索", _CASE),
    Op.NUMBER_PAPER: Operation("文书编号", _CASE),
    Op.VOID_PAPER: Operation("文号作废", _CASE),
    Op.ENTER_OPENING: Operation("登记期初建账签字", _CASE),
    Op.CONFIRM_OPENING: Operation("期初建账确认", frozenset({Role.REVIEWER, Role.SIGNER})),
    Op.RUN_HEALTH: Operation("数据体检", _CASE | {Role.SIGNER}),
    Op.EXPLAIN_HEALTH: Operation("填写体检说明", _CASE),
    Op.MERGE_DUPLICATE: Operation("合并重复", _CASE),
    Op.UNDO_MERGER: Operation("撤销合并", _CASE),
    Op.RECUSE: Operation("标记回避", _CASE | {Role.SIGNER}),
    Op.GRANT_READING: Operation("查阅授权", frozenset({Role.REVIEWER, Role.SIGNER})),
    Op.COMPILE_REPORT: Operation("编制报告", _CASE),
    Op.EDIT_REPORT: Operation("修改报告文字", _CASE),
    Op.EXPLAIN_FINDING: Operation("填写校验说明", _CASE),
    Op.SUBMIT_REPORT: Operation("提交报告", frozenset({Role.CLERK})),
    Op.REVIEW_REPORT: Operation("审核报告", frozenset({Role.REVIEWER})),
    Op.ISSUE_REPORT: Operation("签发报告", frozenset({Role.SIGNER})),
    Op.RETURN_REPORT: Operation("退回报告", frozenset({Role.REVIEWER, Role.SIGNER})),
    Op.EXPORT: Operation("导出", frozenset({Role.CLERK, Role.REVIEWER, Role.SIGNER, Role.INSPECTOR})),
    Op.BACK_UP: Operation("备份", _EVERYONE - {Role.INSPECTOR}),
    Op.RESTORE_LEDGER: Operation("恢复台账", _EVERYONE),
}
