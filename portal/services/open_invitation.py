"""Opens an invitation: code and known fact, then a draft for whoever may have it. Nobody learns from an answer whether a
code is wrong, unknown or somebody else's; how far an invitation has got is told to who knows both."""

import hmac
from dataclasses import dataclass

from portal.clock import from_micro, to_micro, tokyo_day
from portal.db import Unit
from portal.errors import InvitationAnswered, InvitationClosed, InvitedIsAnother
from portal.services import throttle
from portal.services.actor import Actor
from portal.services.answer_invitation import rows_of
from portal.services.campaigns import PREVIEW, Campaign, opened, prefill_of
from portal.services.drafts import draft_of_resident, save_draft, start_draft
from portal.services.installation import Installation
from portal.services.invitation_code import code_hash, fact_hash
from portal.services.letter_pass import read_letter_pass, written_pass
from portal.services.people_in import folded_name
from portal.services.sessions import Session
from portal.services.sign_in_resident import card_of
from portal.services.throttle import Limit
from portal.services.write_audit import write_audit
from portal.store import applications, campaigns, invitations
from portal.store.invitations import InvitationRow

BY_CODE = Limit("invitation by code", 5, 3600)
BY_CODE_A_DAY = Limit("invitation by code a day", 15, 86_400)
# Several of a household, or of a hall, open their letters behind one address.
BY_PLACE = Limit("invitation by address", 60, 600)
_NOTHING = bytes(32)
_PASS, _PASS_MINUTES = "pass", 30


@dataclass(frozen=True)
class Invited:
    """An invitation whose code and fact were both right."""

    row: InvitationRow
    campaign: Campaign
    expired: bool

    @property
    def answered(self) -> bool:
        return self.row.answered_by is not None


@dataclass(frozen=True)
class AnswerHint:
    """What may be told of an answer that is in: no data of it. `ending`: the last signs of the receipt number."""

    ending: str
    day: str


def count_try(installation: Installation, unit: Unit, code: str, place: str) -> None:
    """TooMany. Commit before anything is looked up, whatever comes of it."""
    throttle.count(installation, unit, BY_PLACE, place)
    throttle.count(installation, unit, BY_CODE, code)
    throttle.count(installation, unit, BY_CODE_A_DAY, code)


def find_invitation(installation: Installation, unit: Unit, code: str, birth: str, place: str) -> Invited | None:
    """None if anything does not fit; the same statements and the same work whichever it is."""
    row = invitations.by_code(unit, code_hash(installation, code))
    campaign = campaigns.by_id(unit, row.campaign_id if row else 0)
    expected = (row.fact_hash if row else None) or _NOTHING
    right = hmac.compare_digest(expected, fact_hash(installation, code, birth))
    actor = Actor("guest", "invited", place=place)
    if not right or row is None or campaign is None or campaign.state == PREVIEW:
        write_audit(installation, unit, actor, "fail to open invitation")
        return None
    write_audit(installation, unit, actor, "know invitation", detail=str(row.id))
    throttle.forget(installation, unit, BY_CODE, code)
    found = opened(installation, campaign)
    return Invited(row, found, found.expired(installation.clock.today()))


def answer_hint(unit: Unit, invited: Invited) -> AnswerHint | None:
    row = applications.by_uid(unit, invited.row.answered_by or "")
    if row is None:
        return None
    return AnswerHint(row.receipt_number[-3:], tokyo_day(from_micro(row.arrived_at)).isoformat())


def make_pass(installation: Installation, invited: Invited, browser: str) -> str:
    """For the way over the card provider and back: names the invitation to this browser alone, for half an hour."""
    now = installation.clock.now()
    return written_pass(installation.invitation_key, _PASS, invited.row.id, browser, now, _PASS_MINUTES)


def read_pass(installation: Installation, unit: Unit, shown: str, browser: str) -> Invited | None:
    """None where it is none of ours, of another browser, or too old."""
    read = read_letter_pass(shown)
    if read is None or not read.holds(installation.invitation_key, _PASS, browser, installation.clock.now()):
        return None
    row = invitations.by_id(unit, read.number)
    campaign = campaigns.by_id(unit, row.campaign_id) if row else None
    if row is None or campaign is None:
        return None
    found = opened(installation, campaign)
    return Invited(row, found, found.expired(installation.clock.today()))


def open_invitation(installation: Installation, unit: Unit, invited: Invited, session: Session, place: str) -> str:
    """The id of the draft: the one that this person has of it, or a new one. InvitationAnswered, InvitationClosed;
    InvitedIsAnother where the procedure wants a card, and the card is somebody else's."""
    row, campaign, person_id = invited.row, invited.campaign, session.person_id or ""
    procedure = installation.catalogue.current(campaign.row.procedure)
    if procedure.sign_in != "none" and not _is_invited(installation, unit, invited, person_id):
        write_audit(installation, unit, Actor("resident", person_id, place=place), "fail to open invitation")
        raise InvitedIsAnother("card")
    if invited.answered:
        raise InvitationAnswered("invitation")
    now = to_micro(installation.clock.now())
    if invited.expired or not invitations.mark_opened(unit, row.id, now):
        raise InvitationClosed("invitation")
    there = invitations.draft_of(unit, row.id, person_id)
    if there is not None:
        return there
    draft_id = start_draft(installation, unit, procedure, "online", person_id=person_id)
    draft = draft_of_resident(installation, unit, session, procedure.id, draft_id)
    invitations.add_opening(unit, draft_id, row.id, person_id, now)
    found = invitations.prefill(unit, draft_id)
    known = prefill_of(installation, found) if found else {}
    # Which rows there are is the frame of the questions; what stands in them is answered by whoever reads it.
    save_draft(installation, unit, draft, rows_of(draft.procedure, known), frozenset())
    write_audit(
        installation,
        unit,
        Actor("resident", person_id, place=place),
        "open invitation",
        detail=f"{procedure.id} {row.id}",
    )
    return draft_id


def _is_invited(installation: Installation, unit: Unit, invited: Invited, person_id: str) -> bool:
    """Whether the card tells the name and the birth that the letter was written to."""
    card, person = card_of(installation, unit, person_id)["attributes"], invited.campaign.person(invited.row)
    same_name = bool(card["name"]) and folded_name(card["name"]) == folded_name(person.name)
    return same_name and card["birth"] == person.birth
