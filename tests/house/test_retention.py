"""Tables that refer to an application have a disposal rule."""

from sqlalchemy import Table

from portal.models import metadata
from portal.store.disposal.removals import GOES, STAYS

# Columns that refer to an application without a foreign key.
NAMING = {"application_id", "application_uid", "receipt_number"}


def points_to(table: Table) -> set[str]:
    return {key.column.table.name for key in table.foreign_keys}


def hanging_on(name: str) -> set[str]:
    """By a foreign key, direct or indirect."""
    reached, before = {name}, set[str]()
    while reached != before:
        before = set(reached)
        reached |= {table.name for table in metadata.tables.values() if points_to(table) & reached}
    return reached


def test_every_table_about_an_application_is_declared_to_go_or_to_stay() -> None:
    naming = {table.name for table in metadata.tables.values() if NAMING & set(table.columns.keys())}
    unsaid = (hanging_on("application") | naming) - GOES.keys() - STAYS.keys()
    assert not unsaid, f"neither a key nor `application_uid_in` nor `stays` says what becomes of {sorted(unsaid)}"


def test_nothing_goes_before_what_hangs_on_it() -> None:
    order = list(GOES)
    late = [
        (name, parent)
        for name in order
        for parent in points_to(metadata.tables[name]) & GOES.keys()
        if order.index(parent) < order.index(name)
    ]
    assert late == []
