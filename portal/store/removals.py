"""What goes with an application when it is thrown away, table by table, and what stays. A test of the house compares both with the
tables that there are."""

from collections.abc import Mapping

from portal.db import Unit
from portal.store.statements import one, run, sql

_OWN = "application_id = :id"
_SIGNED = "document_id IN (SELECT id FROM signed_document WHERE application_id = :id)"
# Table → its rows of the application, children before what they hang on.
GOES: Mapping[str, str] = {
    "signature_trip": f"signature_id IN (SELECT id FROM signature WHERE {_SIGNED})",
    "signer_request": _OWN,
    "signature": _SIGNED,
    "signed_document": _OWN,
    "correction_code": "correction_id IN (SELECT id FROM correction WHERE application_id = :id)",
    "correction": _OWN,
    "payment_event": "payment_id IN (SELECT id FROM payment WHERE application_id = :id)",
    "payment": _OWN,
    "desk_task": _OWN,
    "enclosure": _OWN,
    "dispatch": _OWN,
    "document_number": _OWN,
    "opinion": _OWN,
    "transfer": _OWN,
    "forwarding": _OWN,
    "own_case_permit": _OWN,
    "appeal": _OWN,
    "sign_choice": _OWN,
    "import_package": _OWN,  # the file that it came in is emptied once nothing in it is needed (sweep_ended)
    "late_paper": _OWN,
    "message": _OWN,
    "case_note": _OWN,
    "checked_item": _OWN,
    "withdrawal": _OWN,
    "decision": _OWN,
    "notice": _OWN,
    "electronic_delivery": _OWN,
    "opening": _OWN,
    "hand_over": _OWN,
    "hand_over_change": _OWN,
    "export_hold": _OWN,
    "courier_apart": _OWN,
    "courier_case": _OWN,
    "legal_hold": _OWN,
    "reservation": _OWN,
    "register_match": _OWN,
    "delegation": _OWN,
    "protection": _OWN,
    "number_look": _OWN,
    "my_number": _OWN,
    "look_up": _OWN,
    "track_code": _OWN,
    "application_access": _OWN,
    "file_piece": _OWN,
    "attachment": _OWN,
    "outbox": _OWN,
    "invitation_opening": "draft_id = :uid",
    "bundle_part": "uid = :uid",
    "visit_item": "uid = :uid",  # the visit goes once nothing in it is left (delete_old_drafts)
    "application_event": _OWN,
    "application_answers": _OWN,
    "application": "id = :id",
}
# Tables that name an application and stay, and why.
STAYS: Mapping[str, str] = {
    "audit_record": "tells who did what to which number, holds no answer, and is a chain that would break",
    "disposal_line": "is the record of what is gone, without anybody's data",
    "invitation": "is the campaign's, which ends by a day of its own; it names a draft that nobody finds any more",
    "till_entry": "is the city's record of money, closed by two people: a number and an amount, and nobody",
    "till_order": "tells which counter began an order, by its number; what came of it is in the till",
}
_DELETE = {table: sql(f"DELETE FROM {table} WHERE {rows}") for table, rows in GOES.items()}
_COUNT = {table: sql(f"SELECT COUNT(*) AS number FROM {table} WHERE {rows}") for table, rows in GOES.items()}
# Whoever only filed this, and has not been here since: the card's words and the addresses for notices go with it.
_PERSON = sql(
    "DELETE FROM person WHERE id = :person_id AND signed_in_at <= :before AND NOT EXISTS ("
    + " UNION ALL ".join(
        f"SELECT 1 FROM {table} WHERE person_id = :person_id"
        for table in ("application", "draft", "session", "signature", "register_match", "application_access")
    )
    + ")"
)


def remove(unit: Unit, application_id: int, uid: str) -> dict[str, int]:
    """Everything of this application; how many rows of which table. The database refuses what nobody may delete, unless the
    application is a line of an approved list."""
    values = {"id": application_id, "uid": uid}
    gone = {table: run(unit, statement, values).rowcount for table, statement in _DELETE.items()}
    return {table: number for table, number in gone.items() if number}


def rows_of(unit: Unit, application_id: int, uid: str = "") -> dict[str, int]:
    """What there is of it: table to rows. `uid` "": where it is not known any more."""
    found = {table: int(one(unit, count, id=application_id, uid=uid).number) for table, count in _COUNT.items()}
    return {table: number for table, number in found.items() if number}


def remove_person(unit: Unit, person_id: str, before: int) -> bool:
    """With addresses and links, if nothing else is theirs and they have not signed in since `before`."""
    return run(unit, _PERSON, {"person_id": person_id, "before": before}).rowcount == 1
