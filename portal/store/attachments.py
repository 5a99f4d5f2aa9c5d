"""Files that were handed in, sealed. Each hangs on a draft, on an application or on a visit, on one alone.

quarantine → checked: a scanner and the remaker let it pass. quarantine → refused: they did not, after whoever handed it in
had gone on; it has no content any more, and stays until that person was told. Each step is one statement."""

from collections.abc import Sequence
from dataclasses import dataclass

from portal.db import Unit
from portal.store.statements import every, insert, one, run, sql

QUARANTINE, CHECKED, REFUSED = "quarantine", "checked", "refused"


@dataclass(frozen=True)
class Holder:
    """What a file hangs on: a draft's id, an application's or a visit's."""

    draft_id: str | None = None
    application_id: int | None = None
    visit_id: str | None = None


@dataclass(frozen=True)
class FactsRow:
    """A file without its content."""

    id: str
    state: str
    sealed_facts: bytes
    preview: bool


@dataclass(frozen=True)
class WaitingRow:
    """A file in quarantine, and whose key opens it: `uid` is the draft's id, also of an application, or the visit's."""

    id: str
    draft_id: str | None
    application_id: int | None
    visit_id: str | None
    uid: str
    key_id: str
    wrapped_key: bytes
    sealed_facts: bytes
    sealed_content: bytes
    made_at: int
    person_id: str | None

    @property
    def holder(self) -> Holder:
        return Holder(self.draft_id, self.application_id, self.visit_id)


_ADD = insert(
    "attachment", "id", "draft_id", "application_id", "visit_id", "state", "sealed_facts", "sealed_content", "made_at"
)
# A parameter that is NULL equals nothing, so that each holder finds its own.
_HERE = "(draft_id = :draft_id OR application_id = :application_id OR visit_id = :visit_id)"
_PASS = sql(
    "UPDATE attachment SET state = 'checked', sealed_facts = :sealed_facts, sealed_content = :sealed_content, "
    f"sealed_preview = :sealed_preview WHERE id = :id AND state = 'quarantine' AND {_HERE}"
)
_REFUSE = sql(
    "UPDATE attachment SET state = 'refused', sealed_facts = :sealed_facts, sealed_content = :nothing "
    f"WHERE id = :id AND state = 'quarantine' AND {_HERE}"
)
_OF = sql(
    "SELECT id, state, sealed_facts, sealed_preview IS NOT NULL AS preview FROM attachment "
    f"WHERE {_HERE} ORDER BY made_at, id"
)
_CONTENT = sql(f"SELECT sealed_content FROM attachment WHERE id = :id AND state = 'checked' AND {_HERE}")
_PREVIEW = sql(f"SELECT sealed_preview FROM attachment WHERE id = :id AND state = 'checked' AND {_HERE}")
_REMOVE = sql(f"DELETE FROM attachment WHERE id = :id AND {_HERE}")
_REMOVE_OF_VISIT = sql("DELETE FROM attachment WHERE visit_id = :visit_id")
_SWEEP = sql(
    "DELETE FROM attachment WHERE visit_id IS NOT NULL "
    "AND NOT EXISTS (SELECT 1 FROM visit WHERE visit.id = visit_id AND ended_at IS NULL)"
)
_CARRY = sql(
    "UPDATE attachment SET draft_id = NULL, application_id = :application_id "
    "WHERE id = :id AND draft_id = :draft_id AND state = 'checked'"
)
_CARRY_ANY = sql(
    "UPDATE attachment SET draft_id = NULL, application_id = :application_id "
    "WHERE id = :id AND draft_id = :draft_id AND state <> 'refused'"
)
_OWNED = (
    "SELECT a.id, a.draft_id, a.application_id, a.visit_id, COALESCE(d.id, p.uid, v.id) AS uid, "
    "COALESCE(d.key_id, p.key_id, v.key_id) AS key_id, COALESCE(d.wrapped_key, p.wrapped_key, v.wrapped_key) AS wrapped_key, "
    "a.sealed_facts, a.sealed_content, a.made_at, COALESCE(d.person_id, p.person_id) AS person_id "
    "FROM attachment a LEFT JOIN draft d ON d.id = a.draft_id LEFT JOIN application p ON p.id = a.application_id "
    "LEFT JOIN visit v ON v.id = a.visit_id "
)
_NEXT = sql(
    f"{_OWNED} WHERE a.state = 'quarantine' AND a.made_at < :before "
    "AND (a.made_at > :after OR (a.made_at = :after AND a.id > :last)) ORDER BY a.made_at, a.id LIMIT 1"
)


def add(unit: Unit, holder: Holder, file_id: str, sealed_facts: bytes, sealed_content: bytes, now: int) -> None:
    """Into quarantine: its content is shown to nobody before `let_pass`."""
    values = {
        "id": file_id, "state": QUARANTINE, "sealed_facts": sealed_facts, "sealed_content": sealed_content,
        "made_at": now, **vars(holder),
    }  # fmt: skip
    run(unit, _ADD, values)


def let_pass(
    unit: Unit, holder: Holder, file_id: str, sealed_facts: bytes, sealed_content: bytes, sealed_preview: bytes | None
) -> bool:
    """Nothing was found, and this is what it became. False if the file, or what it hung on, is gone meanwhile, or somebody
    else was faster."""
    values = {"sealed_facts": sealed_facts, "sealed_content": sealed_content, "sealed_preview": sealed_preview}
    return run(unit, _PASS, {"id": file_id, **values, **vars(holder)}).rowcount == 1


def refuse(unit: Unit, holder: Holder, file_id: str, sealed_facts: bytes) -> bool:
    """Its content goes; why stays until it was told. False as `let_pass`."""
    values = {"sealed_facts": sealed_facts, "nothing": b""}
    return run(unit, _REFUSE, {"id": file_id, **values, **vars(holder)}).rowcount == 1


def of(unit: Unit, holder: Holder) -> list[FactsRow]:
    """All of them, in the order in which they came."""
    return [FactsRow(row[0], row[1], bytes(row[2]), bool(row[3])) for row in every(unit, _OF, **vars(holder))]


def content(unit: Unit, holder: Holder, file_id: str) -> bytes | None:
    """The sealed content; None unless it hangs here and has passed."""
    row = one(unit, _CONTENT, id=file_id, **vars(holder))
    return bytes(row[0]) if row else None


def preview(unit: Unit, holder: Holder, file_id: str) -> bytes | None:
    """The sealed small picture; None unless it hangs here, has passed and has one."""
    row = one(unit, _PREVIEW, id=file_id, **vars(holder))
    return bytes(row[0]) if row and row[0] is not None else None


def next_waiting(unit: Unit, before: int, after: int, last: str) -> WaitingRow | None:
    """The oldest one in quarantine since before that instant, behind (`after`, `last`): one at a time, for each may be 10 MB."""
    row = one(unit, _NEXT, before=before, after=after, last=last)
    return WaitingRow(*row) if row else None


def remove(unit: Unit, holder: Holder, file_id: str) -> None:
    run(unit, _REMOVE, {"id": file_id, **vars(holder)})


def remove_of_visit(unit: Unit, visit_id: str) -> int:
    """All of them; how many."""
    return run(unit, _REMOVE_OF_VISIT, {"visit_id": visit_id}).rowcount


def sweep_visits(unit: Unit) -> int:
    """Those whose visit is gone, and what came in at the very moment at which it ended; how many."""
    return run(unit, _SWEEP, {}).rowcount


def carry_over(unit: Unit, draft_id: str, application_id: int, file_ids: Sequence[str]) -> int:
    """From a draft to the application that it becomes; how many. What is not named goes with the draft."""
    values = {"draft_id": draft_id, "application_id": application_id}
    return sum(run(unit, _CARRY, {"id": file_id, **values}).rowcount for file_id in file_ids)


def carry_papers(unit: Unit, draft_id: str, application_id: int, file_ids: Sequence[str]) -> None:
    """As `carry_over`, of papers that may follow: one that is still in quarantine goes along, too."""
    for file_id in file_ids:
        run(unit, _CARRY_ANY, {"id": file_id, "draft_id": draft_id, "application_id": application_id})
