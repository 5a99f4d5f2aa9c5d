"""Reads applications in one statement."""

from collections.abc import Sequence

from portal.db import Unit
from portal.services.cases.cases import read_answers
from portal.store.bookings import reservations, slot_waits
from portal.store.bundles import bundles
from portal.store.cases import applications, chain_links, entitlements, results, track_codes
from portal.store.cases.applications import ApplicationRow
from portal.store.desk import corrections
from portal.store.fees import payments
from portal.store.files import attachments
from portal.store.files.attachments import Holder
from portal.store.filing import drafts
from portal.store.filing.drafts import DraftRow
from portal.store.my_cases import given_files, late_papers, messages, withdrawals
from portal.store.notices import notices, openings
from portal.store.residents import draft_sources
from portal.store.signing import delegations, signatures, signer_requests
from portal.store.together import together

_OF_ONE = (
    corrections.of_application, applications.events, signer_requests.of_application, openings.of, notices.declared_at,
    results.of_application, notices.of_application, payments.of_application, messages.of,
    given_files.of,
)  # fmt: skip


def read_person(unit: Unit, person_id: str, *, guest: bool) -> None:
    with together(unit) as ahead:
        applications.of_person(ahead, person_id)
        drafts.of_person(ahead, person_id)
        drafts.discarded_of_person(ahead, person_id)
        if guest:
            track_codes.applications_of_person(ahead, person_id)
        else:
            delegations.of_principal(ahead, person_id)


def read_cases(unit: Unit, rows: Sequence[ApplicationRow], today: str) -> None:
    """`rows`: also those of ended mandates; `today`: ISO."""
    numbers, undecided = [row.id for row in rows], [row.id for row in rows if row.decided_at is None]
    with together(unit) as ahead:
        read_answers(ahead, rows)
        entitlements.of_applications(ahead, numbers)
        delegations.over_of(ahead, numbers, today)
        withdrawals.open_of(ahead, numbers)
        messages.unread(ahead, numbers, messages.STAFF)
        given_files.unopened(ahead, numbers, today)
        payments.of_applications(ahead, numbers)
        bundles.of_parts(ahead, [row.uid for row in rows])
        for few in {tuple(numbers), tuple(undecided)}:
            late_papers.of_applications(ahead, few)
            signatures.of_applications(ahead, few)
        for row in rows:
            delegations.of_application(ahead, row.id)
            if row.kind == "reservation":
                reservations.of_application(ahead, row.id)
            if row.state == "returned":
                corrections.open_one(ahead, row.id)


def read_drafts(unit: Unit, rows: Sequence[DraftRow]) -> None:
    with together(unit) as ahead:
        bundles.of_parts(ahead, [row.id for row in rows])
        for row in rows:
            attachments.of(ahead, Holder(draft_id=row.id))
            draft_sources.of(ahead, row.id)
            slot_waits.of_draft(ahead, row.id)


def read_case(unit: Unit, row: ApplicationRow, today: str) -> None:
    """`today`: ISO."""
    with together(unit) as ahead:
        read_cases(ahead, [row], today)
        delegations.is_over(ahead, row.id, today)
        chain_links.earlier_of(ahead, row.id)
        chain_links.later_of(ahead, [row.id])
        bundles.of_part(ahead, row.uid)
        for read in _OF_ONE:
            read(ahead, row.id)
