"""One table per file. Importing this package knows them all (migrations, tests of the house)."""

from portal.models import (
    application,
    application_answers,
    application_event,
    attachment,
    audit_batch,
    audit_record,
    campaign,
    correction,
    definition,
    definition_folder,
    draft,
    export_batch,
    hand_over,
    invitation,
    invitation_opening,
    person,
    session,
    sign_in_attempt,
    staff,
    staff_right,
    stopped_addressee,
    throttle,
)
from portal.models.base import metadata

__all__ = [
    "application", "application_answers", "application_event", "attachment", "audit_batch", "audit_record",
    "campaign", "correction", "definition", "definition_folder", "draft", "export_batch", "hand_over", "invitation",
    "invitation_opening", "metadata", "person", "session", "sign_in_attempt", "staff", "staff_right",
    "stopped_addressee", "throttle",
]  # fmt: skip
