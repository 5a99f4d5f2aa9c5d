"""Every table of the models is handed back, or listed with its reason."""

from portal.models import metadata
from portal.services.audit.exit_columns import (
    HIDDEN,
    LEFT_OUT,
    SEALED,
    handed_back,
    is_sealed,
    shown_columns,
    shown_name,
)


def test_every_table_is_handed_back_or_says_why_not() -> None:
    assert set(LEFT_OUT) <= set(metadata.tables)
    assert {table.name for table in handed_back()} | set(LEFT_OUT) == set(metadata.tables)
    sealed = {
        (table.name, column.name) for table in handed_back() for column in shown_columns(table) if is_sealed(column)
    }
    assert sealed == set(SEALED)


def test_every_hidden_column_is_one_and_two_columns_never_share_a_name() -> None:
    assert [(table, name) for table, name in HIDDEN if name not in metadata.tables[table].c] == []
    for table in handed_back():
        names = [shown_name(column) for column in shown_columns(table)]
        assert len(names) == len(set(names)), table.name
