CREATE TABLE audit_batch (
  first INTEGER NOT NULL,
  last INTEGER NOT NULL,
  records INTEGER NOT NULL,
  voided VARCHAR NOT NULL,
  hash BLOB NOT NULL,
  mac BLOB NOT NULL,
  sealed_at BIGINT NOT NULL,
  CONSTRAINT pk_audit_batch PRIMARY KEY (first),
  CONSTRAINT uq_audit_batch_last UNIQUE (last)
);

CREATE TABLE audit_record (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  at BIGINT NOT NULL,
  actor VARCHAR NOT NULL,
  action VARCHAR NOT NULL,
  application_id INTEGER,
  place VARCHAR NOT NULL,
  detail VARCHAR NOT NULL,
  mac BLOB NOT NULL
);

CREATE INDEX ix_audit_record_about_faults ON audit_record (id) WHERE action IN ('find audit fault', 'note audit fault');

CREATE INDEX ix_audit_record_application_id ON audit_record (application_id);

CREATE INDEX ix_audit_record_at ON audit_record (at);

CREATE TABLE batch_run (
  layout VARCHAR NOT NULL,
  duty VARCHAR NOT NULL,
  slot VARCHAR NOT NULL,
  claimed_at BIGINT NOT NULL,
  done_at BIGINT,
  CONSTRAINT pk_batch_run PRIMARY KEY (layout, duty, slot)
);

CREATE TABLE bundle (
  id VARCHAR NOT NULL,
  number VARCHAR,
  made_at BIGINT NOT NULL,
  sent_at BIGINT,
  CONSTRAINT pk_bundle PRIMARY KEY (id),
  CONSTRAINT uq_bundle_number UNIQUE (number)
);

CREATE INDEX ix_bundle_sent_at ON bundle (sent_at);

CREATE TABLE change_head (
  id INTEGER NOT NULL,
  last BIGINT NOT NULL,
  CONSTRAINT pk_change_head PRIMARY KEY (id)
);

CREATE TABLE courier_item (
  "key" VARCHAR NOT NULL,
  said VARCHAR NOT NULL,
  sent_step BIGINT NOT NULL,
  sent_mark VARCHAR NOT NULL,
  sent_in BIGINT NOT NULL,
  sent_at BIGINT NOT NULL,
  there_step BIGINT NOT NULL,
  taken_step BIGINT NOT NULL,
  owes BOOLEAN NOT NULL,
  CONSTRAINT pk_courier_item PRIMARY KEY ("key")
);

CREATE INDEX ix_courier_item_owes ON courier_item (owes);

CREATE TABLE courier_step (
  id INTEGER NOT NULL,
  at BIGINT NOT NULL,
  way VARCHAR NOT NULL,
  number BIGINT NOT NULL,
  digest VARCHAR NOT NULL,
  act VARCHAR NOT NULL,
  reason VARCHAR NOT NULL,
  items INTEGER NOT NULL,
  left_over INTEGER NOT NULL,
  size BIGINT NOT NULL,
  actor VARCHAR NOT NULL,
  CONSTRAINT pk_courier_step PRIMARY KEY (id)
);

CREATE INDEX ix_courier_step_number ON courier_step (way, number);

CREATE UNIQUE INDEX uq_courier_step_packed ON courier_step (number) WHERE act = 'packed';

CREATE UNIQUE INDEX uq_courier_step_taken ON courier_step (number) WHERE act = 'taken';

CREATE TABLE definition (
  meaning VARCHAR NOT NULL,
  procedure VARCHAR NOT NULL,
  version INTEGER NOT NULL,
  canonical VARCHAR NOT NULL,
  published_at BIGINT NOT NULL,
  edition BIGINT DEFAULT '0' NOT NULL,
  CONSTRAINT pk_definition PRIMARY KEY (meaning)
);

CREATE INDEX ix_definition_procedure ON definition (procedure);

CREATE TABLE definition_folder (
  folder VARCHAR NOT NULL,
  mark VARCHAR NOT NULL,
  CONSTRAINT pk_definition_folder PRIMARY KEY (folder)
);

CREATE TABLE disaster_mode (
  id INTEGER NOT NULL,
  procedure VARCHAR NOT NULL,
  name VARCHAR NOT NULL,
  reason VARCHAR NOT NULL,
  from_day VARCHAR NOT NULL,
  to_day VARCHAR NOT NULL,
  state VARCHAR NOT NULL,
  asked_by VARCHAR NOT NULL,
  asked_at BIGINT NOT NULL,
  settled_by VARCHAR,
  settled_at BIGINT,
  ended_by VARCHAR,
  ended_at BIGINT,
  CONSTRAINT pk_disaster_mode PRIMARY KEY (id)
);

CREATE TABLE disposal (
  id INTEGER NOT NULL,
  duty VARCHAR NOT NULL,
  free_by VARCHAR NOT NULL,
  state VARCHAR NOT NULL,
  digest BLOB NOT NULL,
  proposed_by VARCHAR NOT NULL,
  proposed_at BIGINT NOT NULL,
  approved_by VARCHAR NOT NULL,
  approved_at BIGINT,
  day VARCHAR NOT NULL,
  ended_by VARCHAR NOT NULL,
  ended_at BIGINT,
  CONSTRAINT pk_disposal PRIMARY KEY (id)
);

CREATE UNIQUE INDEX ix_disposal_one_open ON disposal (duty) WHERE state IN ('proposed', 'approved');

CREATE INDEX ix_disposal_state_day ON disposal (state, day);

CREATE TABLE import_file (
  id INTEGER NOT NULL,
  uid VARCHAR NOT NULL,
  file_hash VARCHAR NOT NULL,
  came_by VARCHAR NOT NULL,
  size INTEGER NOT NULL,
  key_id VARCHAR NOT NULL,
  wrapped_key BLOB NOT NULL,
  sealed_name BLOB NOT NULL,
  sealed_content BLOB NOT NULL,
  came_at BIGINT NOT NULL,
  CONSTRAINT pk_import_file PRIMARY KEY (id),
  CONSTRAINT uq_import_file_uid UNIQUE (uid),
  CONSTRAINT uq_import_file_file_hash UNIQUE (file_hash)
);

CREATE TABLE import_mapping (
  id INTEGER NOT NULL,
  form VARCHAR NOT NULL,
  procedure VARCHAR NOT NULL,
  duty VARCHAR NOT NULL,
  told VARCHAR NOT NULL,
  trial VARCHAR NOT NULL,
  state VARCHAR NOT NULL,
  proposed_by VARCHAR NOT NULL,
  proposed_at BIGINT NOT NULL,
  settled_by VARCHAR,
  settled_at BIGINT,
  CONSTRAINT pk_import_mapping PRIMARY KEY (id)
);

CREATE INDEX ix_import_mapping_form ON import_mapping (form);

CREATE TABLE key_check (
  ring VARCHAR NOT NULL,
  key_id VARCHAR NOT NULL,
  value BLOB NOT NULL,
  stored_at BIGINT NOT NULL,
  retired_at BIGINT,
  CONSTRAINT pk_key_check PRIMARY KEY (ring, key_id)
);

CREATE TABLE known_revocation (
  certificate BLOB NOT NULL,
  source VARCHAR NOT NULL,
  reason VARCHAR NOT NULL,
  revoked_at BIGINT,
  learned_at BIGINT NOT NULL,
  CONSTRAINT pk_known_revocation PRIMARY KEY (certificate)
);

CREATE TABLE layout_version (
  layout VARCHAR NOT NULL,
  version VARCHAR NOT NULL,
  digest VARCHAR NOT NULL,
  used_at BIGINT NOT NULL,
  CONSTRAINT pk_layout_version PRIMARY KEY (layout, version)
);

CREATE TABLE notice_counter (
  office VARCHAR NOT NULL,
  fiscal_year INTEGER NOT NULL,
  last INTEGER NOT NULL,
  CONSTRAINT pk_notice_counter PRIMARY KEY (office, fiscal_year)
);

CREATE TABLE past_case (
  uid VARCHAR NOT NULL,
  duty VARCHAR NOT NULL,
  procedure VARCHAR NOT NULL,
  arrived VARCHAR NOT NULL,
  month VARCHAR NOT NULL,
  outcome VARCHAR NOT NULL,
  days INTEGER NOT NULL,
  CONSTRAINT pk_past_case PRIMARY KEY (uid)
);

CREATE INDEX ix_past_case_procedure ON past_case (duty, procedure, month);

CREATE TABLE past_count (
  duty VARCHAR NOT NULL,
  procedure VARCHAR NOT NULL,
  month VARCHAR NOT NULL,
  door VARCHAR NOT NULL,
  outcome VARCHAR NOT NULL,
  days INTEGER NOT NULL,
  number INTEGER NOT NULL,
  CONSTRAINT pk_past_count PRIMARY KEY (duty, procedure, month, door, outcome, days)
);

CREATE TABLE person (
  id VARCHAR NOT NULL,
  issuer VARCHAR NOT NULL,
  subject VARCHAR NOT NULL,
  key_id VARCHAR NOT NULL,
  wrapped_key BLOB NOT NULL,
  sealed_card BLOB NOT NULL,
  made_at BIGINT NOT NULL,
  signed_in_at BIGINT NOT NULL,
  CONSTRAINT pk_person PRIMARY KEY (id),
  CONSTRAINT uq_person_issuer_subject UNIQUE (issuer, subject)
);

CREATE TABLE root_key (
  name VARCHAR NOT NULL,
  number INTEGER NOT NULL,
  key_id VARCHAR NOT NULL,
  wrapped_key BLOB NOT NULL,
  made_at BIGINT NOT NULL,
  until BIGINT,
  CONSTRAINT pk_root_key PRIMARY KEY (name, number)
);

CREATE TABLE sign_in_attempt (
  state_hash BLOB NOT NULL,
  browser_hash BLOB NOT NULL,
  nonce VARCHAR NOT NULL,
  code_verifier VARCHAR NOT NULL,
  return_to VARCHAR NOT NULL,
  made_at BIGINT NOT NULL,
  used_at BIGINT,
  CONSTRAINT pk_sign_in_attempt PRIMARY KEY (state_hash)
);

CREATE INDEX ix_sign_in_attempt_made_at ON sign_in_attempt (made_at);

CREATE TABLE signed_line (
  procedure VARCHAR NOT NULL,
  line BLOB NOT NULL,
  signed_by VARCHAR NOT NULL,
  signed_on VARCHAR NOT NULL,
  stored_at BIGINT NOT NULL,
  CONSTRAINT pk_signed_line PRIMARY KEY (procedure, line)
);

CREATE TABLE slot_change (
  id INTEGER NOT NULL,
  resource VARCHAR NOT NULL,
  slot VARCHAR NOT NULL,
  starts VARCHAR NOT NULL,
  extra INTEGER NOT NULL,
  outside INTEGER DEFAULT '0' NOT NULL,
  closed BOOLEAN NOT NULL,
  actor VARCHAR NOT NULL,
  at BIGINT NOT NULL,
  CONSTRAINT pk_slot_change PRIMARY KEY (id)
);

CREATE INDEX ix_slot_change_slot ON slot_change (resource, slot, starts);

CREATE TABLE staff (
  id INTEGER NOT NULL,
  login VARCHAR NOT NULL,
  name VARCHAR NOT NULL,
  password_hash VARCHAR NOT NULL,
  key_id VARCHAR NOT NULL,
  wrapped_key BLOB NOT NULL,
  sealed_totp BLOB NOT NULL,
  totp_step BIGINT NOT NULL,
  made_at BIGINT NOT NULL,
  disabled_at BIGINT,
  CONSTRAINT pk_staff PRIMARY KEY (id),
  CONSTRAINT uq_staff_login UNIQUE (login)
);

CREATE TABLE staff_proposal (
  id INTEGER NOT NULL,
  kind VARCHAR NOT NULL,
  lines VARCHAR NOT NULL,
  digest BLOB,
  state VARCHAR NOT NULL,
  proposed_by VARCHAR NOT NULL,
  proposed_at BIGINT NOT NULL,
  settled_by VARCHAR,
  settled_at BIGINT,
  CONSTRAINT pk_staff_proposal PRIMARY KEY (id),
  CONSTRAINT uq_staff_proposal_digest UNIQUE (digest)
);

CREATE TABLE stopped_addressee (
  id INTEGER NOT NULL,
  duty VARCHAR NOT NULL,
  mark BLOB NOT NULL,
  key_id VARCHAR NOT NULL,
  wrapped_key BLOB NOT NULL,
  sealed_person BLOB NOT NULL,
  staff_login VARCHAR NOT NULL,
  made_at BIGINT NOT NULL,
  CONSTRAINT pk_stopped_addressee PRIMARY KEY (id),
  CONSTRAINT uq_stopped_addressee_duty_mark UNIQUE (duty, mark)
);

CREATE TABLE support_entry (
  id INTEGER NOT NULL,
  code VARCHAR NOT NULL,
  at BIGINT NOT NULL,
  method VARCHAR NOT NULL,
  route VARCHAR NOT NULL,
  status INTEGER NOT NULL,
  error VARCHAR NOT NULL,
  places VARCHAR NOT NULL,
  language VARCHAR NOT NULL,
  procedure VARCHAR NOT NULL,
  page VARCHAR NOT NULL,
  CONSTRAINT pk_support_entry PRIMARY KEY (id)
);

CREATE INDEX ix_support_entry_at ON support_entry (at);

CREATE INDEX ix_support_entry_code ON support_entry (code);

CREATE TABLE throttle (
  key_hash BLOB NOT NULL,
  window BIGINT NOT NULL,
  count INTEGER NOT NULL,
  CONSTRAINT pk_throttle PRIMARY KEY (key_hash, window)
);

CREATE TABLE visit_figure (
  uid VARCHAR NOT NULL,
  day VARCHAR NOT NULL,
  begun_at BIGINT NOT NULL,
  registered_at BIGINT,
  ended_at BIGINT,
  parked BIGINT NOT NULL,
  filed INTEGER NOT NULL,
  boxes INTEGER NOT NULL,
  unkeyed INTEGER NOT NULL,
  corrected INTEGER NOT NULL,
  usual INTEGER DEFAULT '0' NOT NULL,
  chosen INTEGER DEFAULT '0' NOT NULL,
  disputed INTEGER DEFAULT '0' NOT NULL,
  printed INTEGER DEFAULT '0' NOT NULL,
  CONSTRAINT pk_visit_figure PRIMARY KEY (uid)
);

CREATE INDEX ix_visit_figure_day ON visit_figure (day);

CREATE TABLE api_client (
  id VARCHAR NOT NULL,
  name VARCHAR NOT NULL,
  duties VARCHAR NOT NULL,
  procedures VARCHAR NOT NULL,
  scopes VARCHAR NOT NULL,
  places VARCHAR NOT NULL,
  basic BOOLEAN NOT NULL,
  state VARCHAR NOT NULL,
  staff_id INTEGER,
  asked_by VARCHAR NOT NULL,
  asked_at BIGINT NOT NULL,
  settled_by VARCHAR,
  settled_at BIGINT,
  ended_by VARCHAR,
  ended_at BIGINT,
  used_at BIGINT,
  CONSTRAINT pk_api_client PRIMARY KEY (id),
  CONSTRAINT uq_api_client_staff_id UNIQUE (staff_id),
  CONSTRAINT fk_api_client_staff_id FOREIGN KEY(staff_id) REFERENCES staff (id)
);

CREATE TABLE application (
  id INTEGER NOT NULL,
  uid VARCHAR NOT NULL,
  receipt_number VARCHAR NOT NULL,
  procedure VARCHAR NOT NULL,
  version INTEGER NOT NULL,
  meaning VARCHAR NOT NULL,
  kind VARCHAR NOT NULL,
  duty VARCHAR NOT NULL,
  state VARCHAR NOT NULL,
  door VARCHAR NOT NULL,
  person_id VARCHAR,
  staff_id INTEGER,
  arrived_at BIGINT NOT NULL,
  arrival_place VARCHAR NOT NULL,
  arrival_basis VARCHAR NOT NULL,
  stored_at BIGINT NOT NULL,
  due VARCHAR NOT NULL,
  assignee_id INTEGER,
  key_id VARCHAR NOT NULL,
  wrapped_key BLOB NOT NULL,
  sealed_summary BLOB NOT NULL,
  sealed_evidence BLOB NOT NULL,
  revision INTEGER NOT NULL,
  answers_revision INTEGER NOT NULL,
  changed_at BIGINT NOT NULL,
  decided_at BIGINT,
  looked_up_by VARCHAR DEFAULT '' NOT NULL,
  change_number BIGINT DEFAULT '0' NOT NULL,
  numbered INTEGER DEFAULT '-1' NOT NULL,
  CONSTRAINT pk_application PRIMARY KEY (id),
  CONSTRAINT uq_application_uid UNIQUE (uid),
  CONSTRAINT uq_application_receipt_number UNIQUE (receipt_number),
  CONSTRAINT fk_application_meaning FOREIGN KEY(meaning) REFERENCES definition (meaning),
  CONSTRAINT fk_application_person_id FOREIGN KEY(person_id) REFERENCES person (id),
  CONSTRAINT fk_application_staff_id FOREIGN KEY(staff_id) REFERENCES staff (id),
  CONSTRAINT fk_application_assignee_id FOREIGN KEY(assignee_id) REFERENCES staff (id)
);

CREATE INDEX ix_application_assignee_id ON application (assignee_id);

CREATE INDEX ix_application_book ON application (duty, arrived_at, id);

CREATE INDEX ix_application_change ON application (duty, change_number);

CREATE INDEX ix_application_going ON application (duty, id) WHERE state IN ('examining', 'approved', 'partly', 'done', 'accepted', 'waiting', 'taken', 'repaired', 'closed');

CREATE INDEX ix_application_looked_up_by ON application (looked_up_by, id);

CREATE INDEX ix_application_open_arrival ON application (duty, arrived_at, id) WHERE decided_at IS NULL;

CREATE INDEX ix_application_open_assignee ON application (duty, assignee_id, due, id) WHERE decided_at IS NULL;

CREATE INDEX ix_application_open_procedure ON application (duty, procedure, due, id, state) WHERE decided_at IS NULL;

CREATE INDEX ix_application_person_id ON application (person_id);

CREATE INDEX ix_application_procedure ON application (procedure, id);

CREATE INDEX ix_application_queue ON application (duty, due, id, state, procedure) WHERE decided_at IS NULL;

CREATE INDEX ix_application_state ON application (duty, state, due, id, decided_at);

CREATE INDEX ix_application_unnumbered ON application (id) WHERE numbered <> revision;

CREATE TABLE blank_form (
  number INTEGER NOT NULL,
  batch VARCHAR NOT NULL,
  procedure VARCHAR NOT NULL,
  meaning VARCHAR NOT NULL,
  staff_id INTEGER NOT NULL,
  made_at BIGINT NOT NULL,
  uid VARCHAR,
  filed_at BIGINT,
  spoiled_at BIGINT,
  CONSTRAINT pk_blank_form PRIMARY KEY (number),
  CONSTRAINT fk_blank_form_staff_id FOREIGN KEY(staff_id) REFERENCES staff (id),
  CONSTRAINT uq_blank_form_uid UNIQUE (uid)
);

CREATE INDEX ix_blank_form_batch ON blank_form (batch);

CREATE TABLE bundle_part (
  uid VARCHAR NOT NULL,
  bundle_id VARCHAR NOT NULL,
  place BIGINT NOT NULL,
  CONSTRAINT pk_bundle_part PRIMARY KEY (uid),
  CONSTRAINT fk_bundle_part_bundle_id FOREIGN KEY(bundle_id) REFERENCES bundle (id) ON DELETE CASCADE
);

CREATE INDEX ix_bundle_part_bundle_id ON bundle_part (bundle_id);

CREATE TABLE campaign (
  id INTEGER NOT NULL,
  uid VARCHAR NOT NULL,
  procedure VARCHAR NOT NULL,
  duty VARCHAR NOT NULL,
  name VARCHAR NOT NULL,
  purpose VARCHAR NOT NULL,
  expires VARCHAR NOT NULL,
  keep_days INTEGER NOT NULL,
  state VARCHAR NOT NULL,
  file_hash BLOB NOT NULL,
  staff_id INTEGER,
  key_id VARCHAR NOT NULL,
  wrapped_key BLOB NOT NULL,
  made_at BIGINT NOT NULL,
  CONSTRAINT pk_campaign PRIMARY KEY (id),
  CONSTRAINT uq_campaign_procedure_file_hash UNIQUE (procedure, file_hash),
  CONSTRAINT uq_campaign_uid UNIQUE (uid),
  CONSTRAINT fk_campaign_staff_id FOREIGN KEY(staff_id) REFERENCES staff (id)
);

CREATE INDEX ix_campaign_duty ON campaign (duty);

CREATE TABLE contact (
  id VARCHAR NOT NULL,
  person_id VARCHAR NOT NULL,
  channel VARCHAR NOT NULL,
  state VARCHAR NOT NULL,
  uses VARCHAR NOT NULL,
  language VARCHAR NOT NULL,
  address_hash BLOB NOT NULL,
  key_id VARCHAR NOT NULL,
  wrapped_key BLOB NOT NULL,
  sealed_address BLOB NOT NULL,
  made_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL,
  CONSTRAINT pk_contact PRIMARY KEY (id),
  CONSTRAINT uq_contact_person_id_channel UNIQUE (person_id, channel),
  CONSTRAINT fk_contact_person_id FOREIGN KEY(person_id) REFERENCES person (id) ON DELETE CASCADE
);

CREATE INDEX ix_contact_address_hash ON contact (address_hash);

CREATE TABLE contact_proof (
  id VARCHAR NOT NULL,
  person_id VARCHAR NOT NULL,
  channel VARCHAR NOT NULL,
  code_hash BLOB NOT NULL,
  language VARCHAR NOT NULL,
  key_id VARCHAR NOT NULL,
  wrapped_key BLOB NOT NULL,
  sealed_address BLOB NOT NULL,
  tries INTEGER NOT NULL,
  ends_at BIGINT NOT NULL,
  CONSTRAINT pk_contact_proof PRIMARY KEY (id),
  CONSTRAINT uq_contact_proof_person_id_channel UNIQUE (person_id, channel),
  CONSTRAINT fk_contact_proof_person_id FOREIGN KEY(person_id) REFERENCES person (id) ON DELETE CASCADE
);

CREATE INDEX ix_contact_proof_code_hash ON contact_proof (code_hash);

CREATE INDEX ix_contact_proof_ends_at ON contact_proof (ends_at);

CREATE TABLE dispatch_batch (
  id INTEGER NOT NULL,
  duty VARCHAR NOT NULL,
  day VARCHAR NOT NULL,
  made_by INTEGER NOT NULL,
  made_at BIGINT NOT NULL,
  printed_at BIGINT,
  CONSTRAINT pk_dispatch_batch PRIMARY KEY (id),
  CONSTRAINT fk_dispatch_batch_made_by FOREIGN KEY(made_by) REFERENCES staff (id)
);

CREATE INDEX ix_dispatch_batch_duty ON dispatch_batch (duty);

CREATE TABLE disposal_line (
  disposal_id INTEGER NOT NULL,
  application_id INTEGER NOT NULL,
  receipt_number VARCHAR NOT NULL,
  procedure VARCHAR NOT NULL,
  version INTEGER NOT NULL,
  meaning VARCHAR NOT NULL,
  duty VARCHAR NOT NULL,
  door VARCHAR NOT NULL,
  arrival_place VARCHAR NOT NULL,
  arrival_basis VARCHAR NOT NULL,
  arrived_at BIGINT NOT NULL,
  ended_at BIGINT NOT NULL,
  outcome VARCHAR NOT NULL,
  free_on VARCHAR NOT NULL,
  documents VARCHAR NOT NULL,
  sent VARCHAR DEFAULT '' NOT NULL,
  state VARCHAR NOT NULL,
  why VARCHAR NOT NULL,
  "by" VARCHAR NOT NULL,
  at BIGINT,
  counts VARCHAR NOT NULL,
  sealed_words BLOB,
  CONSTRAINT pk_disposal_line PRIMARY KEY (disposal_id, application_id),
  CONSTRAINT fk_disposal_line_disposal_id FOREIGN KEY(disposal_id) REFERENCES disposal (id)
);

CREATE INDEX ix_disposal_line_book ON disposal_line (duty, arrived_at) WHERE state = 'gone';

CREATE UNIQUE INDEX ix_disposal_line_gone ON disposal_line (application_id) WHERE state = 'gone';

CREATE INDEX ix_disposal_line_receipt_number ON disposal_line (receipt_number);

CREATE TABLE draft (
  id VARCHAR NOT NULL,
  procedure VARCHAR NOT NULL,
  meaning VARCHAR NOT NULL,
  door VARCHAR NOT NULL,
  person_id VARCHAR,
  staff_id INTEGER,
  key_id VARCHAR NOT NULL,
  wrapped_key BLOB NOT NULL,
  sealed_answers BLOB NOT NULL,
  sealed_carried BLOB,
  sealed_helped BLOB,
  seen VARCHAR NOT NULL,
  revision INTEGER NOT NULL,
  made_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL,
  discarded_at BIGINT,
  CONSTRAINT pk_draft PRIMARY KEY (id),
  CONSTRAINT fk_draft_meaning FOREIGN KEY(meaning) REFERENCES definition (meaning),
  CONSTRAINT fk_draft_person_id FOREIGN KEY(person_id) REFERENCES person (id),
  CONSTRAINT fk_draft_staff_id FOREIGN KEY(staff_id) REFERENCES staff (id)
);

CREATE INDEX ix_draft_changed_at ON draft (changed_at);

CREATE INDEX ix_draft_discarded_at ON draft (discarded_at);

CREATE INDEX ix_draft_person_id ON draft (person_id);

CREATE INDEX ix_draft_staff_id ON draft (staff_id);

CREATE TABLE export_batch (
  id INTEGER NOT NULL,
  number VARCHAR NOT NULL,
  layout VARCHAR NOT NULL,
  layout_version VARCHAR NOT NULL,
  duty VARCHAR NOT NULL,
  staff_id INTEGER,
  made_at BIGINT NOT NULL,
  reissue_of INTEGER,
  reason VARCHAR NOT NULL,
  manifest VARCHAR NOT NULL,
  CONSTRAINT pk_export_batch PRIMARY KEY (id),
  CONSTRAINT uq_export_batch_number UNIQUE (number),
  CONSTRAINT fk_export_batch_staff_id FOREIGN KEY(staff_id) REFERENCES staff (id),
  CONSTRAINT fk_export_batch_reissue_of FOREIGN KEY(reissue_of) REFERENCES export_batch (id)
);

CREATE TABLE kept_desk_post (
  staff_id INTEGER NOT NULL,
  path VARCHAR NOT NULL,
  key_id VARCHAR NOT NULL,
  wrapped_key BLOB NOT NULL,
  sealed_boxes BLOB NOT NULL,
  made_at BIGINT NOT NULL,
  CONSTRAINT pk_kept_desk_post PRIMARY KEY (staff_id, path),
  CONSTRAINT fk_kept_desk_post_staff_id FOREIGN KEY(staff_id) REFERENCES staff (id)
);

CREATE INDEX ix_kept_desk_post_made_at ON kept_desk_post (made_at);

CREATE TABLE person_link (
  person_id VARCHAR NOT NULL,
  sealed_number BLOB NOT NULL,
  linked_by VARCHAR NOT NULL,
  linked_at BIGINT NOT NULL,
  CONSTRAINT pk_person_link PRIMARY KEY (person_id),
  CONSTRAINT fk_person_link_person_id FOREIGN KEY(person_id) REFERENCES person (id) ON DELETE CASCADE
);

CREATE TABLE saved_view (
  id INTEGER NOT NULL,
  name VARCHAR NOT NULL,
  "query" VARCHAR NOT NULL,
  duty VARCHAR NOT NULL,
  staff_id INTEGER NOT NULL,
  made_at BIGINT NOT NULL,
  CONSTRAINT pk_saved_view PRIMARY KEY (id),
  CONSTRAINT fk_saved_view_staff_id FOREIGN KEY(staff_id) REFERENCES staff (id)
);

CREATE INDEX ix_saved_view_duty ON saved_view (duty);

CREATE INDEX ix_saved_view_staff_id ON saved_view (staff_id);

CREATE TABLE session (
  token_hash BLOB NOT NULL,
  realm VARCHAR NOT NULL,
  person_id VARCHAR,
  staff_id INTEGER,
  made_at BIGINT NOT NULL,
  proved_at BIGINT NOT NULL,
  seen_at BIGINT NOT NULL,
  ends_at BIGINT NOT NULL,
  CONSTRAINT pk_session PRIMARY KEY (token_hash),
  CONSTRAINT fk_session_person_id FOREIGN KEY(person_id) REFERENCES person (id),
  CONSTRAINT fk_session_staff_id FOREIGN KEY(staff_id) REFERENCES staff (id)
);

CREATE INDEX ix_session_ends_at ON session (ends_at);

CREATE INDEX ix_session_person_id ON session (person_id);

CREATE INDEX ix_session_staff_id ON session (staff_id);

CREATE TABLE staff_absence (
  id INTEGER NOT NULL,
  staff_id INTEGER NOT NULL,
  from_day VARCHAR NOT NULL,
  to_day VARCHAR NOT NULL,
  substitute_id INTEGER NOT NULL,
  CONSTRAINT pk_staff_absence PRIMARY KEY (id),
  CONSTRAINT fk_staff_absence_staff_id FOREIGN KEY(staff_id) REFERENCES staff (id),
  CONSTRAINT fk_staff_absence_substitute_id FOREIGN KEY(substitute_id) REFERENCES staff (id)
);

CREATE INDEX ix_staff_absence_staff_id ON staff_absence (staff_id);

CREATE TABLE staff_identity (
  issuer VARCHAR NOT NULL,
  subject VARCHAR NOT NULL,
  staff_id INTEGER NOT NULL,
  made_at BIGINT NOT NULL,
  CONSTRAINT pk_staff_identity PRIMARY KEY (issuer, subject),
  CONSTRAINT fk_staff_identity_staff_id FOREIGN KEY(staff_id) REFERENCES staff (id)
);

CREATE INDEX ix_staff_identity_staff_id ON staff_identity (staff_id);

CREATE TABLE staff_passkey (
  id INTEGER NOT NULL,
  credential BLOB NOT NULL,
  staff_id INTEGER NOT NULL,
  public_key BLOB NOT NULL,
  sign_count BIGINT NOT NULL,
  name VARCHAR NOT NULL,
  made_at BIGINT NOT NULL,
  used_at BIGINT,
  CONSTRAINT pk_staff_passkey PRIMARY KEY (id),
  CONSTRAINT uq_staff_passkey_credential UNIQUE (credential),
  CONSTRAINT fk_staff_passkey_staff_id FOREIGN KEY(staff_id) REFERENCES staff (id)
);

CREATE INDEX ix_staff_passkey_staff_id ON staff_passkey (staff_id);

CREATE TABLE staff_relation (
  id INTEGER NOT NULL,
  uid VARCHAR NOT NULL,
  staff_id INTEGER NOT NULL,
  basis VARCHAR NOT NULL,
  key_id VARCHAR NOT NULL,
  wrapped_key BLOB NOT NULL,
  sealed_person BLOB NOT NULL,
  made_at BIGINT NOT NULL,
  asked_at BIGINT,
  CONSTRAINT pk_staff_relation PRIMARY KEY (id),
  CONSTRAINT uq_staff_relation_uid UNIQUE (uid),
  CONSTRAINT fk_staff_relation_staff_id FOREIGN KEY(staff_id) REFERENCES staff (id)
);

CREATE INDEX ix_staff_relation_staff_id ON staff_relation (staff_id);

CREATE TABLE staff_right (
  id INTEGER NOT NULL,
  staff_id INTEGER NOT NULL,
  role VARCHAR NOT NULL,
  duty VARCHAR NOT NULL,
  from_day VARCHAR NOT NULL,
  to_day VARCHAR,
  source VARCHAR DEFAULT 'hand' NOT NULL,
  CONSTRAINT pk_staff_right PRIMARY KEY (id),
  CONSTRAINT fk_staff_right_staff_id FOREIGN KEY(staff_id) REFERENCES staff (id)
);

CREATE INDEX ix_staff_right_staff_id ON staff_right (staff_id);

CREATE TABLE staff_section (
  staff_id INTEGER NOT NULL,
  from_day VARCHAR NOT NULL,
  section VARCHAR NOT NULL,
  CONSTRAINT pk_staff_section PRIMARY KEY (staff_id, from_day),
  CONSTRAINT fk_staff_section_staff_id FOREIGN KEY(staff_id) REFERENCES staff (id)
);

CREATE TABLE temporary_staff (
  staff_id INTEGER NOT NULL,
  mode_id INTEGER NOT NULL,
  last_day VARCHAR NOT NULL,
  CONSTRAINT pk_temporary_staff PRIMARY KEY (staff_id),
  CONSTRAINT fk_temporary_staff_staff_id FOREIGN KEY(staff_id) REFERENCES staff (id),
  CONSTRAINT fk_temporary_staff_mode_id FOREIGN KEY(mode_id) REFERENCES disaster_mode (id)
);

CREATE INDEX ix_temporary_staff_mode_id ON temporary_staff (mode_id);

CREATE TABLE till_day (
  id INTEGER NOT NULL,
  place VARCHAR NOT NULL,
  day VARCHAR NOT NULL,
  state VARCHAR NOT NULL,
  entries BIGINT NOT NULL,
  counted BIGINT NOT NULL,
  key_id VARCHAR NOT NULL,
  wrapped_key BLOB NOT NULL,
  sealed_note BLOB NOT NULL,
  counted_by INTEGER,
  counted_at BIGINT,
  closed_by INTEGER,
  closed_at BIGINT,
  CONSTRAINT pk_till_day PRIMARY KEY (id),
  CONSTRAINT uq_till_day_place UNIQUE (place, day),
  CONSTRAINT fk_till_day_counted_by FOREIGN KEY(counted_by) REFERENCES staff (id),
  CONSTRAINT fk_till_day_closed_by FOREIGN KEY(closed_by) REFERENCES staff (id)
);

CREATE INDEX ix_till_day_day ON till_day (day);

CREATE TABLE till_entry (
  id INTEGER NOT NULL,
  place VARCHAR NOT NULL,
  day VARCHAR NOT NULL,
  kind VARCHAR NOT NULL,
  method VARCHAR NOT NULL,
  amount BIGINT NOT NULL,
  payment_number VARCHAR NOT NULL,
  receipt_number VARCHAR NOT NULL,
  staff_id INTEGER NOT NULL,
  at BIGINT NOT NULL,
  CONSTRAINT pk_till_entry PRIMARY KEY (id),
  CONSTRAINT fk_till_entry_staff_id FOREIGN KEY(staff_id) REFERENCES staff (id)
);

CREATE UNIQUE INDEX ix_till_entry_once ON till_entry (payment_number, kind);

CREATE INDEX ix_till_entry_place ON till_entry (place, day);

CREATE TABLE till_order (
  payment_number VARCHAR NOT NULL,
  place VARCHAR NOT NULL,
  receipt_number VARCHAR NOT NULL,
  staff_id INTEGER NOT NULL,
  made_at BIGINT NOT NULL,
  CONSTRAINT pk_till_order PRIMARY KEY (payment_number),
  CONSTRAINT fk_till_order_staff_id FOREIGN KEY(staff_id) REFERENCES staff (id)
);

CREATE INDEX ix_till_order_place ON till_order (place);

CREATE TABLE visit (
  id VARCHAR NOT NULL,
  once VARCHAR NOT NULL,
  day VARCHAR NOT NULL,
  ticket VARCHAR NOT NULL,
  open_ticket VARCHAR,
  staff_id INTEGER NOT NULL,
  key_id VARCHAR NOT NULL,
  wrapped_key BLOB NOT NULL,
  sealed_words BLOB NOT NULL,
  revision INTEGER NOT NULL,
  begun_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL,
  parked_at BIGINT,
  ended_at BIGINT,
  sealed_facts BLOB,
  CONSTRAINT pk_visit PRIMARY KEY (id),
  CONSTRAINT uq_visit_once UNIQUE (once),
  CONSTRAINT uq_visit_open_ticket UNIQUE (open_ticket),
  CONSTRAINT fk_visit_staff_id FOREIGN KEY(staff_id) REFERENCES staff (id)
);

CREATE INDEX ix_visit_changed_at ON visit (changed_at);

CREATE INDEX ix_visit_day ON visit (day);

CREATE INDEX ix_visit_staff_id ON visit (staff_id);

CREATE TABLE api_assertion (
  client_id VARCHAR NOT NULL,
  jti_hash BLOB NOT NULL,
  ends_at BIGINT NOT NULL,
  CONSTRAINT pk_api_assertion PRIMARY KEY (client_id, jti_hash),
  CONSTRAINT fk_api_assertion_client_id FOREIGN KEY(client_id) REFERENCES api_client (id)
);

CREATE INDEX ix_api_assertion_ends_at ON api_assertion (ends_at);

CREATE TABLE api_secret (
  id INTEGER NOT NULL,
  client_id VARCHAR NOT NULL,
  state VARCHAR NOT NULL,
  asked_by VARCHAR NOT NULL,
  asked_at BIGINT NOT NULL,
  settled_by VARCHAR,
  settled_at BIGINT,
  ended_by VARCHAR,
  ended_at BIGINT,
  used_at BIGINT,
  key_id VARCHAR NOT NULL,
  wrapped_key BLOB,
  sealed BLOB,
  CONSTRAINT pk_api_secret PRIMARY KEY (id),
  CONSTRAINT fk_api_secret_client_id FOREIGN KEY(client_id) REFERENCES api_client (id)
);

CREATE INDEX ix_api_secret_client_id ON api_secret (client_id);

CREATE TABLE api_write (
  client_id VARCHAR NOT NULL,
  key_hash BLOB NOT NULL,
  digest BLOB NOT NULL,
  answer VARCHAR NOT NULL,
  made_at BIGINT NOT NULL,
  CONSTRAINT pk_api_write PRIMARY KEY (client_id, key_hash),
  CONSTRAINT fk_api_write_client_id FOREIGN KEY(client_id) REFERENCES api_client (id)
);

CREATE INDEX ix_api_write_made_at ON api_write (made_at);

CREATE TABLE appeal (
  id INTEGER NOT NULL,
  application_id INTEGER NOT NULL,
  once VARCHAR NOT NULL,
  kind VARCHAR NOT NULL,
  filed_on VARCHAR NOT NULL,
  sealed_words BLOB NOT NULL,
  noted_by INTEGER NOT NULL,
  noted_at BIGINT NOT NULL,
  settled_on VARCHAR DEFAULT '' NOT NULL,
  result VARCHAR DEFAULT '' NOT NULL,
  settled_by INTEGER,
  settled_at BIGINT,
  CONSTRAINT pk_appeal PRIMARY KEY (id),
  CONSTRAINT uq_appeal_application_id_once UNIQUE (application_id, once),
  CONSTRAINT fk_appeal_application_id FOREIGN KEY(application_id) REFERENCES application (id) ON DELETE CASCADE,
  CONSTRAINT fk_appeal_noted_by FOREIGN KEY(noted_by) REFERENCES staff (id),
  CONSTRAINT fk_appeal_settled_by FOREIGN KEY(settled_by) REFERENCES staff (id)
);

CREATE TABLE application_access (
  application_id INTEGER NOT NULL,
  person_id VARCHAR NOT NULL,
  made_at BIGINT NOT NULL,
  CONSTRAINT pk_application_access PRIMARY KEY (application_id, person_id),
  CONSTRAINT fk_application_access_application_id FOREIGN KEY(application_id) REFERENCES application (id) ON DELETE CASCADE,
  CONSTRAINT fk_application_access_person_id FOREIGN KEY(person_id) REFERENCES person (id) ON DELETE CASCADE
);

CREATE INDEX ix_application_access_person_id ON application_access (person_id);

CREATE TABLE application_answers (
  application_id INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  sealed_answers BLOB NOT NULL,
  sealed_left BLOB,
  stored_at BIGINT NOT NULL,
  CONSTRAINT pk_application_answers PRIMARY KEY (application_id, revision),
  CONSTRAINT fk_application_answers_application_id FOREIGN KEY(application_id) REFERENCES application (id)
);

CREATE TABLE application_event (
  id INTEGER NOT NULL,
  application_id INTEGER NOT NULL,
  at BIGINT NOT NULL,
  actor VARCHAR NOT NULL,
  move VARCHAR NOT NULL,
  from_state VARCHAR NOT NULL,
  to_state VARCHAR NOT NULL,
  sealed_words BLOB,
  CONSTRAINT pk_application_event PRIMARY KEY (id),
  CONSTRAINT fk_application_event_application_id FOREIGN KEY(application_id) REFERENCES application (id)
);

CREATE INDEX ix_application_event_application_id ON application_event (application_id);

CREATE TABLE attachment (
  id VARCHAR NOT NULL,
  draft_id VARCHAR,
  application_id INTEGER,
  state VARCHAR NOT NULL,
  sealed_facts BLOB NOT NULL,
  sealed_content BLOB NOT NULL,
  made_at BIGINT NOT NULL,
  sealed_preview BLOB,
  visit_id VARCHAR,
  CONSTRAINT pk_attachment PRIMARY KEY (id),
  CONSTRAINT fk_attachment_draft_id FOREIGN KEY(draft_id) REFERENCES draft (id) ON DELETE CASCADE,
  CONSTRAINT fk_attachment_application_id FOREIGN KEY(application_id) REFERENCES application (id)
);

CREATE INDEX ix_attachment_application_id ON attachment (application_id);

CREATE INDEX ix_attachment_draft_id ON attachment (draft_id);

CREATE INDEX ix_attachment_made_at ON attachment (made_at);

CREATE INDEX ix_attachment_visit_id ON attachment (visit_id);

CREATE INDEX ix_attachment_waiting ON attachment (application_id) WHERE state = 'quarantine';

CREATE TABLE batch_step (
  id INTEGER NOT NULL,
  uid VARCHAR NOT NULL,
  batch_id INTEGER NOT NULL,
  what VARCHAR NOT NULL,
  at BIGINT NOT NULL,
  "by" VARCHAR NOT NULL,
  held INTEGER NOT NULL,
  told_count INTEGER,
  told_sum VARCHAR NOT NULL,
  on_day VARCHAR NOT NULL,
  key_id VARCHAR NOT NULL,
  wrapped_key BLOB NOT NULL,
  sealed_words BLOB NOT NULL,
  CONSTRAINT pk_batch_step PRIMARY KEY (id),
  CONSTRAINT uq_batch_step_uid UNIQUE (uid),
  CONSTRAINT fk_batch_step_batch_id FOREIGN KEY(batch_id) REFERENCES export_batch (id)
);

CREATE INDEX ix_batch_step_batch_id ON batch_step (batch_id);

CREATE UNIQUE INDEX ix_batch_step_closed ON batch_step (batch_id) WHERE what = 'acknowledged';

CREATE TABLE case_note (
  id INTEGER NOT NULL,
  application_id INTEGER NOT NULL,
  once VARCHAR NOT NULL,
  staff_id INTEGER NOT NULL,
  sealed_text BLOB NOT NULL,
  written_at BIGINT NOT NULL,
  CONSTRAINT pk_case_note PRIMARY KEY (id),
  CONSTRAINT uq_case_note_application_id_once UNIQUE (application_id, once),
  CONSTRAINT fk_case_note_application_id FOREIGN KEY(application_id) REFERENCES application (id) ON DELETE CASCADE,
  CONSTRAINT fk_case_note_staff_id FOREIGN KEY(staff_id) REFERENCES staff (id)
);

CREATE TABLE checked_item (
  id INTEGER NOT NULL,
  application_id INTEGER NOT NULL,
  item VARCHAR NOT NULL,
  ticked INTEGER NOT NULL,
  answers_revision INTEGER NOT NULL,
  staff_id INTEGER NOT NULL,
  at BIGINT NOT NULL,
  CONSTRAINT pk_checked_item PRIMARY KEY (id),
  CONSTRAINT fk_checked_item_application_id FOREIGN KEY(application_id) REFERENCES application (id) ON DELETE CASCADE,
  CONSTRAINT fk_checked_item_staff_id FOREIGN KEY(staff_id) REFERENCES staff (id)
);

CREATE INDEX ix_checked_item_application_id ON checked_item (application_id);

CREATE TABLE correction (
  id INTEGER NOT NULL,
  application_id INTEGER NOT NULL,
  fields VARCHAR NOT NULL,
  sealed_words BLOB NOT NULL,
  due VARCHAR NOT NULL,
  asked_at BIGINT NOT NULL,
  answered_at BIGINT,
  sealed_answers BLOB,
  seen VARCHAR NOT NULL,
  extended INTEGER NOT NULL,
  reminded VARCHAR NOT NULL,
  came_by VARCHAR NOT NULL,
  sealed_note BLOB,
  CONSTRAINT pk_correction PRIMARY KEY (id),
  CONSTRAINT fk_correction_application_id FOREIGN KEY(application_id) REFERENCES application (id)
);

CREATE INDEX ix_correction_application_id ON correction (application_id);

CREATE INDEX ix_correction_open_due ON correction (due) WHERE answered_at IS NULL;

CREATE TABLE courier_apart (
  application_id INTEGER NOT NULL,
  act VARCHAR NOT NULL,
  sealed_content BLOB NOT NULL,
  came_at BIGINT NOT NULL,
  CONSTRAINT pk_courier_apart PRIMARY KEY (application_id, act),
  CONSTRAINT fk_courier_apart_application_id FOREIGN KEY(application_id) REFERENCES application (id) ON DELETE CASCADE
);

CREATE INDEX ix_courier_apart_came_at ON courier_apart (came_at);

CREATE TABLE courier_case (
  application_id INTEGER NOT NULL,
  sent_step BIGINT NOT NULL,
  sent_mark VARCHAR NOT NULL,
  sent_in BIGINT NOT NULL,
  sent_at BIGINT NOT NULL,
  sent_files VARCHAR NOT NULL,
  there_step BIGINT NOT NULL,
  there_files VARCHAR NOT NULL,
  taken_step BIGINT NOT NULL,
  taken_acts VARCHAR NOT NULL,
  owes BOOLEAN NOT NULL,
  looked_at BIGINT NOT NULL,
  CONSTRAINT pk_courier_case PRIMARY KEY (application_id),
  CONSTRAINT fk_courier_case_application_id FOREIGN KEY(application_id) REFERENCES application (id) ON DELETE CASCADE
);

CREATE INDEX ix_courier_case_owes ON courier_case (owes);

CREATE TABLE decision (
  id INTEGER NOT NULL,
  application_id INTEGER NOT NULL,
  state VARCHAR NOT NULL,
  outcome VARCHAR NOT NULL,
  from_state VARCHAR NOT NULL,
  answers_revision INTEGER NOT NULL,
  sealed_decision BLOB NOT NULL,
  proposed_by INTEGER NOT NULL,
  proposed_at BIGINT NOT NULL,
  approved_by INTEGER,
  leaves_at BIGINT NOT NULL,
  ended_at BIGINT,
  sealed_reason BLOB,
  CONSTRAINT pk_decision PRIMARY KEY (id),
  CONSTRAINT fk_decision_application_id FOREIGN KEY(application_id) REFERENCES application (id),
  CONSTRAINT fk_decision_proposed_by FOREIGN KEY(proposed_by) REFERENCES staff (id),
  CONSTRAINT fk_decision_approved_by FOREIGN KEY(approved_by) REFERENCES staff (id)
);

CREATE INDEX ix_decision_application_id ON decision (application_id);

CREATE INDEX ix_decision_leaves ON decision (state, leaves_at);

CREATE UNIQUE INDEX ix_decision_one_open ON decision (application_id) WHERE state IN ('proposed', 'waiting');

CREATE TABLE delegation (
  application_id INTEGER NOT NULL,
  kind VARCHAR NOT NULL,
  scope VARCHAR NOT NULL,
  starts VARCHAR NOT NULL,
  sealed_people BLOB NOT NULL,
  state VARCHAR NOT NULL,
  judged_by VARCHAR NOT NULL,
  judged_at BIGINT,
  sealed_shown BLOB,
  ends VARCHAR DEFAULT '' NOT NULL,
  principal_id VARCHAR,
  told VARCHAR DEFAULT '' NOT NULL,
  told_at BIGINT,
  sealed_told BLOB,
  CONSTRAINT pk_delegation PRIMARY KEY (application_id),
  CONSTRAINT fk_delegation_application_id FOREIGN KEY(application_id) REFERENCES application (id) ON DELETE CASCADE,
  CONSTRAINT fk_delegation_principal_id FOREIGN KEY(principal_id) REFERENCES person (id) ON DELETE SET NULL
);

CREATE INDEX ix_delegation_principal_id ON delegation (principal_id);

CREATE TABLE desk_task (
  id INTEGER NOT NULL,
  application_id INTEGER NOT NULL,
  about VARCHAR NOT NULL,
  subject_id INTEGER NOT NULL,
  due VARCHAR NOT NULL,
  opened_at BIGINT NOT NULL,
  CONSTRAINT pk_desk_task PRIMARY KEY (id),
  CONSTRAINT uq_desk_task_about_subject_id_due UNIQUE (about, subject_id, due),
  CONSTRAINT fk_desk_task_application_id FOREIGN KEY(application_id) REFERENCES application (id)
);

CREATE INDEX ix_desk_task_application_id ON desk_task (application_id);

CREATE TABLE dispatch (
  id INTEGER NOT NULL,
  application_id INTEGER NOT NULL,
  duty VARCHAR NOT NULL,
  kind VARCHAR NOT NULL,
  source INTEGER NOT NULL,
  copies INTEGER NOT NULL,
  state VARCHAR NOT NULL,
  why VARCHAR NOT NULL,
  registered INTEGER NOT NULL,
  sealed_note BLOB NOT NULL,
  put_at BIGINT NOT NULL,
  checked_by INTEGER,
  batch_id INTEGER,
  place INTEGER NOT NULL,
  sent_on VARCHAR NOT NULL,
  sent_by INTEGER,
  marked_at BIGINT,
  returned_on VARCHAR NOT NULL,
  CONSTRAINT pk_dispatch PRIMARY KEY (id),
  CONSTRAINT uq_dispatch_kind_source_copies UNIQUE (kind, source, copies),
  CONSTRAINT fk_dispatch_application_id FOREIGN KEY(application_id) REFERENCES application (id) ON DELETE CASCADE,
  CONSTRAINT fk_dispatch_checked_by FOREIGN KEY(checked_by) REFERENCES staff (id),
  CONSTRAINT fk_dispatch_batch_id FOREIGN KEY(batch_id) REFERENCES dispatch_batch (id),
  CONSTRAINT fk_dispatch_sent_by FOREIGN KEY(sent_by) REFERENCES staff (id)
);

CREATE INDEX ix_dispatch_application_id ON dispatch (application_id);

CREATE INDEX ix_dispatch_batch_id ON dispatch (batch_id);

CREATE INDEX ix_dispatch_duty_state ON dispatch (duty, state);

CREATE INDEX ix_dispatch_sent_on ON dispatch (sent_on);

CREATE TABLE document_number (
  application_id INTEGER NOT NULL,
  office VARCHAR NOT NULL,
  fiscal_year INTEGER NOT NULL,
  number VARCHAR NOT NULL,
  decided_on VARCHAR NOT NULL,
  entered_by INTEGER NOT NULL,
  entered_at BIGINT NOT NULL,
  CONSTRAINT pk_document_number PRIMARY KEY (application_id),
  CONSTRAINT uq_document_number_office_fiscal_year_number UNIQUE (office, fiscal_year, number),
  CONSTRAINT fk_document_number_application_id FOREIGN KEY(application_id) REFERENCES application (id) ON DELETE CASCADE,
  CONSTRAINT fk_document_number_entered_by FOREIGN KEY(entered_by) REFERENCES staff (id)
);

CREATE TABLE draft_code (
  id INTEGER NOT NULL,
  draft_id VARCHAR NOT NULL,
  rights VARCHAR NOT NULL,
  seed BLOB NOT NULL,
  code_hash BLOB NOT NULL,
  known_hash BLOB NOT NULL,
  sealed_name BLOB,
  failures BIGINT NOT NULL,
  made_at BIGINT NOT NULL,
  ends_at BIGINT,
  allowed VARCHAR NOT NULL,
  used_at BIGINT,
  CONSTRAINT pk_draft_code PRIMARY KEY (id),
  CONSTRAINT fk_draft_code_draft_id FOREIGN KEY(draft_id) REFERENCES draft (id) ON DELETE CASCADE,
  CONSTRAINT uq_draft_code_code_hash UNIQUE (code_hash)
);

CREATE INDEX ix_draft_code_draft_id ON draft_code (draft_id);

CREATE TABLE draft_source (
  draft_id VARCHAR NOT NULL,
  source VARCHAR NOT NULL,
  sealed_told BLOB NOT NULL,
  told_at BIGINT NOT NULL,
  CONSTRAINT pk_draft_source PRIMARY KEY (draft_id, source),
  CONSTRAINT fk_draft_source_draft_id FOREIGN KEY(draft_id) REFERENCES draft (id) ON DELETE CASCADE
);

CREATE TABLE electronic_delivery (
  application_id INTEGER NOT NULL,
  declared_by VARCHAR NOT NULL,
  declared_at BIGINT NOT NULL,
  CONSTRAINT pk_electronic_delivery PRIMARY KEY (application_id),
  CONSTRAINT fk_electronic_delivery_application_id FOREIGN KEY(application_id) REFERENCES application (id)
);

CREATE TABLE entitlement (
  id INTEGER NOT NULL,
  application_id INTEGER NOT NULL,
  outcome VARCHAR NOT NULL,
  made_at BIGINT NOT NULL,
  row_name VARCHAR NOT NULL,
  first_on VARCHAR NOT NULL,
  last_on VARCHAR NOT NULL,
  remind_on VARCHAR NOT NULL,
  ended_at BIGINT,
  CONSTRAINT pk_entitlement PRIMARY KEY (id),
  CONSTRAINT uq_entitlement_application_id_made_at_row_name UNIQUE (application_id, made_at, row_name),
  CONSTRAINT fk_entitlement_application_id FOREIGN KEY(application_id) REFERENCES application (id) ON DELETE CASCADE
);

CREATE INDEX ix_entitlement_remind_on ON entitlement (remind_on) WHERE remind_on != '';

CREATE TABLE export_hold (
  application_id INTEGER NOT NULL,
  held_by VARCHAR NOT NULL,
  held_at BIGINT NOT NULL,
  sealed_reason BLOB NOT NULL,
  CONSTRAINT pk_export_hold PRIMARY KEY (application_id),
  CONSTRAINT fk_export_hold_application_id FOREIGN KEY(application_id) REFERENCES application (id) ON DELETE CASCADE
);

CREATE TABLE file_piece (
  file_hash BLOB NOT NULL,
  starts INTEGER NOT NULL,
  draft_id VARCHAR,
  application_id INTEGER,
  size INTEGER NOT NULL,
  sealed_content BLOB NOT NULL,
  made_at BIGINT NOT NULL,
  visit_id VARCHAR,
  CONSTRAINT pk_file_piece PRIMARY KEY (file_hash, starts),
  CONSTRAINT fk_file_piece_draft_id FOREIGN KEY(draft_id) REFERENCES draft (id) ON DELETE CASCADE,
  CONSTRAINT fk_file_piece_application_id FOREIGN KEY(application_id) REFERENCES application (id) ON DELETE CASCADE
);

CREATE INDEX ix_file_piece_application_id ON file_piece (application_id);

CREATE INDEX ix_file_piece_draft_id ON file_piece (draft_id);

CREATE INDEX ix_file_piece_visit_id ON file_piece (visit_id);

CREATE TABLE first_view (
  staff_id INTEGER NOT NULL,
  view_id INTEGER NOT NULL,
  CONSTRAINT pk_first_view PRIMARY KEY (staff_id),
  CONSTRAINT fk_first_view_staff_id FOREIGN KEY(staff_id) REFERENCES staff (id),
  CONSTRAINT fk_first_view_view_id FOREIGN KEY(view_id) REFERENCES saved_view (id) ON DELETE CASCADE
);

CREATE INDEX ix_first_view_view_id ON first_view (view_id);

CREATE TABLE forwarding (
  id INTEGER NOT NULL,
  application_id INTEGER NOT NULL,
  once VARCHAR NOT NULL,
  number VARCHAR NOT NULL,
  sent_on VARCHAR NOT NULL,
  sent_by INTEGER NOT NULL,
  sent_at BIGINT NOT NULL,
  due VARCHAR DEFAULT '' NOT NULL,
  returned_on VARCHAR DEFAULT '' NOT NULL,
  result VARCHAR DEFAULT '' NOT NULL,
  sealed_words BLOB,
  returned_by INTEGER,
  returned_at BIGINT,
  CONSTRAINT pk_forwarding PRIMARY KEY (id),
  CONSTRAINT uq_forwarding_application_id_once UNIQUE (application_id, once),
  CONSTRAINT fk_forwarding_application_id FOREIGN KEY(application_id) REFERENCES application (id) ON DELETE CASCADE,
  CONSTRAINT fk_forwarding_sent_by FOREIGN KEY(sent_by) REFERENCES staff (id),
  CONSTRAINT fk_forwarding_returned_by FOREIGN KEY(returned_by) REFERENCES staff (id)
);

CREATE INDEX ix_forwarding_number ON forwarding (number, sent_on);

CREATE TABLE hand_over (
  layout VARCHAR NOT NULL,
  application_id INTEGER NOT NULL,
  batch_id INTEGER NOT NULL,
  answers_revision INTEGER NOT NULL,
  state VARCHAR NOT NULL,
  CONSTRAINT pk_hand_over PRIMARY KEY (layout, application_id),
  CONSTRAINT fk_hand_over_application_id FOREIGN KEY(application_id) REFERENCES application (id),
  CONSTRAINT fk_hand_over_batch_id FOREIGN KEY(batch_id) REFERENCES export_batch (id)
);

CREATE INDEX ix_hand_over_application_id ON hand_over (application_id);

CREATE INDEX ix_hand_over_batch ON hand_over (batch_id, application_id);

CREATE TABLE hand_over_change (
  layout VARCHAR NOT NULL,
  application_id INTEGER NOT NULL,
  answers_revision INTEGER NOT NULL,
  change VARCHAR NOT NULL,
  batch_id INTEGER NOT NULL,
  state VARCHAR NOT NULL,
  CONSTRAINT pk_hand_over_change PRIMARY KEY (layout, application_id, answers_revision, change),
  CONSTRAINT fk_hand_over_change_application_id FOREIGN KEY(application_id) REFERENCES application (id),
  CONSTRAINT fk_hand_over_change_batch_id FOREIGN KEY(batch_id) REFERENCES export_batch (id)
);

CREATE INDEX ix_hand_over_change_application_id ON hand_over_change (application_id);

CREATE INDEX ix_hand_over_change_batch ON hand_over_change (batch_id, application_id);

CREATE TABLE import_package (
  id INTEGER NOT NULL,
  file_id INTEGER NOT NULL,
  place INTEGER NOT NULL,
  content_hash VARCHAR NOT NULL,
  their_number VARCHAR NOT NULL,
  claim VARCHAR,
  form VARCHAR NOT NULL,
  form_version VARCHAR NOT NULL,
  procedure VARCHAR NOT NULL,
  duty VARCHAR NOT NULL,
  synthetic BOOLEAN NOT NULL,
  state VARCHAR NOT NULL,
  reason VARCHAR NOT NULL,
  place_of_reason VARCHAR NOT NULL,
  tries INTEGER NOT NULL,
  application_id INTEGER,
  sealed_findings BLOB,
  sealed_note BLOB,
  changed_at BIGINT NOT NULL,
  changed_by VARCHAR NOT NULL,
  CONSTRAINT pk_import_package PRIMARY KEY (id),
  CONSTRAINT uq_import_package_file_id_place UNIQUE (file_id, place),
  CONSTRAINT fk_import_package_file_id FOREIGN KEY(file_id) REFERENCES import_file (id) ON DELETE CASCADE,
  CONSTRAINT uq_import_package_claim UNIQUE (claim),
  CONSTRAINT fk_import_package_application_id FOREIGN KEY(application_id) REFERENCES application (id) ON DELETE CASCADE
);

CREATE INDEX ix_import_package_application_id ON import_package (application_id);

CREATE INDEX ix_import_package_form ON import_package (form, state);

CREATE INDEX ix_import_package_state ON import_package (state, id);

CREATE INDEX ix_import_package_their_number ON import_package (their_number);

CREATE TABLE invitation (
  id INTEGER NOT NULL,
  campaign_id INTEGER NOT NULL,
  number INTEGER NOT NULL,
  state VARCHAR NOT NULL,
  code_hash BLOB,
  fact_hash BLOB,
  sealed_person BLOB NOT NULL,
  sealed_prefill BLOB,
  sealed_code BLOB,
  printed INTEGER NOT NULL,
  printed_at BIGINT,
  reminded INTEGER NOT NULL,
  opened_at BIGINT,
  answered_at BIGINT,
  answered_by VARCHAR,
  CONSTRAINT pk_invitation PRIMARY KEY (id),
  CONSTRAINT uq_invitation_campaign_id_number UNIQUE (campaign_id, number),
  CONSTRAINT fk_invitation_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaign (id) ON DELETE CASCADE,
  CONSTRAINT uq_invitation_code_hash UNIQUE (code_hash)
);

CREATE TABLE kept_post (
  draft_id VARCHAR NOT NULL,
  page VARCHAR NOT NULL,
  browser_hash BLOB NOT NULL,
  key_id VARCHAR NOT NULL,
  wrapped_key BLOB NOT NULL,
  sealed_boxes BLOB NOT NULL,
  made_at BIGINT NOT NULL,
  CONSTRAINT pk_kept_post PRIMARY KEY (draft_id, page, browser_hash),
  CONSTRAINT fk_kept_post_draft_id FOREIGN KEY(draft_id) REFERENCES draft (id) ON DELETE CASCADE
);

CREATE INDEX ix_kept_post_made_at ON kept_post (made_at);

CREATE TABLE late_paper (
  id INTEGER NOT NULL,
  application_id INTEGER NOT NULL,
  paper VARCHAR NOT NULL,
  state VARCHAR NOT NULL,
  due VARCHAR NOT NULL,
  first_due VARCHAR NOT NULL,
  asked_at BIGINT NOT NULL,
  with_it INTEGER NOT NULL,
  extended INTEGER NOT NULL,
  reminded VARCHAR NOT NULL,
  settled_at BIGINT,
  came_by VARCHAR NOT NULL,
  came_on VARCHAR NOT NULL,
  seen_at BIGINT,
  sealed_note BLOB,
  CONSTRAINT pk_late_paper PRIMARY KEY (id),
  CONSTRAINT uq_late_paper_application_id_paper UNIQUE (application_id, paper),
  CONSTRAINT fk_late_paper_application_id FOREIGN KEY(application_id) REFERENCES application (id)
);

CREATE INDEX ix_late_paper_application_id ON late_paper (application_id);

CREATE INDEX ix_late_paper_owed_due ON late_paper (due) WHERE state = 'owed';

CREATE TABLE legal_hold (
  id INTEGER NOT NULL,
  uid VARCHAR NOT NULL,
  duty VARCHAR NOT NULL,
  application_id INTEGER,
  procedure VARCHAR NOT NULL,
  key_id VARCHAR NOT NULL,
  wrapped_key BLOB NOT NULL,
  sealed_words BLOB NOT NULL,
  set_by VARCHAR NOT NULL,
  set_at BIGINT NOT NULL,
  sealed_lifted BLOB,
  lifted_by VARCHAR NOT NULL,
  lifted_at BIGINT,
  CONSTRAINT pk_legal_hold PRIMARY KEY (id),
  CONSTRAINT uq_legal_hold_uid UNIQUE (uid),
  CONSTRAINT fk_legal_hold_application_id FOREIGN KEY(application_id) REFERENCES application (id)
);

CREATE INDEX ix_legal_hold_application_id ON legal_hold (application_id);

CREATE INDEX ix_legal_hold_procedure ON legal_hold (duty, procedure);

CREATE TABLE look_up (
  token BLOB NOT NULL,
  application_id INTEGER NOT NULL,
  person SMALLINT NOT NULL,
  CONSTRAINT pk_look_up PRIMARY KEY (token, application_id, person),
  CONSTRAINT fk_look_up_application_id FOREIGN KEY(application_id) REFERENCES application (id) ON DELETE CASCADE
)
 WITHOUT ROWID;

CREATE INDEX ix_look_up_application_id ON look_up (application_id);

CREATE TABLE message (
  id INTEGER NOT NULL,
  application_id INTEGER NOT NULL,
  once VARCHAR NOT NULL,
  author VARCHAR NOT NULL,
  staff_id INTEGER,
  sealed_text BLOB NOT NULL,
  sent_at BIGINT NOT NULL,
  read_at BIGINT,
  CONSTRAINT pk_message PRIMARY KEY (id),
  CONSTRAINT uq_message_application_id_once UNIQUE (application_id, once),
  CONSTRAINT fk_message_application_id FOREIGN KEY(application_id) REFERENCES application (id),
  CONSTRAINT fk_message_staff_id FOREIGN KEY(staff_id) REFERENCES staff (id)
);

CREATE INDEX ix_message_unread ON message (application_id, author) WHERE read_at IS NULL;

CREATE TABLE my_number (
  "key" INTEGER NOT NULL,
  id VARCHAR NOT NULL,
  draft_id VARCHAR,
  application_id INTEGER,
  whose VARCHAR,
  key_id VARCHAR NOT NULL,
  wrapped_key BLOB NOT NULL,
  sealed BLOB NOT NULL,
  made_at BIGINT NOT NULL,
  made_by VARCHAR NOT NULL,
  CONSTRAINT pk_my_number PRIMARY KEY ("key"),
  CONSTRAINT uq_my_number_application_id_whose UNIQUE (application_id, whose),
  CONSTRAINT uq_my_number_id_draft_id UNIQUE (id, draft_id),
  CONSTRAINT uq_my_number_id_application_id UNIQUE (id, application_id),
  CONSTRAINT fk_my_number_draft_id FOREIGN KEY(draft_id) REFERENCES draft (id) ON DELETE CASCADE,
  CONSTRAINT fk_my_number_application_id FOREIGN KEY(application_id) REFERENCES application (id) ON DELETE CASCADE
);

CREATE INDEX ix_my_number_application_id ON my_number (application_id);

CREATE INDEX ix_my_number_draft_id ON my_number (draft_id);

CREATE TABLE notice (
  id INTEGER NOT NULL,
  application_id INTEGER NOT NULL,
  outcome VARCHAR NOT NULL,
  title VARCHAR NOT NULL,
  office VARCHAR NOT NULL,
  fiscal_year INTEGER NOT NULL,
  number VARCHAR NOT NULL,
  sequence INTEGER,
  decided_on VARCHAR NOT NULL,
  effective_on VARCHAR NOT NULL,
  sealed_content BLOB NOT NULL,
  made_at BIGINT NOT NULL,
  CONSTRAINT pk_notice PRIMARY KEY (id),
  CONSTRAINT uq_notice_office_fiscal_year_number UNIQUE (office, fiscal_year, number),
  CONSTRAINT fk_notice_application_id FOREIGN KEY(application_id) REFERENCES application (id)
);

CREATE INDEX ix_notice_application_id ON notice (application_id);

CREATE INDEX ix_notice_made_at ON notice (made_at);

CREATE TABLE number_look (
  id INTEGER NOT NULL,
  application_id INTEGER NOT NULL,
  place VARCHAR NOT NULL,
  purpose VARCHAR NOT NULL,
  sealed_note BLOB NOT NULL,
  seen_by VARCHAR NOT NULL,
  seen_at BIGINT NOT NULL,
  CONSTRAINT pk_number_look PRIMARY KEY (id),
  CONSTRAINT fk_number_look_application_id FOREIGN KEY(application_id) REFERENCES application (id) ON DELETE CASCADE
);

CREATE INDEX ix_number_look_application_id ON number_look (application_id);

CREATE TABLE opening (
  application_id INTEGER NOT NULL,
  document VARCHAR NOT NULL,
  opened_at BIGINT NOT NULL,
  CONSTRAINT pk_opening PRIMARY KEY (application_id, document),
  CONSTRAINT fk_opening_application_id FOREIGN KEY(application_id) REFERENCES application (id)
);

CREATE TABLE opinion (
  id INTEGER NOT NULL,
  application_id INTEGER NOT NULL,
  once VARCHAR NOT NULL,
  duty VARCHAR NOT NULL,
  state VARCHAR NOT NULL,
  due VARCHAR NOT NULL,
  asked_by INTEGER NOT NULL,
  asked_at BIGINT NOT NULL,
  sealed_question BLOB NOT NULL,
  ended_by INTEGER,
  ended_at BIGINT,
  sealed_answer BLOB,
  seen_at BIGINT,
  CONSTRAINT pk_opinion PRIMARY KEY (id),
  CONSTRAINT uq_opinion_application_id_once UNIQUE (application_id, once),
  CONSTRAINT fk_opinion_application_id FOREIGN KEY(application_id) REFERENCES application (id) ON DELETE CASCADE,
  CONSTRAINT fk_opinion_asked_by FOREIGN KEY(asked_by) REFERENCES staff (id),
  CONSTRAINT fk_opinion_ended_by FOREIGN KEY(ended_by) REFERENCES staff (id)
);

CREATE INDEX ix_opinion_asked ON opinion (state, duty, due, id);

CREATE TABLE outbox (
  id VARCHAR NOT NULL,
  once VARCHAR NOT NULL,
  kind VARCHAR NOT NULL,
  message VARCHAR NOT NULL,
  state VARCHAR NOT NULL,
  attempts INTEGER NOT NULL,
  next_try BIGINT NOT NULL,
  error_code VARCHAR NOT NULL,
  duty VARCHAR NOT NULL,
  person_id VARCHAR,
  application_id INTEGER,
  draft_id VARCHAR,
  contact_id VARCHAR,
  key_id VARCHAR NOT NULL,
  wrapped_key BLOB NOT NULL,
  sealed_payload BLOB NOT NULL,
  made_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL,
  CONSTRAINT pk_outbox PRIMARY KEY (id),
  CONSTRAINT uq_outbox_once UNIQUE (once),
  CONSTRAINT fk_outbox_person_id FOREIGN KEY(person_id) REFERENCES person (id) ON DELETE CASCADE,
  CONSTRAINT fk_outbox_application_id FOREIGN KEY(application_id) REFERENCES application (id),
  CONSTRAINT fk_outbox_draft_id FOREIGN KEY(draft_id) REFERENCES draft (id) ON DELETE CASCADE,
  CONSTRAINT fk_outbox_contact_id FOREIGN KEY(contact_id) REFERENCES contact (id) ON DELETE SET NULL
);

CREATE INDEX ix_outbox_application_id ON outbox (application_id);

CREATE INDEX ix_outbox_board ON outbox (duty, made_at, id);

CREATE INDEX ix_outbox_contact_id ON outbox (contact_id);

CREATE INDEX ix_outbox_draft_id ON outbox (draft_id);

CREATE INDEX ix_outbox_due ON outbox (kind, state, next_try);

CREATE INDEX ix_outbox_person_id ON outbox (person_id);

CREATE TABLE own_case_permit (
  id INTEGER NOT NULL,
  application_id INTEGER NOT NULL,
  once VARCHAR NOT NULL,
  staff_id INTEGER NOT NULL,
  given_by INTEGER NOT NULL,
  given_at BIGINT NOT NULL,
  until BIGINT NOT NULL,
  sealed_reason BLOB NOT NULL,
  CONSTRAINT pk_own_case_permit PRIMARY KEY (id),
  CONSTRAINT uq_own_case_permit_application_id_once UNIQUE (application_id, once),
  CONSTRAINT fk_own_case_permit_application_id FOREIGN KEY(application_id) REFERENCES application (id) ON DELETE CASCADE,
  CONSTRAINT fk_own_case_permit_staff_id FOREIGN KEY(staff_id) REFERENCES staff (id),
  CONSTRAINT fk_own_case_permit_given_by FOREIGN KEY(given_by) REFERENCES staff (id)
);

CREATE TABLE paper_keyed (
  draft_id VARCHAR NOT NULL,
  staff_id INTEGER NOT NULL,
  mark VARCHAR NOT NULL,
  at BIGINT NOT NULL,
  sealed_first BLOB,
  CONSTRAINT pk_paper_keyed PRIMARY KEY (draft_id),
  CONSTRAINT fk_paper_keyed_draft_id FOREIGN KEY(draft_id) REFERENCES draft (id) ON DELETE CASCADE,
  CONSTRAINT fk_paper_keyed_staff_id FOREIGN KEY(staff_id) REFERENCES staff (id)
);

CREATE TABLE payment (
  id INTEGER NOT NULL,
  number VARCHAR NOT NULL,
  application_id INTEGER NOT NULL,
  amount BIGINT NOT NULL,
  currency VARCHAR NOT NULL,
  state VARCHAR NOT NULL,
  provider VARCHAR NOT NULL,
  reference VARCHAR NOT NULL,
  ends_at BIGINT NOT NULL,
  asked_at BIGINT NOT NULL,
  made_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL,
  CONSTRAINT pk_payment PRIMARY KEY (id),
  CONSTRAINT uq_payment_number UNIQUE (number),
  CONSTRAINT fk_payment_application_id FOREIGN KEY(application_id) REFERENCES application (id)
);

CREATE INDEX ix_payment_application_id ON payment (application_id);

CREATE UNIQUE INDEX ix_payment_one_open ON payment (application_id) WHERE state = 'open';

CREATE INDEX ix_payment_state ON payment (state);

CREATE TABLE protection (
  id INTEGER NOT NULL,
  token VARCHAR NOT NULL,
  application_id INTEGER,
  basis VARCHAR NOT NULL,
  actor VARCHAR NOT NULL,
  key_id VARCHAR NOT NULL,
  wrapped_key BLOB NOT NULL,
  sealed_reason BLOB NOT NULL,
  marked_at BIGINT NOT NULL,
  lifted_at BIGINT,
  lifted_by VARCHAR NOT NULL,
  CONSTRAINT pk_protection PRIMARY KEY (id),
  CONSTRAINT fk_protection_application_id FOREIGN KEY(application_id) REFERENCES application (id)
);

CREATE INDEX ix_protection_application_id ON protection (application_id);

CREATE INDEX ix_protection_token ON protection (token);

CREATE TABLE register_match (
  application_id INTEGER NOT NULL,
  person_id VARCHAR NOT NULL,
  state VARCHAR NOT NULL,
  sealed_card BLOB NOT NULL,
  opened_at BIGINT NOT NULL,
  settled_by VARCHAR NOT NULL,
  settled_at BIGINT,
  sealed_reason BLOB,
  CONSTRAINT pk_register_match PRIMARY KEY (application_id),
  CONSTRAINT fk_register_match_application_id FOREIGN KEY(application_id) REFERENCES application (id) ON DELETE CASCADE,
  CONSTRAINT fk_register_match_person_id FOREIGN KEY(person_id) REFERENCES person (id)
);

CREATE INDEX ix_register_match_person_id ON register_match (person_id);

CREATE TABLE remote_session (
  id INTEGER NOT NULL,
  draft_id VARCHAR NOT NULL,
  seed BLOB NOT NULL,
  code_hash BLOB NOT NULL,
  staff_id INTEGER,
  state VARCHAR NOT NULL,
  ended_by VARCHAR NOT NULL,
  page VARCHAR NOT NULL,
  news BIGINT NOT NULL,
  made_at BIGINT NOT NULL,
  ends_at BIGINT NOT NULL,
  seen_at BIGINT,
  CONSTRAINT pk_remote_session PRIMARY KEY (id),
  CONSTRAINT uq_remote_session_draft_id UNIQUE (draft_id),
  CONSTRAINT fk_remote_session_draft_id FOREIGN KEY(draft_id) REFERENCES draft (id) ON DELETE CASCADE,
  CONSTRAINT uq_remote_session_code_hash UNIQUE (code_hash),
  CONSTRAINT fk_remote_session_staff_id FOREIGN KEY(staff_id) REFERENCES staff (id)
);

CREATE INDEX ix_remote_session_staff_id ON remote_session (staff_id);

CREATE TABLE reservation (
  id INTEGER NOT NULL,
  resource VARCHAR NOT NULL,
  slot VARCHAR NOT NULL,
  starts VARCHAR NOT NULL,
  ends VARCHAR NOT NULL,
  place VARCHAR NOT NULL,
  number INTEGER,
  draft_id VARCHAR,
  application_id INTEGER,
  question VARCHAR NOT NULL,
  until BIGINT,
  uid VARCHAR NOT NULL,
  sequence INTEGER NOT NULL,
  made_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL,
  came_at BIGINT,
  away BOOLEAN DEFAULT 0 NOT NULL,
  CONSTRAINT pk_reservation PRIMARY KEY (id),
  CONSTRAINT uq_reservation_resource_slot_starts_number UNIQUE (resource, slot, starts, number),
  CONSTRAINT fk_reservation_draft_id FOREIGN KEY(draft_id) REFERENCES draft (id) ON DELETE CASCADE,
  CONSTRAINT fk_reservation_application_id FOREIGN KEY(application_id) REFERENCES application (id)
);

CREATE INDEX ix_reservation_application_id ON reservation (application_id);

CREATE INDEX ix_reservation_draft_id ON reservation (draft_id);

CREATE INDEX ix_reservation_starts ON reservation (starts);

CREATE INDEX ix_reservation_until ON reservation (until);

CREATE TABLE result (
  id INTEGER NOT NULL,
  application_id INTEGER NOT NULL,
  outcome VARCHAR NOT NULL,
  decided_on VARCHAR NOT NULL,
  sealed_values BLOB NOT NULL,
  made_at BIGINT NOT NULL,
  CONSTRAINT pk_result PRIMARY KEY (id),
  CONSTRAINT fk_result_application_id FOREIGN KEY(application_id) REFERENCES application (id) ON DELETE CASCADE
);

CREATE INDEX ix_result_application_id ON result (application_id);

CREATE TABLE sign_choice (
  id INTEGER NOT NULL,
  application_id INTEGER NOT NULL,
  token VARCHAR NOT NULL,
  layout VARCHAR NOT NULL,
  key_id VARCHAR NOT NULL,
  wrapped_key BLOB NOT NULL,
  sealed_choice BLOB NOT NULL,
  made_by VARCHAR NOT NULL,
  made_at BIGINT NOT NULL,
  CONSTRAINT pk_sign_choice PRIMARY KEY (id),
  CONSTRAINT fk_sign_choice_application_id FOREIGN KEY(application_id) REFERENCES application (id) ON DELETE CASCADE
);

CREATE INDEX ix_sign_choice_application_id ON sign_choice (application_id);

CREATE INDEX ix_sign_choice_token ON sign_choice (token);

CREATE TABLE signed_document (
  id VARCHAR NOT NULL,
  draft_id VARCHAR,
  application_id INTEGER,
  uid VARCHAR NOT NULL,
  procedure VARCHAR NOT NULL,
  meaning VARCHAR NOT NULL,
  mark VARCHAR NOT NULL,
  language VARCHAR NOT NULL,
  nonce VARCHAR NOT NULL,
  sha256 BLOB NOT NULL,
  sealed_content BLOB NOT NULL,
  sealed_list BLOB,
  made_at BIGINT NOT NULL,
  CONSTRAINT pk_signed_document PRIMARY KEY (id),
  CONSTRAINT fk_signed_document_draft_id FOREIGN KEY(draft_id) REFERENCES draft (id) ON DELETE CASCADE,
  CONSTRAINT fk_signed_document_application_id FOREIGN KEY(application_id) REFERENCES application (id),
  CONSTRAINT uq_signed_document_nonce UNIQUE (nonce)
);

CREATE INDEX ix_signed_document_application_id ON signed_document (application_id);

CREATE INDEX ix_signed_document_draft_id ON signed_document (draft_id);

CREATE TABLE slot_wait (
  id INTEGER NOT NULL,
  resource VARCHAR NOT NULL,
  slot VARCHAR NOT NULL,
  starts VARCHAR NOT NULL,
  draft_id VARCHAR NOT NULL,
  question VARCHAR NOT NULL,
  state VARCHAR NOT NULL,
  until BIGINT,
  made_at BIGINT NOT NULL,
  CONSTRAINT pk_slot_wait PRIMARY KEY (id),
  CONSTRAINT uq_slot_wait_draft_id_question_resource_slot_starts UNIQUE (draft_id, question, resource, slot, starts),
  CONSTRAINT fk_slot_wait_draft_id FOREIGN KEY(draft_id) REFERENCES draft (id) ON DELETE CASCADE
);

CREATE INDEX ix_slot_wait_slot ON slot_wait (resource, slot, starts);

CREATE TABLE track_code (
  application_id INTEGER NOT NULL,
  seed BLOB NOT NULL,
  code_hash BLOB NOT NULL,
  CONSTRAINT pk_track_code PRIMARY KEY (application_id),
  CONSTRAINT fk_track_code_application_id FOREIGN KEY(application_id) REFERENCES application (id) ON DELETE CASCADE
);

CREATE TABLE transfer (
  id INTEGER NOT NULL,
  application_id INTEGER NOT NULL,
  once VARCHAR NOT NULL,
  from_duty VARCHAR NOT NULL,
  to_duty VARCHAR NOT NULL,
  state VARCHAR NOT NULL,
  offered_by INTEGER NOT NULL,
  offered_at BIGINT NOT NULL,
  sealed_reason BLOB NOT NULL,
  ended_by INTEGER,
  ended_at BIGINT,
  sealed_answer BLOB,
  CONSTRAINT pk_transfer PRIMARY KEY (id),
  CONSTRAINT uq_transfer_application_id_once UNIQUE (application_id, once),
  CONSTRAINT fk_transfer_application_id FOREIGN KEY(application_id) REFERENCES application (id) ON DELETE CASCADE,
  CONSTRAINT fk_transfer_offered_by FOREIGN KEY(offered_by) REFERENCES staff (id),
  CONSTRAINT fk_transfer_ended_by FOREIGN KEY(ended_by) REFERENCES staff (id)
);

CREATE INDEX ix_transfer_offered ON transfer (state, to_duty, id);

CREATE TABLE visit_item (
  visit_id VARCHAR NOT NULL,
  uid VARCHAR NOT NULL,
  booked INTEGER NOT NULL,
  CONSTRAINT pk_visit_item PRIMARY KEY (visit_id, uid),
  CONSTRAINT fk_visit_item_visit_id FOREIGN KEY(visit_id) REFERENCES visit (id) ON DELETE CASCADE
);

CREATE INDEX ix_visit_item_uid ON visit_item (uid);

CREATE TABLE visitor_screen (
  visit_id VARCHAR NOT NULL,
  code_number INTEGER NOT NULL,
  code_hash BLOB,
  code_until BIGINT NOT NULL,
  token_hash BLOB,
  session_hash BLOB,
  sealed_state BLOB,
  touched_at BIGINT NOT NULL,
  mark BIGINT NOT NULL,
  CONSTRAINT pk_visitor_screen PRIMARY KEY (visit_id),
  CONSTRAINT fk_visitor_screen_visit_id FOREIGN KEY(visit_id) REFERENCES visit (id) ON DELETE CASCADE,
  CONSTRAINT uq_visitor_screen_code_hash UNIQUE (code_hash),
  CONSTRAINT uq_visitor_screen_token_hash UNIQUE (token_hash)
);

CREATE TABLE withdrawal (
  id INTEGER NOT NULL,
  application_id INTEGER NOT NULL,
  asked_at BIGINT NOT NULL,
  sealed_reason BLOB NOT NULL,
  answered_at BIGINT,
  answer VARCHAR NOT NULL,
  answered_by VARCHAR NOT NULL,
  CONSTRAINT pk_withdrawal PRIMARY KEY (id),
  CONSTRAINT fk_withdrawal_application_id FOREIGN KEY(application_id) REFERENCES application (id)
);

CREATE INDEX ix_withdrawal_application_id ON withdrawal (application_id);

CREATE UNIQUE INDEX uq_withdrawal_open ON withdrawal (application_id) WHERE answered_at IS NULL;

CREATE TABLE api_token (
  token_hash BLOB NOT NULL,
  client_id VARCHAR NOT NULL,
  secret_id INTEGER NOT NULL,
  scopes VARCHAR NOT NULL,
  made_at BIGINT NOT NULL,
  ends_at BIGINT NOT NULL,
  CONSTRAINT pk_api_token PRIMARY KEY (token_hash),
  CONSTRAINT fk_api_token_client_id FOREIGN KEY(client_id) REFERENCES api_client (id),
  CONSTRAINT fk_api_token_secret_id FOREIGN KEY(secret_id) REFERENCES api_secret (id)
);

CREATE INDEX ix_api_token_client_id ON api_token (client_id);

CREATE INDEX ix_api_token_ends_at ON api_token (ends_at);

CREATE TABLE correction_code (
  correction_id INTEGER NOT NULL,
  code_hash BLOB NOT NULL,
  fact_hash BLOB NOT NULL,
  printed INTEGER NOT NULL,
  printed_at BIGINT NOT NULL,
  used_at BIGINT,
  sealed_code BLOB,
  CONSTRAINT pk_correction_code PRIMARY KEY (correction_id),
  CONSTRAINT fk_correction_code_correction_id FOREIGN KEY(correction_id) REFERENCES correction (id) ON DELETE CASCADE,
  CONSTRAINT uq_correction_code_code_hash UNIQUE (code_hash)
);

CREATE TABLE draft_access (
  code_id INTEGER NOT NULL,
  person_id VARCHAR NOT NULL,
  made_at BIGINT NOT NULL,
  seen_at BIGINT,
  CONSTRAINT pk_draft_access PRIMARY KEY (code_id, person_id),
  CONSTRAINT fk_draft_access_code_id FOREIGN KEY(code_id) REFERENCES draft_code (id) ON DELETE CASCADE,
  CONSTRAINT fk_draft_access_person_id FOREIGN KEY(person_id) REFERENCES person (id) ON DELETE CASCADE
);

CREATE INDEX ix_draft_access_person_id ON draft_access (person_id);

CREATE TABLE enclosure (
  id INTEGER NOT NULL,
  dispatch_id INTEGER NOT NULL,
  application_id INTEGER NOT NULL,
  token BLOB NOT NULL,
  file_id VARCHAR NOT NULL,
  sealed_name BLOB NOT NULL,
  CONSTRAINT pk_enclosure PRIMARY KEY (id),
  CONSTRAINT uq_enclosure_dispatch_id_token UNIQUE (dispatch_id, token),
  CONSTRAINT fk_enclosure_dispatch_id FOREIGN KEY(dispatch_id) REFERENCES dispatch (id) ON DELETE CASCADE,
  CONSTRAINT fk_enclosure_application_id FOREIGN KEY(application_id) REFERENCES application (id) ON DELETE CASCADE
);

CREATE INDEX ix_enclosure_application_id ON enclosure (application_id);

CREATE INDEX ix_enclosure_token ON enclosure (token);

CREATE TABLE invitation_opening (
  draft_id VARCHAR NOT NULL,
  invitation_id INTEGER NOT NULL,
  person_id VARCHAR NOT NULL,
  at BIGINT NOT NULL,
  CONSTRAINT pk_invitation_opening PRIMARY KEY (draft_id),
  CONSTRAINT fk_invitation_opening_invitation_id FOREIGN KEY(invitation_id) REFERENCES invitation (id) ON DELETE CASCADE
);

CREATE INDEX ix_invitation_opening_invitation_id ON invitation_opening (invitation_id);

CREATE INDEX ix_invitation_opening_person_id ON invitation_opening (person_id);

CREATE TABLE payment_event (
  id INTEGER NOT NULL,
  payment_id INTEGER NOT NULL,
  at BIGINT NOT NULL,
  actor VARCHAR NOT NULL,
  what VARCHAR NOT NULL,
  told VARCHAR NOT NULL,
  amount BIGINT NOT NULL,
  from_state VARCHAR NOT NULL,
  to_state VARCHAR NOT NULL,
  nonce VARCHAR,
  sealed_words BLOB,
  CONSTRAINT pk_payment_event PRIMARY KEY (id),
  CONSTRAINT fk_payment_event_payment_id FOREIGN KEY(payment_id) REFERENCES payment (id),
  CONSTRAINT uq_payment_event_nonce UNIQUE (nonce)
);

CREATE INDEX ix_payment_event_payment_id ON payment_event (payment_id);

CREATE TABLE remote_proposal (
  id INTEGER NOT NULL,
  session_id INTEGER NOT NULL,
  page VARCHAR NOT NULL,
  state VARCHAR NOT NULL,
  sealed_boxes BLOB NOT NULL,
  made_at BIGINT NOT NULL,
  CONSTRAINT pk_remote_proposal PRIMARY KEY (id),
  CONSTRAINT fk_remote_proposal_session_id FOREIGN KEY(session_id) REFERENCES remote_session (id) ON DELETE CASCADE
);

CREATE INDEX ix_remote_proposal_session_id ON remote_proposal (session_id);

CREATE TABLE signature (
  id INTEGER NOT NULL,
  document_id VARCHAR NOT NULL,
  role VARCHAR NOT NULL,
  person_id VARCHAR,
  state VARCHAR NOT NULL,
  code VARCHAR NOT NULL,
  sealed_evidence BLOB,
  tries INTEGER NOT NULL,
  next_at BIGINT,
  received_at BIGINT,
  made_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL,
  settled_by VARCHAR NOT NULL,
  sealed_note BLOB,
  copied_at BIGINT,
  CONSTRAINT pk_signature PRIMARY KEY (id),
  CONSTRAINT fk_signature_document_id FOREIGN KEY(document_id) REFERENCES signed_document (id) ON DELETE CASCADE,
  CONSTRAINT fk_signature_person_id FOREIGN KEY(person_id) REFERENCES person (id)
);

CREATE INDEX ix_signature_copied ON signature (copied_at) WHERE copied_at IS NOT NULL;

CREATE INDEX ix_signature_document_id ON signature (document_id);

CREATE INDEX ix_signature_pending_next ON signature (next_at) WHERE state = 'pending';

CREATE INDEX ix_signature_person_id ON signature (person_id);

CREATE INDEX ix_signature_unsettled ON signature (document_id) WHERE state IN ('pending', 'person', 'copy', 'refused', 'open', 'asked', 'declined');

CREATE TABLE signature_trip (
  state_hash BLOB NOT NULL,
  signature_id INTEGER NOT NULL,
  sealed_trip BLOB NOT NULL,
  CONSTRAINT pk_signature_trip PRIMARY KEY (state_hash),
  CONSTRAINT fk_signature_trip_signature_id FOREIGN KEY(signature_id) REFERENCES signature (id) ON DELETE CASCADE
);

CREATE INDEX ix_signature_trip_signature_id ON signature_trip (signature_id);

CREATE TABLE signer_request (
  signature_id INTEGER NOT NULL,
  application_id INTEGER NOT NULL,
  turn INTEGER NOT NULL,
  paper BOOLEAN NOT NULL,
  due VARCHAR NOT NULL,
  reminded BOOLEAN NOT NULL,
  sealed_who BLOB NOT NULL,
  sealed_reason BLOB,
  CONSTRAINT pk_signer_request PRIMARY KEY (signature_id),
  CONSTRAINT fk_signer_request_signature_id FOREIGN KEY(signature_id) REFERENCES signature (id) ON DELETE CASCADE,
  CONSTRAINT fk_signer_request_application_id FOREIGN KEY(application_id) REFERENCES application (id) ON DELETE CASCADE
);

CREATE INDEX ix_signer_request_application_id ON signer_request (application_id);

CREATE INDEX ix_signer_request_due ON signer_request (due);
