"""次の手続: one draft for each earlier application, with what it inherits."""

from portal.db import Unit
from portal.errors import Conflict, NotFound, required
from portal.services.cases.cases import Case
from portal.services.cases.chain import handed_on, is_used
from portal.services.filing.drafts import Draft, open_draft, start_draft
from portal.services.filing.gather_sources import keep_source
from portal.services.shared.catalogue import speech_of
from portal.services.shared.known_sources import CHAIN, Source
from portal.services.shared.needs import Records
from portal.services.shared.sessions import WRITE, Session
from portal.services.shared.write_audit import Actor, write_audit
from portal.store.filing import drafts


def continue_application(
    installation: Records, unit: Unit, case: Case, session: Session, actor: Actor, procedure: str
) -> Draft:
    """The caller checks that the case is theirs. A draft that follows the same case is updated; others stay. Raises NotFound,
    Conflict("next"), Conflict("next.used")."""
    new = installation.catalogue.current(procedure)
    if "online" not in new.who or new.follows is None:
        raise NotFound(procedure)
    facts = handed_on(unit, case, new)
    if facts is None or installation.rules.closed_words(new, speech_of(new, "ja"), installation.clock.today()):
        raise Conflict("next")
    if is_used(unit, new, case.row.id):
        raise Conflict("next.used")
    session.demand(WRITE, procedure)
    draft = _begun(installation, unit, case, session, procedure)
    if draft is None:
        draft = _opened(installation, unit, start_draft(installation, unit, new, "online", person_id=session.person_id))
        write_audit(installation, unit, actor, "continue application", application_id=case.row.id, detail=procedure)
    keep_source(installation, unit, draft, Source(CHAIN, applicant=facts))
    return _opened(installation, unit, draft.id)


def _begun(installation: Records, unit: Unit, case: Case, session: Session, procedure: str) -> Draft | None:
    own = (row for row in drafts.of_person(unit, session.person_id or "") if row.procedure == procedure)
    opened = (open_draft(installation, unit, row) for row in own)
    return next((draft for draft in opened if draft.known.follows == case.row.receipt_number), None)


def _opened(installation: Records, unit: Unit, draft_id: str) -> Draft:
    row = required(drafts.by_id(unit, draft_id), Conflict("draft"))
    return open_draft(installation, unit, row)
