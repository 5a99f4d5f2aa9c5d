# No response discloses why it failed.

import hmac
from dataclasses import dataclass, replace
from datetime import date, timedelta

from forms.definition.kind import RETURNED
from portal.clock import Clock, to_micro
from portal.db import Unit
from portal.errors import NotFound
from portal.services.cases.cases import Case, open_case
from portal.services.notices.letter_pass import read_letter_pass, written_pass
from portal.services.shared import throttle
from portal.services.shared.codes import keyed_hash
from portal.services.shared.needs import Basics, HasCodeKey, Records
from portal.services.shared.throttle import Limit
from portal.services.shared.write_audit import Actor, write_audit
from portal.store.cases import applications
from portal.store.cases.applications import ApplicationRow
from portal.store.desk import corrections
from portal.store.desk.corrections import CorrectionRow
from portal.store.notices import correction_codes
from portal.store.notices.correction_codes import CodeRow

BY_CODE = Limit("correction by code", 5, 3600)
BY_CODE_A_DAY = Limit("correction by code a day", 15, 86_400)
BY_PLACE = Limit("correction by address", 60, 600)
# Mail takes days, and late answers are still accepted.
GRACE = timedelta(days=14)
PASS_MINUTES = 60
_NOTHING = bytes(32)


@dataclass(frozen=True)
class Returned:
    """`used`: this code answered it."""

    code: CodeRow
    correction: CorrectionRow
    application: ApplicationRow

    @property
    def used(self) -> bool:
        return self.code.used_at is not None


def last_code_day(due: str) -> date:
    return date.fromisoformat(due) + GRACE


def code_hash(code_key: bytes, code: str) -> bytes:
    return keyed_hash(code_key, "correction code", code)


def fact_hash(code_key: bytes, code: str, birth: str) -> bytes:
    return keyed_hash(code_key, "correction birth", f"{code}\0{birth}")


def count_try(installation: Basics, unit: Unit, code: str, place: str) -> None:
    """Raises TooMany. Commit before any look-up."""
    throttle.count(installation, unit, BY_PLACE, place)
    throttle.count(installation, unit, BY_CODE, code)
    throttle.count(installation, unit, BY_CODE_A_DAY, code)


def find_return(installation: HasCodeKey, unit: Unit, code: str, birth: str, place: str) -> Returned | None:
    """None on failure, with the same statements and record."""
    returned = _returned_case(unit, correction_codes.by_hash(unit, code_hash(installation.code_key, code)))
    expected = returned.code.fact_hash if returned else _NOTHING
    matches = hmac.compare_digest(expected, fact_hash(installation.code_key, code, birth))
    actor = letter_actor(place)
    if not matches or returned is None or returned.used or not _waits(installation, returned):
        write_audit(installation, unit, actor, "fail to open correction")
        return None
    write_audit(installation, unit, actor, "open correction by letter", application_id=returned.application.id)
    throttle.forget(installation.throttle_key, unit, BY_CODE, code)
    throttle.give_back(installation, unit, BY_PLACE, place)
    return returned


def letter_actor(place: str) -> Actor:
    return Actor("guest", "letter", place=place)


def _returned_case(unit: Unit, code: CodeRow | None) -> Returned | None:
    correction = corrections.by_id(unit, code.correction_id if code else 0)
    row = applications.by_id(unit, correction.application_id if correction else 0)
    return Returned(code, correction, row) if code and correction and row else None


def _waits(installation: Basics, returned: Returned) -> bool:
    # For protected people too: a code that ends at once would reveal them.
    if returned.application.state != RETURNED or returned.correction.answered_at is not None:
        return False
    return last_code_day(returned.correction.due) >= installation.clock.today()


def make_pass(installation: HasCodeKey, returned: Returned, browser: str) -> str:
    now = installation.clock.now()
    return written_pass(
        installation.code_key, _pass_for(returned.code), returned.correction.id, browser, now, PASS_MINUTES
    )


def read_pass(installation: HasCodeKey, unit: Unit, shown: str, browser: str) -> Returned:
    """Raises NotFound. Still valid after an answer by this code, for a double click."""
    read = read_letter_pass(shown)
    returned = _returned_case(unit, correction_codes.of_correction(unit, read.number)) if read else None
    if read is None or returned is None:
        raise NotFound("correction")
    valid = read.holds(installation.code_key, _pass_for(returned.code), browser, installation.clock.now())
    if not valid or not (returned.used or _waits(installation, returned)):
        raise NotFound("correction")
    return returned


def _pass_for(code: CodeRow) -> str:
    return f"correction pass\0{code.code_hash.hex()}"


def open_returned(installation: Records, unit: Unit, returned: Returned) -> Case:
    """Without addresses: others may hold the letter. Protection changes nothing."""
    return replace(open_case(installation, unit, returned.application), protected=True, shows_all=False)


def note_code(clock: Clock, unit: Unit, correction_id: int) -> None:
    corrections.note(unit, correction_id, "code", None)
    correction_codes.use(unit, correction_id, to_micro(clock.now()))
