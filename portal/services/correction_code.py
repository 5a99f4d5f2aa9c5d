"""A letter's way into a correction: code and the birthday of whom it is about. It opens the questions that the letter asks and
nothing else. Wrong, unknown, printed again, answered, too old: nobody learns which from the answer."""

import hmac
from dataclasses import dataclass
from datetime import date, timedelta

from forms.kind import RETURNED
from portal.clock import to_micro
from portal.db import Unit
from portal.errors import NotFound
from portal.services import throttle
from portal.services.actor import Actor
from portal.services.cases import Case, open_case
from portal.services.installation import Installation
from portal.services.letter_pass import read_letter_pass, written_pass
from portal.services.short_code import keyed_hash
from portal.services.throttle import Limit
from portal.services.write_audit import write_audit
from portal.store import applications, correction_codes, corrections
from portal.store.applications import ApplicationRow
from portal.store.correction_codes import CodeRow
from portal.store.corrections import CorrectionRow

BY_CODE = Limit("correction by code", 5, 3600)
BY_CODE_A_DAY = Limit("correction by code a day", 15, 86_400)
BY_PLACE = Limit("correction by address", 60, 600)
# A letter takes days, and what comes after the day is still taken.
GRACE = timedelta(days=14)
PASS_MINUTES = 60
_NOTHING = bytes(32)


@dataclass(frozen=True)
class Returned:
    """What a code and its birthday open. `used`: it was answered by this code."""

    code: CodeRow
    correction: CorrectionRow
    application: ApplicationRow

    @property
    def used(self) -> bool:
        return self.code.used_at is not None


def last_code_day(due: str) -> date:
    """Put off with the day itself."""
    return date.fromisoformat(due) + GRACE


def code_hash(installation: Installation, code: str) -> bytes:
    return keyed_hash(installation.code_key, "correction code", code)


def fact_hash(installation: Installation, code: str, birth: str) -> bytes:
    """Bound to the code, so that equal birthdays do not look equal."""
    return keyed_hash(installation.code_key, "correction birth", f"{code}\0{birth}")


def count_try(installation: Installation, unit: Unit, code: str, place: str) -> None:
    """TooMany. Commit before anything is looked up, whatever comes of it."""
    throttle.count(installation, unit, BY_PLACE, place)
    throttle.count(installation, unit, BY_CODE, code)
    throttle.count(installation, unit, BY_CODE_A_DAY, code)


def find_return(installation: Installation, unit: Unit, code: str, birth: str, place: str) -> Returned | None:
    """None if anything does not fit; the same statements and the same record whichever it is."""
    found = _found(unit, correction_codes.by_hash(unit, code_hash(installation, code)))
    expected = found.code.fact_hash if found else _NOTHING
    right = hmac.compare_digest(expected, fact_hash(installation, code, birth))
    actor = letter_actor(place)
    if not right or found is None or found.used or not _waits(installation, unit, found):
        write_audit(installation, unit, actor, "fail to open correction")
        return None
    write_audit(installation, unit, actor, "open correction by letter", application_id=found.application.id)
    throttle.forget(installation, unit, BY_CODE, code)
    return found


def letter_actor(place: str) -> Actor:
    return Actor("guest", "letter", place=place)


def _found(unit: Unit, code: CodeRow | None) -> Returned | None:
    correction = corrections.by_id(unit, code.correction_id if code else 0)
    row = applications.by_id(unit, correction.application_id if correction else 0)
    return Returned(code, correction, row) if code and correction and row else None


def _waits(installation: Installation, unit: Unit, found: Returned) -> bool:
    """Whether this very correction can be answered now. What is about somebody protected is opened by no letter."""
    if found.application.state != RETURNED or found.correction.answered_at is not None:
        return False
    if last_code_day(found.correction.due) < installation.clock.today():
        return False
    return not open_case(installation, unit, found.application).protected


def make_pass(installation: Installation, found: Returned, browser: str) -> str:
    """Names the correction to this browser alone, for an hour; void once the letter is printed again."""
    now = installation.clock.now()
    return written_pass(installation.code_key, _pass_for(found.code), found.correction.id, browser, now, PASS_MINUTES)


def read_pass(installation: Installation, unit: Unit, shown: str, browser: str) -> Returned:
    """NotFound where it is none of ours, of another browser, too old, or opens nothing any more. One whose answer came by
    this very code stays readable, so that a second click finds the first."""
    read = read_letter_pass(shown)
    found = _found(unit, correction_codes.of_correction(unit, read.number)) if read else None
    if read is None or found is None:
        raise NotFound("correction")
    right = read.holds(installation.code_key, _pass_for(found.code), browser, installation.clock.now())
    if not right or not (found.used or _waits(installation, unit, found)):
        raise NotFound("correction")
    return found


def _pass_for(code: CodeRow) -> str:
    return f"correction pass\0{code.code_hash.hex()}"


def open_returned(installation: Installation, unit: Unit, found: Returned) -> Case:
    return open_case(installation, unit, found.application)


def note_code(installation: Installation, unit: Unit, correction_id: int) -> None:
    """That this correction was answered by its letter's code, which opens nothing from now on."""
    corrections.note(unit, correction_id, "code", None)
    correction_codes.use(unit, correction_id, to_micro(installation.clock.now()))
