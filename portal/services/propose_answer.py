"""A clerk proposes the answers of a page; its resident takes them in, or declines. Until then they stand beside the draft, sealed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from forms.binding import Posted, bind, owner
from forms.path import AskedPage, Path
from forms.speech import Speech
from portal.clock import to_micro
from portal.db import Unit
from portal.errors import Closed, Conflict
from portal.services.actor import Actor
from portal.services.check_sections import shown
from portal.services.drafts import Draft, draft_environment, draft_path
from portal.services.find_clash import mark_of
from portal.services.helped_part import owners_alone
from portal.services.installation import Installation
from portal.services.rights import Member
from portal.services.save_page import save_page
from portal.services.write_audit import write_audit
from portal.store import remote_sessions
from portal.store.remote_sessions import ProposalRow, RemoteRow

OPEN, TAKEN, DECLINED = "open", "taken", "declined"
_NOT_BY_WORD = frozenset({"file", "location", "signature", "consent", "note", "computed"})


@dataclass(frozen=True)
class Change:
    """One question: what stands there ("" for nothing), and what is proposed."""

    label: str
    now: str
    new: str


@dataclass(frozen=True)
class Proposal:
    """`fits` is False where the answers have become others, so that it cannot be taken in as it is. `mark`: of the answers that
    `changes` was made from."""

    row: ProposalRow
    changes: tuple[Change, ...]
    fits: bool
    mark: str


def speakable(asked: AskedPage | None) -> AskedPage | None:
    """The page with what a clerk may propose; None where that is nothing: files, signatures and consents are given in person,
    rows come and go by their owner's hand."""
    if asked is None or asked.repeat is not None:
        return None
    fields = tuple(
        one for one in asked.fields if not owners_alone(one) and one.type.control not in _NOT_BY_WORD
    )  # fmt: skip
    return replace(asked, fields=fields) if fields else None


def propose_answer(
    installation: Installation,
    unit: Unit,
    member: Member,
    row: RemoteRow,
    draft: Draft,
    asked: AskedPage,
    posted: Posted,
) -> Path:
    """The path as it would be. With mistakes, or where nothing would change, nothing is proposed. Closed where it has ended
    meanwhile. `asked`: of `speakable`."""
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
    return {box: list(values) for box, values in posted.items() if owner(box, names)}


def open_proposals(
    installation: Installation, unit: Unit, draft: Draft, row: RemoteRow, speech: Speech
) -> list[Proposal]:
    """Those that wait for their resident's word, as `draft` shows them."""
    path = draft_path(installation, draft)
    waiting = [one for one in remote_sessions.proposals(unit, row.id) if one.state == OPEN]
    return [_described(installation, draft, path, one, speech) for one in waiting]


def decided(unit: Unit, row: RemoteRow) -> Mapping[str, str]:
    """How each proposal stands, by page."""
    return {one.page: one.state for one in remote_sessions.proposals(unit, row.id)}


def _described(installation: Installation, draft: Draft, path: Path, row: ProposalRow, speech: Speech) -> Proposal:
    asked = speakable(path.page(row.page))
    if asked is None:
        return Proposal(row, (), False, "")
    names = frozenset(field.id for field in asked.fields)
    after = bind(draft.procedure, names, _boxes(draft, row), draft.answers, draft_environment(installation, draft))
    changes = tuple(
        Change(speech.text(one.label_place, one.label), shown(one, path, speech), shown(one, after, speech))
        for one in asked.fields
        if path.answers.get(one.id) != after.answers.get(one.id)
    )
    return Proposal(row, changes, not after.mistakes, mark_of(installation, draft, sorted(names)))


def _boxes(draft: Draft, row: ProposalRow) -> Mapping[str, Sequence[str]]:
    boxes: Mapping[str, Sequence[str]] = draft.sealer.open(f"remote:{row.page}", row.sealed_boxes)
    return boxes


def take_proposal(
    installation: Installation, unit: Unit, draft: Draft, row: RemoteRow, proposal: ProposalRow, mark: str, actor: Actor
) -> None:
    """Its resident takes it in: saved as their own page is. Conflict where the answers are others than `mark` tells, where it does
    not fit any more, or was decided before. The caller commits."""
    asked = speakable(draft_path(installation, draft).page(proposal.page))
    if asked is None or mark != mark_of(installation, draft, sorted(field.id for field in asked.fields)):
        raise Conflict("proposal")
    if not remote_sessions.decide(unit, proposal, TAKEN, to_micro(installation.clock.now())):
        raise Conflict("proposal")
    saved = save_page(
        installation, unit, draft, asked, _boxes(draft, proposal), draft_environment(installation, draft)
    )  # fmt: skip
    if saved.mistaken:
        raise Conflict("proposal")
    write_audit(installation, unit, actor, "take proposal", detail=f"{draft.id} {proposal.page}")


def decline_proposal(installation: Installation, unit: Unit, draft: Draft, proposal: ProposalRow, actor: Actor) -> None:
    """Declined twice it is declined once."""
    if remote_sessions.decide(unit, proposal, DECLINED, to_micro(installation.clock.now())):
        write_audit(installation, unit, actor, "decline proposal", detail=f"{draft.id} {proposal.page}")
