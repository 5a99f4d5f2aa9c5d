"""One statement sets `answered_by`: of two concurrent answers one is accepted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, bindparam, func, select, true, update

from portal.db import Unit
from portal.models.campaigns.campaign import Campaign
from portal.models.campaigns.invitation import Invitation
from portal.models.campaigns.invitation_opening import InvitationOpening
from portal.models.filing.draft import Draft
from portal.models.residents.person import Person
from portal.store.statements import bound, by, every, exactly, insert_into, one, rows, run, sql


@dataclass(frozen=True)
class InvitationRow:
    id: int
    campaign_id: int
    number: int
    state: str
    code_hash: bytes | None
    fact_hash: bytes | None
    sealed_person: bytes
    sealed_prefill: bytes | None
    sealed_code: bytes | None
    printed: int = 0
    printed_at: int | None = None
    reminded: int = 0
    opened_at: int | None = None
    answered_at: int | None = None
    answered_by: str | None = None


@dataclass(frozen=True)
class Counts:
    people: int
    printed: int
    opened: int
    answered: int
    ready: int
    by_hand: int
    stopped: int
    silent: int


_invitation = Invitation.table
_opening = InvitationOpening.table
_campaign = Campaign.table
_draft = Draft.table
_person = Person.table
_READY = _invitation.c.state == "ready"
_SILENT = and_(_READY, _invitation.c.answered_by.is_(None))
_STOPPED = _invitation.c.state.in_(("stopped", "revoked"))
_ADD = sql(insert_into(Invitation, InvitationRow, but=("id", "printed_at", "opened_at", "answered_at", "answered_by")))
_BY_CODE = sql(rows(InvitationRow, Invitation).where(by(_invitation.c.code_hash)))
_BY_ID = sql(rows(InvitationRow, Invitation).where(by(_invitation.c.id)))
_BY_NUMBER = sql(rows(InvitationRow, Invitation).where(by(_invitation.c.campaign_id, _invitation.c.number)))
# Filters for the list of a campaign.
WHICH: "Mapping[str, ColumnElement[bool]]" = {
    "all": true(),
    "rest": and_(
        _invitation.c.answered_by.is_(None), _invitation.c.state != "stopped", _invitation.c.state != "revoked"
    ),
    "silent": _SILENT,
    "opened": and_(_SILENT, _invitation.c.opened_at.is_not(None)),
    "answered": _invitation.c.answered_by.is_not(None),
    "by_hand": _invitation.c.state == "by_hand",
    "stopped": _STOPPED,
}
_PAGE = (
    rows(InvitationRow, Invitation)
    .where(by(_invitation.c.campaign_id), _invitation.c.number > bindparam("after"))
    .order_by(_invitation.c.number)
    .limit(bindparam("most"))
)
_PAGES = {name: sql(_PAGE.where(which)) for name, which in WHICH.items()}


def _count(condition: "ColumnElement[bool]") -> "ColumnElement[int]":
    return func.count().filter(condition)


_COUNTS = sql(
    select(
        func.count(),
        _count(_invitation.c.printed > 0),
        _count(_invitation.c.opened_at.is_not(None)),
        _count(_invitation.c.answered_by.is_not(None)),
        _count(_READY),
        _count(_invitation.c.state == "by_hand"),
        _count(_STOPPED),
        _count(_SILENT),
    )
    .select_from(_invitation)
    .where(by(_invitation.c.campaign_id)),
    Counts,
)
_PRINTED = sql(
    update(_invitation)
    .where(by(_invitation.c.id))
    .values(printed=_invitation.c.printed + 1, printed_at=bindparam("at"))
)
_REMINDED = sql(update(_invitation).where(by(_invitation.c.id)).values(reminded=_invitation.c.reminded + 1))
_CLOSE = sql(
    update(_invitation)
    .where(by(_invitation.c.id), _SILENT)
    .values(bound("state") | {"code_hash": None, "fact_hash": None, "sealed_code": None, "sealed_prefill": None})
)
_FORGET = sql(update(_invitation).where(by(_invitation.c.campaign_id)).values(sealed_code=None, sealed_prefill=None))
# The statement also locks the row, so that the second of two tabs opened at once waits for the first.
_OPEN = sql(
    update(_invitation)
    .where(by(_invitation.c.id), _READY)
    .values(opened_at=func.coalesce(_invitation.c.opened_at, bindparam("at")))
)
_ANSWER = sql(
    update(_invitation)
    .where(by(_invitation.c.id), _SILENT)
    .values(answered_by=bindparam("draft_id"), answered_at=bindparam("at"), sealed_prefill=None)
)
_ADD_OPENING = sql(insert_into(InvitationOpening, beside=("draft_id", "invitation_id", "person_id", "at")))
_OPENING = sql(select(_opening.c.invitation_id).where(by(_opening.c.draft_id)), int)
_DRAFT_OF = sql(
    select(_draft.c.id)
    .join_from(_opening, _draft, _draft.c.id == _opening.c.draft_id)
    .where(by(_opening.c.invitation_id, _draft.c.person_id), _draft.c.discarded_at.is_(None))
    .order_by(_opening.c.at.desc())
    .limit(1),
    str,
)
_PERSON_OF = sql(
    select(_opening.c.person_id)
    .join_from(_opening, _person, _person.c.id == _opening.c.person_id)
    .where(by(_opening.c.invitation_id), _person.c.issuer != "guest")
    .order_by(_opening.c.at.desc())
    .limit(1),
    str,
)
_WITH_CAMPAIGN = _opening.join(_invitation, _invitation.c.id == _opening.c.invitation_id).join(
    _campaign, _campaign.c.id == _invitation.c.campaign_id
)
_OPENED_BY = sql(
    select(_draft.c.id, _draft.c.procedure, _campaign.c.expires)
    .select_from(_WITH_CAMPAIGN.join(_draft, _draft.c.id == _opening.c.draft_id))
    .where(
        by(_opening.c.person_id),
        _campaign.c.state == "open",
        _campaign.c.expires >= bindparam("today"),
        _SILENT,
        _draft.c.discarded_at.is_(None),
    )
    .order_by(_campaign.c.expires, _opening.c.at)
)
_PREFILL = sql(
    select(
        _campaign.c.uid,
        _campaign.c.key_id,
        _campaign.c.wrapped_key,
        _invitation.c.number,
        _invitation.c.sealed_prefill,
    )
    .select_from(_WITH_CAMPAIGN)
    .where(by(_opening.c.draft_id), _invitation.c.sealed_prefill.is_not(None))
)


def add(unit: Unit, invitations: Sequence[InvitationRow]) -> None:
    run(unit, _ADD, [vars(invitation) for invitation in invitations])


def by_code(unit: Unit, code_hash: bytes) -> InvitationRow | None:
    return one(unit, _BY_CODE, code_hash=code_hash)


def by_id(unit: Unit, invitation_id: int) -> InvitationRow | None:
    return one(unit, _BY_ID, id=invitation_id)


def by_number(unit: Unit, campaign_id: int, number: int) -> InvitationRow | None:
    return one(unit, _BY_NUMBER, campaign_id=campaign_id, number=number)


def of_campaign(
    unit: Unit, campaign_id: int, which: str = "all", *, after: int = 0, most: int = 1_000_000
) -> list[InvitationRow]:
    return every(unit, _PAGES[which], campaign_id=campaign_id, after=after, most=most)


def counts(unit: Unit, campaign_id: int) -> Counts:
    return exactly(unit, _COUNTS, campaign_id=campaign_id)


def count_print(unit: Unit, ids: Sequence[int], at: int) -> None:
    run(unit, _PRINTED, [{"id": invitation_id, "at": at} for invitation_id in ids])


def count_reminder(unit: Unit, ids: Sequence[int]) -> None:
    run(unit, _REMINDED, [{"id": invitation_id} for invitation_id in ids])


def close(unit: Unit, invitation_id: int, to: str) -> bool:
    return run(unit, _CLOSE, {"id": invitation_id, "state": to}).rowcount == 1


def forget_contents(unit: Unit, campaign_id: int) -> None:
    run(unit, _FORGET, {"campaign_id": campaign_id})


def mark_opened(unit: Unit, invitation_id: int, at: int) -> bool:
    return run(unit, _OPEN, {"id": invitation_id, "at": at}).rowcount == 1


def mark_answered(unit: Unit, invitation_id: int, draft_id: str, at: int) -> bool:
    return run(unit, _ANSWER, {"id": invitation_id, "draft_id": draft_id, "at": at}).rowcount == 1


def add_opening(unit: Unit, draft_id: str, invitation_id: int, person_id: str, at: int) -> None:
    run(unit, _ADD_OPENING, {"draft_id": draft_id, "invitation_id": invitation_id, "person_id": person_id, "at": at})


def opening(unit: Unit, draft_id: str) -> int | None:
    return one(unit, _OPENING, draft_id=draft_id)


def draft_of(unit: Unit, invitation_id: int, person_id: str) -> str | None:
    return one(unit, _DRAFT_OF, invitation_id=invitation_id, person_id=person_id)


def person_of(unit: Unit, invitation_id: int) -> str | None:
    """Excludes guests."""
    return one(unit, _PERSON_OF, invitation_id=invitation_id)


def opened_by(unit: Unit, person_id: str, today: str) -> list[tuple[str, str, str]]:
    """(draft, procedure, last day)."""
    return [(row[0], row[1], row[2]) for row in every(unit, _OPENED_BY, person_id=person_id, today=today)]


def prefill(unit: Unit, draft_id: str) -> tuple[str, str, bytes, int, bytes] | None:
    """(uid, key id, wrapped key, number, sealed prefill)."""
    return one(unit, _PREFILL, draft_id=draft_id)
