CREATE TABLE counter (
    register TEXT NOT NULL,
    last INTEGER NOT NULL,
    CONSTRAINT pk_counter PRIMARY KEY (register)
) STRICT;

CREATE TABLE draft (
    user TEXT NOT NULL,
    form TEXT NOT NULL,
    uid TEXT NOT NULL,
    base_version INTEGER NOT NULL,
    saved_at TEXT NOT NULL,
    payload TEXT NOT NULL,
    CONSTRAINT pk_draft PRIMARY KEY (user, form, uid)
) STRICT;

CREATE TABLE enterprise (
    uid TEXT NOT NULL,
    owner_enterprise TEXT NOT NULL,
    version INTEGER NOT NULL,
    withdrawn_reason TEXT NOT NULL,
    name TEXT NOT NULL,
    short_name TEXT NOT NULL,
    code TEXT NOT NULL,
    credit_code TEXT NOT NULL,
    level INTEGER,
    parent TEXT,
    on_behalf INTEGER NOT NULL,
    flagged_on TEXT,
    duty_department TEXT NOT NULL,
    closed_on TEXT,
    successor TEXT,
    remark TEXT NOT NULL,
    CONSTRAINT pk_enterprise PRIMARY KEY (uid),
    CONSTRAINT ck_enterprise_on_behalf CHECK ("on_behalf" IN (0, 1)),
    CONSTRAINT fk_enterprise_owner_enterprise FOREIGN KEY(owner_enterprise) REFERENCES enterprise (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_enterprise_parent FOREIGN KEY(parent) REFERENCES enterprise (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_enterprise_successor FOREIGN KEY(successor) REFERENCES enterprise (uid) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX ix_enterprise_parent ON enterprise (parent);

CREATE INDEX ix_enterprise_successor ON enterprise (successor);

CREATE TABLE entry (
    seq INTEGER NOT NULL,
    epoch INTEGER NOT NULL,
    op TEXT NOT NULL,
    actor TEXT NOT NULL,
    actor_name TEXT NOT NULL,
    at TEXT NOT NULL,
    note TEXT NOT NULL,
    payload TEXT NOT NULL,
    previous TEXT NOT NULL,
    hash TEXT NOT NULL,
    CONSTRAINT pk_entry PRIMARY KEY (seq)
) STRICT;

CREATE TABLE health_run (
    uid TEXT NOT NULL,
    run_at TEXT NOT NULL,
    user TEXT NOT NULL,
    user_name TEXT NOT NULL,
    seq INTEGER NOT NULL,
    head TEXT NOT NULL,
    thresholds TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    body BLOB NOT NULL,
    CONSTRAINT pk_health_run PRIMARY KEY (uid)
) STRICT;

CREATE TABLE pack_version (
    pack TEXT NOT NULL,
    number INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    at TEXT NOT NULL,
    "by" TEXT NOT NULL,
    reason TEXT NOT NULL,
    effective_from TEXT,
    origin TEXT NOT NULL,
    body TEXT NOT NULL,
    CONSTRAINT pk_pack_version PRIMARY KEY (pack, number)
) STRICT;

CREATE INDEX ix_pack_version_sha256 ON pack_version (sha256);

CREATE TABLE search_entry (
    id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    uid TEXT NOT NULL,
    CONSTRAINT pk_search_entry PRIMARY KEY (id),
    CONSTRAINT uq_search_entry_uid UNIQUE (uid)
) STRICT;

CREATE TABLE setting (
    "key" TEXT NOT NULL,
    value TEXT NOT NULL,
    CONSTRAINT pk_setting PRIMARY KEY ("key")
) STRICT;

CREATE TABLE signature (
    report TEXT NOT NULL,
    snapshot TEXT NOT NULL,
    position INTEGER NOT NULL,
    body TEXT NOT NULL,
    CONSTRAINT pk_signature PRIMARY KEY (report, snapshot, position)
) STRICT;

CREATE TABLE snapshot (
    sha256 TEXT NOT NULL,
    report TEXT NOT NULL,
    taken_at TEXT NOT NULL,
    body TEXT NOT NULL,
    CONSTRAINT pk_snapshot PRIMARY KEY (sha256)
) STRICT;

CREATE TABLE affiliation (
    uid TEXT NOT NULL,
    owner_enterprise TEXT NOT NULL,
    version INTEGER NOT NULL,
    withdrawn_reason TEXT NOT NULL,
    enterprise TEXT NOT NULL,
    parent TEXT,
    name TEXT NOT NULL,
    level INTEGER,
    credit_code TEXT NOT NULL,
    valid_from TEXT,
    valid_to TEXT,
    event TEXT NOT NULL,
    CONSTRAINT pk_affiliation PRIMARY KEY (uid),
    CONSTRAINT fk_affiliation_owner_enterprise FOREIGN KEY(owner_enterprise) REFERENCES enterprise (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_affiliation_enterprise FOREIGN KEY(enterprise) REFERENCES enterprise (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_affiliation_parent FOREIGN KEY(parent) REFERENCES enterprise (uid) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX ix_affiliation_enterprise ON affiliation (enterprise);

CREATE INDEX ix_affiliation_parent ON affiliation (parent);

CREATE TABLE change (
    seq INTEGER NOT NULL,
    position INTEGER NOT NULL,
    kind TEXT NOT NULL,
    uid TEXT NOT NULL,
    field TEXT NOT NULL,
    old TEXT,
    new TEXT,
    salt TEXT NOT NULL,
    digest TEXT NOT NULL,
    CONSTRAINT pk_change PRIMARY KEY (seq, position),
    CONSTRAINT fk_change_seq FOREIGN KEY(seq) REFERENCES entry (seq)
) STRICT;

CREATE INDEX ix_change_uid ON change (uid);

CREATE TABLE enterprise__flags (
    uid TEXT NOT NULL,
    position INTEGER NOT NULL,
    value TEXT NOT NULL,
    CONSTRAINT pk_enterprise__flags PRIMARY KEY (uid, position),
    CONSTRAINT fk_enterprise__flags_uid FOREIGN KEY(uid) REFERENCES enterprise (uid) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX ix_enterprise__flags_value ON enterprise__flags (value);

CREATE TABLE periodic_report (
    uid TEXT NOT NULL,
    owner_enterprise TEXT NOT NULL,
    version INTEGER NOT NULL,
    withdrawn_reason TEXT NOT NULL,
    kind TEXT NOT NULL,
    year INTEGER NOT NULL,
    period_from TEXT NOT NULL,
    period_to TEXT NOT NULL,
    enterprise TEXT NOT NULL,
    title TEXT NOT NULL,
    addressee TEXT NOT NULL,
    due_on TEXT,
    state TEXT NOT NULL,
    serial TEXT NOT NULL,
    snapshot TEXT,
    no_reviewer INTEGER NOT NULL,
    submitted_at TEXT,
    issued_at TEXT,
    pdf_sha256 TEXT NOT NULL,
    xlsx_sha256 TEXT NOT NULL,
    CONSTRAINT pk_periodic_report PRIMARY KEY (uid),
    CONSTRAINT ck_periodic_report_no_reviewer CHECK ("no_reviewer" IN (0, 1)),
    CONSTRAINT fk_periodic_report_owner_enterprise FOREIGN KEY(owner_enterprise) REFERENCES enterprise (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_periodic_report_enterprise FOREIGN KEY(enterprise) REFERENCES enterprise (uid) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX ix_periodic_report_enterprise ON periodic_report (enterprise);

CREATE TABLE person (
    uid TEXT NOT NULL,
    owner_enterprise TEXT NOT NULL,
    version INTEGER NOT NULL,
    withdrawn_reason TEXT NOT NULL,
    name TEXT NOT NULL,
    enterprise TEXT,
    department TEXT NOT NULL,
    post TEXT NOT NULL,
    employment TEXT NOT NULL,
    employment_since TEXT,
    cadre_authority TEXT NOT NULL,
    identity_number TEXT NOT NULL,
    remark TEXT NOT NULL,
    CONSTRAINT pk_person PRIMARY KEY (uid),
    CONSTRAINT fk_person_owner_enterprise FOREIGN KEY(owner_enterprise) REFERENCES enterprise (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_person_enterprise FOREIGN KEY(enterprise) REFERENCES enterprise (uid) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX ix_person_enterprise ON person (enterprise);

CREATE TABLE supervision_report (
    uid TEXT NOT NULL,
    owner_enterprise TEXT NOT NULL,
    version INTEGER NOT NULL,
    withdrawn_reason TEXT NOT NULL,
    title TEXT NOT NULL,
    document_number TEXT NOT NULL,
    source_kind TEXT NOT NULL,
    issued_by TEXT NOT NULL,
    received_on TEXT,
    sorted_on TEXT,
    stated_findings INTEGER,
    remark TEXT NOT NULL,
    CONSTRAINT pk_supervision_report PRIMARY KEY (uid),
    CONSTRAINT fk_supervision_report_owner_enterprise FOREIGN KEY(owner_enterprise) REFERENCES enterprise (uid) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE TABLE explanation (
    uid TEXT NOT NULL,
    owner_enterprise TEXT NOT NULL,
    version INTEGER NOT NULL,
    withdrawn_reason TEXT NOT NULL,
    report TEXT NOT NULL,
    "check" TEXT NOT NULL,
    text TEXT NOT NULL,
    CONSTRAINT pk_explanation PRIMARY KEY (uid),
    CONSTRAINT fk_explanation_owner_enterprise FOREIGN KEY(owner_enterprise) REFERENCES enterprise (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_explanation_report FOREIGN KEY(report) REFERENCES periodic_report (uid) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX ix_explanation_report ON explanation (report);

CREATE TABLE finding (
    uid TEXT NOT NULL,
    owner_enterprise TEXT NOT NULL,
    version INTEGER NOT NULL,
    withdrawn_reason TEXT NOT NULL,
    report TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    summary TEXT NOT NULL,
    amount INTEGER,
    not_listed_reason TEXT NOT NULL,
    not_listed_note TEXT NOT NULL,
    not_listed_approver TEXT NOT NULL,
    CONSTRAINT pk_finding PRIMARY KEY (uid),
    CONSTRAINT fk_finding_owner_enterprise FOREIGN KEY(owner_enterprise) REFERENCES enterprise (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_finding_report FOREIGN KEY(report) REFERENCES supervision_report (uid) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX ix_finding_report ON finding (report);

CREATE TABLE report_text (
    uid TEXT NOT NULL,
    owner_enterprise TEXT NOT NULL,
    version INTEGER NOT NULL,
    withdrawn_reason TEXT NOT NULL,
    report TEXT NOT NULL,
    section TEXT NOT NULL,
    text TEXT NOT NULL,
    CONSTRAINT pk_report_text PRIMARY KEY (uid),
    CONSTRAINT fk_report_text_owner_enterprise FOREIGN KEY(owner_enterprise) REFERENCES enterprise (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_report_text_report FOREIGN KEY(report) REFERENCES periodic_report (uid) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX ix_report_text_report ON report_text (report);

CREATE TABLE supervision_report__enterprises (
    uid TEXT NOT NULL,
    position INTEGER NOT NULL,
    value TEXT NOT NULL,
    CONSTRAINT pk_supervision_report__enterprises PRIMARY KEY (uid, position),
    CONSTRAINT fk_supervision_report__enterprises_uid FOREIGN KEY(uid) REFERENCES supervision_report (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_supervision_report__enterprises_value FOREIGN KEY(value) REFERENCES enterprise (uid) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX ix_supervision_report__enterprises_value ON supervision_report__enterprises (value);

CREATE TABLE user (
    uid TEXT NOT NULL,
    owner_enterprise TEXT NOT NULL,
    version INTEGER NOT NULL,
    withdrawn_reason TEXT NOT NULL,
    login TEXT NOT NULL,
    name TEXT NOT NULL,
    post TEXT NOT NULL,
    person TEXT,
    active INTEGER NOT NULL,
    left_on TEXT,
    admin_reads_cases INTEGER NOT NULL,
    CONSTRAINT pk_user PRIMARY KEY (uid),
    CONSTRAINT ck_user_active CHECK ("active" IN (0, 1)),
    CONSTRAINT ck_user_admin_reads_cases CHECK ("admin_reads_cases" IN (0, 1)),
    CONSTRAINT fk_user_owner_enterprise FOREIGN KEY(owner_enterprise) REFERENCES enterprise (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_user_person FOREIGN KEY(person) REFERENCES person (uid) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX ix_user_person ON user (person);

CREATE UNIQUE INDEX uq_user_login ON user (login);

CREATE TABLE appointment_check (
    uid TEXT NOT NULL,
    owner_enterprise TEXT NOT NULL,
    version INTEGER NOT NULL,
    withdrawn_reason TEXT NOT NULL,
    person TEXT NOT NULL,
    purpose TEXT NOT NULL,
    proposed_on TEXT NOT NULL,
    post TEXT NOT NULL,
    checked_on TEXT,
    asked_by TEXT,
    outcome TEXT NOT NULL,
    told TEXT NOT NULL,
    CONSTRAINT pk_appointment_check PRIMARY KEY (uid),
    CONSTRAINT fk_appointment_check_owner_enterprise FOREIGN KEY(owner_enterprise) REFERENCES enterprise (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_appointment_check_person FOREIGN KEY(person) REFERENCES person (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_appointment_check_asked_by FOREIGN KEY(asked_by) REFERENCES user (uid) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX ix_appointment_check_asked_by ON appointment_check (asked_by);

CREATE INDEX ix_appointment_check_person ON appointment_check (person);

CREATE TABLE clue (
    uid TEXT NOT NULL,
    owner_enterprise TEXT NOT NULL,
    version INTEGER NOT NULL,
    withdrawn_reason TEXT NOT NULL,
    number TEXT NOT NULL,
    source_kind TEXT NOT NULL,
    reported_on TEXT,
    category TEXT NOT NULL,
    summary TEXT NOT NULL,
    occurred_from TEXT,
    occurred_to TEXT,
    estimated_loss INTEGER,
    reporter TEXT NOT NULL,
    source_text TEXT NOT NULL,
    level INTEGER,
    discovery TEXT NOT NULL,
    discovered_on TEXT,
    secrecy TEXT NOT NULL,
    remark TEXT NOT NULL,
    source_document TEXT NOT NULL,
    document_number TEXT NOT NULL,
    received_on TEXT,
    main_finding TEXT,
    from_superior INTEGER NOT NULL,
    transferred_by TEXT NOT NULL,
    moved_in TEXT NOT NULL,
    feedback_due TEXT,
    informant_place TEXT NOT NULL,
    occurred_text TEXT NOT NULL,
    loss_text TEXT NOT NULL,
    loss_class TEXT NOT NULL,
    consequence_class TEXT NOT NULL,
    estimator TEXT NOT NULL,
    realtime_scope INTEGER,
    realtime_reason TEXT NOT NULL,
    stage TEXT NOT NULL,
    stage_confirmed INTEGER NOT NULL,
    handling TEXT NOT NULL,
    legacy INTEGER NOT NULL,
    legacy_stage TEXT,
    legacy_basis TEXT NOT NULL,
    handler TEXT,
    accepted_on TEXT,
    checked_on TEXT,
    triaged_on TEXT,
    disposition TEXT NOT NULL,
    opened_on TEXT,
    investigated_on TEXT,
    decided_on TEXT,
    rectified_on TEXT,
    closed INTEGER NOT NULL,
    closed_on TEXT,
    closure_kind TEXT NOT NULL,
    concluded_on TEXT,
    merged_into TEXT,
    split_from TEXT,
    circle TEXT NOT NULL,
    CONSTRAINT pk_clue PRIMARY KEY (uid),
    CONSTRAINT ck_clue_from_superior CHECK ("from_superior" IN (0, 1)),
    CONSTRAINT ck_clue_realtime_scope CHECK ("realtime_scope" IN (0, 1)),
    CONSTRAINT ck_clue_stage_confirmed CHECK ("stage_confirmed" IN (0, 1)),
    CONSTRAINT ck_clue_legacy CHECK ("legacy" IN (0, 1)),
    CONSTRAINT ck_clue_closed CHECK ("closed" IN (0, 1)),
    CONSTRAINT fk_clue_owner_enterprise FOREIGN KEY(owner_enterprise) REFERENCES enterprise (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_clue_main_finding FOREIGN KEY(main_finding) REFERENCES finding (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_clue_handler FOREIGN KEY(handler) REFERENCES user (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_clue_merged_into FOREIGN KEY(merged_into) REFERENCES clue (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_clue_split_from FOREIGN KEY(split_from) REFERENCES clue (uid) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX ix_clue_handler ON clue (handler);

CREATE INDEX ix_clue_main_finding ON clue (main_finding);

CREATE INDEX ix_clue_merged_into ON clue (merged_into);

CREATE INDEX ix_clue_number ON clue (number);

CREATE INDEX ix_clue_reported_on ON clue (reported_on);

CREATE INDEX ix_clue_split_from ON clue (split_from);

CREATE TABLE finding__enterprises (
    uid TEXT NOT NULL,
    position INTEGER NOT NULL,
    value TEXT NOT NULL,
    CONSTRAINT pk_finding__enterprises PRIMARY KEY (uid, position),
    CONSTRAINT fk_finding__enterprises_uid FOREIGN KEY(uid) REFERENCES finding (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_finding__enterprises_value FOREIGN KEY(value) REFERENCES enterprise (uid) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX ix_finding__enterprises_value ON finding__enterprises (value);

CREATE TABLE signing_key (
    uid TEXT NOT NULL,
    owner_enterprise TEXT NOT NULL,
    version INTEGER NOT NULL,
    withdrawn_reason TEXT NOT NULL,
    user TEXT NOT NULL,
    public_key TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    valid_to TEXT,
    reason TEXT NOT NULL,
    CONSTRAINT pk_signing_key PRIMARY KEY (uid),
    CONSTRAINT fk_signing_key_owner_enterprise FOREIGN KEY(owner_enterprise) REFERENCES enterprise (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_signing_key_user FOREIGN KEY(user) REFERENCES user (uid) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX ix_signing_key_user ON signing_key (user);

CREATE TABLE user__roles (
    uid TEXT NOT NULL,
    position INTEGER NOT NULL,
    value TEXT NOT NULL,
    CONSTRAINT pk_user__roles PRIMARY KEY (uid, position),
    CONSTRAINT fk_user__roles_uid FOREIGN KEY(uid) REFERENCES user (uid) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX ix_user__roles_value ON user__roles (value);

CREATE TABLE acceptance (
    uid TEXT NOT NULL,
    owner_enterprise TEXT NOT NULL,
    version INTEGER NOT NULL,
    withdrawn_reason TEXT NOT NULL,
    clue TEXT NOT NULL,
    receiver TEXT NOT NULL,
    opinion TEXT NOT NULL,
    reason TEXT NOT NULL,
    decided_on TEXT,
    referred_to TEXT NOT NULL,
    related_note TEXT NOT NULL,
    CONSTRAINT pk_acceptance PRIMARY KEY (uid),
    CONSTRAINT fk_acceptance_owner_enterprise FOREIGN KEY(owner_enterprise) REFERENCES enterprise (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_acceptance_clue FOREIGN KEY(clue) REFERENCES clue (uid) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX ix_acceptance_clue ON acceptance (clue);

CREATE TABLE appointment_check__counted (
    uid TEXT NOT NULL,
    position INTEGER NOT NULL,
    value TEXT NOT NULL,
    CONSTRAINT pk_appointment_check__counted PRIMARY KEY (uid, position),
    CONSTRAINT fk_appointment_check__counted_uid FOREIGN KEY(uid) REFERENCES appointment_check (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_appointment_check__counted_value FOREIGN KEY(value) REFERENCES clue (uid) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX ix_appointment_check__counted_value ON appointment_check__counted (value);

CREATE TABLE appointment_check__named (
    uid TEXT NOT NULL,
    position INTEGER NOT NULL,
    value TEXT NOT NULL,
    CONSTRAINT pk_appointment_check__named PRIMARY KEY (uid, position),
    CONSTRAINT fk_appointment_check__named_uid FOREIGN KEY(uid) REFERENCES appointment_check (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_appointment_check__named_value FOREIGN KEY(value) REFERENCES clue (uid) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX ix_appointment_check__named_value ON appointment_check__named (value);

CREATE TABLE approval (
    uid TEXT NOT NULL,
    owner_enterprise TEXT NOT NULL,
    version INTEGER NOT NULL,
    withdrawn_reason TEXT NOT NULL,
    clue TEXT NOT NULL,
    step TEXT NOT NULL,
    form TEXT NOT NULL,
    body TEXT NOT NULL,
    matter TEXT NOT NULL,
    approver TEXT NOT NULL,
    decided_on TEXT,
    minutes_number TEXT NOT NULL,
    result TEXT NOT NULL,
    opinion TEXT NOT NULL,
    archive_place TEXT NOT NULL,
    entered_by TEXT,
    confirmed_by TEXT,
    CONSTRAINT pk_approval PRIMARY KEY (uid),
    CONSTRAINT fk_approval_owner_enterprise FOREIGN KEY(owner_enterprise) REFERENCES enterprise (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_approval_clue FOREIGN KEY(clue) REFERENCES clue (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_approval_entered_by FOREIGN KEY(entered_by) REFERENCES user (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_approval_confirmed_by FOREIGN KEY(confirmed_by) REFERENCES user (uid) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX ix_approval_clue ON approval (clue);

CREATE INDEX ix_approval_confirmed_by ON approval (confirmed_by);

CREATE INDEX ix_approval_entered_by ON approval (entered_by);

CREATE TABLE closure (
    uid TEXT NOT NULL,
    owner_enterprise TEXT NOT NULL,
    version INTEGER NOT NULL,
    withdrawn_reason TEXT NOT NULL,
    clue TEXT NOT NULL,
    kind TEXT NOT NULL,
    concluded_on TEXT,
    closed_on TEXT,
    examined_on TEXT,
    method TEXT NOT NULL,
    note TEXT NOT NULL,
    consent_number TEXT NOT NULL,
    consent_on TEXT,
    superior_confirms INTEGER NOT NULL,
    asked_by TEXT,
    confirmed_by TEXT,
    CONSTRAINT pk_closure PRIMARY KEY (uid),
    CONSTRAINT ck_closure_superior_confirms CHECK ("superior_confirms" IN (0, 1)),
    CONSTRAINT fk_closure_owner_enterprise FOREIGN KEY(owner_enterprise) REFERENCES enterprise (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_closure_clue FOREIGN KEY(clue) REFERENCES clue (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_closure_asked_by FOREIGN KEY(asked_by) REFERENCES user (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_closure_confirmed_by FOREIGN KEY(confirmed_by) REFERENCES user (uid) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX ix_closure_asked_by ON closure (asked_by);

CREATE INDEX ix_closure_clue ON closure (clue);

CREATE INDEX ix_closure_confirmed_by ON closure (confirmed_by);

CREATE TABLE clue__circle_users (
    uid TEXT NOT NULL,
    position INTEGER NOT NULL,
    value TEXT NOT NULL,
    CONSTRAINT pk_clue__circle_users PRIMARY KEY (uid, position),
    CONSTRAINT fk_clue__circle_users_uid FOREIGN KEY(uid) REFERENCES clue (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_clue__circle_users_value FOREIGN KEY(value) REFERENCES user (uid) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX ix_clue__circle_users_value ON clue__circle_users (value);

CREATE TABLE clue__enterprises (
    uid TEXT NOT NULL,
    position INTEGER NOT NULL,
    value TEXT NOT NULL,
    CONSTRAINT pk_clue__enterprises PRIMARY KEY (uid, position),
    CONSTRAINT fk_clue__enterprises_uid FOREIGN KEY(uid) REFERENCES clue (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_clue__enterprises_value FOREIGN KEY(value) REFERENCES enterprise (uid) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX ix_clue__enterprises_value ON clue__enterprises (value);

CREATE TABLE clue__focus_areas (
    uid TEXT NOT NULL,
    position INTEGER NOT NULL,
    value TEXT NOT NULL,
    CONSTRAINT pk_clue__focus_areas PRIMARY KEY (uid, position),
    CONSTRAINT fk_clue__focus_areas_uid FOREIGN KEY(uid) REFERENCES clue (uid) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX ix_clue__focus_areas_value ON clue__focus_areas (value);

CREATE TABLE clue__persons (
    uid TEXT NOT NULL,
    position INTEGER NOT NULL,
    value TEXT NOT NULL,
    CONSTRAINT pk_clue__persons PRIMARY KEY (uid, position),
    CONSTRAINT fk_clue__persons_uid FOREIGN KEY(uid) REFERENCES clue (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_clue__persons_value FOREIGN KEY(value) REFERENCES person (uid) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX ix_clue__persons_value ON clue__persons (value);

CREATE TABLE clue__report_methods (
    uid TEXT NOT NULL,
    position INTEGER NOT NULL,
    value TEXT NOT NULL,
    CONSTRAINT pk_clue__report_methods PRIMARY KEY (uid, position),
    CONSTRAINT fk_clue__report_methods_uid FOREIGN KEY(uid) REFERENCES clue (uid) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX ix_clue__report_methods_value ON clue__report_methods (value);

CREATE TABLE clue__situations (
    uid TEXT NOT NULL,
    position INTEGER NOT NULL,
    value TEXT NOT NULL,
    CONSTRAINT pk_clue__situations PRIMARY KEY (uid, position),
    CONSTRAINT fk_clue__situations_uid FOREIGN KEY(uid) REFERENCES clue (uid) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX ix_clue__situations_value ON clue__situations (value);

CREATE TABLE clue__trigger_events (
    uid TEXT NOT NULL,
    position INTEGER NOT NULL,
    value TEXT NOT NULL,
    CONSTRAINT pk_clue__trigger_events PRIMARY KEY (uid, position),
    CONSTRAINT fk_clue__trigger_events_uid FOREIGN KEY(uid) REFERENCES clue (uid) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX ix_clue__trigger_events_value ON clue__trigger_events (value);

CREATE TABLE decision (
    uid TEXT NOT NULL,
    owner_enterprise TEXT NOT NULL,
    version INTEGER NOT NULL,
    withdrawn_reason TEXT NOT NULL,
    clue TEXT NOT NULL,
    kind TEXT NOT NULL,
    number TEXT NOT NULL,
    maker TEXT NOT NULL,
    body TEXT NOT NULL,
    decided_on TEXT,
    facts TEXT NOT NULL,
    basis TEXT NOT NULL,
    content TEXT NOT NULL,
    appeal_level TEXT NOT NULL,
    appeal_body TEXT NOT NULL,
    archive_place TEXT NOT NULL,
    CONSTRAINT pk_decision PRIMARY KEY (uid),
    CONSTRAINT fk_decision_owner_enterprise FOREIGN KEY(owner_enterprise) REFERENCES enterprise (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_decision_clue FOREIGN KEY(clue) REFERENCES clue (uid) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX ix_decision_clue ON decision (clue);

CREATE TABLE dossier_entry (
    uid TEXT NOT NULL,
    owner_enterprise TEXT NOT NULL,
    version INTEGER NOT NULL,
    withdrawn_reason TEXT NOT NULL,
    clue TEXT NOT NULL,
    position INTEGER NOT NULL,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    number TEXT NOT NULL,
    dated_on TEXT,
    pages TEXT NOT NULL,
    volume TEXT NOT NULL,
    place TEXT NOT NULL,
    note TEXT NOT NULL,
    CONSTRAINT pk_dossier_entry PRIMARY KEY (uid),
    CONSTRAINT fk_dossier_entry_owner_enterprise FOREIGN KEY(owner_enterprise) REFERENCES enterprise (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_dossier_entry_clue FOREIGN KEY(clue) REFERENCES clue (uid) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX ix_dossier_entry_clue ON dossier_entry (clue);

CREATE TABLE finding__clues (
    uid TEXT NOT NULL,
    position INTEGER NOT NULL,
    value TEXT NOT NULL,
    CONSTRAINT pk_finding__clues PRIMARY KEY (uid, position),
    CONSTRAINT fk_finding__clues_uid FOREIGN KEY(uid) REFERENCES finding (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_finding__clues_value FOREIGN KEY(value) REFERENCES clue (uid) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX ix_finding__clues_value ON finding__clues (value);

CREATE TABLE gate_explanation (
    uid TEXT NOT NULL,
    owner_enterprise TEXT NOT NULL,
    version INTEGER NOT NULL,
    withdrawn_reason TEXT NOT NULL,
    clue TEXT NOT NULL,
    move TEXT NOT NULL,
    "check" TEXT NOT NULL,
    sentence TEXT NOT NULL,
    text TEXT NOT NULL,
    CONSTRAINT pk_gate_explanation PRIMARY KEY (uid),
    CONSTRAINT fk_gate_explanation_owner_enterprise FOREIGN KEY(owner_enterprise) REFERENCES enterprise (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_gate_explanation_clue FOREIGN KEY(clue) REFERENCES clue (uid) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX ix_gate_explanation_clue ON gate_explanation (clue);

CREATE TABLE health_explanation (
    uid TEXT NOT NULL,
    owner_enterprise TEXT NOT NULL,
    version INTEGER NOT NULL,
    withdrawn_reason TEXT NOT NULL,
    clue TEXT,
    "check" TEXT NOT NULL,
    kind TEXT NOT NULL,
    about TEXT NOT NULL,
    field TEXT NOT NULL,
    other TEXT NOT NULL,
    sentence TEXT NOT NULL,
    text TEXT NOT NULL,
    user TEXT,
    explained_on TEXT,
    CONSTRAINT pk_health_explanation PRIMARY KEY (uid),
    CONSTRAINT fk_health_explanation_owner_enterprise FOREIGN KEY(owner_enterprise) REFERENCES enterprise (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_health_explanation_clue FOREIGN KEY(clue) REFERENCES clue (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_health_explanation_user FOREIGN KEY(user) REFERENCES user (uid) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX ix_health_explanation_clue ON health_explanation (clue);

CREATE INDEX ix_health_explanation_user ON health_explanation (user);

CREATE TABLE hearing (
    uid TEXT NOT NULL,
    owner_enterprise TEXT NOT NULL,
    version INTEGER NOT NULL,
    withdrawn_reason TEXT NOT NULL,
    clue TEXT NOT NULL,
    object TEXT NOT NULL,
    person TEXT,
    sent_on TEXT,
    due_on TEXT,
    answered_on TEXT,
    outcome TEXT NOT NULL,
    opinion TEXT NOT NULL,
    adopted TEXT NOT NULL,
    proof TEXT NOT NULL,
    witness TEXT NOT NULL,
    archive_place TEXT NOT NULL,
    CONSTRAINT pk_hearing PRIMARY KEY (uid),
    CONSTRAINT fk_hearing_owner_enterprise FOREIGN KEY(owner_enterprise) REFERENCES enterprise (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_hearing_clue FOREIGN KEY(clue) REFERENCES clue (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_hearing_person FOREIGN KEY(person) REFERENCES person (uid) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX ix_hearing_clue ON hearing (clue);

CREATE INDEX ix_hearing_person ON hearing (person);

CREATE TABLE imported_row (
    fingerprint TEXT NOT NULL,
    clue TEXT NOT NULL,
    seq INTEGER NOT NULL,
    CONSTRAINT pk_imported_row PRIMARY KEY (fingerprint),
    CONSTRAINT fk_imported_row_clue FOREIGN KEY(clue) REFERENCES clue (uid) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX ix_imported_row_clue ON imported_row (clue);

CREATE TABLE improvement_letter (
    uid TEXT NOT NULL,
    owner_enterprise TEXT NOT NULL,
    version INTEGER NOT NULL,
    withdrawn_reason TEXT NOT NULL,
    clue TEXT NOT NULL,
    number TEXT NOT NULL,
    receiver TEXT NOT NULL,
    issued_on TEXT,
    proposals TEXT NOT NULL,
    adoption TEXT NOT NULL,
    answered_on TEXT,
    archive_place TEXT NOT NULL,
    CONSTRAINT pk_improvement_letter PRIMARY KEY (uid),
    CONSTRAINT fk_improvement_letter_owner_enterprise FOREIGN KEY(owner_enterprise) REFERENCES enterprise (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_improvement_letter_clue FOREIGN KEY(clue) REFERENCES clue (uid) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX ix_improvement_letter_clue ON improvement_letter (clue);

CREATE TABLE inquiry_act (
    uid TEXT NOT NULL,
    owner_enterprise TEXT NOT NULL,
    version INTEGER NOT NULL,
    withdrawn_reason TEXT NOT NULL,
    clue TEXT NOT NULL,
    kind TEXT NOT NULL,
    object TEXT NOT NULL,
    done_on TEXT,
    first_by TEXT NOT NULL,
    second_by TEXT NOT NULL,
    number TEXT NOT NULL,
    place TEXT NOT NULL,
    summary TEXT NOT NULL,
    returned_on TEXT,
    archive_place TEXT NOT NULL,
    CONSTRAINT pk_inquiry_act PRIMARY KEY (uid),
    CONSTRAINT fk_inquiry_act_owner_enterprise FOREIGN KEY(owner_enterprise) REFERENCES enterprise (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_inquiry_act_clue FOREIGN KEY(clue) REFERENCES clue (uid) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX ix_inquiry_act_clue ON inquiry_act (clue);

CREATE TABLE investigation_plan (
    uid TEXT NOT NULL,
    owner_enterprise TEXT NOT NULL,
    version INTEGER NOT NULL,
    withdrawn_reason TEXT NOT NULL,
    clue TEXT NOT NULL,
    content TEXT NOT NULL,
    scope TEXT NOT NULL,
    organisation TEXT NOT NULL,
    schedule TEXT NOT NULL,
    number TEXT NOT NULL,
    approved_on TEXT,
    CONSTRAINT pk_investigation_plan PRIMARY KEY (uid),
    CONSTRAINT fk_investigation_plan_owner_enterprise FOREIGN KEY(owner_enterprise) REFERENCES enterprise (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_investigation_plan_clue FOREIGN KEY(clue) REFERENCES clue (uid) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX ix_investigation_plan_clue ON investigation_plan (clue);

CREATE TABLE investigation_report (
    uid TEXT NOT NULL,
    owner_enterprise TEXT NOT NULL,
    version INTEGER NOT NULL,
    withdrawn_reason TEXT NOT NULL,
    clue TEXT NOT NULL,
    conclusion TEXT NOT NULL,
    reported_on TEXT,
    number TEXT NOT NULL,
    needs_discipline INTEGER,
    background TEXT NOT NULL,
    process TEXT NOT NULL,
    findings TEXT NOT NULL,
    causes TEXT NOT NULL,
    losses TEXT NOT NULL,
    hearings TEXT NOT NULL,
    already_done TEXT NOT NULL,
    liability_basis TEXT NOT NULL,
    proposal TEXT NOT NULL,
    CONSTRAINT pk_investigation_report PRIMARY KEY (uid),
    CONSTRAINT ck_investigation_report_needs_discipline CHECK ("needs_discipline" IN (0, 1)),
    CONSTRAINT fk_investigation_report_owner_enterprise FOREIGN KEY(owner_enterprise) REFERENCES enterprise (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_investigation_report_clue FOREIGN KEY(clue) REFERENCES clue (uid) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX ix_investigation_report_clue ON investigation_report (clue);

CREATE TABLE issued_paper (
    uid TEXT NOT NULL,
    owner_enterprise TEXT NOT NULL,
    version INTEGER NOT NULL,
    withdrawn_reason TEXT NOT NULL,
    clue TEXT NOT NULL,
    kind TEXT NOT NULL,
    number TEXT NOT NULL,
    year INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    title TEXT NOT NULL,
    about TEXT NOT NULL,
    numbered_at TEXT,
    numbered_by TEXT,
    void_reason TEXT NOT NULL,
    CONSTRAINT pk_issued_paper PRIMARY KEY (uid),
    CONSTRAINT fk_issued_paper_owner_enterprise FOREIGN KEY(owner_enterprise) REFERENCES enterprise (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_issued_paper_clue FOREIGN KEY(clue) REFERENCES clue (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_issued_paper_numbered_by FOREIGN KEY(numbered_by) REFERENCES user (uid) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX ix_issued_paper_clue ON issued_paper (clue);

CREATE INDEX ix_issued_paper_numbered_by ON issued_paper (numbered_by);

CREATE TABLE legal_review (
    uid TEXT NOT NULL,
    owner_enterprise TEXT NOT NULL,
    version INTEGER NOT NULL,
    withdrawn_reason TEXT NOT NULL,
    clue TEXT NOT NULL,
    subject TEXT NOT NULL,
    department TEXT NOT NULL,
    reviewer TEXT NOT NULL,
    reviewed_on TEXT,
    result TEXT NOT NULL,
    opinion TEXT NOT NULL,
    archive_place TEXT NOT NULL,
    CONSTRAINT pk_legal_review PRIMARY KEY (uid),
    CONSTRAINT fk_legal_review_owner_enterprise FOREIGN KEY(owner_enterprise) REFERENCES enterprise (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_legal_review_clue FOREIGN KEY(clue) REFERENCES clue (uid) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX ix_legal_review_clue ON legal_review (clue);

CREATE TABLE liable_body (
    uid TEXT NOT NULL,
    owner_enterprise TEXT NOT NULL,
    version INTEGER NOT NULL,
    withdrawn_reason TEXT NOT NULL,
    clue TEXT NOT NULL,
    name TEXT NOT NULL,
    enterprise TEXT,
    liability TEXT NOT NULL,
    facts TEXT NOT NULL,
    CONSTRAINT pk_liable_body PRIMARY KEY (uid),
    CONSTRAINT fk_liable_body_owner_enterprise FOREIGN KEY(owner_enterprise) REFERENCES enterprise (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_liable_body_clue FOREIGN KEY(clue) REFERENCES clue (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_liable_body_enterprise FOREIGN KEY(enterprise) REFERENCES enterprise (uid) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX ix_liable_body_clue ON liable_body (clue);

CREATE INDEX ix_liable_body_enterprise ON liable_body (enterprise);

CREATE TABLE liable_person (
    uid TEXT NOT NULL,
    owner_enterprise TEXT NOT NULL,
    version INTEGER NOT NULL,
    withdrawn_reason TEXT NOT NULL,
    clue TEXT NOT NULL,
    person TEXT NOT NULL,
    post_then TEXT NOT NULL,
    employment_then TEXT NOT NULL,
    liability TEXT NOT NULL,
    post_kind TEXT NOT NULL,
    compared TEXT NOT NULL,
    upward TEXT NOT NULL,
    facts TEXT NOT NULL,
    identified_on TEXT,
    adjustment TEXT NOT NULL,
    disciplined INTEGER NOT NULL,
    discipline_note TEXT NOT NULL,
    remark TEXT NOT NULL,
    CONSTRAINT pk_liable_person PRIMARY KEY (uid),
    CONSTRAINT ck_liable_person_disciplined CHECK ("disciplined" IN (0, 1)),
    CONSTRAINT fk_liable_person_owner_enterprise FOREIGN KEY(owner_enterprise) REFERENCES enterprise (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_liable_person_clue FOREIGN KEY(clue) REFERENCES clue (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_liable_person_person FOREIGN KEY(person) REFERENCES person (uid) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX ix_liable_person_clue ON liable_person (clue);

CREATE INDEX ix_liable_person_person ON liable_person (person);

CREATE TABLE loss (
    uid TEXT NOT NULL,
    owner_enterprise TEXT NOT NULL,
    version INTEGER NOT NULL,
    withdrawn_reason TEXT NOT NULL,
    clue TEXT NOT NULL,
    item TEXT NOT NULL,
    enterprise TEXT,
    kind TEXT NOT NULL,
    amount INTEGER,
    occurred_on TEXT,
    identified_on TEXT,
    basis TEXT NOT NULL,
    CONSTRAINT pk_loss PRIMARY KEY (uid),
    CONSTRAINT fk_loss_owner_enterprise FOREIGN KEY(owner_enterprise) REFERENCES enterprise (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_loss_clue FOREIGN KEY(clue) REFERENCES clue (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_loss_enterprise FOREIGN KEY(enterprise) REFERENCES enterprise (uid) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX ix_loss_clue ON loss (clue);

CREATE INDEX ix_loss_enterprise ON loss (enterprise);

CREATE TABLE loss_finding (
    uid TEXT NOT NULL,
    owner_enterprise TEXT NOT NULL,
    version INTEGER NOT NULL,
    withdrawn_reason TEXT NOT NULL,
    clue TEXT NOT NULL,
    item TEXT NOT NULL,
    loss_class TEXT NOT NULL,
    consequence_class TEXT NOT NULL,
    consequence TEXT NOT NULL,
    governing_class TEXT NOT NULL,
    governing_reason TEXT NOT NULL,
    basis TEXT NOT NULL,
    evaluation TEXT NOT NULL,
    identified_on TEXT,
    CONSTRAINT pk_loss_finding PRIMARY KEY (uid),
    CONSTRAINT fk_loss_finding_owner_enterprise FOREIGN KEY(owner_enterprise) REFERENCES enterprise (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_loss_finding_clue FOREIGN KEY(clue) REFERENCES clue (uid) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX ix_loss_finding_clue ON loss_finding (clue);

CREATE TABLE merger (
    uid TEXT NOT NULL,
    owner_enterprise TEXT NOT NULL,
    version INTEGER NOT NULL,
    withdrawn_reason TEXT NOT NULL,
    clue TEXT,
    kind TEXT NOT NULL,
    kept TEXT NOT NULL,
    gone TEXT NOT NULL,
    kept_name TEXT NOT NULL,
    gone_name TEXT NOT NULL,
    reason TEXT NOT NULL,
    user TEXT,
    merged_on TEXT,
    CONSTRAINT pk_merger PRIMARY KEY (uid),
    CONSTRAINT fk_merger_owner_enterprise FOREIGN KEY(owner_enterprise) REFERENCES enterprise (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_merger_clue FOREIGN KEY(clue) REFERENCES clue (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_merger_user FOREIGN KEY(user) REFERENCES user (uid) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX ix_merger_clue ON merger (clue);

CREATE INDEX ix_merger_user ON merger (user);

CREATE TABLE outside_decision (
    uid TEXT NOT NULL,
    owner_enterprise TEXT NOT NULL,
    version INTEGER NOT NULL,
    withdrawn_reason TEXT NOT NULL,
    clue TEXT NOT NULL,
    kind TEXT NOT NULL,
    maker TEXT NOT NULL,
    number TEXT NOT NULL,
    decided_on TEXT,
    received_on TEXT,
    facts TEXT NOT NULL,
    archive_place TEXT NOT NULL,
    CONSTRAINT pk_outside_decision PRIMARY KEY (uid),
    CONSTRAINT fk_outside_decision_owner_enterprise FOREIGN KEY(owner_enterprise) REFERENCES enterprise (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_outside_decision_clue FOREIGN KEY(clue) REFERENCES clue (uid) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX ix_outside_decision_clue ON outside_decision (clue);

CREATE TABLE preliminary_check (
    uid TEXT NOT NULL,
    owner_enterprise TEXT NOT NULL,
    version INTEGER NOT NULL,
    withdrawn_reason TEXT NOT NULL,
    clue TEXT NOT NULL,
    content TEXT NOT NULL,
    scope TEXT NOT NULL,
    organisation TEXT NOT NULL,
    started_on TEXT,
    process TEXT NOT NULL,
    result TEXT NOT NULL,
    needs_pursuit INTEGER,
    proposed TEXT NOT NULL,
    reported_on TEXT,
    number TEXT NOT NULL,
    proposal TEXT NOT NULL,
    situations_note TEXT NOT NULL,
    loss_note TEXT NOT NULL,
    discipline_note TEXT NOT NULL,
    CONSTRAINT pk_preliminary_check PRIMARY KEY (uid),
    CONSTRAINT ck_preliminary_check_needs_pursuit CHECK ("needs_pursuit" IN (0, 1)),
    CONSTRAINT fk_preliminary_check_owner_enterprise FOREIGN KEY(owner_enterprise) REFERENCES enterprise (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_preliminary_check_clue FOREIGN KEY(clue) REFERENCES clue (uid) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX ix_preliminary_check_clue ON preliminary_check (clue);

CREATE TABLE preservation (
    uid TEXT NOT NULL,
    owner_enterprise TEXT NOT NULL,
    version INTEGER NOT NULL,
    withdrawn_reason TEXT NOT NULL,
    clue TEXT NOT NULL,
    kind TEXT NOT NULL,
    object TEXT NOT NULL,
    from_on TEXT,
    to_on TEXT,
    approver TEXT NOT NULL,
    approved_on TEXT,
    lifted_on TEXT,
    note TEXT NOT NULL,
    archive_place TEXT NOT NULL,
    CONSTRAINT pk_preservation PRIMARY KEY (uid),
    CONSTRAINT fk_preservation_owner_enterprise FOREIGN KEY(owner_enterprise) REFERENCES enterprise (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_preservation_clue FOREIGN KEY(clue) REFERENCES clue (uid) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX ix_preservation_clue ON preservation (clue);

CREATE TABLE reading_grant (
    uid TEXT NOT NULL,
    owner_enterprise TEXT NOT NULL,
    version INTEGER NOT NULL,
    withdrawn_reason TEXT NOT NULL,
    user TEXT NOT NULL,
    clue TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    valid_to TEXT NOT NULL,
    reason TEXT NOT NULL,
    CONSTRAINT pk_reading_grant PRIMARY KEY (uid),
    CONSTRAINT fk_reading_grant_owner_enterprise FOREIGN KEY(owner_enterprise) REFERENCES enterprise (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_reading_grant_user FOREIGN KEY(user) REFERENCES user (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_reading_grant_clue FOREIGN KEY(clue) REFERENCES clue (uid) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX ix_reading_grant_clue ON reading_grant (clue);

CREATE INDEX ix_reading_grant_user ON reading_grant (user);

CREATE TABLE realtime_report (
    uid TEXT NOT NULL,
    owner_enterprise TEXT NOT NULL,
    version INTEGER NOT NULL,
    withdrawn_reason TEXT NOT NULL,
    clue TEXT NOT NULL,
    kind TEXT NOT NULL,
    receiver TEXT NOT NULL,
    reported_on TEXT,
    method TEXT NOT NULL,
    phoned_on TEXT,
    number TEXT NOT NULL,
    archive_place TEXT NOT NULL,
    CONSTRAINT pk_realtime_report PRIMARY KEY (uid),
    CONSTRAINT fk_realtime_report_owner_enterprise FOREIGN KEY(owner_enterprise) REFERENCES enterprise (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_realtime_report_clue FOREIGN KEY(clue) REFERENCES clue (uid) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX ix_realtime_report_clue ON realtime_report (clue);

CREATE TABLE recovery (
    uid TEXT NOT NULL,
    owner_enterprise TEXT NOT NULL,
    version INTEGER NOT NULL,
    withdrawn_reason TEXT NOT NULL,
    clue TEXT NOT NULL,
    kind TEXT NOT NULL,
    amount INTEGER,
    recovered_on TEXT,
    note TEXT NOT NULL,
    CONSTRAINT pk_recovery PRIMARY KEY (uid),
    CONSTRAINT fk_recovery_owner_enterprise FOREIGN KEY(owner_enterprise) REFERENCES enterprise (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_recovery_clue FOREIGN KEY(clue) REFERENCES clue (uid) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX ix_recovery_clue ON recovery (clue);

CREATE TABLE rectification_notice (
    uid TEXT NOT NULL,
    owner_enterprise TEXT NOT NULL,
    version INTEGER NOT NULL,
    withdrawn_reason TEXT NOT NULL,
    clue TEXT NOT NULL,
    needed INTEGER NOT NULL,
    reason TEXT NOT NULL,
    number TEXT NOT NULL,
    enterprise TEXT,
    issued_on TEXT,
    due_on TEXT,
    content TEXT NOT NULL,
    suggestion TEXT NOT NULL,
    issued_by TEXT NOT NULL,
    received_by TEXT NOT NULL,
    received_on TEXT,
    reported_on TEXT,
    copies_to TEXT NOT NULL,
    archive_place TEXT NOT NULL,
    CONSTRAINT pk_rectification_notice PRIMARY KEY (uid),
    CONSTRAINT ck_rectification_notice_needed CHECK ("needed" IN (0, 1)),
    CONSTRAINT fk_rectification_notice_owner_enterprise FOREIGN KEY(owner_enterprise) REFERENCES enterprise (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_rectification_notice_clue FOREIGN KEY(clue) REFERENCES clue (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_rectification_notice_enterprise FOREIGN KEY(enterprise) REFERENCES enterprise (uid) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX ix_rectification_notice_clue ON rectification_notice (clue);

CREATE INDEX ix_rectification_notice_enterprise ON rectification_notice (enterprise);

CREATE TABLE recusal (
    uid TEXT NOT NULL,
    owner_enterprise TEXT NOT NULL,
    version INTEGER NOT NULL,
    withdrawn_reason TEXT NOT NULL,
    clue TEXT NOT NULL,
    user TEXT NOT NULL,
    reason TEXT NOT NULL,
    CONSTRAINT pk_recusal PRIMARY KEY (uid),
    CONSTRAINT fk_recusal_owner_enterprise FOREIGN KEY(owner_enterprise) REFERENCES enterprise (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_recusal_clue FOREIGN KEY(clue) REFERENCES clue (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_recusal_user FOREIGN KEY(user) REFERENCES user (uid) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX ix_recusal_clue ON recusal (clue);

CREATE INDEX ix_recusal_user ON recusal (user);

CREATE TABLE rule_basis (
    uid TEXT NOT NULL,
    owner_enterprise TEXT NOT NULL,
    version INTEGER NOT NULL,
    withdrawn_reason TEXT NOT NULL,
    clue TEXT NOT NULL,
    pack TEXT NOT NULL,
    pack_digest TEXT NOT NULL,
    act_on TEXT,
    chosen_by TEXT NOT NULL,
    chosen_on TEXT,
    reason TEXT NOT NULL,
    overrule TEXT NOT NULL,
    CONSTRAINT pk_rule_basis PRIMARY KEY (uid),
    CONSTRAINT fk_rule_basis_owner_enterprise FOREIGN KEY(owner_enterprise) REFERENCES enterprise (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_rule_basis_clue FOREIGN KEY(clue) REFERENCES clue (uid) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX ix_rule_basis_clue ON rule_basis (clue);

CREATE TABLE sanction_case (
    uid TEXT NOT NULL,
    owner_enterprise TEXT NOT NULL,
    version INTEGER NOT NULL,
    withdrawn_reason TEXT NOT NULL,
    clue TEXT NOT NULL,
    person TEXT NOT NULL,
    body TEXT NOT NULL,
    number TEXT NOT NULL,
    approved_on TEXT,
    notified_on TEXT,
    reported_on TEXT,
    decided_on TEXT,
    sanction TEXT NOT NULL,
    informed_on TEXT,
    received_on TEXT,
    changed_on TEXT,
    ended_on TEXT,
    result TEXT NOT NULL,
    archive_place TEXT NOT NULL,
    CONSTRAINT pk_sanction_case PRIMARY KEY (uid),
    CONSTRAINT fk_sanction_case_owner_enterprise FOREIGN KEY(owner_enterprise) REFERENCES enterprise (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_sanction_case_clue FOREIGN KEY(clue) REFERENCES clue (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_sanction_case_person FOREIGN KEY(person) REFERENCES person (uid) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX ix_sanction_case_clue ON sanction_case (clue);

CREATE INDEX ix_sanction_case_person ON sanction_case (person);

CREATE TABLE source_reply (
    uid TEXT NOT NULL,
    owner_enterprise TEXT NOT NULL,
    version INTEGER NOT NULL,
    withdrawn_reason TEXT NOT NULL,
    clue TEXT NOT NULL,
    receiver TEXT NOT NULL,
    replied_on TEXT,
    method TEXT NOT NULL,
    number TEXT NOT NULL,
    content TEXT NOT NULL,
    impossible INTEGER NOT NULL,
    archive_place TEXT NOT NULL,
    CONSTRAINT pk_source_reply PRIMARY KEY (uid),
    CONSTRAINT ck_source_reply_impossible CHECK ("impossible" IN (0, 1)),
    CONSTRAINT fk_source_reply_owner_enterprise FOREIGN KEY(owner_enterprise) REFERENCES enterprise (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_source_reply_clue FOREIGN KEY(clue) REFERENCES clue (uid) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX ix_source_reply_clue ON source_reply (clue);

CREATE TABLE stage_step (
    uid TEXT NOT NULL,
    owner_enterprise TEXT NOT NULL,
    version INTEGER NOT NULL,
    withdrawn_reason TEXT NOT NULL,
    clue TEXT NOT NULL,
    move TEXT NOT NULL,
    label TEXT NOT NULL,
    from_stage TEXT NOT NULL,
    to_stage TEXT NOT NULL,
    taken_on TEXT,
    reason TEXT NOT NULL,
    user TEXT,
    second TEXT,
    other_clue TEXT,
    CONSTRAINT pk_stage_step PRIMARY KEY (uid),
    CONSTRAINT fk_stage_step_owner_enterprise FOREIGN KEY(owner_enterprise) REFERENCES enterprise (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_stage_step_clue FOREIGN KEY(clue) REFERENCES clue (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_stage_step_user FOREIGN KEY(user) REFERENCES user (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_stage_step_second FOREIGN KEY(second) REFERENCES user (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_stage_step_other_clue FOREIGN KEY(other_clue) REFERENCES clue (uid) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX ix_stage_step_clue ON stage_step (clue);

CREATE INDEX ix_stage_step_other_clue ON stage_step (other_clue);

CREATE INDEX ix_stage_step_second ON stage_step (second);

CREATE INDEX ix_stage_step_user ON stage_step (user);

CREATE TABLE suspension (
    uid TEXT NOT NULL,
    owner_enterprise TEXT NOT NULL,
    version INTEGER NOT NULL,
    withdrawn_reason TEXT NOT NULL,
    clue TEXT NOT NULL,
    step TEXT NOT NULL,
    cause TEXT NOT NULL,
    from_on TEXT,
    approver TEXT NOT NULL,
    approved_on TEXT,
    review_on TEXT,
    resumed_on TEXT,
    resume_note TEXT NOT NULL,
    archive_place TEXT NOT NULL,
    CONSTRAINT pk_suspension PRIMARY KEY (uid),
    CONSTRAINT fk_suspension_owner_enterprise FOREIGN KEY(owner_enterprise) REFERENCES enterprise (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_suspension_clue FOREIGN KEY(clue) REFERENCES clue (uid) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX ix_suspension_clue ON suspension (clue);

CREATE TABLE team_member (
    uid TEXT NOT NULL,
    owner_enterprise TEXT NOT NULL,
    version INTEGER NOT NULL,
    withdrawn_reason TEXT NOT NULL,
    clue TEXT NOT NULL,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    unit TEXT NOT NULL,
    post TEXT NOT NULL,
    speciality TEXT NOT NULL,
    user TEXT,
    declared_on TEXT,
    "conflict" TEXT NOT NULL,
    CONSTRAINT pk_team_member PRIMARY KEY (uid),
    CONSTRAINT fk_team_member_owner_enterprise FOREIGN KEY(owner_enterprise) REFERENCES enterprise (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_team_member_clue FOREIGN KEY(clue) REFERENCES clue (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_team_member_user FOREIGN KEY(user) REFERENCES user (uid) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX ix_team_member_clue ON team_member (clue);

CREATE INDEX ix_team_member_user ON team_member (user);

CREATE TABLE transfer (
    uid TEXT NOT NULL,
    owner_enterprise TEXT NOT NULL,
    version INTEGER NOT NULL,
    withdrawn_reason TEXT NOT NULL,
    clue TEXT NOT NULL,
    kind TEXT NOT NULL,
    receiver TEXT NOT NULL,
    number TEXT NOT NULL,
    sent_on TEXT,
    handler TEXT NOT NULL,
    situations_note TEXT NOT NULL,
    loss_note TEXT NOT NULL,
    suspected TEXT NOT NULL,
    proposal TEXT NOT NULL,
    receipt_on TEXT,
    receipt_number TEXT NOT NULL,
    feedback_on TEXT,
    feedback TEXT NOT NULL,
    archive_place TEXT NOT NULL,
    CONSTRAINT pk_transfer PRIMARY KEY (uid),
    CONSTRAINT fk_transfer_owner_enterprise FOREIGN KEY(owner_enterprise) REFERENCES enterprise (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_transfer_clue FOREIGN KEY(clue) REFERENCES clue (uid) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX ix_transfer_clue ON transfer (clue);

CREATE TABLE triage (
    uid TEXT NOT NULL,
    owner_enterprise TEXT NOT NULL,
    version INTEGER NOT NULL,
    withdrawn_reason TEXT NOT NULL,
    clue TEXT NOT NULL,
    matter TEXT NOT NULL,
    disposition TEXT NOT NULL,
    opinion TEXT NOT NULL,
    decided_on TEXT,
    undertaker TEXT NOT NULL,
    due_on TEXT,
    review_on TEXT,
    supervised INTEGER NOT NULL,
    escalated INTEGER NOT NULL,
    CONSTRAINT pk_triage PRIMARY KEY (uid),
    CONSTRAINT ck_triage_supervised CHECK ("supervised" IN (0, 1)),
    CONSTRAINT ck_triage_escalated CHECK ("escalated" IN (0, 1)),
    CONSTRAINT fk_triage_owner_enterprise FOREIGN KEY(owner_enterprise) REFERENCES enterprise (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_triage_clue FOREIGN KEY(clue) REFERENCES clue (uid) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX ix_triage_clue ON triage (clue);

CREATE TABLE typical_case (
    uid TEXT NOT NULL,
    owner_enterprise TEXT NOT NULL,
    version INTEGER NOT NULL,
    withdrawn_reason TEXT NOT NULL,
    clue TEXT NOT NULL,
    title TEXT NOT NULL,
    chosen_on TEXT,
    facts TEXT NOT NULL,
    causes TEXT NOT NULL,
    outcome TEXT NOT NULL,
    warning TEXT NOT NULL,
    CONSTRAINT pk_typical_case PRIMARY KEY (uid),
    CONSTRAINT fk_typical_case_owner_enterprise FOREIGN KEY(owner_enterprise) REFERENCES enterprise (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_typical_case_clue FOREIGN KEY(clue) REFERENCES clue (uid) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX ix_typical_case_clue ON typical_case (clue);

CREATE TABLE violation (
    uid TEXT NOT NULL,
    owner_enterprise TEXT NOT NULL,
    version INTEGER NOT NULL,
    withdrawn_reason TEXT NOT NULL,
    clue TEXT NOT NULL,
    item TEXT NOT NULL,
    facts TEXT NOT NULL,
    basis TEXT NOT NULL,
    category TEXT NOT NULL,
    duty TEXT NOT NULL,
    enterprise TEXT,
    occurred_from TEXT,
    occurred_to TEXT,
    identified_on TEXT,
    CONSTRAINT pk_violation PRIMARY KEY (uid),
    CONSTRAINT fk_violation_owner_enterprise FOREIGN KEY(owner_enterprise) REFERENCES enterprise (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_violation_clue FOREIGN KEY(clue) REFERENCES clue (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_violation_enterprise FOREIGN KEY(enterprise) REFERENCES enterprise (uid) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX ix_violation_clue ON violation (clue);

CREATE INDEX ix_violation_enterprise ON violation (enterprise);

CREATE TABLE acceptance__related (
    uid TEXT NOT NULL,
    position INTEGER NOT NULL,
    value TEXT NOT NULL,
    CONSTRAINT pk_acceptance__related PRIMARY KEY (uid, position),
    CONSTRAINT fk_acceptance__related_uid FOREIGN KEY(uid) REFERENCES acceptance (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_acceptance__related_value FOREIGN KEY(value) REFERENCES clue (uid) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX ix_acceptance__related_value ON acceptance__related (value);

CREATE TABLE appeal (
    uid TEXT NOT NULL,
    owner_enterprise TEXT NOT NULL,
    version INTEGER NOT NULL,
    withdrawn_reason TEXT NOT NULL,
    clue TEXT NOT NULL,
    decision TEXT,
    outside TEXT,
    appellant TEXT NOT NULL,
    liable TEXT,
    filed_on TEXT,
    grounds TEXT NOT NULL,
    evidence TEXT NOT NULL,
    body TEXT NOT NULL,
    accepted_on TEXT,
    result TEXT NOT NULL,
    decided_on TEXT,
    answered_on TEXT,
    note TEXT NOT NULL,
    archive_place TEXT NOT NULL,
    CONSTRAINT pk_appeal PRIMARY KEY (uid),
    CONSTRAINT fk_appeal_owner_enterprise FOREIGN KEY(owner_enterprise) REFERENCES enterprise (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_appeal_clue FOREIGN KEY(clue) REFERENCES clue (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_appeal_decision FOREIGN KEY(decision) REFERENCES decision (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_appeal_outside FOREIGN KEY(outside) REFERENCES outside_decision (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_appeal_liable FOREIGN KEY(liable) REFERENCES liable_person (uid) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX ix_appeal_clue ON appeal (clue);

CREATE INDEX ix_appeal_decision ON appeal (decision);

CREATE INDEX ix_appeal_liable ON appeal (liable);

CREATE INDEX ix_appeal_outside ON appeal (outside);

CREATE TABLE attachment (
    uid TEXT NOT NULL,
    owner_enterprise TEXT NOT NULL,
    version INTEGER NOT NULL,
    withdrawn_reason TEXT NOT NULL,
    clue TEXT,
    report TEXT,
    approval TEXT,
    periodic_report TEXT,
    about TEXT NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    size INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    added_at TEXT,
    archive_place TEXT NOT NULL,
    note TEXT NOT NULL,
    CONSTRAINT pk_attachment PRIMARY KEY (uid),
    CONSTRAINT fk_attachment_owner_enterprise FOREIGN KEY(owner_enterprise) REFERENCES enterprise (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_attachment_clue FOREIGN KEY(clue) REFERENCES clue (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_attachment_report FOREIGN KEY(report) REFERENCES supervision_report (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_attachment_approval FOREIGN KEY(approval) REFERENCES approval (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_attachment_periodic_report FOREIGN KEY(periodic_report) REFERENCES periodic_report (uid) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX ix_attachment_approval ON attachment (approval);

CREATE INDEX ix_attachment_clue ON attachment (clue);

CREATE INDEX ix_attachment_periodic_report ON attachment (periodic_report);

CREATE INDEX ix_attachment_report ON attachment (report);

CREATE TABLE body_member (
    uid TEXT NOT NULL,
    owner_enterprise TEXT NOT NULL,
    version INTEGER NOT NULL,
    withdrawn_reason TEXT NOT NULL,
    clue TEXT NOT NULL,
    body TEXT,
    name TEXT NOT NULL,
    post TEXT NOT NULL,
    attitude TEXT NOT NULL,
    minutes TEXT NOT NULL,
    liable TEXT,
    CONSTRAINT pk_body_member PRIMARY KEY (uid),
    CONSTRAINT fk_body_member_owner_enterprise FOREIGN KEY(owner_enterprise) REFERENCES enterprise (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_body_member_clue FOREIGN KEY(clue) REFERENCES clue (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_body_member_body FOREIGN KEY(body) REFERENCES liable_body (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_body_member_liable FOREIGN KEY(liable) REFERENCES liable_person (uid) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX ix_body_member_body ON body_member (body);

CREATE INDEX ix_body_member_clue ON body_member (clue);

CREATE INDEX ix_body_member_liable ON body_member (liable);

CREATE TABLE decision__spared (
    uid TEXT NOT NULL,
    position INTEGER NOT NULL,
    value TEXT NOT NULL,
    CONSTRAINT pk_decision__spared PRIMARY KEY (uid, position),
    CONSTRAINT fk_decision__spared_uid FOREIGN KEY(uid) REFERENCES decision (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_decision__spared_value FOREIGN KEY(value) REFERENCES liable_person (uid) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX ix_decision__spared_value ON decision__spared (value);

CREATE TABLE exemption_answer (
    uid TEXT NOT NULL,
    owner_enterprise TEXT NOT NULL,
    version INTEGER NOT NULL,
    withdrawn_reason TEXT NOT NULL,
    clue TEXT NOT NULL,
    liable TEXT,
    question TEXT NOT NULL,
    met INTEGER,
    evidence TEXT NOT NULL,
    CONSTRAINT pk_exemption_answer PRIMARY KEY (uid),
    CONSTRAINT ck_exemption_answer_met CHECK ("met" IN (0, 1)),
    CONSTRAINT fk_exemption_answer_owner_enterprise FOREIGN KEY(owner_enterprise) REFERENCES enterprise (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_exemption_answer_clue FOREIGN KEY(clue) REFERENCES clue (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_exemption_answer_liable FOREIGN KEY(liable) REFERENCES liable_person (uid) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX ix_exemption_answer_clue ON exemption_answer (clue);

CREATE INDEX ix_exemption_answer_liable ON exemption_answer (liable);

CREATE TABLE extension (
    uid TEXT NOT NULL,
    owner_enterprise TEXT NOT NULL,
    version INTEGER NOT NULL,
    withdrawn_reason TEXT NOT NULL,
    clue TEXT NOT NULL,
    step TEXT NOT NULL,
    period TEXT NOT NULL,
    sanction TEXT,
    reason_kind TEXT NOT NULL,
    reason TEXT NOT NULL,
    obstacle_ended_on TEXT,
    applied_on TEXT,
    from_on TEXT,
    to_on TEXT,
    approver TEXT NOT NULL,
    approved_on TEXT,
    archive_place TEXT NOT NULL,
    CONSTRAINT pk_extension PRIMARY KEY (uid),
    CONSTRAINT fk_extension_owner_enterprise FOREIGN KEY(owner_enterprise) REFERENCES enterprise (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_extension_clue FOREIGN KEY(clue) REFERENCES clue (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_extension_sanction FOREIGN KEY(sanction) REFERENCES sanction_case (uid) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX ix_extension_clue ON extension (clue);

CREATE INDEX ix_extension_sanction ON extension (sanction);

CREATE TABLE handling (
    uid TEXT NOT NULL,
    owner_enterprise TEXT NOT NULL,
    version INTEGER NOT NULL,
    withdrawn_reason TEXT NOT NULL,
    clue TEXT NOT NULL,
    decision TEXT,
    outside TEXT,
    liable TEXT,
    body TEXT,
    deduction INTEGER,
    deduction_year INTEGER,
    performance_base INTEGER,
    performance_percent INTEGER,
    tenure_base INTEGER,
    tenure_percent INTEGER,
    ban_from TEXT,
    ban_to TEXT,
    ban_for_life INTEGER NOT NULL,
    competent TEXT NOT NULL,
    influence_to TEXT,
    note TEXT NOT NULL,
    CONSTRAINT pk_handling PRIMARY KEY (uid),
    CONSTRAINT ck_handling_ban_for_life CHECK ("ban_for_life" IN (0, 1)),
    CONSTRAINT fk_handling_owner_enterprise FOREIGN KEY(owner_enterprise) REFERENCES enterprise (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_handling_clue FOREIGN KEY(clue) REFERENCES clue (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_handling_decision FOREIGN KEY(decision) REFERENCES decision (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_handling_outside FOREIGN KEY(outside) REFERENCES outside_decision (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_handling_liable FOREIGN KEY(liable) REFERENCES liable_person (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_handling_body FOREIGN KEY(body) REFERENCES liable_body (uid) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX ix_handling_body ON handling (body);

CREATE INDEX ix_handling_clue ON handling (clue);

CREATE INDEX ix_handling_decision ON handling (decision);

CREATE INDEX ix_handling_liable ON handling (liable);

CREATE INDEX ix_handling_outside ON handling (outside);

CREATE TABLE health_explanation__others (
    uid TEXT NOT NULL,
    position INTEGER NOT NULL,
    value TEXT NOT NULL,
    CONSTRAINT pk_health_explanation__others PRIMARY KEY (uid, position),
    CONSTRAINT fk_health_explanation__others_uid FOREIGN KEY(uid) REFERENCES health_explanation (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_health_explanation__others_value FOREIGN KEY(value) REFERENCES clue (uid) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX ix_health_explanation__others_value ON health_explanation__others (value);

CREATE TABLE liable_person__aggravating (
    uid TEXT NOT NULL,
    position INTEGER NOT NULL,
    value TEXT NOT NULL,
    CONSTRAINT pk_liable_person__aggravating PRIMARY KEY (uid, position),
    CONSTRAINT fk_liable_person__aggravating_uid FOREIGN KEY(uid) REFERENCES liable_person (uid) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX ix_liable_person__aggravating_value ON liable_person__aggravating (value);

CREATE TABLE liable_person__direct_grounds (
    uid TEXT NOT NULL,
    position INTEGER NOT NULL,
    value TEXT NOT NULL,
    CONSTRAINT pk_liable_person__direct_grounds PRIMARY KEY (uid, position),
    CONSTRAINT fk_liable_person__direct_grounds_uid FOREIGN KEY(uid) REFERENCES liable_person (uid) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX ix_liable_person__direct_grounds_value ON liable_person__direct_grounds (value);

CREATE TABLE liable_person__exempted (
    uid TEXT NOT NULL,
    position INTEGER NOT NULL,
    value TEXT NOT NULL,
    CONSTRAINT pk_liable_person__exempted PRIMARY KEY (uid, position),
    CONSTRAINT fk_liable_person__exempted_uid FOREIGN KEY(uid) REFERENCES liable_person (uid) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX ix_liable_person__exempted_value ON liable_person__exempted (value);

CREATE TABLE liable_person__loss_findings (
    uid TEXT NOT NULL,
    position INTEGER NOT NULL,
    value TEXT NOT NULL,
    CONSTRAINT pk_liable_person__loss_findings PRIMARY KEY (uid, position),
    CONSTRAINT fk_liable_person__loss_findings_uid FOREIGN KEY(uid) REFERENCES liable_person (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_liable_person__loss_findings_value FOREIGN KEY(value) REFERENCES loss_finding (uid) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX ix_liable_person__loss_findings_value ON liable_person__loss_findings (value);

CREATE TABLE liable_person__mitigating (
    uid TEXT NOT NULL,
    position INTEGER NOT NULL,
    value TEXT NOT NULL,
    CONSTRAINT pk_liable_person__mitigating PRIMARY KEY (uid, position),
    CONSTRAINT fk_liable_person__mitigating_uid FOREIGN KEY(uid) REFERENCES liable_person (uid) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX ix_liable_person__mitigating_value ON liable_person__mitigating (value);

CREATE TABLE liable_person__violations (
    uid TEXT NOT NULL,
    position INTEGER NOT NULL,
    value TEXT NOT NULL,
    CONSTRAINT pk_liable_person__violations PRIMARY KEY (uid, position),
    CONSTRAINT fk_liable_person__violations_uid FOREIGN KEY(uid) REFERENCES liable_person (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_liable_person__violations_value FOREIGN KEY(value) REFERENCES violation (uid) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX ix_liable_person__violations_value ON liable_person__violations (value);

CREATE TABLE loss__evidence (
    uid TEXT NOT NULL,
    position INTEGER NOT NULL,
    value TEXT NOT NULL,
    CONSTRAINT pk_loss__evidence PRIMARY KEY (uid, position),
    CONSTRAINT fk_loss__evidence_uid FOREIGN KEY(uid) REFERENCES loss (uid) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX ix_loss__evidence_value ON loss__evidence (value);

CREATE TABLE loss_finding__consequence_kinds (
    uid TEXT NOT NULL,
    position INTEGER NOT NULL,
    value TEXT NOT NULL,
    CONSTRAINT pk_loss_finding__consequence_kinds PRIMARY KEY (uid, position),
    CONSTRAINT fk_loss_finding__consequence_kinds_uid FOREIGN KEY(uid) REFERENCES loss_finding (uid) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX ix_loss_finding__consequence_kinds_value ON loss_finding__consequence_kinds (value);

CREATE TABLE loss_finding__losses (
    uid TEXT NOT NULL,
    position INTEGER NOT NULL,
    value TEXT NOT NULL,
    CONSTRAINT pk_loss_finding__losses PRIMARY KEY (uid, position),
    CONSTRAINT fk_loss_finding__losses_uid FOREIGN KEY(uid) REFERENCES loss_finding (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_loss_finding__losses_value FOREIGN KEY(value) REFERENCES loss (uid) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX ix_loss_finding__losses_value ON loss_finding__losses (value);

CREATE TABLE loss_finding__violations (
    uid TEXT NOT NULL,
    position INTEGER NOT NULL,
    value TEXT NOT NULL,
    CONSTRAINT pk_loss_finding__violations PRIMARY KEY (uid, position),
    CONSTRAINT fk_loss_finding__violations_uid FOREIGN KEY(uid) REFERENCES loss_finding (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_loss_finding__violations_value FOREIGN KEY(value) REFERENCES violation (uid) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX ix_loss_finding__violations_value ON loss_finding__violations (value);

CREATE TABLE outside_decision__kinds (
    uid TEXT NOT NULL,
    position INTEGER NOT NULL,
    value TEXT NOT NULL,
    CONSTRAINT pk_outside_decision__kinds PRIMARY KEY (uid, position),
    CONSTRAINT fk_outside_decision__kinds_uid FOREIGN KEY(uid) REFERENCES outside_decision (uid) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX ix_outside_decision__kinds_value ON outside_decision__kinds (value);

CREATE TABLE outside_decision__persons (
    uid TEXT NOT NULL,
    position INTEGER NOT NULL,
    value TEXT NOT NULL,
    CONSTRAINT pk_outside_decision__persons PRIMARY KEY (uid, position),
    CONSTRAINT fk_outside_decision__persons_uid FOREIGN KEY(uid) REFERENCES outside_decision (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_outside_decision__persons_value FOREIGN KEY(value) REFERENCES person (uid) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX ix_outside_decision__persons_value ON outside_decision__persons (value);

CREATE TABLE rectification_item (
    uid TEXT NOT NULL,
    owner_enterprise TEXT NOT NULL,
    version INTEGER NOT NULL,
    withdrawn_reason TEXT NOT NULL,
    clue TEXT NOT NULL,
    notice TEXT,
    item TEXT NOT NULL,
    kind TEXT NOT NULL,
    standard TEXT NOT NULL,
    lead_unit TEXT NOT NULL,
    responsible TEXT NOT NULL,
    due_on TEXT,
    state TEXT NOT NULL,
    done_on TEXT,
    result TEXT NOT NULL,
    not_done_reason TEXT NOT NULL,
    evidence_place TEXT NOT NULL,
    accounting INTEGER,
    recovered INTEGER,
    returned INTEGER,
    tax INTEGER,
    other_amount INTEGER,
    CONSTRAINT pk_rectification_item PRIMARY KEY (uid),
    CONSTRAINT fk_rectification_item_owner_enterprise FOREIGN KEY(owner_enterprise) REFERENCES enterprise (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_rectification_item_clue FOREIGN KEY(clue) REFERENCES clue (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_rectification_item_notice FOREIGN KEY(notice) REFERENCES rectification_notice (uid) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX ix_rectification_item_clue ON rectification_item (clue);

CREATE INDEX ix_rectification_item_notice ON rectification_item (notice);

CREATE TABLE sanction_review (
    uid TEXT NOT NULL,
    owner_enterprise TEXT NOT NULL,
    version INTEGER NOT NULL,
    withdrawn_reason TEXT NOT NULL,
    clue TEXT NOT NULL,
    sanction TEXT,
    kind TEXT NOT NULL,
    body TEXT NOT NULL,
    filed_on TEXT,
    accepted_on TEXT,
    result TEXT NOT NULL,
    decided_on TEXT,
    informed_on TEXT,
    received_on TEXT,
    filed_away_on TEXT,
    note TEXT NOT NULL,
    archive_place TEXT NOT NULL,
    CONSTRAINT pk_sanction_review PRIMARY KEY (uid),
    CONSTRAINT fk_sanction_review_owner_enterprise FOREIGN KEY(owner_enterprise) REFERENCES enterprise (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_sanction_review_clue FOREIGN KEY(clue) REFERENCES clue (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_sanction_review_sanction FOREIGN KEY(sanction) REFERENCES sanction_case (uid) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX ix_sanction_review_clue ON sanction_review (clue);

CREATE INDEX ix_sanction_review_sanction ON sanction_review (sanction);

CREATE TABLE service (
    uid TEXT NOT NULL,
    owner_enterprise TEXT NOT NULL,
    version INTEGER NOT NULL,
    withdrawn_reason TEXT NOT NULL,
    clue TEXT NOT NULL,
    decision TEXT,
    recipient TEXT NOT NULL,
    method TEXT NOT NULL,
    served_on TEXT,
    place TEXT NOT NULL,
    server TEXT NOT NULL,
    second_server TEXT NOT NULL,
    signed_by TEXT NOT NULL,
    refusal TEXT NOT NULL,
    witness TEXT NOT NULL,
    proof TEXT NOT NULL,
    archive_place TEXT NOT NULL,
    CONSTRAINT pk_service PRIMARY KEY (uid),
    CONSTRAINT fk_service_owner_enterprise FOREIGN KEY(owner_enterprise) REFERENCES enterprise (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_service_clue FOREIGN KEY(clue) REFERENCES clue (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_service_decision FOREIGN KEY(decision) REFERENCES decision (uid) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX ix_service_clue ON service (clue);

CREATE INDEX ix_service_decision ON service (decision);

CREATE TABLE transfer__persons (
    uid TEXT NOT NULL,
    position INTEGER NOT NULL,
    value TEXT NOT NULL,
    CONSTRAINT pk_transfer__persons PRIMARY KEY (uid, position),
    CONSTRAINT fk_transfer__persons_uid FOREIGN KEY(uid) REFERENCES transfer (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_transfer__persons_value FOREIGN KEY(value) REFERENCES person (uid) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX ix_transfer__persons_value ON transfer__persons (value);

CREATE TABLE violation__situations (
    uid TEXT NOT NULL,
    position INTEGER NOT NULL,
    value TEXT NOT NULL,
    CONSTRAINT pk_violation__situations PRIMARY KEY (uid, position),
    CONSTRAINT fk_violation__situations_uid FOREIGN KEY(uid) REFERENCES violation (uid) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX ix_violation__situations_value ON violation__situations (value);

CREATE TABLE execution (
    uid TEXT NOT NULL,
    owner_enterprise TEXT NOT NULL,
    version INTEGER NOT NULL,
    withdrawn_reason TEXT NOT NULL,
    clue TEXT NOT NULL,
    handling TEXT,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    done_on TEXT,
    amount INTEGER,
    proof TEXT NOT NULL,
    archive_place TEXT NOT NULL,
    CONSTRAINT pk_execution PRIMARY KEY (uid),
    CONSTRAINT fk_execution_owner_enterprise FOREIGN KEY(owner_enterprise) REFERENCES enterprise (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_execution_clue FOREIGN KEY(clue) REFERENCES clue (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_execution_handling FOREIGN KEY(handling) REFERENCES handling (uid) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX ix_execution_clue ON execution (clue);

CREATE INDEX ix_execution_handling ON execution (handling);

CREATE TABLE handling__kinds (
    uid TEXT NOT NULL,
    position INTEGER NOT NULL,
    value TEXT NOT NULL,
    CONSTRAINT pk_handling__kinds PRIMARY KEY (uid, position),
    CONSTRAINT fk_handling__kinds_uid FOREIGN KEY(uid) REFERENCES handling (uid) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX ix_handling__kinds_value ON handling__kinds (value);

CREATE TABLE long_term_item (
    uid TEXT NOT NULL,
    owner_enterprise TEXT NOT NULL,
    version INTEGER NOT NULL,
    withdrawn_reason TEXT NOT NULL,
    clue TEXT NOT NULL,
    kind TEXT NOT NULL,
    matter TEXT NOT NULL,
    handling TEXT,
    owner TEXT NOT NULL,
    due_on TEXT,
    progress TEXT NOT NULL,
    done_on TEXT,
    CONSTRAINT pk_long_term_item PRIMARY KEY (uid),
    CONSTRAINT fk_long_term_item_owner_enterprise FOREIGN KEY(owner_enterprise) REFERENCES enterprise (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_long_term_item_clue FOREIGN KEY(clue) REFERENCES clue (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_long_term_item_handling FOREIGN KEY(handling) REFERENCES handling (uid) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX ix_long_term_item_clue ON long_term_item (clue);

CREATE INDEX ix_long_term_item_handling ON long_term_item (handling);

CREATE TABLE measure (
    uid TEXT NOT NULL,
    owner_enterprise TEXT NOT NULL,
    version INTEGER NOT NULL,
    withdrawn_reason TEXT NOT NULL,
    clue TEXT NOT NULL,
    item TEXT,
    measure TEXT NOT NULL,
    responsible TEXT NOT NULL,
    planned_on TEXT,
    state TEXT NOT NULL,
    done_on TEXT,
    progress TEXT NOT NULL,
    CONSTRAINT pk_measure PRIMARY KEY (uid),
    CONSTRAINT fk_measure_owner_enterprise FOREIGN KEY(owner_enterprise) REFERENCES enterprise (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_measure_clue FOREIGN KEY(clue) REFERENCES clue (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_measure_item FOREIGN KEY(item) REFERENCES rectification_item (uid) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX ix_measure_clue ON measure (clue);

CREATE INDEX ix_measure_item ON measure (item);

CREATE TABLE rectification_acceptance (
    uid TEXT NOT NULL,
    owner_enterprise TEXT NOT NULL,
    version INTEGER NOT NULL,
    withdrawn_reason TEXT NOT NULL,
    clue TEXT NOT NULL,
    item TEXT,
    checked_by TEXT NOT NULL,
    checked_on TEXT,
    method TEXT NOT NULL,
    result TEXT NOT NULL,
    opinion TEXT NOT NULL,
    by_superior INTEGER NOT NULL,
    archive_place TEXT NOT NULL,
    accepted_by TEXT,
    CONSTRAINT pk_rectification_acceptance PRIMARY KEY (uid),
    CONSTRAINT ck_rectification_acceptance_by_superior CHECK ("by_superior" IN (0, 1)),
    CONSTRAINT fk_rectification_acceptance_owner_enterprise FOREIGN KEY(owner_enterprise) REFERENCES enterprise (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_rectification_acceptance_clue FOREIGN KEY(clue) REFERENCES clue (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_rectification_acceptance_item FOREIGN KEY(item) REFERENCES rectification_item (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_rectification_acceptance_accepted_by FOREIGN KEY(accepted_by) REFERENCES user (uid) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX ix_rectification_acceptance_accepted_by ON rectification_acceptance (accepted_by);

CREATE INDEX ix_rectification_acceptance_clue ON rectification_acceptance (clue);

CREATE INDEX ix_rectification_acceptance_item ON rectification_acceptance (item);

CREATE TABLE rectification_change (
    uid TEXT NOT NULL,
    owner_enterprise TEXT NOT NULL,
    version INTEGER NOT NULL,
    withdrawn_reason TEXT NOT NULL,
    clue TEXT NOT NULL,
    item TEXT,
    kind TEXT NOT NULL,
    reason TEXT NOT NULL,
    old_due TEXT,
    new_due TEXT,
    new_plan TEXT NOT NULL,
    approver TEXT NOT NULL,
    approved_on TEXT,
    archive_place TEXT NOT NULL,
    CONSTRAINT pk_rectification_change PRIMARY KEY (uid),
    CONSTRAINT fk_rectification_change_owner_enterprise FOREIGN KEY(owner_enterprise) REFERENCES enterprise (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_rectification_change_clue FOREIGN KEY(clue) REFERENCES clue (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_rectification_change_item FOREIGN KEY(item) REFERENCES rectification_item (uid) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX ix_rectification_change_clue ON rectification_change (clue);

CREATE INDEX ix_rectification_change_item ON rectification_change (item);

CREATE TABLE rule_change (
    uid TEXT NOT NULL,
    owner_enterprise TEXT NOT NULL,
    version INTEGER NOT NULL,
    withdrawn_reason TEXT NOT NULL,
    clue TEXT NOT NULL,
    item TEXT,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    number TEXT NOT NULL,
    published_on TEXT,
    CONSTRAINT pk_rule_change PRIMARY KEY (uid),
    CONSTRAINT fk_rule_change_owner_enterprise FOREIGN KEY(owner_enterprise) REFERENCES enterprise (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_rule_change_clue FOREIGN KEY(clue) REFERENCES clue (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_rule_change_item FOREIGN KEY(item) REFERENCES rectification_item (uid) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX ix_rule_change_clue ON rule_change (clue);

CREATE INDEX ix_rule_change_item ON rule_change (item);

CREATE TRIGGER enterprise_is_kept BEFORE DELETE ON enterprise
BEGIN SELECT RAISE(ABORT, 'records are withdrawn, never deleted'); END;

CREATE TRIGGER affiliation_is_kept BEFORE DELETE ON affiliation
BEGIN SELECT RAISE(ABORT, 'records are withdrawn, never deleted'); END;

CREATE TRIGGER person_is_kept BEFORE DELETE ON person
BEGIN SELECT RAISE(ABORT, 'records are withdrawn, never deleted'); END;

CREATE TRIGGER user_is_kept BEFORE DELETE ON user
BEGIN SELECT RAISE(ABORT, 'records are withdrawn, never deleted'); END;

CREATE TRIGGER signing_key_is_kept BEFORE DELETE ON signing_key
BEGIN SELECT RAISE(ABORT, 'records are withdrawn, never deleted'); END;

CREATE TRIGGER supervision_report_is_kept BEFORE DELETE ON supervision_report
BEGIN SELECT RAISE(ABORT, 'records are withdrawn, never deleted'); END;

CREATE TRIGGER clue_is_kept BEFORE DELETE ON clue
BEGIN SELECT RAISE(ABORT, 'records are withdrawn, never deleted'); END;

CREATE TRIGGER finding_is_kept BEFORE DELETE ON finding
BEGIN SELECT RAISE(ABORT, 'records are withdrawn, never deleted'); END;

CREATE TRIGGER liable_person_is_kept BEFORE DELETE ON liable_person
BEGIN SELECT RAISE(ABORT, 'records are withdrawn, never deleted'); END;

CREATE TRIGGER loss_is_kept BEFORE DELETE ON loss
BEGIN SELECT RAISE(ABORT, 'records are withdrawn, never deleted'); END;

CREATE TRIGGER recovery_is_kept BEFORE DELETE ON recovery
BEGIN SELECT RAISE(ABORT, 'records are withdrawn, never deleted'); END;

CREATE TRIGGER approval_is_kept BEFORE DELETE ON approval
BEGIN SELECT RAISE(ABORT, 'records are withdrawn, never deleted'); END;

CREATE TRIGGER periodic_report_is_kept BEFORE DELETE ON periodic_report
BEGIN SELECT RAISE(ABORT, 'records are withdrawn, never deleted'); END;

CREATE TRIGGER report_text_is_kept BEFORE DELETE ON report_text
BEGIN SELECT RAISE(ABORT, 'records are withdrawn, never deleted'); END;

CREATE TRIGGER explanation_is_kept BEFORE DELETE ON explanation
BEGIN SELECT RAISE(ABORT, 'records are withdrawn, never deleted'); END;

CREATE TRIGGER attachment_is_kept BEFORE DELETE ON attachment
BEGIN SELECT RAISE(ABORT, 'records are withdrawn, never deleted'); END;

CREATE TRIGGER recusal_is_kept BEFORE DELETE ON recusal
BEGIN SELECT RAISE(ABORT, 'records are withdrawn, never deleted'); END;

CREATE TRIGGER reading_grant_is_kept BEFORE DELETE ON reading_grant
BEGIN SELECT RAISE(ABORT, 'records are withdrawn, never deleted'); END;

CREATE TRIGGER appointment_check_is_kept BEFORE DELETE ON appointment_check
BEGIN SELECT RAISE(ABORT, 'records are withdrawn, never deleted'); END;

CREATE TRIGGER acceptance_is_kept BEFORE DELETE ON acceptance
BEGIN SELECT RAISE(ABORT, 'records are withdrawn, never deleted'); END;

CREATE TRIGGER preliminary_check_is_kept BEFORE DELETE ON preliminary_check
BEGIN SELECT RAISE(ABORT, 'records are withdrawn, never deleted'); END;

CREATE TRIGGER extension_is_kept BEFORE DELETE ON extension
BEGIN SELECT RAISE(ABORT, 'records are withdrawn, never deleted'); END;

CREATE TRIGGER suspension_is_kept BEFORE DELETE ON suspension
BEGIN SELECT RAISE(ABORT, 'records are withdrawn, never deleted'); END;

CREATE TRIGGER realtime_report_is_kept BEFORE DELETE ON realtime_report
BEGIN SELECT RAISE(ABORT, 'records are withdrawn, never deleted'); END;

CREATE TRIGGER triage_is_kept BEFORE DELETE ON triage
BEGIN SELECT RAISE(ABORT, 'records are withdrawn, never deleted'); END;

CREATE TRIGGER investigation_plan_is_kept BEFORE DELETE ON investigation_plan
BEGIN SELECT RAISE(ABORT, 'records are withdrawn, never deleted'); END;

CREATE TRIGGER team_member_is_kept BEFORE DELETE ON team_member
BEGIN SELECT RAISE(ABORT, 'records are withdrawn, never deleted'); END;

CREATE TRIGGER inquiry_act_is_kept BEFORE DELETE ON inquiry_act
BEGIN SELECT RAISE(ABORT, 'records are withdrawn, never deleted'); END;

CREATE TRIGGER investigation_report_is_kept BEFORE DELETE ON investigation_report
BEGIN SELECT RAISE(ABORT, 'records are withdrawn, never deleted'); END;

CREATE TRIGGER violation_is_kept BEFORE DELETE ON violation
BEGIN SELECT RAISE(ABORT, 'records are withdrawn, never deleted'); END;

CREATE TRIGGER loss_finding_is_kept BEFORE DELETE ON loss_finding
BEGIN SELECT RAISE(ABORT, 'records are withdrawn, never deleted'); END;

CREATE TRIGGER liable_body_is_kept BEFORE DELETE ON liable_body
BEGIN SELECT RAISE(ABORT, 'records are withdrawn, never deleted'); END;

CREATE TRIGGER body_member_is_kept BEFORE DELETE ON body_member
BEGIN SELECT RAISE(ABORT, 'records are withdrawn, never deleted'); END;

CREATE TRIGGER exemption_answer_is_kept BEFORE DELETE ON exemption_answer
BEGIN SELECT RAISE(ABORT, 'records are withdrawn, never deleted'); END;

CREATE TRIGGER rule_basis_is_kept BEFORE DELETE ON rule_basis
BEGIN SELECT RAISE(ABORT, 'records are withdrawn, never deleted'); END;

CREATE TRIGGER preservation_is_kept BEFORE DELETE ON preservation
BEGIN SELECT RAISE(ABORT, 'records are withdrawn, never deleted'); END;

CREATE TRIGGER sanction_case_is_kept BEFORE DELETE ON sanction_case
BEGIN SELECT RAISE(ABORT, 'records are withdrawn, never deleted'); END;

CREATE TRIGGER sanction_review_is_kept BEFORE DELETE ON sanction_review
BEGIN SELECT RAISE(ABORT, 'records are withdrawn, never deleted'); END;

CREATE TRIGGER outside_decision_is_kept BEFORE DELETE ON outside_decision
BEGIN SELECT RAISE(ABORT, 'records are withdrawn, never deleted'); END;

CREATE TRIGGER hearing_is_kept BEFORE DELETE ON hearing
BEGIN SELECT RAISE(ABORT, 'records are withdrawn, never deleted'); END;

CREATE TRIGGER legal_review_is_kept BEFORE DELETE ON legal_review
BEGIN SELECT RAISE(ABORT, 'records are withdrawn, never deleted'); END;

CREATE TRIGGER decision_is_kept BEFORE DELETE ON decision
BEGIN SELECT RAISE(ABORT, 'records are withdrawn, never deleted'); END;

CREATE TRIGGER handling_is_kept BEFORE DELETE ON handling
BEGIN SELECT RAISE(ABORT, 'records are withdrawn, never deleted'); END;

CREATE TRIGGER service_is_kept BEFORE DELETE ON service
BEGIN SELECT RAISE(ABORT, 'records are withdrawn, never deleted'); END;

CREATE TRIGGER appeal_is_kept BEFORE DELETE ON appeal
BEGIN SELECT RAISE(ABORT, 'records are withdrawn, never deleted'); END;

CREATE TRIGGER execution_is_kept BEFORE DELETE ON execution
BEGIN SELECT RAISE(ABORT, 'records are withdrawn, never deleted'); END;

CREATE TRIGGER long_term_item_is_kept BEFORE DELETE ON long_term_item
BEGIN SELECT RAISE(ABORT, 'records are withdrawn, never deleted'); END;

CREATE TRIGGER transfer_is_kept BEFORE DELETE ON transfer
BEGIN SELECT RAISE(ABORT, 'records are withdrawn, never deleted'); END;

CREATE TRIGGER rectification_notice_is_kept BEFORE DELETE ON rectification_notice
BEGIN SELECT RAISE(ABORT, 'records are withdrawn, never deleted'); END;

CREATE TRIGGER rectification_item_is_kept BEFORE DELETE ON rectification_item
BEGIN SELECT RAISE(ABORT, 'records are withdrawn, never deleted'); END;

CREATE TRIGGER measure_is_kept BEFORE DELETE ON measure
BEGIN SELECT RAISE(ABORT, 'records are withdrawn, never deleted'); END;

CREATE TRIGGER rule_change_is_kept BEFORE DELETE ON rule_change
BEGIN SELECT RAISE(ABORT, 'records are withdrawn, never deleted'); END;

CREATE TRIGGER rectification_change_is_kept BEFORE DELETE ON rectification_change
BEGIN SELECT RAISE(ABORT, 'records are withdrawn, never deleted'); END;

CREATE TRIGGER rectification_acceptance_is_kept BEFORE DELETE ON rectification_acceptance
BEGIN SELECT RAISE(ABORT, 'records are withdrawn, never deleted'); END;

CREATE TRIGGER source_reply_is_kept BEFORE DELETE ON source_reply
BEGIN SELECT RAISE(ABORT, 'records are withdrawn, never deleted'); END;

CREATE TRIGGER closure_is_kept BEFORE DELETE ON closure
BEGIN SELECT RAISE(ABORT, 'records are withdrawn, never deleted'); END;

CREATE TRIGGER typical_case_is_kept BEFORE DELETE ON typical_case
BEGIN SELECT RAISE(ABORT, 'records are withdrawn, never deleted'); END;

CREATE TRIGGER improvement_letter_is_kept BEFORE DELETE ON improvement_letter
BEGIN SELECT RAISE(ABORT, 'records are withdrawn, never deleted'); END;

CREATE TRIGGER dossier_entry_is_kept BEFORE DELETE ON dossier_entry
BEGIN SELECT RAISE(ABORT, 'records are withdrawn, never deleted'); END;

CREATE TRIGGER stage_step_is_kept BEFORE DELETE ON stage_step
BEGIN SELECT RAISE(ABORT, 'records are withdrawn, never deleted'); END;

CREATE TRIGGER gate_explanation_is_kept BEFORE DELETE ON gate_explanation
BEGIN SELECT RAISE(ABORT, 'records are withdrawn, never deleted'); END;

CREATE TRIGGER issued_paper_is_kept BEFORE DELETE ON issued_paper
BEGIN SELECT RAISE(ABORT, 'records are withdrawn, never deleted'); END;

CREATE TRIGGER health_explanation_is_kept BEFORE DELETE ON health_explanation
BEGIN SELECT RAISE(ABORT, 'records are withdrawn, never deleted'); END;

CREATE TRIGGER merger_is_kept BEFORE DELETE ON merger
BEGIN SELECT RAISE(ABORT, 'records are withdrawn, never deleted'); END;

CREATE TRIGGER entry_is_final BEFORE UPDATE ON entry
BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END;

CREATE TRIGGER entry_is_kept BEFORE DELETE ON entry
BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END;

CREATE TRIGGER change_is_final BEFORE UPDATE ON change
BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END;

CREATE TRIGGER change_is_kept BEFORE DELETE ON change
BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END;

CREATE TRIGGER snapshot_is_final BEFORE UPDATE ON snapshot
BEGIN SELECT RAISE(ABORT, 'a snapshot never changes'); END;

CREATE TRIGGER health_run_is_final BEFORE UPDATE ON health_run
BEGIN SELECT RAISE(ABORT, 'what a run found never changes'); END;

CREATE TRIGGER signature_is_final BEFORE UPDATE ON signature
BEGIN SELECT RAISE(ABORT, 'a signature never changes'); END;

CREATE TRIGGER pack_version_is_final BEFORE UPDATE ON pack_version
BEGIN SELECT RAISE(ABORT, 'a version of a rule pack never changes'); END;

CREATE TRIGGER pack_version_stays BEFORE DELETE ON pack_version
BEGIN SELECT RAISE(ABORT, 'a version of a rule pack never changes'); END;

CREATE VIRTUAL TABLE search_index USING fts5(
    body, initials, content='', contentless_delete=1, tokenize='unicode61 remove_diacritics 0'
);
