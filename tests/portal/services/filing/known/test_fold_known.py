"""A check page folds what a record filled in and nobody changed; anything doubtful stays open."""

from dataclasses import replace
from typing import Any

import pytest

from portal.services.filing.drafts import unstored_draft, whole_path
from portal.services.filing.known.fold_known import fold_known
from portal.services.shared.installation import Installation
from portal.services.shared.known_sources import BUNDLE, CARD, CARD_FACE, EARLIER, REGISTER, KnownFacts, Source
from tests.forms.loading.small import small

NAME, OTHER = {"family": "髙見本", "given": "太郎"}, {"family": "見本", "given": "花子"}
CHILD = {"name": {"family": "見本", "given": "そら"}, "birth": "2019-05-05"}
MORE = """\
      - {id: name, type: person_name, label: 氏名, concept: person.name, known_from: applicant.name}
      - {id: born, type: date, label: 生年月日, known_from: applicant.birth, warn: [{that: 'born < "2000-01-01"', say: 若い人です。}]}
      - {id: home, type: address, label: 住所, required: false, known_from: applicant.address}
  - step: 子ども
    id: kids
    repeat: children
    label: 子ども
    each: "{called}"
    max: 3
    rows_from: household.children_until(18)
    ask:
      - {id: called, type: person_name, label: 氏名, concept: person.name}
      - {id: birth, type: date, label: 生年月日, concept: person.birth}
      - {id: note, type: text, label: ひとこと, required: false}
"""
BORN = "1990-01-01"
HOME = {"postal": "0000011", "town": "見本県見本市中央", "street": "1丁目2番3号"}
BY_HAND = {"name": NAME, "born": BORN, "home": HOME}


def folded(
    installation: Installation, answers: dict[str, Any], *sources: Source, helped: dict[str, str] | None = None
) -> dict[str, str]:
    draft = unstored_draft(installation, small(MORE), "online")
    draft = replace(
        draft, answers={"reason": "lost", **answers}, known=KnownFacts.by(sources), helped=helped or {}
    )  # fmt: skip
    return dict(fold_known(draft, whole_path(installation, draft)))


@pytest.mark.parametrize(
    ("source", "folds"), [(REGISTER, True), (CARD, True), (CARD_FACE, False), (EARLIER, False), (BUNDLE, False)]
)
def test_only_records_fold_what_they_filled_in(installation: Installation, source: str, folds: bool) -> None:
    known = Source(source, applicant={"name": NAME})
    assert folded(installation, {"name": NAME}, known) == ({"name": source} if folds else {})


def test_what_was_changed_typed_or_is_unknown_now_stays_open(installation: Installation) -> None:
    known = Source(REGISTER, applicant={"name": NAME})
    assert folded(installation, {"name": OTHER}, known) == {}
    assert folded(installation, {"name": NAME}) == {}


def test_what_warns_or_a_helper_wrote_stays_open(installation: Installation) -> None:
    known = Source(REGISTER, applicant={"name": NAME, "birth": "2001-01-01"})
    assert folded(installation, {"name": NAME, "born": "2001-01-01"}, known) == {"name": REGISTER}
    assert folded(installation, {"name": NAME}, known, helped={"name": "むすめ"}) == {}


def test_what_two_records_disagree_about_stays_open_and_a_missing_part_is_no_disagreement(
    installation: Installation,
) -> None:
    register = Source(REGISTER, applicant={"name": NAME, "home": HOME, "address": HOME})
    agrees = Source(CARD, applicant={"name": NAME, "address": {"town": HOME["town"], "street": HOME["street"]}})
    differs = Source(CARD, applicant={"name": OTHER, "address": {"town": HOME["town"], "street": "9番"}})
    assert folded(installation, BY_HAND, register, agrees) == {"name": REGISTER, "home": REGISTER}
    assert folded(installation, BY_HAND, register, differs) == {}


def test_a_person_of_the_household_is_folded_only_if_nothing_about_them_was_changed(
    installation: Installation,
) -> None:
    register = Source(REGISTER, household=(CHILD,))
    row = {"children": ["1"], "children.1.called": CHILD["name"], "children.1.birth": CHILD["birth"]}
    both = {"children.1.called": REGISTER, "children.1.birth": REGISTER}
    assert folded(installation, {**row, "children.1.note": "はい"}, register) == both
    assert folded(installation, {**row, "children.1.birth": "2019-05-06"}, register) == {}
    assert folded(installation, row, replace(register, name=BUNDLE)) == {}
    assert folded(installation, row) == {}
