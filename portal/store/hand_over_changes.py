"""What changed after it was handed over, for layouts that ask for differences. What was never handed over is no change, but new."""

from collections.abc import Sequence

from sqlalchemy import bindparam

from portal.db import Unit
from portal.store.hand_overs import GOES_OUT, ITEM_COLUMNS, PAGE, ItemRow
from portal.store.statements import every, one, run, sql

CHANGED, WITHDRAWN = "changed", "withdrawn"

# It has answers that this layout was not told; or it was taken back, which it was not told.
_DUE = (
    f"((a.state IN {GOES_OUT} AND a.answers_revision > h.answers_revision AND NOT EXISTS (SELECT 1 FROM hand_over_change c "
    "WHERE c.layout = h.layout AND c.application_id = h.application_id AND c.answers_revision >= a.answers_revision)) "
    "OR (a.state = 'withdrawn' AND NOT EXISTS (SELECT 1 FROM hand_over_change c "
    "WHERE c.layout = h.layout AND c.application_id = h.application_id AND c.change = 'withdrawn')))"
)
_OF_LAYOUT = f"FROM hand_over h JOIN application a ON a.id = h.application_id {{answers}}WHERE h.layout = :layout AND a.duty = :duty AND {_DUE}"
_CHANGE = "CASE WHEN a.state = 'withdrawn' THEN 'withdrawn' ELSE 'changed' END"
_ANSWERS = "JOIN application_answers r ON r.application_id = a.id AND r.revision = a.answers_revision "
_VERSIONS = sql(
    f"SELECT a.procedure, a.version, COUNT(*) {_OF_LAYOUT.format(answers='')} GROUP BY a.procedure, a.version ORDER BY 1, 2"
)
_WAITING = sql(
    f"SELECT {ITEM_COLUMNS.format(state='a')}, {_CHANGE} {_OF_LAYOUT.format(answers=_ANSWERS)} AND a.procedure IN :procedures "
    "AND h.application_id > :after ORDER BY h.application_id LIMIT :most"
).bindparams(bindparam("procedures", expanding=True))
# What moved on since it was read stays out, and so does what another batch told: the caller counts.
_ADD = sql(
    "INSERT INTO hand_over_change (layout, application_id, answers_revision, change, batch_id, state) SELECT "
    "CAST(:layout AS VARCHAR), a.id, a.answers_revision, CAST(:change AS VARCHAR), CAST(:batch_id AS BIGINT), a.state "
    "FROM application a WHERE a.id = :application_id AND a.answers_revision = :answers_revision AND a.state = :state "
    "ON CONFLICT (layout, application_id, answers_revision, change) DO NOTHING"
)
_COUNT = sql("SELECT COUNT(*) FROM hand_over_change WHERE batch_id = :batch_id")
_ITEMS = sql(
    f"SELECT {ITEM_COLUMNS.format(state='c')}, c.change FROM hand_over_change c JOIN application a ON a.id = c.application_id "
    "JOIN application_answers r ON r.application_id = c.application_id AND r.revision = c.answers_revision "
    "WHERE c.batch_id = :batch_id AND c.application_id > :after ORDER BY c.application_id LIMIT :most"
)


def waiting_versions(unit: Unit, layout: str, duty: str) -> list[tuple[str, int, int]]:
    """(procedure, version, how many) of what changed and was not told to this layout."""
    return [(row[0], row[1], row[2]) for row in every(unit, _VERSIONS, layout=layout, duty=duty)]


def waiting(unit: Unit, layout: str, duty: str, procedures: Sequence[str], after: int) -> list[ItemRow]:
    """One keyset page of these, in order of their ids."""
    values = {"layout": layout, "duty": duty, "procedures": list(procedures), "after": after, "most": PAGE}
    return [ItemRow(*row) for row in every(unit, _WAITING, **values)]


def add(unit: Unit, layout: str, batch_id: int, items: Sequence[tuple[int, int, str, str]]) -> int:
    """Puts (application, answers revision, state, change) into the batch. How many it holds then."""
    names = ("application_id", "answers_revision", "state", "change")
    values = [{"layout": layout, "batch_id": batch_id, **dict(zip(names, item, strict=True))} for item in items]
    if values:
        run(unit, _ADD, values)
    return count(unit, batch_id)


def count(unit: Unit, batch_id: int) -> int:
    row = one(unit, _COUNT, batch_id=batch_id)
    return int(row[0]) if row else 0


def items(unit: Unit, batch_id: int, after: int) -> list[ItemRow]:
    """One keyset page of a batch, in order of the applications' ids."""
    return [ItemRow(*row) for row in every(unit, _ITEMS, batch_id=batch_id, after=after, most=PAGE)]
