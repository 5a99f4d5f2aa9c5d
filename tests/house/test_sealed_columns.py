"""Every sealed column is on the list that rotation works off (`wrapped_as`, `sealed_under` in portal/models)."""

import re
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Table

from portal.models import metadata
from portal.services.audit.exit_columns import SEALED
from tests.house.tree import texts

PORTAL = Path(__file__).parents[2] / "portal"
WRAPPED = {table.name: table for table in metadata.sorted_tables if table.info["wrapped_as"]}
# A root is wrapped in portal/services/shared/open_roots.py; a number is bound to its id, which has the whole name.
NAMED_ELSEWHERE = {"root:{}:{}:{}", "{}"}


def _sealed(table: Table) -> list[str]:
    return [
        column.name for column in table.columns if column.name.startswith("sealed") and column.type.python_type is bytes
    ]


def test_a_table_with_sealed_columns_names_the_data_key_that_seals_them() -> None:
    for table in metadata.sorted_tables:
        if _sealed(table) and table.name not in WRAPPED:
            assert table.info["sealed_under"], f"{table.name}: {_sealed(table)}"
        assert set(table.info["sealed_under"]) <= set(WRAPPED), table.name


def test_a_table_with_a_wrapped_key_says_what_it_is_bound_to() -> None:
    with_keys = {table.name for table in metadata.sorted_tables if "wrapped_key" in table.c}
    assert with_keys == set(WRAPPED)
    assert all({"key_id", "wrapped_key"} <= set(table.c.keys()) for table in WRAPPED.values())
    assert {table.info["key_ring"] for table in WRAPPED.values()} == {"answers", "numbers"}


def test_the_names_in_the_list_are_those_by_which_services_seal() -> None:
    """Another name would stop the rotation in the middle: the data key opens under its own alone."""
    sealed = {_plain(name) for path in PORTAL.rglob("*.py") for name in _names(path)}
    listed = {_plain(table.info["wrapped_as"]) for table in WRAPPED.values()} - NAMED_ELSEWHERE
    assert listed <= sealed
    direct = _new(sealed)
    assert len(direct) > 10
    assert direct <= listed


def test_the_names_in_the_hand_back_are_those_by_which_services_seal() -> None:
    """Another name would open nothing on the day of the exit, for tables that the rehearsal's city leaves empty."""
    paths = [path for path in PORTAL.rglob("*.py") if path.name != "exit_columns.py"]
    used = {_plain(name) for path in paths for name in [*_names(path), *texts(path).first_arguments]}
    assert [where for where, sealed in SEALED.items() if _plain(sealed.name) not in used] == []


def _names(path: Path) -> Iterator[str]:
    """Formatted strings, each value as {}."""
    yield from ("".join("{}" if part is None else part for part in parts) for parts in texts(path).formatted)


def _plain(name: str) -> str:
    return re.sub(r"\{[^}]*\}", "{}", name)


def _new(sealed: set[str]) -> set[str]:
    """Of `new_sealer(keys, f"…")`."""
    source = "\n".join(path.read_text(encoding="utf-8") for path in PORTAL.rglob("*.py"))
    return {_plain(name) for name in re.findall(r'new_sealer\([^()]*?, f"((?:[^"{]|\{[^}]*\})*)"\)', source)} & sealed
