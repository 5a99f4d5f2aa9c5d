"""What was sent without sign-in is found again by its number and a secret. One answer for every number that is unknown or
has no secret, and for a wrong secret; both are counted, by number and by place."""

import hmac
import secrets

from portal.clock import to_micro
from portal.db import Unit
from portal.errors import NotFound
from portal.services import throttle
from portal.services.actor import Actor
from portal.services.installation import Installation
from portal.services.receipt_number import read
from portal.services.sessions import GUEST, find_session
from portal.services.short_code import keyed_hash, read_code, short_code, written_code
from portal.services.start_guest import start_guest
from portal.services.write_audit import write_audit
from portal.store import applications, track_codes
from portal.store.applications import ApplicationRow
from portal.store.track_codes import TrackRow

TRACK = "track code"


def give_track_code(installation: Installation, unit: Unit, receipt_number: str) -> None:
    """Once an application; sent twice, it keeps its first."""
    row = applications.by_number(unit, receipt_number)
    if row is None:
        return
    seed = secrets.token_bytes(16)
    track_codes.add(
        unit, TrackRow(row.id, seed, _hash(installation, row.id, short_code(installation.code_key, TRACK, seed)))
    )


def _hash(installation: Installation, application_id: int, code: str) -> bytes:
    return keyed_hash(installation.code_key, f"{TRACK}\0{application_id}", code)


def track_code(installation: Installation, unit: Unit, application_id: int) -> str:
    """As it is shown to who sent it; "" where there is none."""
    row = track_codes.of_application(unit, application_id)
    return written_code(short_code(installation.code_key, TRACK, row.seed)) if row else ""


def count_try(installation: Installation, unit: Unit, number: str, place: str) -> None:
    """TooMany when throttled. Commit before the number is looked at, whatever comes of it."""
    throttle.count(installation, unit, throttle.TRACK_PLACE, place)
    throttle.count(installation, unit, throttle.TRACK_NUMBER, read(number) or number[:100])


def track_application(
    installation: Installation, unit: Unit, actor: Actor, number: str, code: str
) -> ApplicationRow | None:
    """The application, or None. Commit either way."""
    receipt_number = read(number[:100])
    row = applications.by_number(unit, receipt_number) if receipt_number else None
    known = track_codes.of_application(unit, row.id) if row else None
    # What is unknown is compared too, with what nothing is equal to: the work is the same.
    given = _hash(installation, row.id if row else 0, read_code(code))
    right = hmac.compare_digest(given, known.code_hash if known else bytes(len(given)))
    if row is None or known is None or not right or row.person_id is None:
        write_audit(installation, unit, actor, "fail to track application", application_id=row.id if row else None)
        return None
    throttle.forget(installation, unit, throttle.TRACK_NUMBER, row.receipt_number)
    write_audit(installation, unit, actor, "track application", application_id=row.id)
    return row


def let_in(installation: Installation, unit: Unit, row: ApplicationRow, place: str) -> str:
    """The token of a session that sees this application: of a guest of its own, never of who sent it. A code opens what it was
    given for and nothing that its owner has begun or sent besides, earlier or later."""
    token = start_guest(installation, unit, place)
    session = find_session(installation, unit, GUEST, token)
    if session is None or session.person_id is None:
        raise NotFound("guest")
    track_codes.let_in(unit, row.id, session.person_id, to_micro(installation.clock.now()))
    actor = Actor("resident", session.person_id, place=place)
    write_audit(installation, unit, actor, "come to application", application_id=row.id)
    return token
