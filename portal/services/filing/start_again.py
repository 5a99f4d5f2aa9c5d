"""もう一度申請する: a new draft with old answers."""

# Never copied: files, consents, signatures, 個人番号, booked times, facts of the
# card.

from collections.abc import Iterator, Mapping
from dataclasses import replace

from forms.definition.field import Value
from forms.definition.procedure import Field, Procedure, full_name
from forms.messages import LANGUAGES
from forms.path.carrying import Doubt, carry
from portal.db import Unit
from portal.errors import Conflict
from portal.services.cases.cases import Case
from portal.services.filing.drafts import open_draft, sealed_brought, start_draft
from portal.services.filing.version_changes import Brought, OldAnswer
from portal.services.shared.catalogue import speech_of
from portal.services.shared.needs import Basics, Records
from portal.services.shared.sessions import WRITE, Session
from portal.services.shared.write_audit import Actor, write_audit
from portal.store.filing import drafts

_NEVER = frozenset({"file", "consent", "signature", "slot", "computed", "note"})


def may_start_again(installation: Basics, case: Case, procedure: str = "") -> bool:
    """`procedure`: one that renews an outcome; "" = its own."""
    offered = {definition.id: definition for definition in installation.catalogue.all()}
    new = offered.get(procedure or case.procedure.id)
    renewing = {outcome.renews_by for outcome in case.procedure.outcomes_of(case.row.kind).values()}
    if new is None or new.id not in {case.procedure.id, *renewing} or "online" not in new.who or new.invited:
        return False
    return not installation.rules.closed_words(new, speech_of(new, "ja"), installation.clock.today())


def start_again(
    installation: Records, unit: Unit, case: Case, session: Session, actor: Actor, procedure: str = ""
) -> str:
    """ "" if a person has another draft. Idempotent. Raises Conflict if not allowed, NoCompanyRight."""
    procedure = procedure or case.procedure.id
    if not may_start_again(installation, case, procedure):
        raise Conflict("again")
    session.demand(WRITE, procedure)
    own_rows = [row for row in drafts.of_person(unit, session.person_id or "") if row.procedure == procedure]
    if own_rows:
        begun = open_draft(installation, unit, own_rows[0])
        if begun.brought.source == case.row.receipt_number and not begun.seen:
            return begun.id
        if session.seat is None:  # a company files the same for several places at once
            return ""
    new = installation.catalogue.current(procedure)
    draft_id = start_draft(installation, unit, new, "online", person_id=session.person_id)
    row = drafts.by_id(unit, draft_id)
    if row is None:
        raise Conflict("draft")
    draft = open_draft(installation, unit, row)
    answers, old = _brought(case, new)
    brought = Brought(old=old, source=case.row.receipt_number)
    sealed = draft.sealer.seal("draft", answers)
    if not drafts.move(unit, replace(row, sealed_answers=sealed, sealed_carried=sealed_brought(draft.sealer, brought))):
        raise Conflict("draft")
    write_audit(installation, unit, actor, "start again", application_id=case.row.id, detail=procedure)
    return draft_id


def _brought(case: Case, new: Procedure) -> tuple[dict[str, Value], dict[str, OldAnswer]]:
    carried = carry(case.procedure, new, case.answers)
    rows = {key: value for key, value in carried.answers.items() if full_name(key) not in new.by_name}
    old = {key: _old(new, new.field(key), value) for key, value in _kept(carried.answers, new)}
    old |= {key: _doubtful(case, doubt) for key, doubt in carried.doubts.items() if _may_be_brought(new.field(key))}
    return rows, old


def _kept(answers: Mapping[str, Value], new: Procedure) -> Iterator[tuple[str, Value]]:
    for key, value in answers.items():
        if full_name(key) in new.by_name and _may_be_brought(new.field(key)):
            yield key, value


def _may_be_brought(field: Field) -> bool:
    return field.type.control not in _NEVER and field.protection != "number" and not field.known_from


def _old(procedure: Procedure, field: Field, value: Value) -> OldAnswer:
    return OldAnswer(_shown_value(procedure, field, value), value)


def _doubtful(case: Case, doubt: Doubt) -> OldAnswer:
    words = _shown_value(case.procedure, case.procedure.field(doubt.key), doubt.value)
    return OldAnswer(words, doubt.value if doubt.fits else None)


def _shown_value(procedure: Procedure, field: Field, value: Value) -> dict[str, str]:
    return {
        language: field.type.show(value, field.settings, speech_of(procedure, language), field.path)
        for language in LANGUAGES
    }
