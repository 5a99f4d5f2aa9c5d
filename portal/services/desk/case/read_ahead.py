"""What the panels of a case's page read, in two statements."""

# A panel may read more, but slower.

from collections.abc import Iterator

from portal.db import Unit
from portal.services.cases.cases import Case
from portal.store.bundles import bundles
from portal.store.cases import applications, chain_links, look_ups, results
from portal.store.desk import (
    appeals,
    case_notes,
    checked_items,
    corrections,
    decisions,
    document_numbers,
    forwardings,
    opinions,
    own_case_permits,
    transfers,
)  # fmt: skip
from portal.store.disposal import legal_holds
from portal.store.fees import coupons, payments
from portal.store.files import my_numbers
from portal.store.handover import hand_overs, holds
from portal.store.imports import import_packages
from portal.store.my_cases import given_files, late_papers, messages, withdrawals
from portal.store.notices import dispatches, notices, openings
from portal.store.residents import contacts, people, protections, register_matches
from portal.store.signing import delegations, signatures, signer_requests
from portal.store.staff import staff_absences, staff_members, staff_relations
from portal.store.together import together

_OF_APPLICATION = (
    applications.revisions, applications.events, results.of_application, appeals.of, case_notes.of, checked_items.last_of,
    corrections.of_application, decisions.last, document_numbers.of, forwardings.of, opinions.of, own_case_permits.of,
    transfers.of, legal_holds.of_application, payments.of_application, coupons.of_application, my_numbers.looks, hand_overs.of_application,
    holds.export_hold, import_packages.of_application, messages.of, withdrawals.open_one, withdrawals.of_application,
    dispatches.of_application, given_files.of, notices.of_application, notices.declared_at, openings.of, protections.bases,
    register_matches.of_application, delegations.of_application, signatures.of_application,
    signer_requests.of_application,
)  # fmt: skip


def read_ahead(unit: Unit, case: Case, staff_id: int, day: str) -> None:
    """`day`: today (ISO)."""
    row = case.row
    with together(unit) as ahead:
        for read in _OF_APPLICATION:
            read(ahead, row.id)
        chain_links.earlier_of(ahead, row.id)
        chain_links.later_of(ahead, [row.id])
        late_papers.of_applications(ahead, [row.id])
        holds.by_application(ahead, [row.id])
        signatures.of_applications(ahead, [row.id])
        bundles.of_part(ahead, row.uid)
        look_ups.marks(ahead)
        protections.anybody(ahead)
        staff_absences.from_day_on(ahead, day)
        staff_relations.of(ahead, staff_id)
        if row.assignee_id is not None:
            staff_members.by_id(ahead, row.assignee_id)
        if row.person_id is not None:
            contacts.of_person(ahead, row.person_id)
            people.by_id(ahead, row.person_id)
    staff = set(_staff_in(unit))
    with together(unit) as ahead:
        for revision in applications.revisions(unit, row.id).values():
            applications.answers(ahead, row.id, revision)
        for named in staff:
            if isinstance(named, int):
                staff_members.by_id(ahead, named)
            else:
                staff_members.by_login(ahead, named)


def _staff_in(unit: Unit) -> Iterator[int | str]:
    # Ids and logins in the rows: `staff_id`, `…_by`, and actors.
    for rows in unit.kept.values():
        for row in rows:
            for name, value in getattr(row, "__dict__", {}).items():
                if value and (name == "staff_id" or name.endswith("_by")):
                    yield value
                elif name == "actor":
                    yield value.removeprefix("staff:")
