"""Written notices of outcomes, their numbers, and who wants them on line."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam

from portal.db import Unit
from portal.store.statements import every, insert, one, run, sql


@dataclass(frozen=True)
class NoticeRow:
    """`sequence` None where the number was entered by hand."""

    id: int
    application_id: int
    outcome: str
    title: str
    office: str
    fiscal_year: int
    number: str
    sequence: int | None
    decided_on: str
    effective_on: str
    sealed_content: bytes
    made_at: int


_COLUMNS = (
    "id, application_id, outcome, title, office, fiscal_year, number, sequence, decided_on, effective_on, sealed_content, "
    "made_at"
)
_ADD = insert("notice", *_COLUMNS.split(", ")[1:], tail="ON CONFLICT (office, fiscal_year, number) DO NOTHING")
_OF = sql(f"SELECT {_COLUMNS} FROM notice WHERE application_id = :application_id ORDER BY id")
_TAKEN = sql("SELECT 1 FROM notice WHERE office = :office AND fiscal_year = :fiscal_year AND number = :number")
# The row is held until the transaction ends: a second worker waits, and a number that is not used was not given.
_COUNT = sql(
    "INSERT INTO notice_counter (office, fiscal_year, last) VALUES (:office, :fiscal_year, 1) "
    "ON CONFLICT (office, fiscal_year) DO UPDATE SET last = notice_counter.last + 1 RETURNING last"
)
_NUMBERS = sql("SELECT application_id, number FROM notice WHERE application_id IN :ids ORDER BY id").bindparams(
    bindparam("ids", expanding=True)
)
# The first of an application is 1: by that its opening is kept. One that was taken out of the 発送簿 to be read on line is asked for
# again; one that has any other line was seen to by people.
_UNOPENED = sql(
    f"SELECT {', '.join(f'n.{name}' for name in _COLUMNS.split(', '))} FROM notice n "
    "JOIN electronic_delivery e ON e.application_id = n.application_id JOIN application a ON a.id = n.application_id "
    "WHERE a.duty = :duty AND n.made_at > :since AND n.made_at < :before AND e.declared_at < :before "
    "AND NOT EXISTS (SELECT 1 FROM opening o WHERE o.application_id = n.application_id AND o.document = 'notice-' || "
    "CAST((SELECT COUNT(*) FROM notice m WHERE m.application_id = n.application_id AND m.id <= n.id) AS VARCHAR(9))) "
    "AND NOT EXISTS (SELECT 1 FROM dispatch d WHERE d.kind = 'notice' AND d.source = n.id AND d.why <> 'electronic') "
    "ORDER BY n.id LIMIT :most"
)
_DECLARE = insert(
    "electronic_delivery",
    "application_id",
    "declared_by",
    "declared_at",
    tail="ON CONFLICT (application_id) DO NOTHING",
)
_DECLARED = sql("SELECT declared_at FROM electronic_delivery WHERE application_id = :application_id")


def add(unit: Unit, row: NoticeRow) -> bool:
    """Its `id` is given here. False if the number is taken."""
    values = {name: value for name, value in vars(row).items() if name != "id"}
    return run(unit, _ADD, values).rowcount == 1


def of_application(unit: Unit, application_id: int) -> list[NoticeRow]:
    """The first one first."""
    return [NoticeRow(*row) for row in every(unit, _OF, application_id=application_id)]


def is_taken(unit: Unit, office: str, fiscal_year: int, number: str) -> bool:
    return one(unit, _TAKEN, office=office, fiscal_year=fiscal_year, number=number) is not None


def next_number(unit: Unit, office: str, fiscal_year: int) -> int:
    """The next of the sequence; it is used by this transaction or by the next one."""
    row = one(unit, _COUNT, office=office, fiscal_year=fiscal_year)
    return int(row[0])


def numbers_of(unit: Unit, application_ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """The numbers of the notices of each of these; those without one are absent."""
    found: dict[int, tuple[str, ...]] = {}
    for row in every(unit, _NUMBERS, ids=list(application_ids)):
        found[row.application_id] = (*found.get(row.application_id, ()), row.number)
    return found


def unopened(unit: Unit, duty: str, since: int, before: int, most: int) -> list[NoticeRow]:
    """Those that may come on line, were given and allowed to before that instant, were not opened since, and do not leave by
    paper."""
    return [NoticeRow(*row) for row in every(unit, _UNOPENED, duty=duty, since=since, before=before, most=most)]


def declare_electronic(unit: Unit, application_id: int, declared_by: str, now: int) -> bool:
    """False if it was declared before."""
    values = {"application_id": application_id, "declared_by": declared_by, "declared_at": now}
    return run(unit, _DECLARE, values).rowcount == 1


def declared_at(unit: Unit, application_id: int) -> int | None:
    """When (microseconds) the applicant said that notices may come on line; None if they did not."""
    row = one(unit, _DECLARED, application_id=application_id)
    return int(row[0]) if row else None
