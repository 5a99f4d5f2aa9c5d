"""Looks at the files that wait because the scanner was away when they came, the oldest first. What is refused now is told
to its owner: by a notice, and on the page of its question."""

from collections.abc import Iterator
from dataclasses import dataclass

from integrations.interfaces import Remade
from portal.clock import to_micro
from portal.logs import log_bug
from portal.services.actor import Actor
from portal.services.drafts import application_sealer
from portal.services.hand_in_copy import mend_otherwise
from portal.services.hand_in_paper import owe_refused
from portal.services.installation import Installation
from portal.services.keep_file import Shelf, in_quarantine, let_pass, look_at, refuse
from portal.services.notify import Addressee, notify
from portal.services.papers_that_follow import is_scan
from portal.services.visit_part import sealer_of_visit
from portal.services.write_audit import write_audit
from portal.store import attachments
from portal.store.attachments import WaitingRow

# Whoever hands one in looks at it himself for so long.
_IN_HAND = 120_000_000
_IN_VAIN = 3  # then the scanner is away again, and not one file at fault


@dataclass
class _Reached:
    """Where the last round stopped in vain: the next one goes on behind it, so that a few files that nobody can look at hold
    up no other."""

    made_at: int = 0
    id: str = ""


_reached = _Reached()

_SYSTEM = Actor("system", "check_waiting_files")


def check_waiting_files(installation: Installation) -> int:
    """How many were looked at. One that cannot be looked at holds up no other."""
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
    """Each once: those behind the place that was reached, then the others."""
    begun = at = (_reached.made_at, _reached.id)
    _reached.made_at, _reached.id = 0, ""
    while (row := _next(installation, before, at)) is not None:
        at = (row.made_at, row.id)
        yield row
    at = (0, "")
    while (row := _next(installation, before, at)) is not None and (row.made_at, row.id) <= begun:
        at = (row.made_at, row.id)
        yield row


def _next(installation: Installation, before: int, behind: tuple[int, str]) -> WaitingRow | None:
    with installation.database.read() as unit:
        return attachments.next_waiting(unit, before, *behind)


def _checked(installation: Installation, row: WaitingRow) -> bool:
    try:
        return _check(installation, row)
    except Exception as error:  # noqa: BLE001  # one file that breaks must not stand before all others for ever
        log_bug("check_waiting_files", error)
        return False


def _check(installation: Installation, row: WaitingRow) -> bool:
    sealer_of = application_sealer if row.visit_id is None else sealer_of_visit
    shelf = Shelf(row.holder, sealer_of(installation, row.uid, row.key_id, row.wrapped_key), {})
    one = in_quarantine(shelf, row)
    verdict = look_at(installation, one)
    if verdict is None:
        return False
    with installation.database.write() as unit:
        if isinstance(verdict, Remade):
            what, done = "keep file", let_pass(unit, shelf, one, verdict) is not None
        else:
            what, done = "refuse file", refuse(unit, shelf, one, verdict)
        if done:
            detail = one.file.id if isinstance(verdict, Remade) else verdict.key
            write_audit(installation, unit, _SYSTEM, what, application_id=row.application_id, detail=detail)
            # A scan is the section's own: told beside the paper, at the desk.
            if not isinstance(verdict, Remade) and not is_scan(one.question):
                if row.application_id is not None:
                    owe_refused(installation, unit, row.application_id, shelf, one.question)
                    mend_otherwise(installation, unit, row.application_id, shelf, one.question)
                to = Addressee(row.person_id, row.application_id, draft_id=row.draft_id)
                notify(installation, unit, to, "file_refused", link="/applications", once=f"refused:{row.id}")
        unit.commit()
    return True
