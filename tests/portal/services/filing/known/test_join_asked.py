"""Small pages of a draft are shown as one: what is known between them is confirmed with them."""

from dataclasses import replace
from typing import Any

import pytest

from portal.services.filing.drafts import Draft, unstored_draft, whole_path
from portal.services.filing.known.assume_known import Assumed, assume_known
from portal.services.filing.known.join_asked import join_asked
from portal.services.shared.installation import Installation
from portal.services.shared.known_sources import REGISTER, KnownFacts, Source
from tests.forms.loading.small import small

NAME = {"family": "髙見本", "given": "太郎"}
MORE = """\
      - {id: colour, type: text, label: 色}
      - {id: name, type: person_name, label: 氏名, known_from: applicant.name}
      - {id: moves, type: yes_no, label: 引っ越しますか}
      - {id: new_place, type: text, label: どこへ, when: moves}
      - {id: seal, type: signature, label: 署名}
joined: true
"""


def draft_of(installation: Installation, procedure: str = MORE, **more: Any) -> Draft:
    known = KnownFacts.by((Source(REGISTER, applicant={"name": NAME}),))
    return replace(unstored_draft(installation, small(procedure), "online"), known=known, **more)


def joined(installation: Installation, draft: Draft, page: str = "") -> Assumed:
    path = whole_path(installation, draft)
    asked = Assumed(draft, path, path.page(page)) if page else assume_known(installation, draft, path)
    return join_asked(installation, asked)


def names(taken: Assumed) -> list[str]:
    return [field.id for field in taken.asked.fields] if taken.asked is not None else []


def test_pages_that_follow_are_shown_with_the_one_that_is_asked(installation: Installation) -> None:
    taken = joined(installation, draft_of(installation))
    assert names(taken) == ["reason", "colour", "moves", "new_place"]
    assert [page.page.id for page in taken.passed] == ["name"]
    assert taken.draft.answers == {"name": NAME}
    assert taken.asked is not None
    assert taken.asked.only_if == {"new_place": {"moves": ("yes",)}}


def test_a_page_that_was_sent_is_corrected_alone(installation: Installation) -> None:
    draft = draft_of(installation, answers={"reason": "lost"}, seen=frozenset({"reason"}))
    assert names(joined(installation, draft, "reason")) == ["reason"]
    assert names(joined(installation, draft)) == ["colour", "moves", "new_place"]


@pytest.mark.parametrize("more", [{"access": "write"}, {"present": (True, "見本")}])
def test_who_helps_or_looks_on_sees_single_pages(installation: Installation, more: dict[str, Any]) -> None:
    assert names(joined(installation, draft_of(installation, **more))) == ["reason"]


def test_a_definition_that_does_not_ask_for_it_keeps_its_pages(installation: Installation) -> None:
    assert names(joined(installation, draft_of(installation, MORE.replace("joined: true\n", "")))) == ["reason"]


LIST = """\
  - step: 子ども
    id: kids
    repeat: children
    label: 子ども
    each: "{called}"
    max: 2
    ask:
      - {id: called, type: text, label: 名前}
      - {id: liked, type: text, label: 好きなもの}
  - {step: 終わり, id: last, ask: [{id: memo, type: text, label: メモ}]}
joined: true
"""


def test_the_page_that_completes_a_row_stands_for_the_list_of_rows(installation: Installation) -> None:
    draft = draft_of(installation, LIST, answers={"reason": "lost", "children": ["1"]}, seen=frozenset({"reason"}))
    taken = joined(installation, draft)
    assert names(taken) == ["children.1.called", "children.1.liked"]
    assert taken.asked is not None
    assert taken.asked.ids == {"children.1.called", "children.1.liked", "children"}
    assert taken.asked.listed is not None


@pytest.mark.parametrize("rows", ["household.others()", "household.parents()"])
def test_who_lives_in_the_household_is_listed_and_the_list_still_takes_others(
    installation: Installation, rows: str
) -> None:
    procedure = LIST.replace("    max: 2\n", f"    max: 2\n    rows_from: {rows}\n").replace(
        "id: called, type: text", "id: name, type: person_name, concept: person.name"
    ).replace("{called}", "{name}")  # fmt: skip
    member = {"name": {"family": "髙見本", "given": "梅子"}, "birth": "1954-06-15", "household_role": "parent"}
    own = {"name": NAME} | ({"household_role": "head"} if "parents" in rows else {})
    known = KnownFacts.by((Source(REGISTER, applicant=own, household=(member,)),))
    draft = replace(
        draft_of(installation, procedure, answers={"reason": "lost"}, seen=frozenset({"reason"})), known=known
    )
    taken = joined(installation, draft)
    assert names(taken) == ["children.1.liked"]
    assert [page.page.id for page in taken.passed] == ["children", "children.1.name"]
    assert "children" not in taken.draft.seen
    assert taken.asked is not None
    assert "children" in taken.asked.ids
