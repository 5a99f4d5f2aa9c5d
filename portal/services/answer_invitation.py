"""What a letter filled in for a draft, the two taps of who has nothing to change, and the one answer that it may have."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from forms.answers import Answers
from forms.field import Value
from forms.path import Path, walk
from forms.procedure import Field, Procedure, full_name
from portal.db import Unit
from portal.errors import InvitationAnswered, InvitationClosed
from portal.services.campaigns import prefill_of
from portal.services.drafts import OWNER, Draft, draft_environment, save_draft
from portal.services.installation import Installation
from portal.services.people_in import people_in
from portal.services.protect import protected_among
from portal.store import invitations


def rows_of(procedure: Procedure, answers: Answers) -> dict[str, Value]:
    """Only the numbers of rows."""
    repeats = {repeat.id for repeat in procedure.repeats}
    return {key: value for key, value in answers.items() if full_name(key) in repeats and isinstance(value, list)}


def invited_answers(installation: Installation, unit: Unit, draft: Draft) -> Mapping[str, Value]:
    """What the letter's list says, by key; {} for a draft of no letter, where somebody of it is protected meanwhile, and for
    who came to the draft by a code (D42). Known, and no answer until its owner sent it."""
    found = invitations.prefill(unit, draft.id) if draft.access == OWNER else None
    if found is None:
        return {}
    answers = prefill_of(installation, found)
    named = people_in(draft.procedure, answers)
    return {} if protected_among(installation, unit, named) else answers


@dataclass(frozen=True)
class Unchanged:
    """The draft as it would be sent if nothing has changed. `agreed`: the consents that the one press gives."""

    path: Path
    answers: Answers
    agreed: Sequence[Field]


def unchanged(installation: Installation, draft: Draft, known: Mapping[str, Value]) -> Unchanged:
    """Answers of one's own come first. A consent may open further questions, and each step sees those before."""
    environment = draft_environment(installation, draft)
    answers: dict[str, Value] = {**known, **draft.answers}
    path, agreed = walk(draft.procedure, answers, environment), dict[str, Field]()
    while open_ones := [one for one in path.fields if one.type.id == "consent" and one.id not in answers]:
        agreed |= {one.id: one for one in open_ones}
        answers |= {one.id: True for one in open_ones}
        path = walk(draft.procedure, answers, environment)
    return Unchanged(path, answers, tuple(agreed.values()))


def take_unchanged(installation: Installation, unit: Unit, draft: Draft, known: Mapping[str, Value]) -> Path:
    """Everything that was shown becomes an answer, and its pages were seen. Conflict if another window saved since."""
    found = unchanged(installation, draft, known)
    closed = frozenset(asked.page.id for asked in found.path.pages if not asked.open)
    asked = {name: value for name, value in found.answers.items() if name in found.path.asked}
    # Rows stand even where a rule hides them now: a slip that is taken back loses nothing.
    answers = {**draft.answers, **rows_of(draft.procedure, found.answers), **asked}
    save_draft(installation, unit, draft, answers, draft.seen | closed)
    return found.path


def answer_invitation(unit: Unit, draft_id: str, now: int) -> None:
    """Within the sending of the draft: the letter it came of is answered now. InvitationAnswered if another draft was
    sent first, InvitationClosed if the section called it back. A draft of no letter passes."""
    invitation_id = invitations.opening(unit, draft_id)
    if invitation_id is None or invitations.mark_answered(unit, invitation_id, draft_id, now):
        return
    row = invitations.by_id(unit, invitation_id)
    raise InvitationAnswered("invitation") if row and row.answered_by else InvitationClosed("invitation")
