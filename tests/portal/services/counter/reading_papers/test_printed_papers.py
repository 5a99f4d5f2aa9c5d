"""Where what is printed: the shipped files, and those of a city."""

from datetime import UTC, date, datetime
from pathlib import Path

import pypdfium2
import pytest

from forms.complaints import Refused
from forms.definition.official_form import official_form
from forms.definition.registry import field_types
from forms.loading import load
from forms.scenarios.scenarios import scenario_path
from portal.config import Settings
from portal.services.counter.reading_papers.printed_papers import load_papers
from portal.services.counter.scan_visit import PAPERS
from portal.services.paper.print_form import Filled, print_form
from tests.forms.fuzzing import CITY, usual
from tests.forms.household import FORMS
from tests.papers_drawn import printed

SHIPPED = Settings.model_fields["printed_papers"].default
MILLIMETRE = 25.4 / 72  # of a point
GOOD = """\
format: 1
paper: transfer
title: 例示市の転出証明書
source: 紙を測った
certainty: assumed
size: [100, 100]
labels: {一: [10, 10], 二: [20, 10], 三: [30, 10], 四: [40, 10]}
people: {most: 2, every: 10, boxes: {name: [10, 20, 60, 28]}}
"""


def test_each_shipped_file_is_of_a_paper_that_visitors_show() -> None:
    assert {paper.paper for paper in load_papers(SHIPPED)} == {"transfer", "move_form", "residence_card"}
    assert {paper.paper for paper in load_papers(SHIPPED)} <= PAPERS.keys()


def filled_form() -> bytes:
    """住民異動届 of a family, as we print it."""
    procedure = load(FORMS / "procedures" / "ido-todoke.yaml", fields=field_types())
    scenario = procedure.scenarios[0]
    day, path = date.fromisoformat(scenario["today"]), scenario_path(procedure, scenario, usual(procedure, 1), {})
    official = official_form(FORMS / "procedures", "ido-todoke")
    made = datetime(2026, 11, 20, tzinfo=UTC)
    return print_form(procedure, CITY, day, made, Filled(path, day), official).pdf


def test_the_words_of_our_own_form_are_where_its_file_says() -> None:
    page = pypdfium2.PdfDocument(filled_form())[0]
    text, high = page.get_textpage(), page.get_size()[1]
    for label, (x, y) in printed("move_form").labels.items():
        searched, middles = text.search(label), []
        while (place := searched.get_next()) is not None:
            boxes = [text.get_charbox(index) for index in range(place[0], place[0] + place[1])]
            left, right = min(box[0] for box in boxes), max(box[2] for box in boxes)
            low, top = min(box[1] for box in boxes), max(box[3] for box in boxes)
            middles.append(((left + right) / 2 * MILLIMETRE, (high - (low + top) / 2) * MILLIMETRE))
        assert any(abs(x - at) < 1 and abs(y - down) < 1 for at, down in middles), (label, middles)


@pytest.mark.parametrize(
    ("bad", "line"),
    [
        (GOOD.replace("60, 28", "60, 95"), 8),  # the second person's is below the paper
        (GOOD.replace("10, 20, 60", "60, 20, 10"), 8),
        (GOOD.replace("[40, 10]}", "[140, 10]}"), 7),
        (GOOD.replace(", 四: [40, 10]", ""), 7),
        (GOOD.replace("certainty: assumed", "certainty: sure"), 5),
    ],
)
def test_a_file_that_cannot_be_is_named_with_its_line(tmp_path: Path, bad: str, line: int) -> None:
    (tmp_path / "own.yaml").write_text(GOOD, encoding="utf-8")
    assert [paper.title for paper in load_papers(tmp_path)] == ["例示市の転出証明書"]
    (tmp_path / "own.yaml").write_text(bad, encoding="utf-8")
    with pytest.raises(Refused) as refused:
        load_papers(tmp_path)
    (complaint,) = refused.value.complaints
    assert (complaint.file.endswith("own.yaml"), complaint.line) == (True, line)
