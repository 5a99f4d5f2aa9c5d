"""Assurance levels by the table of the day."""

from datetime import date
from pathlib import Path

import pytest

from forms.complaints import Refused
from forms.text.reading import read_sheet
from portal.services.procedures.ask_reception import DOCUMENTS
from portal.services.procedures.assurance import Row, Tables, assurance, tables

TODAY = date(2026, 11, 20)
SOURCE = "（表 ds511-provisional-1。国の表は確かめられていません）"


@pytest.mark.parametrize(
    ("evidence", "level"),
    [
        ({"way": "card", "acr": "aal3"}, "身元確認2・当人認証3"),
        ({"way": "card", "acr": "aal2"}, "身元確認2・当人認証2"),
        ({"way": "mail"}, "身元確認1・当人認証1"),
        ({"way": "unsigned"}, "身元確認1・当人認証0"),
        ({"way": "counter-visual", "shown": ["passport"]}, "身元確認3"),
        ({"way": "counter-visual", "shown": ["two"]}, "身元確認2"),
        ({"way": "counter-visual", "shown": ["photo"], "methods": ["jpki-auth", "pin4"]}, "身元確認3・当人認証3"),
        ({"way": "counter-visual", "shown": ["two"], "methods": ["jpki-auth", "pin4"]}, "身元確認2・当人認証3"),
        ({"way": "counter-visual", "shown": ["two"], "methods": ["pin4"]}, "身元確認2"),
        ({"way": "paper", "shown": ["photo"]}, "身元確認2"),
    ],
)
def test_a_level_follows_from_what_was_done_and_says_that_it_is_assumed(
    evidence: dict[str, object], level: str
) -> None:
    assert assurance(evidence, TODAY) == level + SOURCE


@pytest.mark.parametrize("evidence", [{}, {"way": "paper", "shown": ["none"]}, {"way": "telepathy"}])
def test_where_nothing_is_known_nothing_is_stated(evidence: dict[str, object]) -> None:
    assert assurance(evidence, TODAY) == ""


def test_before_the_first_table_there_is_no_level() -> None:
    assert assurance({"way": "mail"}, date(2024, 4, 1)) == ""


def test_every_paper_that_a_counter_may_note_has_a_level() -> None:
    newest = tables()[-1]
    for document in DOCUMENTS:
        assert any(row.fits({"way": "counter-visual", "shown": [document]}) for row in newest.rows), document


def test_a_row_fits_only_evidence_that_says_all_of_it() -> None:
    row = Row(way="card", acr="aal3", identity=2)
    assert row.fits({"way": "card", "acr": "aal3", "provider": "das"})
    assert not row.fits({"way": "card"})
    assert not row.fits({"way": "mail", "acr": "aal3"})


@pytest.mark.parametrize(
    "rows", ["[]", "[{way: card}]", "[{way: letter, identity: 1}]", "[{way: card, identity: 4}]"], ids=str
)
def test_a_bad_table_is_refused_with_its_line(tmp_path: Path, rows: str) -> None:
    file = tmp_path / "a.yaml"
    file.write_text(
        f"tables:\n  - {{id: a, from: 2026-04-01, source: x, certainty: assumed, rows: {rows}}}\n", encoding="utf-8"
    )
    with pytest.raises(Refused) as refused:
        read_sheet(file, Tables)
    assert {complaint.line for complaint in refused.value.complaints} == {2}
