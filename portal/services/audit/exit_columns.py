"""What of each table is handed back, and the names under which services seal columns (docs/exit.md,
docs/exit-tables.md)."""

from dataclasses import dataclass

from sqlalchemy import BigInteger, Column, Table

from portal.models import metadata

# Tables that are not handed back, and why.
UNSENT = "not sent to the city yet, and deleted after some days"
SECRET = "opens something for whoever has it, and means nothing elsewhere"
MACHINERY = "bookkeeping of this program, without meaning elsewhere"
LEFT_OUT = {
    **dict.fromkeys(
        (
            "contact_proof", "draft", "draft_access", "draft_code", "draft_source", "file_piece", "kept_desk_post", "kept_post",
            "paper_keyed", "remote_proposal", "remote_session", "signature_trip", "slot_wait", "ticket_answer", "typed_correction", "unfinished_form",
            "visitor_screen",
        ),
        UNSENT,
    ),
    **dict.fromkeys(
        (
            "api_assertion", "api_secret", "api_token", "correction_code", "door_key", "key_check", "root_key", "session", "sign_in_attempt",
            "staff_passkey", "track_code",
        ),
        SECRET,
    ),
    **dict.fromkeys(
        (
            "api_write", "batch_run", "change_head", "courier_case", "courier_item", "definition_folder", "draft_reader", "first_view",
            "hand_over_order", "look_up", "support_entry", "throttle",
        ),
        MACHINERY,
    ),
}  # fmt: skip
# Only with a purpose.
NUMBERS = "my_number"
# Only rows of what was sent; the others belong to drafts and visits.
ONLY_SENT = frozenset({"attachment", "my_number", "signature", "signed_document"})
# Columns that are not handed back: keys, secrets, and hashes made with a key that stays here.
HIDDEN_EVERYWHERE = frozenset({"key_id", "wrapped_key"})
HIDDEN = frozenset({
    ("application", "looked_up_by"), ("attachment", "sealed_preview"), ("campaign", "file_hash"), ("contact", "address_hash"), ("coupon", "code_hash"),
    ("enclosure", "token"), ("invitation", "code_hash"), ("invitation", "fact_hash"), ("invitation", "sealed_code"), ("line_account", "account_hash"),
    ("protection", "token"), ("search_miss", "mark"), ("sign_choice", "token"), ("staff", "password_hash"), ("staff", "sealed_totp"),
    ("staff", "totp_step"), ("staff_proposal", "digest"), ("stopped_addressee", "mark"),
})  # fmt: skip


@dataclass(frozen=True)
class Sealed:
    name: str  # as services seal the column, with columns of the row
    under: str = ""  # the table with the data key, if not the model's first
    folder: str = ""  # it is a file


SEALED = {
    ("appeal", "sealed_words"): Sealed("appeal:{once}"),
    ("addressee_number", "sealed_number"): Sealed("addressee:{place}"),
    ("addressee_number", "sealed_reason"): Sealed("addressee reason:{place}"),
    ("application", "sealed_evidence"): Sealed("evidence"),
    ("application", "sealed_filing"): Sealed("filing"),
    ("application", "sealed_summary"): Sealed("summary"),
    ("application_answers", "sealed_answers"): Sealed("answers:{revision}"),
    ("application_answers", "sealed_left"): Sealed("left:{revision}"),
    ("application_event", "sealed_words"): Sealed("words:{at}"),
    ("attachment", "sealed_content"): Sealed("file:{id}", folder="files/attachments"),
    ("attachment", "sealed_facts"): Sealed("file facts:{id}"),
    ("batch_step", "sealed_words"): Sealed("words"),
    ("case_note", "sealed_text"): Sealed("case_note:{once}"),
    ("company_member", "sealed_name"): Sealed("member:{subject}"),
    ("contact", "sealed_address"): Sealed("address"),
    ("correction", "sealed_answers"): Sealed("mended:{id}"),
    ("correction", "sealed_note"): Sealed("note:{id}"),
    ("correction", "sealed_words"): Sealed("correction:{asked_at}"),
    ("courier_apart", "sealed_content"): Sealed("apart:{act}"),
    ("debit", "sealed_account"): Sealed("debit:{number}"),
    ("decision", "sealed_decision"): Sealed("decision:{proposed_at}"),
    ("decision", "sealed_reason"): Sealed("sent back:{id}"),
    ("delegation", "sealed_people"): Sealed("delegation"),
    ("delegation", "sealed_shown"): Sealed("delegation:{judged_at}"),
    ("delegation", "sealed_told"): Sealed("told:{told_at}"),
    ("dispatch", "sealed_note"): Sealed("dispatch:{kind}:{source}:{copies}"),
    ("disposal_line", "sealed_words"): Sealed("disposal:{disposal_id}"),
    ("drawing", "sealed_seed"): Sealed("seed"),
    ("enclosure", "sealed_name"): Sealed("enclosure:{dispatch_id}"),
    ("export_hold", "sealed_reason"): Sealed("export hold:{held_at}"),
    ("forwarding", "sealed_words"): Sealed("forwarding:{once}"),
    ("given_file", "sealed_content"): Sealed("given file:{once}", folder="files/given"),
    ("given_file", "sealed_facts"): Sealed("given:{once}"),
    ("import_file", "sealed_content"): Sealed("content", folder="files/packages"),
    ("import_file", "sealed_name"): Sealed("name"),
    ("import_package", "sealed_findings"): Sealed("package findings"),
    ("import_package", "sealed_note"): Sealed("note:{id}", under="import_file"),
    ("invitation", "sealed_person"): Sealed("person:{number}"),
    ("invitation", "sealed_prefill"): Sealed("prefill:{number}"),
    ("late_paper", "sealed_note"): Sealed("paper note:{id}"),
    ("legal_hold", "sealed_lifted"): Sealed("lifted"),
    ("legal_hold", "sealed_words"): Sealed("words"),
    ("message", "sealed_text"): Sealed("message:{once}"),
    ("my_number", "sealed"): Sealed("number"),
    ("notice", "sealed_content"): Sealed("notice:{made_at}"),
    ("number_look", "sealed_note"): Sealed("look:{seen_at}"),
    ("opinion", "sealed_answer"): Sealed("opinion_answer:{once}"),
    ("opinion", "sealed_question"): Sealed("opinion:{once}"),
    ("outbox", "sealed_payload"): Sealed("payload"),
    ("own_case_permit", "sealed_reason"): Sealed("permit:{once}"),
    ("payment_event", "sealed_words"): Sealed("payment words:{at}"),
    ("person", "sealed_card"): Sealed("card"),
    ("person_link", "sealed_number"): Sealed("register"),
    ("protection", "sealed_reason"): Sealed("reason"),
    ("protection", "sealed_why_lifted"): Sealed("why lifted"),
    ("register_match", "sealed_card"): Sealed("match"),
    ("register_match", "sealed_reason"): Sealed("match:{settled_at}"),
    ("result", "sealed_values"): Sealed("result:{made_at}"),
    ("sign_choice", "sealed_choice"): Sealed("choice"),
    ("signature", "sealed_evidence"): Sealed("signature:{id}"),
    ("signature", "sealed_note"): Sealed("shown:{id}"),
    ("signed_document", "sealed_content"): Sealed("document:{id}", folder="files/signed"),
    ("signed_document", "sealed_list"): Sealed("list:{id}", folder="files/signed"),
    ("signer_request", "sealed_reason"): Sealed("declined:{signature_id}"),
    ("signer_request", "sealed_who"): Sealed("signer:{signature_id}"),
    ("staff_relation", "sealed_person"): Sealed("person"),
    ("stopped_addressee", "sealed_person"): Sealed("person"),
    ("till_day", "sealed_note"): Sealed("note"),
    ("transfer", "sealed_answer"): Sealed("transfer_answer:{once}"),
    ("transfer", "sealed_reason"): Sealed("transfer:{once}"),
    ("shelter_stay", "sealed_person"): Sealed("person"),
    ("visit", "sealed_facts"): Sealed("facts"),
    ("visit", "sealed_words"): Sealed("words"),
    ("withdrawal", "sealed_reason"): Sealed("stop:{asked_at}"),
}
_INSTANTS = frozenset({"at", "until", "next_try"})


def handed_back() -> tuple[Table, ...]:
    """With `my_number`."""
    return tuple(table for table in metadata.sorted_tables if table.name not in LEFT_OUT)


def shown_columns(table: Table) -> "tuple[Column[object], ...]":
    return tuple(
        column
        for column in table.columns
        if column.name not in HIDDEN_EVERYWHERE and (table.name, column.name) not in HIDDEN
    )


def shown_name(column: "Column[object]") -> str:
    """`sealed_answers` is `answers`; beside a `seed`, `sealed_seed` is `seed_words`."""
    if not is_sealed(column):
        return column.name
    name = "number" if column.name == "sealed" else column.name.removeprefix("sealed_")
    return f"{name}_words" if name in [other.name for other in column.table.columns] else name


def owner_of(table: Table, sealed: Sealed) -> str:
    return sealed.under or (table.name if table.info["wrapped_as"] else str(table.info["sealed_under"][0]))


def is_sealed(column: "Column[object]") -> bool:
    return column.name.startswith("sealed") and column.type.python_type is bytes


def is_instant(column: "Column[object]") -> bool:
    named = column.name in _INSTANTS or column.name.endswith("_at")
    return named and isinstance(column.type, BigInteger)
