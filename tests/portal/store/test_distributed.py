"""What a distributed PostgreSQL (Citus) asks of tables and keys, and docs/scale.md says of ours."""

import re
from importlib import import_module
from pkgutil import walk_packages

import pytest
from sqlalchemy import BigInteger, Column, Index, Integer, Table, UniqueConstraint
from sqlmodel import SQLModel

from portal import models
from tests.house.tree import ROOT

# Tables of a case with a key that does not contain the case: they would need another key before cases could lie on several servers. Only
# become fewer.
_KEYED_OTHERWISE = {
    "appeal", "application_event", "attachment", "audit_record", "case_note", "checked_item", "correction", "coupon", "debit", "decision",
    "desk_task", "door_key", "given_file",
    "dispatch", "document_number", "drawing_entry", "enclosure", "entitlement", "file_piece", "forwarding", "import_package", "late_paper",
    "legal_hold", "message", "my_number", "notice", "number_look", "opinion", "outbox", "own_case_permit", "payment", "protection",
    "reservation", "result", "sign_choice", "signed_document", "signer_request", "transfer", "withdrawal",
}  # fmt: skip


def _tables() -> list[Table]:
    for module in walk_packages(models.__path__, f"{models.__name__}."):
        import_module(module.name)
    return SQLModel.metadata.sorted_tables


def _unique_indexes(table: Table) -> list[Index]:
    return [index for index in table.indexes if index.unique]


def _keys(table: Table) -> list[set[str]]:
    """The columns of each key."""
    unique = [constraint for constraint in table.constraints if isinstance(constraint, UniqueConstraint)]
    keys = [list(table.primary_key.columns), *(list(key.columns) for key in unique)]
    keys += [[part for part in index.expressions if isinstance(part, Column)] for index in _unique_indexes(table)]
    return [{column.name for column in key} for key in keys]


@pytest.fixture(scope="module")
def tables() -> list[Table]:
    return _tables()


def test_each_table_has_a_primary_key_that_a_column_of_the_city_could_lead(tables: list[Table]) -> None:
    """A key is never an expression: with the city before it, it is unique in each city."""
    expressions = [
        f"{table.name}: {index.name}"
        for table in tables
        for index in _unique_indexes(table)
        if not all(isinstance(part, Column) for part in index.expressions)
    ]
    assert ([table.name for table in tables if not table.primary_key.columns], expressions) == ([], [])


def test_a_foreign_key_leads_to_a_primary_key_and_empties_no_column_but_those_three(tables: list[Table]) -> None:
    """ON DELETE SET NULL would empty the column of the city as well."""
    targets, emptying = set(), set()
    for table in tables:
        for key in table.foreign_key_constraints:
            if {part.column.name for part in key.elements} != set(key.referred_table.primary_key.columns.keys()):
                targets.add(f"{table.name} {key.column_keys}")
            if key.ondelete not in (None, "CASCADE"):
                emptying.add(f"{table.name}.{key.column_keys[0]}")
    assert targets == set()
    assert emptying == {"advance.person_id", "outbox.contact_id", "delegation.principal_id"}


def test_a_number_that_the_database_gives_has_64_bits(tables: list[Table]) -> None:
    """Servers of Citus give numbers from ranges of their own, which 32 bits do not hold."""
    given = [table.autoincrement_column for table in tables]
    small = [
        str(column)
        for column in given
        if column is not None and isinstance(column.type, Integer) and not isinstance(column.type, BigInteger)
    ]
    assert small == []


def test_a_city_may_be_a_schema(tables: list[Table]) -> None:
    """Tables of one schema stay on one server. The role's search_path finds them: no statement names a schema."""
    named = re.compile(r"(FROM|JOIN|INTO|UPDATE|TABLE) public\.|'public'::regnamespace|search_path", re.IGNORECASE)
    files = [*ROOT.glob("portal/**/*.py")]
    assert {table.schema for table in tables} == {None}
    assert [str(file) for file in files if named.search(file.read_text(encoding="utf-8"))] == []


def test_tables_of_a_case_have_the_case_in_each_key_or_are_on_the_list(tables: list[Table]) -> None:
    of_cases = [table for table in tables if "application_id" in table.columns]
    otherwise = {table.name for table in of_cases if not all("application_id" in key for key in _keys(table))}
    assert otherwise == _KEYED_OTHERWISE


def test_the_page_counts_them(tables: list[Table]) -> None:
    page = (ROOT / "docs/scale.md").read_text(encoding="utf-8")
    keyed = sum("application_id" in table.columns for table in tables) - len(_KEYED_OTHERWISE)
    assert f"{len(tables)}の表" in page
    assert f"{keyed}の表は、すべてのキーに申請が入っています" in page
    assert f"{len(_KEYED_OTHERWISE)}の表は" in page


def test_a_draft_is_sent_once_and_a_number_given_once_in_all_years(tables: list[Table]) -> None:
    """Divided by year, the table could keep neither (D328)."""
    (application,) = (table for table in tables if table.name == "application")
    assert sorted(map(sorted, _keys(application))) == [["id"], ["receipt_number"], ["uid"]]
