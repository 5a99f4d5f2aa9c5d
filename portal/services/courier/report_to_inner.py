"""Always complete: order and gaps do not matter."""

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any

from integrations.sockets.interfaces import KeyStore
from portal.db import Unit
from portal.services.bundles.carry_bundle import report_bundle
from portal.services.cases.cases import Case
from portal.services.courier.carry_bookings import report_bookings
from portal.services.courier.carry_mandates import report_role, report_statement
from portal.services.courier.carry_posts import report_posts
from portal.services.courier.carry_visits import report_visit
from portal.services.courier.report_payments import list_payments
from portal.services.courier.report_signatures import describe_person, list_signatures
from portal.store.cases import applications
from portal.store.desk import corrections
from portal.store.fees import payments
from portal.store.fees.payments import COUNTER
from portal.store.files import attachments
from portal.store.files.attachments import CHECKED, Holder
from portal.store.my_cases import late_papers, messages
from portal.store.my_cases import withdrawals as stops
from portal.store.my_cases.late_papers import CAME
from portal.store.my_cases.messages import RESIDENT
from portal.store.notices import notices, openings

Report = dict[str, Any]
_REQUEST = re.compile(r"[0-9]{8}")
# How the applicant's answer to a correction came: "" from the applicant's page, or by the code of a letter.
BY_CODE = "code"
OWN = ("", BY_CODE)
# Changes of a booked time on the applicant's page.
REBOOKED = ("rebook", "cancel_time")
# States of a payment in which money moved outside.
PAID = ("paid", "mismatch", "refund_asked", "refund_by_hand", "refunded")


def mark_of(content: object) -> str:
    written = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()


def report_case(keys: KeyStore, unit: Unit, case: Case) -> Report:
    # JSON. Instants are microseconds UTC. `files`: facts by id, without contents.
    row = case.row
    return {
        "uid": row.uid, "receipt_number": row.receipt_number, "meaning": row.meaning, "door": row.door,
        "arrived_at": row.arrived_at, "place": row.arrival_place, "basis": row.arrival_basis,
        "person": describe_person(keys, unit, row.person_id), "evidence": case.evidence, "first": _answers(unit, case, 1),
        "signatures": list_signatures(keys, unit, case), "acts": acts_of(unit, case),
        "said": [
            {"once": message.once, "text": case.sealer.open(f"message:{message.once}", message.sealed_text), "at": message.sent_at}
            for message in messages.of(unit, row.id) if message.author == RESIDENT
        ],
        "read": {message.once: message.read_at for message in messages.of(unit, row.id) if message.author != RESIDENT and message.read_at},
        "opened": openings.of(unit, row.id), "declared": notices.declared_at(unit, row.id), "files": _files(unit, case),
        "paid": [
            {"state": payment.state, "amount": payment.amount, "at": payment.changed_at}
            for payment in payments.of_application(unit, row.id) if payment.state in PAID and payment.provider != COUNTER
        ],
        "payments": list_payments(unit, row.id), "booked": report_bookings(unit, row.id), **report_bundle(unit, row.uid),
        **report_role(unit, row.id), **report_posts(keys, unit, row.id), **report_visit(keys, unit, row),
    }  # fmt: skip


def filed_by(carried: Mapping[str, Any]) -> dict[str, str]:
    # The id of the request with which it was filed, where it is known; for log lines.
    evidence = carried.get("evidence")
    request = evidence.get("request") if isinstance(evidence, dict) else None
    return {"request": request} if isinstance(request, str) and _REQUEST.fullmatch(request) else {}


def acts_of(unit: Unit, case: Case) -> Report:
    row = case.row
    stored = applications.revisions(unit, row.id)
    return report_statement(unit, row.id) | {
        "corrected": [
            {"asked": correction.asked_at, "at": correction.answered_at, "answers": _answers(unit, case, stored[correction.answered_at])}
            | ({"by": BY_CODE} if correction.came_by == BY_CODE else {})
            for correction in corrections.of_application(unit, row.id)
            if correction.answered_at is not None and correction.answered_at in stored and correction.came_by in OWN
        ],
        "stopped": [
            {"at": stop.asked_at, "reason": case.sealer.open(f"stop:{stop.asked_at}", stop.sealed_reason)}
            for stop in stops.of_application(unit, row.id)
        ],
        "rebooked": [
            {"at": event.at, "move": event.move, "answers": _answers(unit, case, stored[event.at]) if event.at in stored else None}
            for event in applications.events(unit, row.id)
            if event.move in REBOOKED
        ],
        "papers": [
            {"paper": paper.paper, "at": paper.settled_at, "on": paper.came_on}
            for paper in late_papers.of_application(unit, row.id)
            if paper.state == CAME and paper.came_by == "online" and not paper.is_enclosed
        ],
    }  # fmt: skip


def _answers(unit: Unit, case: Case, revision: int) -> Any:
    return case.sealer.open(f"answers:{revision}", applications.answers(unit, case.row.id, revision))


def _files(unit: Unit, case: Case) -> Report:
    return {
        row.id: case.sealer.open(f"file facts:{row.id}", row.sealed_facts)
        for row in attachments.of(unit, Holder(application_id=case.row.id))
        if row.state == CHECKED
    }
