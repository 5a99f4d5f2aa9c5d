"""Identity papers and faults of a city's list."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.city.city import load_city
from forms.city.identity_papers import NUMBER, STANDARD, IdentityPapersFile
from forms.complaints import Refused
from forms.text.reading import read_sheet

LIST = load_city(Path(__file__).parents[3] / "forms" / "cities" / "mihon").identity
DAY = date(2026, 11, 20)
SMALL = """groups: {photo: 写真つき, number: 番号}
papers:
  - {id: card, title: カード, groups: [photo], from: 2020-01-01, to: 2020-12-31, source: 例, certainty: assumed}
  - {id: card, title: カード, groups: [photo], from: 2021-01-01, source: 例, certainty: assumed}
policies:
  - {id: standard, title: 本人, ways: [{photo: 1}], source: 例, certainty: assumed}
  - {id: number, title: 番号, ways: [{number: 1}], source: 例, certainty: law}
procedures: {some-procedure: number}
"""


def read(tmp_path: Path, text: str) -> IdentityPapersFile:
    path = tmp_path / "identity_papers.yaml"
    path.write_text(text, encoding="utf-8")
    return read_sheet(path, IdentityPapersFile)


def lacking(policy: str, *shown: str) -> list[dict[str, int]]:
    papers = [row for row in LIST.on(DAY) if row.id in shown]
    return [dict(way) for way in LIST.policy(policy).lacking(papers)]


def test_one_paper_with_a_face_or_two_without_are_enough() -> None:
    assert lacking(STANDARD) == [{"photo": 1}, {"named": 2}]
    assert lacking(STANDARD, "driving_licence") == []
    assert lacking(STANDARD, "eligibility") == [{"photo": 1}, {"named": 1}]
    assert lacking(STANDARD, "eligibility", "pension_book") == []


def test_a_number_is_shown_beside_who_one_is_or_by_the_one_card_that_does_both() -> None:
    assert lacking(NUMBER, "passport") == [{"number": 1}, {"number": 1, "named": 2}]
    assert lacking(NUMBER, "passport", "number_extract") == []
    assert lacking(NUMBER, "my_number_card") == lacking(NUMBER, "my_number_licence") == []


@pytest.mark.parametrize(
    ("paper", "before", "after"),
    [
        ("my_number_licence", date(2025, 3, 23), date(2025, 3, 24)),
        ("eligibility", date(2024, 12, 1), date(2024, 12, 2)),
        ("health_card", date(2025, 12, 2), date(2025, 12, 1)),
    ],
)
def test_a_paper_counts_from_its_first_day_to_its_last(paper: str, before: date, after: date) -> None:
    assert [paper in [row.id for row in LIST.on(day)] for day in (before, after)] == [False, True]


@given(st.sets(st.sampled_from([row.id for row in LIST.papers])), st.sampled_from([row.id for row in LIST.papers]))
def test_one_more_paper_never_makes_it_less(shown: set[str], more: str) -> None:
    for policy in (STANDARD, NUMBER):
        if not lacking(policy, *shown):
            assert not lacking(policy, *shown, more)


def test_a_sound_list_is_read_and_none_at_all_asks_for_nothing(tmp_path: Path) -> None:
    assert [row.id for row in read(tmp_path, SMALL).on(date(2020, 12, 31))] == ["card"]
    assert IdentityPapersFile().on(DAY) == ()
    assert list(IdentityPapersFile().faults()) == []


@pytest.mark.parametrize(
    ("old", "becomes", "complaint"),
    [
        ("to: 2020-12-31", "to: 2019-12-31", ":3:67: ends before it begins on 2020-01-01"),
        ("from: 2021-01-01", "from: 2020-12-31", ":4:5: card has two rows for the same day"),
        ("groups: [photo], from: 2021", "groups: [face], from: 2021", ":4:37: no group is called face; there are photo, number"),
        ("{number: 1}]", "{nummer: 1}]", ":7:36: no group is called nummer"),
        ("some-procedure: number", "some-procedure: none", ":8:30: no policy is called none; there are number, standard"),
        ("id: standard", "id: usual", ":6:3: the policy standard is missing"),
        ("certainty: law", "certainty: sure", ":7:72: policies.1.certainty: write one of law, std, assumed"),
        ("ways: [{photo: 1}]", "ways: [{photo: 0}]", ":6:46: policies.0.ways.0.photo: write at least 1"),
    ],
)  # fmt: skip
def test_a_fault_is_reported_with_its_line(tmp_path: Path, old: str, becomes: str, complaint: str) -> None:
    with pytest.raises(Refused) as refused:
        read(tmp_path, SMALL.replace(old, becomes))
    assert complaint in "\n".join(str(reported) for reported in refused.value.complaints)
