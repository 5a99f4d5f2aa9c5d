"""もう一度申請する: a new draft with old answers."""

# Never copied: what a mandate allows, consents, signatures, 個人番号, booked times, facts of the card. Files are copied under new ids, sealed with
# the draft's key, where the same question still takes their kind.

import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from forms.definition.field import Value
from forms.definition.kind import RETURNED
from forms.definition.mandate import is_of_mandate
from forms.definition.procedure import Field, Procedure, full_name
from forms.messages import LANGUAGES
from forms.path.carrying import Doubt, carry
from forms.path.environment import KeptFile
from integrations.sockets.interfaces import Remade
from portal.db import Unit
from portal.errors import Conflict, required
from portal.services.cases.cases import Case
from portal.services.files.keep_file import Content, Waiting, has_its_share, open_file, open_preview, put_as_named
from portal.services.filing.drafts import Draft, open_draft, sealed_changes, start_draft
from portal.services.filing.version_changes import OldAnswer, VersionChanges
from portal.services.shared.catalogue import speech_of
from portal.services.shared.needs import Basics, Records
from portal.services.shared.sessions import WRITE, Session
from portal.services.shared.write_audit import Actor, write_audit
from portal.store.filing import drafts
from portal.store.signing import delegations

MOST = 20  # drafts of a procedure; who needs more sends or deletes some first
_NEVER = frozenset({"consent", "signature", "slot", "computed", "note"})


def may_start_again(installation: Basics, case: Case, procedure: str = "") -> bool:
    """`procedure`: one that renews an outcome; "" = its own."""
    if case.row.state == RETURNED:  # who is asked to correct it would take this for the way to do so, and file twice
        return False
    offered = {definition.id: definition for definition in installation.catalogue.all()}
    new = offered.get(procedure or case.procedure.id)
    renewing = {outcome.renews_by for outcome in case.procedure.outcomes_of(case.row.kind).values()}
    if new is None or new.id not in {case.procedure.id, *renewing} or "online" not in new.who or new.invited:
        return False
    return not installation.rules.closed_words(new, speech_of(new, "ja"), installation.clock.today())


def files_for_several(session: Session, procedure: Procedure) -> bool:
    """Agents and companies have several clients and places. Not guests, who would not find the first draft again."""
    finds_again = not session.guest or session.returns
    return finds_again and (session.seat is not None or "agent" in procedure.who.get("online", ()))


@dataclass(frozen=True)
class Copied:
    key: str
    file: KeptFile
    content: Content
    preview: Content | None

    @property
    def made(self) -> Remade:
        preview = self.preview() if self.preview else b""
        return Remade(self.content(), self.file.media, self.file.pages, preview, self.file.hints)


def files_to_copy(installation: Basics, unit: Unit, case: Case, procedure: str = "") -> list[Copied]:
    """To be read outside a unit. Only checked ones; a file that waits or is lost is left out."""
    if not may_start_again(installation, case, procedure) or has_its_share(installation, unit):
        return []
    new = installation.catalogue.current(procedure or case.procedure.id)
    carried = carry(case.procedure, new, case.answers)
    answers = {**carried.answers, **{key: doubt.value for key, doubt in carried.doubts.items()}}
    return [
        Copied(key, *open_file(unit, case.shown_shelf, kept.id), _preview(unit, case, kept))
        for key, value in _kept(answers, new)
        if new.field(key).type.control == "file"
        for kept in (case.shown_shelf.files.get(file["id"]) for file in value)
        if kept is not None and not kept.waiting and kept.media in new.field(key).settings.kept
    ]


def _preview(unit: Unit, case: Case, file: KeptFile) -> Content | None:
    return open_preview(unit, case.shown_shelf, file.id) if file.preview else None


def start_again(
    installation: Records,
    unit: Unit,
    case: Case,
    session: Session,
    actor: Actor,
    procedure: str = "",
    files: Sequence[tuple[Copied, Remade]] = (),
) -> str:
    """ "" if a person has another draft, or somebody with several as many as may be. Idempotent. Raises Conflict if not allowed, NoCompanyRight."""
    procedure = procedure or case.procedure.id
    if not may_start_again(installation, case, procedure):
        raise Conflict("again")
    session.demand(WRITE, procedure)
    new = installation.catalogue.current(procedure)
    own_rows = [row for row in drafts.of_person(unit, session.person_id or "") if row.procedure == procedure]
    if own_rows:
        begun = open_draft(installation, unit, own_rows[0])
        if begun.brought.source == case.row.receipt_number and not begun.seen:
            return begun.id
        if not files_for_several(session, new) or len(own_rows) >= MOST:
            return ""
    draft_id = start_draft(installation, unit, new, "online", person_id=session.person_id)
    row = required(drafts.by_id(unit, draft_id), Conflict("draft"))
    draft = open_draft(installation, unit, row)
    by_agent = delegations.of_application(unit, case.row.id) is not None
    answers, old = _copied(case, new, _put(installation, unit, draft, files), by_agent=by_agent)
    brought = VersionChanges(old=old, source=case.row.receipt_number)
    sealed = draft.sealer.seal("draft", answers)
    if not drafts.move(unit, replace(row, sealed_answers=sealed, sealed_carried=sealed_changes(draft.sealer, brought))):
        raise Conflict("draft")
    write_audit(installation, unit, actor, "start again", application_id=case.row.id, detail=procedure)
    return draft_id


def _put(
    installation: Records, unit: Unit, draft: Draft, files: Sequence[tuple[Copied, Remade]]
) -> dict[str, list[Value]]:
    copies: dict[str, list[Value]] = {}
    for copied, made in files:
        settings = draft.procedure.field(copied.key).settings
        if len(copies.setdefault(copied.key, [])) >= settings.most:
            continue
        file = replace(copied.file, id=secrets.token_urlsafe(16))
        if not settings.place:
            file = replace(file, latitude="", longitude="")
        put_as_named(installation.clock, unit, draft.shelf, Waiting(file, b"", copied.key), made)
        copies[copied.key].append(file.stored)
    return copies


def _copied(
    case: Case, new: Procedure, copies: Mapping[str, list[Value]], *, by_agent: bool
) -> tuple[dict[str, Value], dict[str, OldAnswer]]:
    carried = carry(case.procedure, new, case.answers)
    rows = {key: value for key, value in carried.answers.items() if full_name(key) not in new.by_name}
    kept = [
        (key, value)
        for key, value in _kept(carried.answers, new, by_agent=by_agent)
        if new.field(key).type.control != "file"
    ]
    old = {key: _old(new, new.field(key), value) for key, value in (*kept, *copies.items())}
    doubts = ((key, doubt) for key, doubt in carried.doubts.items() if new.field(key).type.control != "file")
    old |= {key: _doubtful(case, doubt) for key, doubt in doubts if _may_be_copied(new.field(key), by_agent=by_agent)}
    return rows, old


def _kept(answers: Mapping[str, Value], new: Procedure, *, by_agent: bool = False) -> Iterator[tuple[str, Value]]:
    for key, value in answers.items():
        if full_name(key) in new.by_name and _may_be_copied(new.field(key), by_agent=by_agent):
            yield key, value


def _may_be_copied(field: Field, *, by_agent: bool = False) -> bool:
    # Of an agent's client the account knows nothing.
    known = field.known_from and not (by_agent and field.known_from.startswith("applicant.company."))
    kept_back = field.protection == "number" or is_of_mandate(field)
    return field.type.control not in _NEVER and not kept_back and not known


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
