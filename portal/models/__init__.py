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
    draft_source,
    export_batch,
    hand_over,
    message,
    opening,
    person,
    protection,
    session,
    sign_in_attempt,
    staff,
    staff_right,
    throttle,
    withdrawal,
)
from portal.models.base import metadata

__all__ = [
    "application", "application_answers", "application_event", "attachment", "audit_batch", "audit_record",
    "correction", "definition", "definition_folder", "draft", "draft_source", "export_batch", "hand_over", "message",
    "metadata", "opening", "person", "protection", "session", "sign_in_attempt", "staff", "staff_right", "throttle",
    "withdrawal",
]  # fmt: skip
