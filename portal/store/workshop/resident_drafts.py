from sqlalchemy import func, select

from portal.db import Unit
from portal.models.filing.draft import Draft
from portal.store.statements import by, every, sql

_draft = Draft.table
_COUNT = sql(
    select(_draft.c.meaning, func.count())
    .where(by(_draft.c.procedure), _draft.c.discarded_at.is_(None))
    .group_by(_draft.c.meaning)
)


def counts(unit: Unit, procedure: str) -> dict[str, int]:
    return {row[0]: row[1] for row in every(unit, _COUNT, procedure=procedure)}
