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
    circle TEXT NOT NULL,
    CONSTRAINT pk_clue PRIMARY KEY (uid),
    CONSTRAINT ck_clue_from_superior CHECK ("from_superior" IN (0, 1)),
    CONSTRAINT ck_clue_realtime_scope CHECK ("realtime_scope" IN (0, 1)),
    CONSTRAINT ck_clue_stage_confirmed CHECK ("stage_confirmed" IN (0, 1)),
    CONSTRAINT ck_clue_legacy CHECK ("legacy" IN (0, 1)),
    CONSTRAINT ck_clue_closed CHECK ("closed" IN (0, 1)),
    CONSTRAINT fk_clue_owner_enterprise FOREIGN KEY(owner_enterprise) REFERENCES enterprise (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_clue_main_finding FOREIGN KEY(main_finding) REFERENCES finding (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_clue_handler FOREIGN KEY(handler) REFERENCES user (uid) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX ix_clue_handler ON clue (handler);

CREATE INDEX ix_clue_main_finding ON clue (main_finding);

CREATE INDEX ix_clue_number ON clue (number);

CREATE INDEX ix_clue_reported_on ON clue (reported_on);

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

CREATE TABLE approval (
    uid TEXT NOT NULL,
    owner_enterprise TEXT NOT NULL,
    version INTEGER NOT NULL,
    withdrawn_reason TEXT NOT NULL,
    clue TEXT NOT NULL,
    step TEXT NOT NULL,
    form TEXT NOT NULL,
    body TEXT NOT NULL,
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

CREATE TABLE finding__clues (
    uid TEXT NOT NULL,
    position INTEGER NOT NULL,
    value TEXT NOT NULL,
    CONSTRAINT pk_finding__clues PRIMARY KEY (uid, position),
    CONSTRAINT fk_finding__clues_uid FOREIGN KEY(uid) REFERENCES finding (uid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_finding__clues_value FOREIGN KEY(value) REFERENCES clue (uid) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX ix_finding__clues_value ON finding__clues (value);

CREATE TABLE imported_row (
    fingerprint TEXT NOT NULL,
    clue TEXT NOT NULL,
    seq INTEGER NOT NULL,
    CONSTRAINT pk_imported_row PRIMARY KEY (fingerprint),
    CONSTRAINT fk_imported_row_clue FOREIGN KEY(clue) REFERENCES clue (uid) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX ix_imported_row_clue ON imported_row (clue);

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
    facts TEXT NOT NULL,
    identified_on TEXT,
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

CREATE TABLE attachment (
    uid TEXT NOT NULL,
    owner_enterprise TEXT NOT NULL,
    version INTEGER NOT NULL,
    withdrawn_reason TEXT NOT NULL,
    clue TEXT,
    report TEXT,
    approval TEXT,
    periodic_report TEXT,
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

CREATE TABLE loss__evidence (
    uid TEXT NOT NULL,
    position INTEGER NOT NULL,
    value TEXT NOT NULL,
    CONSTRAINT pk_loss__evidence PRIMARY KEY (uid, position),
    CONSTRAINT fk_loss__evidence_uid FOREIGN KEY(uid) REFERENCES loss (uid) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX ix_loss__evidence_value ON loss__evidence (value);

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

CREATE TRIGGER signature_is_final BEFORE UPDATE ON signature
BEGIN SELECT RAISE(ABORT, 'a signature never changes'); END;

CREATE VIRTUAL TABLE search_index USING fts5(
    body, initials, content='', contentless_delete=1, tokenize='unicode61 remove_diacritics 0'
);
