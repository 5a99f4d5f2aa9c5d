"""Pages of which everything is known are passed; nothing doubtful is, and never the last page."""

from dataclasses import replace
from typing import Any

import pytest

from portal.services.filing.drafts import draft_path, unstored_draft, whole_path
from portal.services.filing.known.assume_known import Assumed, assume_known
from portal.services.shared.installation import Installation
from portal.services.shared.known_sources import REGISTER, KnownFacts, Source
from tests.forms.loading.small import small

NAME, OTHER = {"family": "髙見本", "given": "太郎"}, {"family": "見本", "given": "花子"}
CHILD = {"name": {"family": "見本", "given": "そら"}, "birth": "2019-05-05"}
MORE = """\
      - {id: name, type: person_name, label: 氏名, known_from: applicant.name}
      - {id: born, type: date, label: 生年月日, known_from: applicant.birth, warn: [{that: 'born < "2000-01-01"', say: 若い人です。}], stop: {when: 'born > "2020-01-01"', say: 子どもです。, next: 親に聞いてください。}}
      - {id: note, type: text, label: ひとこと, when: name.answered}
  - step: 子ども
    id: kids
    repeat: children
    label: 子ども
    each: "{called}"
    max: 3
    rows_from: household.children_until(18)
    ask:
      - together: 子ども
        id: child
        ask:
          - {id: called, type: person_name, label: 氏名, concept: person.name}
          - {id: birth, type: date, label: 生年月日, concept: person.birth}
"""
KNOWN = {"name": NAME, "birth": "1990-01-01"}


def assumed(
    installation: Installation, applicant: dict[str, Any], answers: dict[str, Any] | None = None, *seen: str, **more: Any
) -> Assumed:  # fmt: skip
    known = KnownFacts.by((Source(REGISTER, applicant=applicant, household=(CHILD,)),))
    draft = unstored_draft(installation, small(MORE), "online")
    draft = replace(draft, answers=answers or {}, seen=frozenset(seen), known=known, **more)
    return assume_known(installation, draft, whole_path(installation, draft))


def passed(taken: Assumed) -> tuple[list[str], str]:
    return [page.page.id for page in taken.passed], taken.asked.page.id if taken.asked is not None else ""


def test_what_is_known_is_passed_with_what_it_leads_to(installation: Installation) -> None:
    taken = assumed(installation, KNOWN, {"reason": "lost"}, "reason")
    assert passed(taken) == (["name", "born"], "note")
    assert taken.draft.answers == {"reason": "lost", "name": NAME, "born": "1990-01-01"}
    assert taken.names == ["born", "name"]


def test_nothing_is_passed_before_a_page_that_is_open(installation: Installation) -> None:
    assert passed(assumed(installation, KNOWN)) == ([], "reason")


@pytest.mark.parametrize("birth", ["2001-01-01", "2021-01-01"])
def test_what_warns_or_stops_is_asked(installation: Installation, birth: str) -> None:
    taken = assumed(installation, {**KNOWN, "birth": birth}, {"reason": "lost"}, "reason")
    assert passed(taken) == (["name"], "born")


def test_what_somebody_answered_otherwise_is_asked(installation: Installation) -> None:
    taken = assumed(installation, KNOWN, {"reason": "lost", "name": OTHER}, "reason")
    assert passed(taken) == ([], "name")


def test_a_child_who_was_taken_from_the_offers_is_passed_unless_something_was_changed(
    installation: Installation,
) -> None:
    row = {"reason": "lost", "note": "はい", "children": ["1"], "children.1.called": CHILD["name"]}
    seen = ("reason", "note", "children")
    taken = assumed(installation, KNOWN, {**row, "children.1.birth": CHILD["birth"]}, "reason", "note")
    assert passed(taken) == (["name", "born", "children.1.child"], "children")
    changed = assumed(installation, KNOWN, {**row, "children.1.birth": "2019-05-06"}, *seen)
    assert passed(changed) == (["name", "born"], "children.1.child")


def test_where_nothing_else_is_left_each_page_is_asked(installation: Installation) -> None:
    answers = {"reason": "lost", "note": "はい", "children": []}
    taken = assumed(installation, KNOWN, answers, "reason", "note", "children")
    assert passed(taken) == ([], "name")


def test_helpers_pass_nothing(installation: Installation) -> None:
    assert passed(assumed(installation, KNOWN, {"reason": "lost"}, "reason", access="edit")) == ([], "name")


@pytest.mark.parametrize(("named", "passes"), [(CHILD["name"], True), (OTHER, False)])
def test_a_list_is_passed_if_another_part_has_everybody_it_offers(
    installation: Installation, named: dict[str, str], passes: bool
) -> None:
    last = "  - step: 終わり\n    id: last\n    ask: [{id: memo, type: text, label: メモ}]\n"
    source = Source(REGISTER, applicant=KNOWN, household=(CHILD,))
    mine = unstored_draft(installation, small(MORE + last), "online")
    other = unstored_draft(installation, small(MORE, procedure="other"), "online")
    row = {"children": ["1"], "children.1.name": named, "children.1.birth": CHILD["birth"]}
    answered = {"reason": "lost", "name": NAME, "born": "1990-01-01", "note": "x"}
    mine = replace(
        mine, answers=answered, seen=frozenset(answered), known=KnownFacts.by((source,)), bundle="bundle",
        parts=(replace(other, answers=row), mine),
    )  # fmt: skip
    taken = assume_known(installation, mine, draft_path(installation, mine))
    assert ("children" in taken.names) is passes
    assert passed(taken)[1] == ("memo" if passes else "children")
