"""Signed lines of a 確認票."""

from sqlalchemy import select

from portal.db import Unit
from portal.models.procedures.signed_line import SignedLine
from portal.store.procedures import signed_lines

LINE = SignedLine.table


def test_the_first_signature_of_a_line_stays(unit: Unit) -> None:
    for procedure, line, by in (("p", b"a", "hanako"), ("p", b"a", "taro"), ("p", b"b", "taro"), ("q", b"c", "taro")):
        signed_lines.add(unit, procedure, line, signed_by=by, signed_on="2026-11-20", now=5)
    assert signed_lines.of_procedure(unit, "p") == {b"a", b"b"}
    assert signed_lines.of_procedure(unit, "none") == frozenset()
    signed = select(LINE.c.signed_by, LINE.c.signed_on, LINE.c.stored_at).where(LINE.c.line == b"a")
    assert unit.connection.execute(signed).all() == [("hanako", "2026-11-20", 5)]


def test_signatures_go_with_the_name_beside_those_that_are_there(unit: Unit) -> None:
    for procedure, line, by in (("p", b"a", "hanako"), ("p", b"b", "hanako"), ("q", b"a", "taro"), ("r", b"a", "taro")):
        signed_lines.add(unit, procedure, line, signed_by=by, signed_on="2026-11-20", now=5)
    signed_lines.rename(unit, "p", "q")
    assert {line: row.signed_by for line, row in signed_lines.rows_of(unit, "q").items()} == {
        b"a": "taro",
        b"b": "hanako",
    }
    assert signed_lines.of_procedure(unit, "p") == {b"a"}
    assert signed_lines.of_procedure(unit, "r") == {b"a"}
