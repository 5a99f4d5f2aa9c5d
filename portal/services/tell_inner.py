"""What the outer zone says of an application: as it was filed, and all that its applicant has done since. The whole of it each time, so
that it makes no difference in which order, how often or with which gaps it comes."""

import hashlib
import json
from typing import Any

from portal.db import Unit
from portal.services.carry_bookings import tell_bookings
from portal.services.carry_bundle import tell_bundle
from portal.services.carry_mandates import tell_role, tell_said
from portal.services.carry_posts import tell_posts
from portal.services.cases import Case
from portal.services.installation import Installation
from portal.services.tell_payments import tell_payments
from portal.services.tell_signatures import tell_person, tell_signatures
from portal.store import (
    applications,
    attachments,
    corrections,
    late_papers,
    messages,
    notices,
    openings,
    payments,
)
from portal.store import withdrawals as stops
from portal.store.attachments import CHECKED, Holder
from portal.store.late_papers import CAME
from portal.store.messages import RESIDENT
from portal.store.payments import COUNTER

Told = dict[str, Any]
# How the answer of a correction came where the applicant gave it: on my page, or by the code of a letter.
BY_CODE = "code"
OWN = ("", BY_CODE)
# What became of a booked time on my page.
REBOOKED = ("rebook", "cancel_time")
# States of a payment by which money came, or went back, outside.
PAID = ("paid", "mismatch", "refund_asked", "refund_by_hand", "refunded")


def mark_of(told: object) -> str:
    """SHA-256, hex: equal where the same is said."""
    written = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()


def tell_inner(installation: Installation, unit: Unit, case: Case) -> Told:
    """JSON. Instants are microseconds UTC. `files` by id with what is known of each; their content goes beside it."""
    row = case.row
    return {
        "uid": row.uid, "receipt_number": row.receipt_number, "meaning": row.meaning, "door": row.door,
        "arrived_at": row.arrived_at, "place": row.arrival_place, "basis": row.arrival_basis,
        "person": tell_person(installation, unit, row.person_id), "evidence": case.evidence, "first": _answers(unit, case, 1),
        "signatures": tell_signatures(installation, unit, case), "acts": acts_of(unit, case),
        "said": [
            {"once": one.once, "text": case.sealer.open(f"message:{one.once}", one.sealed_text), "at": one.sent_at}
            for one in messages.of(unit, row.id) if one.author == RESIDENT
        ],
        "read": {one.once: one.read_at for one in messages.of(unit, row.id) if one.author != RESIDENT and one.read_at},
        "opened": openings.of(unit, row.id), "declared": notices.declared_at(unit, row.id), "files": _files(unit, case),
        "paid": [
            {"state": one.state, "amount": one.amount, "at": one.changed_at}
            for one in payments.of_application(unit, row.id) if one.state in PAID and one.provider != COUNTER
        ],
        "payments": tell_payments(unit, row.id), "booked": tell_bookings(unit, row.id), **tell_bundle(unit, row.uid),
        **tell_role(unit, row.id), **tell_posts(installation, unit, row.id),
    }  # fmt: skip


def acts_of(unit: Unit, case: Case) -> Told:
    """What the applicant did that moves the case. The inner zone says with its mark how much of it it knew."""
    row = case.row
    stored = applications.revisions(unit, row.id)
    return tell_said(unit, row.id) | {
        "corrected": [
            {"asked": one.asked_at, "at": one.answered_at, "answers": _answers(unit, case, stored[one.answered_at])}
            | ({"by": BY_CODE} if one.came_by == BY_CODE else {})
            for one in corrections.of_application(unit, row.id)
            if one.answered_at is not None and one.answered_at in stored and one.came_by in OWN
        ],
        "stopped": [
            {"at": one.asked_at, "reason": case.sealer.open(f"stop:{one.asked_at}", one.sealed_reason)}
            for one in stops.of_application(unit, row.id)
        ],
        "rebooked": [
            {"at": one.at, "move": one.move, "answers": _answers(unit, case, stored[one.at]) if one.at in stored else None}
            for one in applications.events(unit, row.id)
            if one.move in REBOOKED
        ],
        "papers": [
            {"paper": one.paper, "at": one.settled_at, "on": one.came_on}
            for one in late_papers.of_application(unit, row.id)
            if one.state == CAME and one.came_by == "online" and not one.came_along
        ],
    }  # fmt: skip


def _answers(unit: Unit, case: Case, revision: int) -> Any:
    return case.sealer.open(f"answers:{revision}", applications.answers(unit, case.row.id, revision))


def _files(unit: Unit, case: Case) -> Told:
    """Those that were looked at here: what waits for a scanner follows when it was."""
    return {
        row.id: case.sealer.open(f"file facts:{row.id}", row.sealed_facts)
        for row in attachments.of(unit, Holder(application_id=case.row.id))
        if row.state == CHECKED
    }
