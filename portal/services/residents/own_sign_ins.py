"""Where a person is signed in, and signing out everywhere else."""

from portal.clock import to_micro
from portal.db import Unit
from portal.services.shared.needs import Basics
from portal.services.shared.sessions import COMPANY, LINE, MAIL, Session, idle_since
from portal.services.shared.write_audit import Actor, write_audit
from portal.store.residents import sessions
from portal.store.residents.sessions import SessionRow

_OF_PEOPLE = ("resident", MAIL, LINE)


def own_sign_ins(installation: Basics, unit: Unit, session: Session) -> list[SessionRow]:
    """Newest first. Of a company: those of this account alone, not of its colleagues."""
    now = to_micro(installation.clock.now())
    rows = sessions.of_person(unit, session.person_id or "", now, idle_since(installation, session.realm))
    return [row for row in rows if _is_own(session, row)]


def end_other_sign_ins(installation: Basics, unit: Unit, actor: Actor, session: Session) -> int:
    """How many. Twice is not an error."""
    others = [row for row in own_sign_ins(installation, unit, session) if row.token_hash != session.token_hash]
    for row in others:
        sessions.end(unit, row.token_hash)
    write_audit(installation, unit, actor, "sign out elsewhere", detail=str(len(others)))
    return len(others)


def _is_own(session: Session, row: SessionRow) -> bool:
    if session.realm == COMPANY:
        return row.realm == COMPANY and (row.issuer, row.subject) == session.identity
    return row.realm in _OF_PEOPLE
