"""One table per file. Importing this package knows them all (migrations, tests of the house)."""

from portal.models import (
    application,
    application_answers,
    application_event,
    attachment,
    audit_batch,
    audit_record,
    correction,
    definition,
    definition_folder,
    draft,
    export_batch,
    hand_over,
    payment,
    payment_event,
    person,
    reservation,
    session,
    sign_in_attempt,
    slot_change,
    slot_wait,
    staff,
    staff_right,
    throttle,
)
from portal.models.base import metadata

__all__ = [
    "application", "application_answers", "application_event", "attachment", "audit_batch", "audit_record", "correction",
    "definition", "definition_folder", "draft", "export_batch", "hand_over", "metadata", "payment", "payment_event", "person",
    "reservation", "session", "sign_in_attempt", "slot_change", "slot_wait",
    "staff", "staff_right", "throttle",
]  # fmt: skip
