"""The city's own retention."""

from datetime import date
from pathlib import Path
from shutil import copytree
from typing import get_args

import pytest

from forms.city.city import load_city
from forms.city.city_words import InWordsOf, in_words_of
from forms.city.retention import RetentionFile, RetentionRow
from forms.complaints import Refused
from forms.definition.keeping import STARTS
from forms.definition.terms import Keep
from tests.forms.loading.small import small

FOLDER = Path("forms/cities/mihon")
DAY = date(2026, 11, 20)


def test_it_goes_before_what_the_definition_says_with_and_without_words_of_the_city(tmp_path: Path) -> None:
    folder = copytree(FOLDER, tmp_path / "city")
    before = load_city(folder)
    for summary in ("短い説明", '"{office}"'):
        procedure = small(summary=summary)
        (folder / "retention.yaml").write_text(
            f"retention: [{{procedures: [{procedure.id}], years: 30}}]\n", encoding="utf-8"
        )
        city = load_city(folder)
        own = Keep(30, "完結年度の翌年度4月1日", "delete", "law")
        fill = InWordsOf(city)
        assert (in_words_of(city, procedure, DAY).keep, fill(procedure, DAY).keep) == (own, own)
        assert fill(procedure, DAY).summary == InWordsOf(before)(procedure, DAY).summary
        assert InWordsOf(before)(procedure, DAY).keep == procedure.keep
        fill._city = before
        assert fill(procedure, DAY).keep == procedure.keep


def test_the_periods_begin_as_the_program_counts_them() -> None:
    assert set(get_args(RetentionRow.model_fields["from_"].annotation)) == set(STARTS)


def test_a_procedure_has_one_period(tmp_path: Path) -> None:
    folder = copytree(FOLDER, tmp_path / "city")
    (folder / "retention.yaml").write_text("retention:\n  - {procedures: [a, a], years: 3}\n", encoding="utf-8")
    with pytest.raises(Refused, match="a occurs twice"):
        load_city(folder)
    assert RetentionFile().of == {}
