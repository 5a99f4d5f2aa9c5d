"""A visit's evidence for a draft."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from forms.city.city import load_city
from forms.city.identity_papers import IdentityPapersFile
from portal.services.shared.visit_part import VisitPart, judge, papers_shown, policy_of
from tests.forms.loading.small import small
from tests.portal.numbers import with_numbers

MIHON, TODAY = load_city(Path("forms/cities/mihon")), date(2026, 11, 20)
CARD, NUMBERED, NOBODY = small(identity="{sign_in: card}"), with_numbers(), small()


@pytest.mark.parametrize(
    ("shown", "enough"),
    [
        ({"passport"}, True), ({"pension_book"}, False), ({"pension_book", "care_card"}, True), (set(), False),
        ({"unheard_of"}, False),
    ],
)  # fmt: skip
def test_one_paper_with_a_photograph_or_two_without_one_are_enough(shown: set[str], enough: bool) -> None:
    assert (judge(MIHON, CARD, shown, TODAY).lacking == ()) is enough


@pytest.mark.parametrize(
    ("shown", "enough"),
    [
        ({"my_number_card"}, True),
        ({"passport"}, False),
        ({"passport", "number_notice"}, True),
        ({"number_notice"}, False),
    ],
)
def test_a_my_number_needs_a_paper_that_shows_it_and_one_that_shows_whose_it_is(shown: set[str], enough: bool) -> None:
    """番号法16条."""
    assert (judge(MIHON, NUMBERED, shown, TODAY).lacking == ()) is enough


def test_what_lacks_is_reported_for_each_way() -> None:
    assert judge(MIHON, CARD, {"pension_book"}, TODAY).lacking == ({"photo": 1}, {"named": 1})


def test_a_paper_counts_to_its_last_day() -> None:
    assert judge(MIHON, CARD, {"resident_card"}, date(2025, 12, 31)).lacking == ()
    assert judge(MIHON, CARD, {"resident_card"}, date(2026, 1, 1)).lacking != ()
    assert papers_shown(MIHON, {"resident_card"}, date(2026, 1, 1)) == ()


def test_the_policy_is_the_citys_exception_or_follows_from_the_procedure() -> None:
    exception = MIHON.identity.model_copy(update={"procedures": {"small": "number"}})
    strict = MIHON.model_copy(update={"identity": exception})
    without_papers = MIHON.model_copy(update={"identity": IdentityPapersFile()})
    policies = [policy_of(city, procedure) for city, procedure in
                ((MIHON, CARD), (MIHON, NUMBERED), (strict, NOBODY), (MIHON, NOBODY), (without_papers, CARD))]  # fmt: skip
    assert [policy.id if policy else None for policy in policies] == ["standard", "number", "number", None, None]


def part(*papers: str, note: str = "") -> VisitPart:
    return VisitPart("visit", "self", papers_shown(MIHON, papers, TODAY), note, met=True)


def test_evidence_names_kinds_of_papers_and_the_papers_without_a_kind_in_its_note() -> None:
    assert part("passport", "disability_book", "care_card", note="面識あり").evidence == {
        "shown": ["passport", "photo", "two"],
        "note": "身体障害者手帳など（写真つき）、介護保険被保険者証、面識あり",
        "papers": ["旅券（パスポート）", "身体障害者手帳など（写真つき）", "介護保険被保険者証"],
    }
    assert part("my_number_licence").evidence["shown"] == ["my_number_card"]


def test_a_single_paper_is_evidence_only_where_it_suffices_alone() -> None:
    passport = papers_shown(MIHON, {"passport"}, TODAY)
    offered = replace(part(), met=False, alone=passport)
    assert offered.evidence_of("passport") == {"shown": ["passport"], "note": "", "papers": ["旅券（パスポート）"]}
    assert offered.evidence_of("care_card") is None
