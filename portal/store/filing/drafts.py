from dataclasses import dataclass

from sqlalchemy import and_, bindparam, case, delete, exists, select, update

from portal.db import Unit
from portal.models.bundles.bundle_part import BundlePart
from portal.models.campaigns.invitation_opening import InvitationOpening
from portal.models.filing.draft import Draft
from portal.models.filing.draft_code import DraftCode
from portal.models.filing.remote_proposal import RemoteProposal
from portal.models.filing.remote_session import RemoteSession
from portal.models.residents.contact import Contact
from portal.models.residents.draft_source import DraftSource
from portal.models.residents.kept_post import KeptPost
from portal.models.residents.person import Person
from portal.models.staff.staff import Staff
from portal.store.filing.draft_codes import WHOLE
from portal.store.filing.remote_sessions import AGREED, ASKED
from portal.store.residents.draft_sources import SourceRow
from portal.store.statements import bound, by, columns, every, insert_into, one, rows, run, sql


@dataclass(frozen=True)
class DraftRow:
    id: str
    procedure: str
    meaning: str
    door: str
    person_id: str | None
    staff_id: int | None
    key_id: str
    wrapped_key: bytes
    sealed_answers: bytes
    seen: str
    revision: int
    made_at: int
    changed_at: int
    sealed_carried: bytes | None = None  # shown to the owner after a move to a newer version
    sealed_helped: bytes | None = None  # written by a helper and not yet read by the owner
    member_id: int | None = None  # of a company: whose account wrote last


@dataclass(frozen=True)
class OpenedRow:
    draft: DraftRow
    bundle: str
    kept_by_code: bool
    invited: bool  # begun from a letter
    reachable: bool  # its person has a proved contact
    typed: bool  # input that was not sent is kept
    signed_in_at: int | None  # of its person
    present: tuple[str, str] | None  # (state or PROPOSED, name) of the clerk who looks on
    sources: tuple[SourceRow, ...]


MOST_OLD = 500
PROPOSED = "proposed"  # an answer of the clerk waits for the word of who writes
_draft = Draft.table
_contact = Contact.table
_part = BundlePart.table
_code = DraftCode.table
_remote = RemoteSession.table
_proposal = RemoteProposal.table
_member = Staff.table
_source = DraftSource.table
_opening = InvitationOpening.table
_person = Person.table
_kept = KeptPost.table
_LIVE = _draft.c.discarded_at.is_(None)
_DISCARDED_AT = _draft.c.discarded_at
_LATEST = rows(DraftRow, Draft).where(_LIVE).order_by(_draft.c.changed_at.desc()).limit(50)
_WITH_INSTANT = select(*columns(DraftRow, Draft), _DISCARDED_AT).order_by(_DISCARDED_AT.desc()).limit(50)
# Drafts that are filed together expire on the same day, so the first of them represents all.
_own, _other, _earlier = _part.alias("own"), _part.alias("other"), _draft.alias("earlier")
_FIRST = ~(
    select(_own.c.uid)
    .select_from(
        _own.join(_other, and_(_other.c.bundle_id == _own.c.bundle_id, _other.c.place < _own.c.place)).join(
            _earlier, and_(_earlier.c.id == _other.c.uid, _earlier.c.discarded_at.is_(None))
        )
    )
    .where(_own.c.uid == _draft.c.id)
    .exists()
)
_NEXT = {"revision": _draft.c.revision + 1}
_ADD = sql(insert_into(Draft, DraftRow))
_BY_ID = sql(rows(DraftRow, Draft).where(by(_draft.c.id), _LIVE))
_DRAFT = columns(DraftRow, Draft)
_WIDTH = len(_DRAFT)
_SOURCE = _WIDTH + 8  # where the columns of a source begin
_RUNNING = and_(
    _remote.c.draft_id == _draft.c.id,
    _remote.c.state.in_((ASKED, AGREED)),
    _remote.c.ends_at > bindparam("now"),
)
_KEPT = exists(_code.c.draft_id).where(_code.c.draft_id == _draft.c.id, _code.c.rights == WHOLE)
_INVITED = exists(_opening.c.draft_id).where(_opening.c.draft_id == _draft.c.id)
_REACHABLE = exists(_contact.c.id).where(_contact.c.person_id == _draft.c.person_id, _contact.c.state == "proved")
_PROPOSED = exists(_proposal.c.id).where(
    _proposal.c.session_id == _remote.c.id, _proposal.c.state == "open", _remote.c.state == AGREED
)
_TYPED = exists(_kept.c.draft_id).where(_kept.c.draft_id == _draft.c.id)
_OPENED = sql(
    select(
        *_DRAFT,
        _part.c.bundle_id,
        _KEPT,
        _INVITED,
        _REACHABLE,
        _TYPED,
        _person.c.signed_in_at,
        case((_PROPOSED, PROPOSED), else_=_remote.c.state).label("remote"),
        _member.c.name,
        *columns(SourceRow, DraftSource),
    )
    .select_from(
        _draft.outerjoin(_part, _part.c.uid == _draft.c.id)
        .outerjoin(_remote, _RUNNING)
        .outerjoin(_member, _member.c.id == _remote.c.staff_id)
        .outerjoin(_person, _person.c.id == _draft.c.person_id)
        .outerjoin(_source, _source.c.draft_id == _draft.c.id)
    )
    .where(by(_draft.c.id), _LIVE),
    lambda *row: row,
)
_OF_PERSON = sql(_LATEST.where(by(_draft.c.person_id)))
_OF_STAFF = sql(_LATEST.where(by(_draft.c.staff_id)))
_OF_COLLEAGUES = sql(_LATEST.where(_draft.c.staff_id != bindparam("staff_id"), _draft.c.revision > 0))
_SAVE = sql(
    update(_draft)
    .where(by(_draft.c.id, _draft.c.revision))
    .values(bound("sealed_answers", "seen", "changed_at", "sealed_carried", "sealed_helped", "member_id") | _NEXT)
)
# `changed_at` stays, and with it the day of deletion, because the resident did not edit the draft.
_MOVE = sql(
    update(_draft)
    .where(by(_draft.c.id, _draft.c.revision))
    .values(bound("meaning", "sealed_answers", "seen", "sealed_carried") | _NEXT)
)
_CHANGE_DOOR = sql(update(_draft).where(by(_draft.c.id)).values(bound("door")))
# People without a verified address cannot be notified.
_UNCHANGED = sql(
    select(_draft.c.id, _draft.c.person_id, _draft.c.procedure, _draft.c.changed_at)
    .where(
        _draft.c.changed_at > bindparam("after"),
        _draft.c.changed_at <= bindparam("last"),
        _draft.c.id > bindparam("seen"),
        _LIVE,
        _draft.c.person_id.in_(select(_contact.c.person_id).where(_contact.c.state == "proved")),
        _FIRST,
    )
    .order_by(_draft.c.id)
    .limit(200)
)
_TAKE_TO_COUNTER = sql(update(_draft).where(by(_draft.c.id)).values(bound("staff_id", "door") | _NEXT))
_GIVE_BACK = sql(update(_draft).where(by(_draft.c.id)).values({"staff_id": None, "door": "online"} | _NEXT))
# This changes no value. It locks the row until the transaction ends.
_LOCK = sql(update(_draft).where(by(_draft.c.id)).values(revision=_draft.c.revision))
_DISCARD = sql(update(_draft).where(by(_draft.c.id)).values({"discarded_at": bindparam("now")} | _NEXT))
_IS_DISCARDED = sql(select(_draft.c.id).where(by(_draft.c.id), _DISCARDED_AT.is_not(None)))
_RESTORE = sql(update(_draft).where(by(_draft.c.id)).values({"discarded_at": None} | _NEXT))
_DISCARDED = sql(_WITH_INSTANT.where(by(_draft.c.person_id), _DISCARDED_AT.is_not(None)))
# Drafts begun at home have a person and go back to their owner instead.
_DISCARDED_VISITS = sql(
    _WITH_INSTANT.where(
        _draft.c.staff_id.is_not(None), _draft.c.person_id.is_(None), bindparam("after") < _DISCARDED_AT
    )
)
_REMOVE_DISCARDED_OF = sql(delete(_draft).where(by(_draft.c.person_id, _draft.c.procedure), _DISCARDED_AT.is_not(None)))
_REMOVE_DISCARDED = sql(delete(_draft).where(bindparam("before") >= _DISCARDED_AT))
_REMOVE = sql(delete(_draft).where(by(_draft.c.id)))
_SEND = sql(delete(_draft).where(by(_draft.c.id, _draft.c.revision)))
# The DELETE checks `changed_at` again, because a draft saved in the meantime is no longer old.
_old = _draft.alias("old")
_REMOVE_OLD = sql(
    delete(_draft).where(
        _draft.c.changed_at < bindparam("before"),
        _draft.c.id.in_(
            select(_old.c.id)
            .where(_old.c.changed_at < bindparam("before"))
            .order_by(_old.c.changed_at)
            .limit(bindparam("most"))
        ),
    )
)


def add(unit: Unit, draft: DraftRow) -> None:
    run(unit, _ADD, vars(draft))


def by_id(unit: Unit, draft_id: str) -> DraftRow | None:
    return one(unit, _BY_ID, id=draft_id)


def opened(unit: Unit, draft_id: str, now: int) -> OpenedRow | None:
    """None also if discarded."""
    rows = every(unit, _OPENED, id=draft_id, now=now)
    if not rows:
        return None
    draft = DraftRow(*rows[0][:_WIDTH])
    bundle, kept, invited, reachable, typed, signed_in_at, state, name = rows[0][_WIDTH:_SOURCE]
    present = (state, name) if name else None
    sources = (SourceRow(*row[_SOURCE:]) for row in rows if row[_SOURCE] is not None)
    return OpenedRow(
        draft, bundle or "", bool(kept), bool(invited), bool(reachable), bool(typed), signed_in_at, present, tuple(sources)
    )  # fmt: skip


def of_person(unit: Unit, person_id: str) -> list[DraftRow]:
    return every(unit, _OF_PERSON, person_id=person_id)


def of_staff(unit: Unit, staff_id: int) -> list[DraftRow]:
    return every(unit, _OF_STAFF, staff_id=staff_id)


def of_colleagues(unit: Unit, staff_id: int) -> list[DraftRow]:
    return every(unit, _OF_COLLEAGUES, staff_id=staff_id)


def save(unit: Unit, draft: DraftRow) -> bool:
    return run(unit, _SAVE, vars(draft)).rowcount == 1


def move(unit: Unit, draft: DraftRow) -> bool:
    return run(unit, _MOVE, vars(draft)).rowcount == 1


def change_door(unit: Unit, draft_id: str, door: str) -> None:
    run(unit, _CHANGE_DOOR, {"id": draft_id, "door": door})


def take_to_counter(unit: Unit, draft_id: str, staff_id: int, door: str) -> None:
    run(unit, _TAKE_TO_COUNTER, {"id": draft_id, "staff_id": staff_id, "door": door})


def give_back(unit: Unit, draft_id: str) -> None:
    run(unit, _GIVE_BACK, {"id": draft_id})


def lock(unit: Unit, draft_id: str) -> bool:
    """Until the transaction ends; a second caller waits. Before other writes to the draft: prevents deadlocks."""
    return run(unit, _LOCK, {"id": draft_id}).rowcount == 1


def send(unit: Unit, draft_id: str, revision: int) -> bool:
    """False if saved since `revision` was read: that change must not be lost."""
    return run(unit, _SEND, {"id": draft_id, "revision": revision}).rowcount == 1


def discard(unit: Unit, draft_id: str, now: int) -> None:
    run(unit, _DISCARD, {"id": draft_id, "now": now})


def restore(unit: Unit, draft_id: str) -> None:
    run(unit, _RESTORE, {"id": draft_id})


def is_discarded(unit: Unit, draft_id: str) -> bool:
    return one(unit, _IS_DISCARDED, id=draft_id) is not None


def discarded_of_person(unit: Unit, person_id: str) -> list[tuple[DraftRow, int]]:
    return [(DraftRow(*row[:-1]), row[-1]) for row in every(unit, _DISCARDED, person_id=person_id)]


def discarded_at_counter(unit: Unit, after: int) -> list[tuple[DraftRow, int]]:
    return [(DraftRow(*row[:-1]), row[-1]) for row in every(unit, _DISCARDED_VISITS, after=after)]


def remove_discarded_of(unit: Unit, person_id: str, procedure: str) -> None:
    run(unit, _REMOVE_DISCARDED_OF, {"person_id": person_id, "procedure": procedure})


def remove_discarded(unit: Unit, before: int) -> int:
    return run(unit, _REMOVE_DISCARDED, {"before": before}).rowcount


def remove(unit: Unit, draft_id: str) -> None:
    run(unit, _REMOVE, {"id": draft_id})


def remove_unchanged_since(unit: Unit, before: int) -> int:
    """At most MOST_OLD, oldest first."""
    return run(unit, _REMOVE_OLD, {"before": before, "most": MOST_OLD}).rowcount


def unchanged_between(unit: Unit, after: int, last: int, seen: str) -> list[tuple[str, str, str, int]]:
    """(id, person, procedure, last change), at most 200 after id `seen`."""
    return [tuple(row) for row in every(unit, _UNCHANGED, after=after, last=last, seen=seen)]
