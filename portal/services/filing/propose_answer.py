import hmac
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace

from forms.path.binding import Posted, bind, owner
from forms.path.path import AskedPage, Path
from forms.text.speech import Speech
from portal.clock import to_micro
from portal.db import Unit
from portal.errors import Closed, Conflict
from portal.services.filing.drafts import Draft, draft_environment, draft_path, mark_of
from portal.services.filing.helped_part import owners_alone
from portal.services.filing.needs import FilingNeeds
from portal.services.filing.save_page import save_page
from portal.services.procedures.check_sections import shown
from portal.services.shared.needs import Basics, HasFormKey
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import Actor, write_audit
from portal.store.filing import remote_sessions
from portal.store.filing.remote_sessions import ProposalRow, RemoteRow

OPEN, TAKEN, DECLINED = "open", "taken", "declined"
_ASKED = ""  # no box is called so: the questions that the clerk saw
_NOT_BY_WORD = frozenset({"file", "location", "signature", "consent", "note", "computed"})


@dataclass(frozen=True)
class Change:
    label: str
    now: str
    new: str


@dataclass(frozen=True)
class Proposal:
    """`fits` False: no longer acceptable."""

    row: ProposalRow
    changes: tuple[Change, ...]
    fits: bool
    mark: str  # of the answers under `changes`, and of what is proposed


def speakable(asked: AskedPage | None, hidden: Set[str] = frozenset()) -> AskedPage | None:
    """Files, signatures, consents and rows are the owner's."""
    if asked is None or asked.repeat is not None:
        return None
    fields = tuple(
        field
        for field in asked.fields
        if not owners_alone(field) and field.type.control not in _NOT_BY_WORD and field.id not in hidden
    )  # fmt: skip
    return replace(asked, fields=fields) if fields else None


def propose_answer(
    installation: Basics,
    unit: Unit,
    member: Member,
    row: RemoteRow,
    draft: Draft,
    asked: AskedPage,
    posted: Posted,
) -> Path:
    """Nothing with mistakes or without change. Raises Closed if the session ended. `asked`: from `speakable`."""
    names = frozenset(field.id for field in asked.fields)
    path = bind(draft.procedure, names, posted, draft.answers, draft_environment(installation, draft))
    changed = any(path.answers.get(name) != draft.answers.get(name) for name in names)
    if path.mistakes or not changed:
        return path
    sealed = draft.sealer.seal(f"remote:{asked.page.id}", _of_page(posted, names))
    now = to_micro(installation.clock.now())
    if not remote_sessions.propose(unit, ProposalRow(0, row.id, asked.page.id, OPEN, sealed, now), now):
        raise Closed("remote")
    write_audit(installation, unit, member.actor, "propose answer", detail=f"{draft.id} {asked.page.id}")
    return path


def _of_page(posted: Posted, names: frozenset[str]) -> dict[str, list[str]]:
    return {_ASKED: sorted(names)} | {box: list(values) for box, values in posted.items() if owner(box, names)}


def open_proposals(
    installation: HasFormKey, unit: Unit, draft: Draft, row: RemoteRow, speech: Speech
) -> list[Proposal]:
    path = draft_path(installation, draft)
    waiting = [proposal for proposal in remote_sessions.proposals(unit, row.id) if proposal.state == OPEN]
    return [_described(installation, draft, path, proposal, speech) for proposal in waiting]


def decided(unit: Unit, row: RemoteRow) -> Mapping[str, str]:
    return {proposal.page: proposal.state for proposal in remote_sessions.proposals(unit, row.id)}


def _described(installation: HasFormKey, draft: Draft, path: Path, row: ProposalRow, speech: Speech) -> Proposal:
    boxes = _boxes(draft, row)
    asked = _proposed(path, row, boxes)
    if asked is None:
        return Proposal(row, (), False, "")
    names = frozenset(field.id for field in asked.fields)
    after = bind(draft.procedure, names, boxes, draft.answers, draft_environment(installation, draft))
    changes = tuple(
        Change(speech.text(field.label_place, field.label), shown(field, path, speech), shown(field, after, speech))
        for field in asked.fields
        if path.answers.get(field.id) != after.answers.get(field.id)
    )
    return Proposal(row, changes, not after.mistakes, _mark(installation.form_key, draft, asked, row))


def _proposed(path: Path, row: ProposalRow, boxes: Posted) -> AskedPage | None:
    # An address that was withheld from the clerk is not proposed to be empty: that would show who is protected.
    asked = path.page(row.page)
    return speakable(asked, {field.id for field in asked.fields} - {*boxes.get(_ASKED, ())} if asked else frozenset())


def _mark(form_key: bytes, draft: Draft, asked: AskedPage, row: ProposalRow) -> str:
    # Of the proposal too: SQLite gives the number of a replaced one to the next, and it is sealed again each time.
    answers = mark_of(form_key, draft, sorted(field.id for field in asked.fields))
    return hmac.new(form_key, answers.encode() + row.sealed_boxes, "sha256").hexdigest()


def _boxes(draft: Draft, row: ProposalRow) -> Mapping[str, Sequence[str]]:
    boxes: Mapping[str, Sequence[str]] = draft.sealer.open(f"remote:{row.page}", row.sealed_boxes)
    return boxes


def take_proposal(
    installation: FilingNeeds, unit: Unit, draft: Draft, proposal: ProposalRow, mark: str, actor: Actor
) -> None:
    """Raises Conflict if the answers differ from `mark`, or it no longer fits or is decided."""
    boxes = _boxes(draft, proposal)
    asked = _proposed(draft_path(installation, draft), proposal, boxes)
    if asked is None or mark != _mark(installation.form_key, draft, asked, proposal):
        raise Conflict("proposal")
    if not remote_sessions.decide(unit, proposal, TAKEN, to_micro(installation.clock.now())):
        raise Conflict("proposal")
    saved = save_page(installation, unit, draft, asked, boxes, draft_environment(installation, draft))
    if saved.mistaken:
        raise Conflict("proposal")
    write_audit(installation, unit, actor, "take proposal", detail=f"{draft.id} {proposal.page}")


def decline_proposal(installation: Basics, unit: Unit, draft: Draft, proposal: ProposalRow, actor: Actor) -> None:
    """Idempotent."""
    if remote_sessions.decide(unit, proposal, DECLINED, to_micro(installation.clock.now())):
        write_audit(installation, unit, actor, "decline proposal", detail=f"{draft.id} {proposal.page}")
