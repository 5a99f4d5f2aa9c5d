"""もう一度申請する: a new draft of the version offered now, with what was answered before. Each answer stands in its box with
its source, and is one only when its page was sent. Never taken along: files, consents, signatures, 個人番号, times that were
booked, and what the card tells better."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from forms.carrying import Doubt, carry
from forms.field import Value
from forms.messages import LANGUAGES
from forms.procedure import Field, Procedure, full_name
from portal.db import Unit
from portal.errors import Conflict
from portal.services.actor import Actor
from portal.services.admit import closed_words
from portal.services.brought import Brought, OldAnswer
from portal.services.cases import Case
from portal.services.drafts import open_draft, sealed_brought, start_draft
from portal.services.installation import Installation
from portal.services.sessions import Session
from portal.services.write_audit import write_audit
from portal.store import drafts

_NEVER = frozenset({"file", "consent", "signature", "slot", "computed", "note"})


def may_start_again(installation: Installation, case: Case) -> bool:
    """Whether the procedure is offered on line now, to whoever comes."""
    offered = {one.id: one for one in installation.catalogue.all()}
    new = offered.get(case.procedure.id)
    if new is None or "online" not in new.who or new.invited:
        return False
    return not closed_words(installation, new, installation.speech(new, "ja"), installation.clock.today())


def start_again(installation: Installation, unit: Unit, case: Case, session: Session, actor: Actor) -> str:
    """The id of the draft, "" where another draft of this procedure is there already: that one goes first. Pressed twice,
    the first one's draft. Conflict if it may not be started again."""
    if not may_start_again(installation, case):
        raise Conflict("again")
    mine = [row for row in drafts.of_person(unit, session.person_id or "") if row.procedure == case.procedure.id]
    if mine:
        begun = open_draft(installation, unit, mine[0])
        return begun.id if begun.brought.source == case.row.receipt_number and not begun.seen else ""
    new = installation.catalogue.current(case.procedure.id)
    draft_id = start_draft(installation, unit, new, "online", person_id=session.person_id)
    row = drafts.by_id(unit, draft_id)
    if row is None:
        raise Conflict("draft")
    draft = open_draft(installation, unit, row)
    answers, old = _brought(installation, case, new)
    brought = Brought(old=old, source=case.row.receipt_number)
    sealed = draft.sealer.seal("draft", answers)
    if not drafts.move(unit, replace(row, sealed_answers=sealed, sealed_carried=sealed_brought(draft.sealer, brought))):
        raise Conflict("draft")
    write_audit(installation, unit, actor, "start again", application_id=case.row.id, detail=case.procedure.id)
    return draft_id


def _brought(installation: Installation, case: Case, new: Procedure) -> tuple[dict[str, Value], dict[str, OldAnswer]]:
    """Which rows there are, and the old answers by their new keys; of who is protected none that shows where they live."""
    hidden = case.path.hidden
    carried = carry(case.procedure, new, {key: value for key, value in case.answers.items() if key not in hidden})
    rows = {key: value for key, value in carried.answers.items() if full_name(key) not in new.by_name}
    old = {key: _old(installation, new, new.field(key), value) for key, value in _kept(carried.answers, new)}
    old |= {
        key: _doubtful(installation, case, doubt)
        for key, doubt in carried.doubts.items()
        if _may_be_brought(new.field(key))
    }
    return rows, old


def _kept(answers: Mapping[str, Value], new: Procedure) -> Iterator[tuple[str, Value]]:
    for key, value in answers.items():
        if full_name(key) in new.by_name and _may_be_brought(new.field(key)):
            yield key, value


def _may_be_brought(one: Field) -> bool:
    return one.type.control not in _NEVER and one.protection != "number" and not one.known_from


def _old(installation: Installation, procedure: Procedure, one: Field, value: Value) -> OldAnswer:
    return OldAnswer(_said(installation, procedure, one, value), value)


def _doubtful(installation: Installation, case: Case, doubt: Doubt) -> OldAnswer:
    said = _said(installation, case.procedure, case.procedure.field(doubt.key), doubt.value)
    return OldAnswer(said, doubt.value if doubt.fits else None)


def _said(installation: Installation, procedure: Procedure, one: Field, value: Value) -> dict[str, str]:
    return {
        language: one.type.show(value, one.settings, installation.speech(procedure, language), one.path)
        for language in LANGUAGES
    }
