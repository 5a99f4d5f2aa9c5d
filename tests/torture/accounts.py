"""Compares what clients were told with what is stored."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from portal.services.cases.cases import open_case
from portal.services.shared.installation import Installation
from portal.services.shared.verify_audit import verify_audit
from portal.store.cases import applications
from portal.store.files import attachments
from portal.store.files.attachments import Holder
from tests.torture.ledger import Promise


@dataclass(frozen=True)
class Stored:
    receipt: str
    place: str
    digests: frozenset[str]  # of the attachments as they open, and as they were sent


def stored(installation: Installation, numbers: Sequence[str]) -> list[Stored]:
    kept = []
    for number in numbers:
        with installation.database.read() as unit:
            row = applications.by_number(unit, number)
            if row is None:
                continue
            case = open_case(installation, unit, row)
            digests = set()
            for file_id, file in case.shelf.files.items():
                sealed = attachments.content(unit, Holder(application_id=row.id), file_id)
                content = b"" if sealed is None else case.sealer.open_bytes(f"file:{file_id}", sealed())
                if sha256(content).hexdigest() == file.sha256:
                    digests |= {file.sha256, file.original}
        kept.append(Stored(number, str(case.answers["place"]["words"]), frozenset(digests)))
    return kept


def differences(promises: Sequence[Promise], kept: Sequence[Stored]) -> list[str]:
    """One sentence for each receipt that is lost, doubled or another's; empty if every promise was kept."""
    by_receipt = {application.receipt: application for application in kept}
    complaints = [
        f"{receipt} was given {count} times"
        for receipt, count in Counter(promise.receipt for promise in promises).items()
        if count > 1
    ]
    places = Counter(application.place for application in kept)
    complaints += [f"{place} is stored {count} times" for place, count in places.items() if count > 1]
    for promise in promises:
        application = by_receipt.get(promise.receipt)
        if application is None:
            complaints.append(f"{promise.receipt} is not stored")
        elif application.place != promise.place:
            complaints.append(f"{promise.receipt} has another answer")
        elif promise.digest not in application.digests:
            complaints.append(f"{promise.receipt} lacks its attachment")
    return complaints


def audit_faults(installation: Installation) -> list[str]:
    return [str(fault) for fault in verify_audit(installation).faults]
