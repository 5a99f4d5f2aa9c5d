"""By code and fact; both are needed to learn its state."""

import hmac
from dataclasses import dataclass

from integrations.sockets.interfaces import KeyStore
from portal.clock import from_micro, to_micro, tokyo_day
from portal.db import Unit
from portal.errors import InvitationAnswered, InvitationClosed, InvitedIsAnother
from portal.services.campaigns.answer_invitation import rows_of
from portal.services.campaigns.campaigns import PREVIEW, Campaign, opened, prefill_of
from portal.services.filing.drafts import draft_of_resident, save_draft, start_draft
from portal.services.notices.letter_pass import read_letter_pass, written_pass
from portal.services.residents.sign_in_resident import card_of
from portal.services.shared import throttle
from portal.services.shared.invitation_code import code_hash, fact_hash
from portal.services.shared.needs import Basics, HasInvitationKey, HasNumberKeys
from portal.services.shared.people_in import folded_name
from portal.services.shared.sessions import Session
from portal.services.shared.throttle import Limit
from portal.services.shared.write_audit import Actor, write_audit
from portal.store.campaigns import campaigns, invitations
from portal.store.campaigns.invitations import InvitationRow
from portal.store.cases import applications

BY_CODE = Limit("invitation by code", 5, 3600)
BY_CODE_A_DAY = Limit("invitation by code a day", 15, 86_400)
# A household or a whole hall may open letters from one address.
BY_PLACE = Limit("invitation by address", 60, 600)
_NOTHING = bytes(32)
_PASS, _PASS_MINUTES = "pass", 30


@dataclass(frozen=True)
class Invited:
    row: InvitationRow
    campaign: Campaign
    expired: bool

    @property
    def answered(self) -> bool:
        return self.row.answered_by is not None


@dataclass(frozen=True)
class AnswerHint:
    ending: str
    day: str


def count_try(installation: Basics, unit: Unit, code: str, place: str) -> None:
    """Raises TooMany. Commit before the look-up."""
    throttle.count(installation, unit, BY_PLACE, place)
    throttle.count(installation, unit, BY_CODE, code)
    throttle.count(installation, unit, BY_CODE_A_DAY, code)


def find_invitation(installation: HasInvitationKey, unit: Unit, code: str, birth: str, place: str) -> Invited | None:
    """Every failure takes the same statements and work."""
    row = invitations.by_code(unit, code_hash(installation.invitation_key, code))
    campaign = campaigns.by_id(unit, row.campaign_id if row else 0)
    expected = (row.fact_hash if row else None) or _NOTHING
    right = hmac.compare_digest(expected, fact_hash(installation.invitation_key, code, birth))
    actor = Actor("guest", "invited", place=place)
    if not right or row is None or campaign is None or campaign.state == PREVIEW:
        write_audit(installation, unit, actor, "fail to open invitation")
        return None
    write_audit(installation, unit, actor, "know invitation", detail=str(row.id))
    throttle.forget(installation.throttle_key, unit, BY_CODE, code)
    throttle.give_back(installation, unit, BY_PLACE, place)
    invitation_campaign = opened(installation.keys, campaign)
    return Invited(row, invitation_campaign, invitation_campaign.expired(installation.clock.today()))


def answer_hint(unit: Unit, invited: Invited) -> AnswerHint | None:
    row = applications.by_uid(unit, invited.row.answered_by or "")
    if row is None:
        return None
    return AnswerHint(row.receipt_number[-3:], tokyo_day(from_micro(row.arrived_at)).isoformat())


def make_pass(installation: HasInvitationKey, invited: Invited, browser: str) -> str:
    """Bound to this browser, valid for half an hour."""
    now = installation.clock.now()
    return written_pass(installation.invitation_key, _PASS, invited.row.id, browser, now, _PASS_MINUTES)


def read_pass(installation: HasInvitationKey, unit: Unit, shown: str, browser: str) -> Invited | None:
    """None if forged, foreign or expired."""
    read = read_letter_pass(shown)
    if read is None or not read.holds(installation.invitation_key, _PASS, browser, installation.clock.now()):
        return None
    row = invitations.by_id(unit, read.number)
    campaign = campaigns.by_id(unit, row.campaign_id) if row else None
    if row is None or campaign is None:
        return None
    invitation_campaign = opened(installation.keys, campaign)
    return Invited(row, invitation_campaign, invitation_campaign.expired(installation.clock.today()))


def open_invitation(installation: HasNumberKeys, unit: Unit, invited: Invited, session: Session, place: str) -> str:
    """Raises InvitationAnswered, InvitationClosed, InvitedIsAnother."""
    row, campaign, person_id = invited.row, invited.campaign, session.person_id or ""
    procedure = installation.catalogue.current(campaign.row.procedure)
    if procedure.sign_in != "none" and not _is_invited(installation.keys, unit, invited, person_id):
        write_audit(installation, unit, Actor("resident", person_id, place=place), "fail to open invitation")
        raise InvitedIsAnother("card")
    if invited.answered:
        raise InvitationAnswered("invitation")
    now = to_micro(installation.clock.now())
    if invited.expired or not invitations.mark_opened(unit, row.id, now):
        raise InvitationClosed("invitation")
    existing = invitations.draft_of(unit, row.id, person_id)
    if existing is not None:
        return existing
    draft_id = start_draft(installation, unit, procedure, "online", person_id=person_id)
    draft = draft_of_resident(installation, unit, session, procedure.id, draft_id)
    invitations.add_opening(unit, draft_id, row.id, person_id, now)
    prefilled = invitations.prefill(unit, draft_id)
    known = prefill_of(installation.keys, prefilled) if prefilled else {}
    # Only the rows are saved: they frame the questions, while the applicant confirms the contents.
    save_draft(installation, unit, draft, rows_of(draft.procedure, known), frozenset())
    write_audit(
        installation,
        unit,
        Actor("resident", person_id, place=place),
        "open invitation",
        detail=f"{procedure.id} {row.id}",
    )
    return draft_id


def _is_invited(keys: KeyStore, unit: Unit, invited: Invited, person_id: str) -> bool:
    card, person = card_of(keys, unit, person_id).get("attributes"), invited.campaign.person(invited.row)
    if card is None:
        return False
    same_name = bool(card["name"]) and folded_name(card["name"]) == folded_name(person.name)
    return same_name and card["birth"] == person.birth
