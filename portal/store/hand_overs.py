"""Hand-overs (引渡し) and their batches. The primary key (layout, application) is what makes it exactly once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import bindparam

from portal.db import Unit
from portal.store.statements import every, insert, one, run, sql

PAGE = 500
NEW = "new"


@dataclass(frozen=True)
class BatchRow:
    """`reissue_of`: the batch whose applications this one gives once more."""

    id: int
    number: str
    layout: str
    layout_version: str
    duty: str
    staff_id: int | None
    made_at: int
    reissue_of: int | None
    reason: str
    manifest: str

    @property
    def origin(self) -> int:
        """The batch that holds the applications."""
        return self.reissue_of or self.id


class ItemRow(NamedTuple):
    """One application with the answers that are, or were, handed over. `sealed_evidence` only where `sealed_left` is not kept: what was
    left empty must be found out then."""

    id: int
    uid: str
    receipt_number: str
    meaning: str
    version: int
    procedure: str
    door: str
    duty: str
    arrived_at: int
    key_id: str
    wrapped_key: bytes
    state: str
    answers_revision: int
    sealed_answers: bytes
    sealed_left: bytes | None
    sealed_evidence: bytes | None
    change: str = NEW  # since this layout had it last


# What passed 形式審査: it is being examined, or ended well meanwhile. What was refused, sent back or taken back is fed to
# no core system.
GOING = ("examining", "approved", "partly", "done", "accepted", "waiting", "taken", "repaired", "closed")
GOES_OUT = f"({', '.join(repr(state) for state in GOING)})"
_COLUMNS = "id, number, layout, layout_version, duty, staff_id, made_at, reissue_of, reason, manifest"
_BATCH = insert("export_batch", *_COLUMNS.split(", ")[1:], tail="ON CONFLICT (number) DO NOTHING RETURNING id")
# What moved on since it was read stays out, and so does what another batch has: the caller counts.
_ITEM = sql(
    "INSERT INTO hand_over (layout, application_id, batch_id, answers_revision, state) "
    "SELECT CAST(:layout AS VARCHAR), a.id, CAST(:batch_id AS BIGINT), a.answers_revision, a.state FROM application a "
    "WHERE a.id = :application_id AND a.answers_revision = :answers_revision AND a.state = :state "
    "ON CONFLICT (layout, application_id) DO NOTHING"
)
_COUNT = sql("SELECT COUNT(*) FROM hand_over WHERE batch_id = :batch_id")
_WHOLE = sql(
    "SELECT (SELECT COUNT(*) FROM hand_over WHERE batch_id = :batch_id) "
    "+ (SELECT COUNT(*) FROM hand_over_change WHERE batch_id = :batch_id)"
)
_ENDS = sql(
    "SELECT MIN(receipt_number), MAX(receipt_number) FROM application WHERE id IN (SELECT application_id FROM hand_over "
    "WHERE batch_id = :batch_id UNION SELECT application_id FROM hand_over_change WHERE batch_id = :batch_id)"
)
_BY_NUMBER = sql(f"SELECT {_COLUMNS} FROM export_batch WHERE number = :number")
_BY_ID = sql(f"SELECT {_COLUMNS} FROM export_batch WHERE id = :id")
_LATEST = sql(f"SELECT {_COLUMNS} FROM export_batch WHERE duty IN :duties ORDER BY id DESC LIMIT :most").bindparams(
    bindparam("duties", expanding=True)
)
_NUMBERED = sql("SELECT COUNT(*) FROM export_batch WHERE reissue_of IS NULL AND number LIKE :prefix")
_REISSUES = sql(f"SELECT {_COLUMNS} FROM export_batch WHERE reissue_of = :origin ORDER BY id")
_OF_APPLICATION = sql(
    "SELECT b.id, b.number, b.layout, b.layout_version, b.duty, b.staff_id, b.made_at, b.reissue_of, b.reason, b.manifest "
    "FROM export_batch b WHERE b.id IN (SELECT batch_id FROM hand_over WHERE application_id = :application_id "
    "UNION SELECT batch_id FROM hand_over_change WHERE application_id = :application_id) ORDER BY b.id"
)
ITEM_COLUMNS = (
    "a.id, a.uid, a.receipt_number, a.meaning, a.version, a.procedure, a.door, a.duty, a.arrived_at, a.key_id, "
    "a.wrapped_key, {state}.state, r.revision, r.sealed_answers, r.sealed_left, "
    "CASE WHEN r.sealed_left IS NULL THEN a.sealed_evidence END"
)
_ITEMS = sql(
    f"SELECT {ITEM_COLUMNS.format(state='h')}, '{NEW}' FROM hand_over h JOIN application a ON a.id = h.application_id "
    "JOIN application_answers r ON r.application_id = h.application_id AND r.revision = h.answers_revision "
    "WHERE h.batch_id = :batch_id AND h.application_id > :after ORDER BY h.application_id LIMIT :most",
    ItemRow._make,
)
_ONE = sql(
    f"SELECT {ITEM_COLUMNS.format(state='a')} FROM application a JOIN application_answers r ON r.application_id = a.id "
    "AND r.revision = a.answers_revision WHERE a.id = :application_id"
)
_GOES_OUT = sql(f"SELECT 1 AS there FROM application WHERE id = :application_id AND state IN {GOES_OUT}")
_ACKNOWLEDGED = sql(
    "SELECT answers_revision FROM hand_over WHERE layout = :layout AND application_id = :application_id"
)
_WAITING = (
    f"FROM application a WHERE a.duty = :duty AND a.state IN {GOES_OUT} AND NOT EXISTS "
    "(SELECT 1 FROM hand_over h WHERE h.layout = :layout AND h.application_id = a.id)"
)
_VERSIONS = sql(f"SELECT a.procedure, a.version, COUNT(*) {_WAITING} GROUP BY a.procedure, a.version ORDER BY 1, 2")
_WAITING_ITEMS = sql(
    f"SELECT {ITEM_COLUMNS.format(state='a')} "
    + _WAITING.replace(
        "WHERE", "JOIN application_answers r ON r.application_id = a.id AND r.revision = a.answers_revision WHERE", 1
    )
    + " AND a.procedure || '' IN :procedures AND a.id > :after ORDER BY a.id LIMIT :most"
).bindparams(bindparam("procedures", expanding=True))


def add_batch(unit: Unit, batch: BatchRow) -> int | None:
    """The new id; None if the number is taken."""
    values = {name: value for name, value in vars(batch).items() if name != "id"}
    row = one(unit, _BATCH, **values)
    return int(row[0]) if row else None


def add(unit: Unit, layout: str, batch_id: int, items: Sequence[tuple[int, int, str]]) -> int:
    """Puts (application, answers revision, state) into the batch. How many it holds then: fewer than given if one was
    handed over before, or moved on meanwhile, or has other answers."""
    values = [
        {
            "layout": layout,
            "batch_id": batch_id,
            "application_id": application_id,
            "answers_revision": revision,
            "state": state,
        }
        for application_id, revision, state in items
    ]
    if values:
        run(unit, _ITEM, values)
    row = one(unit, _COUNT, batch_id=batch_id)
    return int(row[0]) if row else 0


def add_one(unit: Unit, layout: str, batch_id: int, item: tuple[int, int, str]) -> bool:
    """As `add`. False if it was handed over before, moved on meanwhile, or has other answers."""
    application_id, revision, state = item
    values = {
        "layout": layout, "batch_id": batch_id, "application_id": application_id, "answers_revision": revision,
        "state": state,
    }  # fmt: skip
    return run(unit, _ITEM, values).rowcount == 1


def acknowledged(unit: Unit, layout: str, application_id: int) -> int | None:
    """The revision of the answers with which it was handed over to this target."""
    row = one(unit, _ACKNOWLEDGED, layout=layout, application_id=application_id)
    return int(row[0]) if row else None


def item(unit: Unit, application_id: int) -> ItemRow:
    """As it stands now. LookupError if there is none: a bug."""
    row = one(unit, _ONE, application_id=application_id)
    if row is None:
        raise LookupError(application_id)
    return ItemRow(*row)


def goes_out(unit: Unit, application_id: int) -> bool:
    """Whether it passed 形式審査 and was not refused since: what a layout may take."""
    return one(unit, _GOES_OUT, application_id=application_id) is not None


def count(unit: Unit, batch_id: int) -> int:
    """With those that it tells as changed."""
    row = one(unit, _WHOLE, batch_id=batch_id)
    return int(row[0]) if row else 0


def ends(unit: Unit, batch_id: int) -> tuple[str, str]:
    """The least and the greatest receipt number of a batch."""
    row = one(unit, _ENDS, batch_id=batch_id)
    return (str(row[0]), str(row[1])) if row else ("", "")


def by_number(unit: Unit, number: str) -> BatchRow | None:
    row = one(unit, _BY_NUMBER, number=number)
    return BatchRow(*row) if row else None


def by_id(unit: Unit, batch_id: int) -> BatchRow:
    """LookupError if there is none: a bug."""
    row = one(unit, _BY_ID, id=batch_id)
    if row is None:
        raise LookupError(batch_id)
    return BatchRow(*row)


def latest(unit: Unit, duties: Sequence[str], most: int = 50) -> list[BatchRow]:
    """Newest first; none for no duty."""
    return [BatchRow(*row) for row in every(unit, _LATEST, duties=list(duties), most=most)]


def numbered(unit: Unit, prefix: str) -> int:
    """How many batches, re-issues aside, have a number that begins like this."""
    row = one(unit, _NUMBERED, prefix=f"{prefix}%")
    return int(row[0]) if row else 0


def reissues(unit: Unit, origin: int) -> list[BatchRow]:
    return [BatchRow(*row) for row in every(unit, _REISSUES, origin=origin)]


def of_application(unit: Unit, application_id: int) -> list[BatchRow]:
    return [BatchRow(*row) for row in every(unit, _OF_APPLICATION, application_id=application_id)]


def items(unit: Unit, batch_id: int, after: int) -> list[ItemRow]:
    """One keyset page of a batch, in order of the applications' ids."""
    return [*every(unit, _ITEMS, batch_id=batch_id, after=after, most=PAGE)]


def waiting_versions(unit: Unit, layout: str, duty: str) -> list[tuple[str, int, int]]:
    """(procedure, version, how many) of what passed 形式審査 and was never handed over by this layout."""
    return [(row[0], row[1], row[2]) for row in every(unit, _VERSIONS, layout=layout, duty=duty)]


def waiting(unit: Unit, layout: str, duty: str, procedures: Sequence[str], after: int) -> list[ItemRow]:
    """One keyset page of these, in order of their ids."""
    values = {"layout": layout, "duty": duty, "procedures": list(procedures), "after": after, "most": PAGE}
    return [ItemRow(*row) for row in every(unit, _WAITING_ITEMS, **values)]
