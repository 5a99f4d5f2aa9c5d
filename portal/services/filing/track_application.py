# All failures look alike and count by number and place.

import hmac
import secrets

from portal.clock import to_micro
from portal.db import Unit
from portal.errors import NotFound
from portal.services.residents.start_guest import start_guest
from portal.services.shared import throttle
from portal.services.shared.codes import keyed_hash, read_code, short_code, written_code
from portal.services.shared.needs import Basics, HasCodeKey, Records
from portal.services.shared.receipt_number import read
from portal.services.shared.sessions import GUEST, find_session
from portal.services.shared.write_audit import Actor, write_audit
from portal.store.cases import applications, track_codes
from portal.store.cases.applications import ApplicationRow
from portal.store.cases.track_codes import TrackRow

TRACK = "track code"


def give_track_code(code_key: bytes, unit: Unit, application_id: int) -> None:
    seed = secrets.token_bytes(16)
    code = short_code(code_key, TRACK, seed)
    track_codes.add(unit, TrackRow(application_id, seed, _hash(code_key, application_id, code)))


def _hash(code_key: bytes, application_id: int, code: str) -> bytes:
    return keyed_hash(code_key, f"{TRACK}\0{application_id}", code)


def track_code(code_key: bytes, unit: Unit, application_id: int) -> str:
    """ "" without one."""
    row = track_codes.of_application(unit, application_id)
    return written_code(short_code(code_key, TRACK, row.seed)) if row else ""


def count_try(installation: Basics, unit: Unit, number: str, place: str) -> None:
    """Raises TooMany. Commit before checking the number."""
    throttle.count(installation, unit, throttle.TRACK_PLACE, place)
    throttle.count(installation, unit, throttle.TRACK_NUMBER, read(number) or number[:100])


def track_application(
    installation: HasCodeKey, unit: Unit, actor: Actor, number: str, code: str
) -> ApplicationRow | None:
    """None on failure. Commit in both cases."""
    receipt_number = read(number[:100])
    row = applications.by_number(unit, receipt_number) if receipt_number else None
    known = track_codes.of_application(unit, row.id) if row else None
    # an unknown number takes the same time
    given = _hash(installation.code_key, row.id if row else 0, read_code(code))
    right = hmac.compare_digest(given, known.code_hash if known else bytes(len(given)))
    if row is None or known is None or not right or row.person_id is None:
        write_audit(installation, unit, actor, "fail to track application", application_id=row.id if row else None)
        return None
    throttle.forget(installation.throttle_key, unit, throttle.TRACK_NUMBER, row.receipt_number)
    throttle.give_back(installation, unit, throttle.TRACK_PLACE, actor.place)
    write_audit(installation, unit, actor, "track application", application_id=row.id)
    return row


def let_in(installation: Records, unit: Unit, row: ApplicationRow, place: str) -> str:
    """The token of a guest session for this application."""
    token = start_guest(installation, unit, place)
    session = find_session(installation, unit, GUEST, token)
    if session is None or session.person_id is None:
        raise NotFound("guest")
    track_codes.let_in(unit, row.id, session.person_id, to_micro(installation.clock.now()))
    actor = Actor("resident", session.person_id, place=place)
    write_audit(installation, unit, actor, "come to application", application_id=row.id)
    return token
