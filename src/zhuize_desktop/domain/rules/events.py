"""起算与终结事由: the words by which a rule says what starts its period and what ends it.

Which record and field tells of an event stands in ``domain.clock_events``; a pack names the event by its code, so that
a local measure is filled in without knowing how the program keeps its records.
"""

from __future__ import annotations

#: Code of an event → the words people read.
EVENTS: dict[str, str] = {
    # 监督成果
    "supervision_received": "收到监督成果",
    "supervision_sorted": "梳理完成",
    # 线索
    "discovered": "发现、获悉或受理（取最早）",
    "accepted": "受理",
    "check_reported": "初步核实完成",
    "flash_sent": "报送实时报告快报",
    "realtime_sent": "报送实时报告",
    "preliminary_sent": "报送初核报告",
    "plan_approved": "核查工作方案批准",
    "investigation_started": "核查或调查开始",
    "investigation_reported": "核查完成",
    "hearing_sent": "听取意见材料送达",
    "hearing_answered": "反馈意见",
    "served": "处理决定送达",
    "appeal_accepted": "受理申诉",
    "appeal_decided": "作出复核决定",
    "notice_received": "收到整改通知",
    "rectification_reported": "报送整改报告",
    # 处分
    "sanction_filed": "立案",
    "sanction_decided": "处分决定作出",
    "sanction_ended": "作出处分决定或结案",
    "sanction_notified": "书面通知处分决定",
    "demotion_decided": "降级、撤职、开除决定作出",
    "sanction_changed": "办结职务、工资等变更手续",
    "sanction_received": "收到处分决定书",
    "sanction_review_filed": "接到复核申请",
    "sanction_review_decided": "作出复核决定（处分）",
    "sanction_review_received": "收到复核决定",
    "sanction_appeal_accepted": "受理申诉（处分）",
    "sanction_appeal_decided": "作出申诉处理决定（处分）",
    "sanction_outcome_decided": "复核或申诉决定作出（处分）",
    "sanction_outcome_notified": "书面通知复核、申诉决定",
    "sanction_outcome_filed": "送达、宣布并存档",
}
