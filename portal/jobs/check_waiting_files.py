from collections.abc import Iterator
from dataclasses import dataclass

from integrations.sockets.interfaces import Remade
from portal.clock import to_micro
from portal.jobs import Job
from portal.logs import log_bug
from portal.services.files.keep_file import Shelf, in_quarantine, let_pass, look_at, refuse
from portal.services.filing.drafts import application_sealer
from portal.services.filing.papers_that_follow import is_scan
from portal.services.notices.hand_in_paper import request_again
from portal.services.shared.installation import Installation
from portal.services.shared.notify import Addressee, notify
from portal.services.shared.visit_part import sealer_of_visit
from portal.services.shared.write_audit import Actor, write_audit
from portal.services.signing.hand_in_copy import mend_otherwise
from portal.store.files import attachments
from portal.store.files.attachments import WaitingRow

# Microseconds for which the upload's own request scans the file.
_IN_HAND = 120_000_000
_IN_VAIN = 3  # failures in a row: the scanner is down, not one file at fault


@dataclass
class _Reached:
    # Unscannable files block no others.

    made_at: int = 0
    id: str = ""


_reached = _Reached()

_SYSTEM = Actor("system", "check_waiting_files")


def check_waiting_files(installation: Installation) -> int:
    if installation.scanner is None or not installation.scanner.ready():
        return 0
    before = to_micro(installation.clock.now()) - _IN_HAND
    done = in_vain = 0
    for row in _in_turn(installation, before):
        if _checked(installation, row):
            done += 1
        else:
            in_vain += 1
        if in_vain >= _IN_VAIN:
            _reached.made_at, _reached.id = row.made_at, row.id
            break
    return done


def _in_turn(installation: Installation, before: int) -> Iterator[WaitingRow]:
    start = position = (_reached.made_at, _reached.id)
    _reached.made_at, _reached.id = 0, ""
    while (row := _next(installation, before, position)) is not None:
        position = (row.made_at, row.id)
        yield row
    position = (0, "")
    while (row := _next(installation, before, position)) is not None and (row.made_at, row.id) <= start:
        position = (row.made_at, row.id)
        yield row


def _next(installation: Installation, before: int, behind: tuple[int, str]) -> WaitingRow | None:
    with installation.database.read() as unit:
        return attachments.next_waiting(unit, before, *behind)


def _checked(installation: Installation, row: WaitingRow) -> bool:
    try:
        return _check(installation, row)
    except Exception as error:  # noqa: BLE001  # one broken file must not block all others
        log_bug("check_waiting_files", error)
        return False


def _check(installation: Installation, row: WaitingRow) -> bool:
    sealer_of = application_sealer if row.visit_id is None else sealer_of_visit
    shelf = Shelf(row.holder, sealer_of(installation, row.uid, row.key_id, row.wrapped_key), {})
    quarantined = in_quarantine(shelf, row)
    verdict = look_at(installation, quarantined)
    if verdict is None:
        return False
    with installation.database.change() as unit:
        if isinstance(verdict, Remade):
            act, done = "keep file", let_pass(unit, shelf, quarantined, verdict) is not None
        else:
            act, done = "refuse file", refuse(unit, shelf, quarantined, verdict)
        if done:
            detail = quarantined.file.id if isinstance(verdict, Remade) else verdict.key
            write_audit(installation, unit, _SYSTEM, act, application_id=row.application_id, detail=detail)
            # Scans belong to the section: the desk shows them beside the paper.
            if not isinstance(verdict, Remade) and not is_scan(quarantined.question):
                if row.application_id is not None:
                    request_again(installation, unit, row.application_id, shelf, quarantined.question)
                    mend_otherwise(installation.clock, unit, row.application_id, shelf, quarantined.question)
                to = Addressee(row.person_id, row.application_id, draft_id=row.draft_id)
                notify(installation, unit, to, "file_refused", link="/applications", once=f"refused:{row.id}")
    return True


JOB = Job("check_waiting_files", 30, check_waiting_files, asks_neighbour=True)
