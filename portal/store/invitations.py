"""Invitations of campaigns and the drafts that came of them. `answered_by` is set once, by one statement: that is what
makes an answer the only one, whoever sends at the same moment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from portal.db import Unit
from portal.store.statements import every, insert, one, run, sql


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


# Who can be written to, and has not answered.
_SILENT = "state = 'ready' AND answered_by IS NULL"
_COLUMNS = (
    "id, campaign_id, number, state, code_hash, fact_hash, sealed_person, sealed_prefill, sealed_code, printed, printed_at, "
    "reminded, opened_at, answered_at, answered_by"
)
_ADD = insert(
    "invitation", "campaign_id", "number", "state", "code_hash", "fact_hash", "sealed_person", "sealed_prefill",
    "sealed_code", "printed", "reminded",
)  # fmt: skip
_BY_CODE = sql(f"SELECT {_COLUMNS} FROM invitation WHERE code_hash = :code_hash")
_BY_ID = sql(f"SELECT {_COLUMNS} FROM invitation WHERE id = :id")
_BY_NUMBER = sql(f"SELECT {_COLUMNS} FROM invitation WHERE campaign_id = :campaign_id AND number = :number")
_PAGE = (
    f"SELECT {_COLUMNS} FROM invitation WHERE campaign_id = :campaign_id AND number > :after AND {{which}} "
    "ORDER BY number LIMIT :most"
)
# What a list of a campaign can be narrowed to.
WHICH: Mapping[str, str] = {
    "all": "1 = 1",
    "rest": "answered_by IS NULL AND state <> 'stopped' AND state <> 'revoked'",
    "silent": _SILENT,
    "opened": f"{_SILENT} AND opened_at IS NOT NULL",
    "answered": "answered_by IS NOT NULL",
    "by_hand": "state = 'by_hand'",
    "stopped": "state IN ('stopped', 'revoked')",
}
_PAGES = {name: sql(_PAGE.format(which=which)) for name, which in WHICH.items()}
_COUNTS = sql(
    "SELECT COUNT(*), COALESCE(SUM(CASE WHEN printed > 0 THEN 1 ELSE 0 END), 0), "
    "COALESCE(SUM(CASE WHEN opened_at IS NOT NULL THEN 1 ELSE 0 END), 0), "
    "COALESCE(SUM(CASE WHEN answered_by IS NOT NULL THEN 1 ELSE 0 END), 0), "
    "COALESCE(SUM(CASE WHEN state = 'ready' THEN 1 ELSE 0 END), 0), "
    "COALESCE(SUM(CASE WHEN state = 'by_hand' THEN 1 ELSE 0 END), 0), "
    "COALESCE(SUM(CASE WHEN state IN ('stopped', 'revoked') THEN 1 ELSE 0 END), 0), "
    f"COALESCE(SUM(CASE WHEN {_SILENT} THEN 1 ELSE 0 END), 0) "
    "FROM invitation WHERE campaign_id = :campaign_id"
)
_PRINTED = sql("UPDATE invitation SET printed = printed + 1, printed_at = :at WHERE id = :id")
_REMINDED = sql("UPDATE invitation SET reminded = reminded + 1 WHERE id = :id")
_CLOSE = sql(
    "UPDATE invitation SET state = :to, code_hash = NULL, fact_hash = NULL, sealed_code = NULL, sealed_prefill = NULL "
    "WHERE id = :id AND state = 'ready' AND answered_by IS NULL"
)
_FORGET = sql("UPDATE invitation SET sealed_code = NULL, sealed_prefill = NULL WHERE campaign_id = :campaign_id")
# Takes the row's lock, too: two tabs that open at one moment come one after the other.
_OPEN = sql("UPDATE invitation SET opened_at = COALESCE(opened_at, :at) WHERE id = :id AND state = 'ready'")
_ANSWER = sql(
    f"UPDATE invitation SET answered_by = :draft_id, answered_at = :at, sealed_prefill = NULL WHERE id = :id AND {_SILENT}"
)
_ADD_OPENING = insert("invitation_opening", "draft_id", "invitation_id", "person_id", "at")
_OPENING = sql("SELECT invitation_id FROM invitation_opening WHERE draft_id = :draft_id")
_DRAFT_OF = sql(
    "SELECT d.id FROM invitation_opening o JOIN draft d ON d.id = o.draft_id WHERE o.invitation_id = :invitation_id "
    "AND d.person_id = :person_id AND d.discarded_at IS NULL ORDER BY o.at DESC LIMIT 1"
)
_PERSON_OF = sql(
    "SELECT o.person_id FROM invitation_opening o JOIN person p ON p.id = o.person_id WHERE o.invitation_id = :invitation_id "
    "AND p.issuer <> 'guest' ORDER BY o.at DESC LIMIT 1"
)
_OPENED_BY = sql(
    "SELECT d.id, d.procedure, c.expires FROM invitation_opening o JOIN draft d ON d.id = o.draft_id "
    "JOIN invitation i ON i.id = o.invitation_id JOIN campaign c ON c.id = i.campaign_id "
    "WHERE o.person_id = :person_id AND c.state = 'open' AND c.expires >= :today AND i.state = 'ready' "
    "AND i.answered_by IS NULL AND d.discarded_at IS NULL ORDER BY c.expires, o.at"
)
_PREFILL = sql(
    "SELECT c.uid, c.key_id, c.wrapped_key, i.number, i.sealed_prefill FROM invitation_opening o "
    "JOIN invitation i ON i.id = o.invitation_id JOIN campaign c ON c.id = i.campaign_id WHERE o.draft_id = :draft_id"
)


@dataclass(frozen=True)
class Counts:
    """`silent`: could answer and have not."""

    people: int
    printed: int
    opened: int
    answered: int
    ready: int
    by_hand: int
    stopped: int
    silent: int


def add(unit: Unit, rows: Sequence[InvitationRow]) -> None:
    names = (
        "campaign_id", "number", "state", "code_hash", "fact_hash", "sealed_person", "sealed_prefill", "sealed_code",
        "printed", "reminded",
    )  # fmt: skip
    if rows:
        run(unit, _ADD, [{name: getattr(row, name) for name in names} for row in rows])


def by_code(unit: Unit, code_hash: bytes) -> InvitationRow | None:
    row = one(unit, _BY_CODE, code_hash=code_hash)
    return InvitationRow(*row) if row else None


def by_id(unit: Unit, invitation_id: int) -> InvitationRow | None:
    row = one(unit, _BY_ID, id=invitation_id)
    return InvitationRow(*row) if row else None


def by_number(unit: Unit, campaign_id: int, number: int) -> InvitationRow | None:
    row = one(unit, _BY_NUMBER, campaign_id=campaign_id, number=number)
    return InvitationRow(*row) if row else None


def of_campaign(
    unit: Unit, campaign_id: int, which: str = "all", *, after: int = 0, most: int = 1_000_000
) -> list[InvitationRow]:
    """`which`: a key of WHICH. Those after the line `after` of the file."""
    return [InvitationRow(*row) for row in every(unit, _PAGES[which], campaign_id=campaign_id, after=after, most=most)]


def counts(unit: Unit, campaign_id: int) -> Counts:
    return Counts(*map(int, one(unit, _COUNTS, campaign_id=campaign_id)))


def count_print(unit: Unit, ids: Sequence[int], at: int) -> None:
    if ids:
        run(unit, _PRINTED, [{"id": one_id, "at": at} for one_id in ids])


def count_reminder(unit: Unit, ids: Sequence[int]) -> None:
    if ids:
        run(unit, _REMINDED, [{"id": one_id} for one_id in ids])


def close(unit: Unit, invitation_id: int, to: str) -> bool:
    """Its code opens nothing any more, and what was to be filled in is gone. False if it was answered or closed before."""
    return run(unit, _CLOSE, {"id": invitation_id, "to": to}).rowcount == 1


def forget_contents(unit: Unit, campaign_id: int) -> None:
    run(unit, _FORGET, {"campaign_id": campaign_id})


def mark_opened(unit: Unit, invitation_id: int, at: int) -> bool:
    """False if it is not open to anybody any more."""
    return run(unit, _OPEN, {"id": invitation_id, "at": at}).rowcount == 1


def mark_answered(unit: Unit, invitation_id: int, draft_id: str, at: int) -> bool:
    """False if it was answered by another draft, or closed."""
    return run(unit, _ANSWER, {"id": invitation_id, "draft_id": draft_id, "at": at}).rowcount == 1


def add_opening(unit: Unit, draft_id: str, invitation_id: int, person_id: str, at: int) -> None:
    run(unit, _ADD_OPENING, {"draft_id": draft_id, "invitation_id": invitation_id, "person_id": person_id, "at": at})


def opening(unit: Unit, draft_id: str) -> int | None:
    """The invitation that this draft came of."""
    row = one(unit, _OPENING, draft_id=draft_id)
    return int(row[0]) if row else None


def draft_of(unit: Unit, invitation_id: int, person_id: str) -> str | None:
    """The living draft that this person has of it."""
    row = one(unit, _DRAFT_OF, invitation_id=invitation_id, person_id=person_id)
    return str(row[0]) if row else None


def person_of(unit: Unit, invitation_id: int) -> str | None:
    """Who opened it, signed in."""
    row = one(unit, _PERSON_OF, invitation_id=invitation_id)
    return str(row[0]) if row else None


def opened_by(unit: Unit, person_id: str, today: str) -> list[tuple[str, str, str]]:
    """(draft, procedure, last day) of what this person opened and can still answer."""
    return [(row[0], row[1], row[2]) for row in every(unit, _OPENED_BY, person_id=person_id, today=today)]


def prefill(unit: Unit, draft_id: str) -> tuple[str, str, bytes, int, bytes] | None:
    """(uid, key id and wrapped key of the campaign, number, sealed prefill) for this draft; None where there is none."""
    row = one(unit, _PREFILL, draft_id=draft_id)
    return tuple(row) if row and row[4] is not None else None
