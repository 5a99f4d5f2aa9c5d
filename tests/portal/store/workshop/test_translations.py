"""The newest of a text counts."""

from dataclasses import replace

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from portal.db import Unit
from portal.store.workshop import translations
from portal.store.workshop.translations import TranslationRow

FIRST = TranslationRow(1, "vi", "a1", "次へ", "Tiếp", 0, "staff:tanaka", 7)


@pytest.mark.both_engines
def test_the_newest_of_each_text_and_language_counts(unit: Unit) -> None:
    assert translations.last(unit) == 0
    signed = replace(FIRST, id=2, signed=1, actor="staff:suzuki")
    other = replace(FIRST, id=3, language="ko", translation="다음")
    translations.add(unit, [FIRST])
    translations.add(unit, [signed, other])
    newest = translations.newest(unit)
    # Another test's numbers are not given again on PostgreSQL.
    assert [replace(row, id=number) for number, row in enumerate(newest, 2)] == [signed, other]
    assert translations.of_text(unit, "vi", "a1") == newest[0]
    assert translations.of_text(unit, "vi", "b2") is None
    assert translations.last(unit) == newest[1].id


@pytest.mark.both_engines
@pytest.mark.parametrize("statement", ["UPDATE translation SET translation = 'x'", "DELETE FROM translation"])
def test_what_was_written_or_signed_is_never_changed(unit: Unit, statement: str) -> None:
    translations.add(unit, [FIRST])
    with pytest.raises(DBAPIError, match="translation is append-only"):
        unit.connection.execute(text(statement))
