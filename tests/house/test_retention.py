"""Every table that hangs on an application says what becomes of its rows when the application is thrown away."""

from sqlalchemy import Table

from portal.models import metadata
from portal.store.removals import GOES, STAYS

# Columns that name an application without a key of the database.
NAMING = {"application_id", "application_uid", "receipt_number"}
# Tables whose rows hang on a person as well: whoever is thrown away must have none of them left, or they go along.
ASKED_OF_PEOPLE = {"application", "draft", "session", "signature", "register_match", "application_access"}


def points_to(table: Table) -> set[str]:
    return {key.column.table.name for key in table.foreign_keys}


def hanging_on(name: str) -> set[str]:
    """Tables with a key to it, or to one of those."""
    found, before = {name}, set[str]()
    while found != before:
        before = set(found)
        found |= {table.name for table in metadata.tables.values() if points_to(table) & found}
    return found


def test_every_table_about_an_application_is_told_to_go_or_to_stay() -> None:
    naming = {table.name for table in metadata.tables.values() if NAMING & set(table.columns.keys())}
    unsaid = (hanging_on("application") | naming) - GOES.keys() - STAYS.keys()
    assert not unsaid, f"portal/store/removals.py does not say what becomes of {sorted(unsaid)}"


def test_what_goes_and_what_stays_are_tables_that_there_are() -> None:
    assert GOES.keys() & STAYS.keys() == set()
    assert (GOES.keys() | STAYS.keys()) - metadata.tables.keys() == set()


def test_nothing_goes_before_what_hangs_on_it() -> None:
    order = list(GOES)
    late = [
        (name, parent)
        for name in order
        for parent in points_to(metadata.tables[name]) & GOES.keys()
        if order.index(parent) < order.index(name)
    ]
    assert late == []


def test_no_row_of_a_person_is_left_behind_by_a_key_that_nobody_thought_of() -> None:
    """A key without ON DELETE would refuse the deletion of a person, or, not asked, take away who is still needed."""
    plain = {
        table.name
        for table in metadata.tables.values()
        for key in table.foreign_keys
        if key.column.table.name == "person" and key.ondelete is None
    }
    assert plain <= ASKED_OF_PEOPLE
