"""A letter is answered once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from forms.answers import Answers
from forms.definition.field import Value
from forms.definition.procedure import Field, Procedure, full_name
from forms.path.path import Path, walk
from portal.db import Unit
from portal.errors import InvitationAnswered, InvitationClosed
from portal.services.campaigns.campaigns import prefill_of
from portal.services.filing.drafts import OWNER, Draft, draft_environment, save_draft
from portal.services.residents.protect import locating_fields
from portal.services.shared.needs import Basics, HasNumberKeys, Records
from portal.services.shared.people_in import spot_of
from portal.store.campaigns import invitations


def rows_of(procedure: Procedure, answers: Answers) -> dict[str, Value]:
    repeats = {repeat.id for repeat in procedure.repeats}
    return {key: value for key, value in answers.items() if full_name(key) in repeats and isinstance(value, list)}


def invited_answers(installation: Records, unit: Unit, draft: Draft) -> Mapping[str, Value]:
    """{} without a letter, or for helpers with a code (D42). Only a card of the invited person shows where they live (D202)."""
    prefilled = invitations.prefill(unit, draft.id) if draft.invited and draft.access == OWNER else None
    if prefilled is None:
        return {}
    answers, procedure = prefill_of(installation.keys, prefilled), draft.procedure
    home = spot_of(procedure, procedure.principal.get("name", "")) if procedure.sign_in != "none" else None
    located = locating_fields(procedure, [key for key in answers if full_name(key) in procedure.by_name])
    return {key: value for key, value in answers.items() if key not in located or spot_of(procedure, key) == home}


@dataclass(frozen=True)
class Unchanged:
    path: Path
    answers: Answers
    agreed: Sequence[Field]


def unchanged(installation: Basics, draft: Draft, known: Mapping[str, Value]) -> Unchanged:
    """A consent may open further questions."""
    environment = draft_environment(installation, draft)
    answers: dict[str, Value] = {**known, **draft.answers}
    path, agreed = walk(draft.procedure, answers, environment), dict[str, Field]()
    while open_ones := [field for field in path.fields if field.type.id == "consent" and field.id not in answers]:
        agreed |= {field.id: field for field in open_ones}
        answers |= {field.id: True for field in open_ones}
        path = walk(draft.procedure, answers, environment)
    return Unchanged(path, answers, tuple(agreed.values()))


def take_unchanged(installation: HasNumberKeys, unit: Unit, draft: Draft, known: Mapping[str, Value]) -> Path:
    proposal = unchanged(installation, draft, known)
    closed = frozenset(asked.page.id for asked in proposal.path.pages if not asked.open)
    asked = {name: value for name, value in proposal.answers.items() if name in proposal.path.asked}
    # Rows hidden by a rule are kept, so that undoing a mistake loses nothing.
    answers = {**draft.answers, **rows_of(draft.procedure, proposal.answers), **asked}
    save_draft(installation, unit, draft, answers, draft.seen | closed)
    return proposal.path


def answer_invitation(unit: Unit, draft_id: str, now: int) -> None:
    """In the sending transaction. Raises InvitationAnswered, InvitationClosed."""
    invitation_id = invitations.opening(unit, draft_id)
    if invitation_id is None or invitations.mark_answered(unit, invitation_id, draft_id, now):
        return
    row = invitations.by_id(unit, invitation_id)
    raise InvitationAnswered("invitation") if row and row.answered_by else InvitationClosed("invitation")
