"""Files that were handed in, sealed. Each hangs on a draft or on an application, never on both."""

from collections.abc import Sequence
from dataclasses import dataclass

from portal.db import Unit
from portal.store.statements import every, insert, one, run, sql

QUARANTINE, CHECKED = "quarantine", "checked"


@dataclass(frozen=True)
class Holder:
    """What a file hangs on: a draft's id or an application's."""

    draft_id: str | None = None
    application_id: int | None = None


@dataclass(frozen=True)
class FactsRow:
    """A file without its content."""

    id: str
    sealed_facts: bytes


_ADD = insert("attachment", "id", "draft_id", "application_id", "state", "sealed_facts", "sealed_content", "made_at")
_PASS = sql(
    "UPDATE attachment SET state = 'checked' WHERE id = :id AND state = 'quarantine' "
    "AND (draft_id = :draft_id OR application_id = :application_id)"
)
# A parameter that is NULL equals nothing, so that each holder finds its own.
_HELD = "state = 'checked' AND (draft_id = :draft_id OR application_id = :application_id)"
_OF = sql(f"SELECT id, sealed_facts FROM attachment WHERE {_HELD} ORDER BY made_at, id")
_CONTENT = sql(f"SELECT sealed_content FROM attachment WHERE id = :id AND {_HELD}")
_REMOVE = sql("DELETE FROM attachment WHERE id = :id AND (draft_id = :draft_id OR application_id = :application_id)")
_CARRY = sql(
    "UPDATE attachment SET draft_id = NULL, application_id = :application_id "
    "WHERE id = :id AND draft_id = :draft_id AND state = 'checked'"
)
_SWEEP = sql("DELETE FROM attachment WHERE state = 'quarantine' AND made_at < :before")


def add(unit: Unit, holder: Holder, file_id: str, sealed_facts: bytes, sealed_content: bytes, now: int) -> None:
    """Into quarantine: nobody is shown it before `let_pass`."""
    values = {
        "id": file_id, "state": QUARANTINE, "sealed_facts": sealed_facts, "sealed_content": sealed_content,
        "made_at": now, **vars(holder),
    }  # fmt: skip
    run(unit, _ADD, values)


def let_pass(unit: Unit, holder: Holder, file_id: str) -> bool:
    """A scanner found nothing. False if the file, or what it hung on, is gone meanwhile."""
    return run(unit, _PASS, {"id": file_id, **vars(holder)}).rowcount == 1


def of(unit: Unit, holder: Holder) -> list[FactsRow]:
    """Those that passed, in the order in which they came."""
    return [FactsRow(*row) for row in every(unit, _OF, **vars(holder))]


def content(unit: Unit, holder: Holder, file_id: str) -> bytes | None:
    """The sealed content; None unless it hangs here and has passed."""
    row = one(unit, _CONTENT, id=file_id, **vars(holder))
    return bytes(row[0]) if row else None


def remove(unit: Unit, holder: Holder, file_id: str) -> None:
    run(unit, _REMOVE, {"id": file_id, **vars(holder)})


def carry_over(unit: Unit, draft_id: str, application_id: int, file_ids: Sequence[str]) -> int:
    """From a draft to the application that it becomes; how many. What is not named goes with the draft."""
    values = {"draft_id": draft_id, "application_id": application_id}
    return sum(run(unit, _CARRY, {"id": file_id, **values}).rowcount for file_id in file_ids)


def sweep_quarantine(unit: Unit, before: int) -> None:
    """Removes what was never checked: whoever handed it in was told that it was not taken."""
    run(unit, _SWEEP, {"before": before})
