"""People of the household stand above a page that asks for somebody's name."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from portal.services.filing.drafts import Draft, draft_environment, unstored_draft, whole_path
from portal.services.filing.known.choose_person import Choice, people_to_choose, with_person
from portal.services.shared.installation import Installation
from portal.services.shared.known_sources import REGISTER, KnownFacts, Source
from tests.forms.loading.small import small

TARO = {"name": {"family": "見本", "given": "太郎"}, "birth": "1990-01-01"}
WIFE = {"name": {"family": "見本", "given": "花子"}, "birth": "1991-02-03"}
CHILD = {"name": {"family": "見本", "given": "そら"}, "birth": "2019-05-05", "relation": "child"}
MORE = """\
  - step: だれか
    id: someone
    as: someone
    role: {role}
    ask:
      - together: だれか
        id: who
        ask:
          - {{id: name, type: person_name, label: 氏名, concept: person.name}}
          - {{id: birth, type: date, label: 生年月日, concept: person.birth, must: [{{that: 'birth < "2010-01-01"', say: 子どもです。}}]}}
          - {{id: note, type: text, label: ひとこと, required: {required}}}
  - step: 行
    id: rows
    repeat: members
    label: 人
    each: "{{name}}"
    max: 3
    min: 2
    role: member
    ask:
      - together: だれか
        id: one
        ask:
          - {{id: name, type: person_name, label: 氏名, concept: person.name}}
          - {{id: birth, type: date, label: 生年月日, concept: person.birth}}
"""


def draft_of(installation: Installation, role: str = "principal", required: str = "true", **more: Any) -> Draft:
    spouse = {f"spouse.{name}": value for name, value in WIFE.items()}
    known = KnownFacts.by((Source(REGISTER, applicant={**TARO, **spouse}, household=(WIFE, CHILD)),))
    draft = unstored_draft(installation, small(MORE.format(role=role, required=required)), "online")
    return replace(draft, answers={"reason": "lost"}, known=known, **more)


def choices(installation: Installation, draft: Draft, page: str = "someone.who") -> tuple[Choice, ...]:
    path = whole_path(installation, draft)
    asked = path.page(page)
    assert asked is not None
    return people_to_choose(draft, path, asked, draft_environment(installation, draft))


def names(installation: Installation, draft: Draft, page: str = "someone.who") -> list[str]:
    return [choice.name for choice in choices(installation, draft, page)]


def test_whom_the_rules_of_the_page_refuse_is_not_offered(installation: Installation) -> None:
    assert names(installation, draft_of(installation)) == ["見本\u3000花子"]
    assert names(installation, draft_of(installation, "child")) == []  # neither the spouse nor who is too young


def test_in_rows_the_applicant_is_offered_too_and_nobody_twice(installation: Installation) -> None:
    draft = draft_of(installation)
    assert names(installation, draft, "members.1.one") == ["見本\u3000太郎", "見本\u3000花子", "見本\u3000そら"]
    first = {"members.1.name": WIFE["name"], "members.1.birth": WIFE["birth"]}
    draft = replace(draft, answers={**draft.answers, "members": ["1", "2"], **first})
    assert names(installation, draft, "members.2.one") == ["見本\u3000太郎", "見本\u3000そら"]
    assert [choice.own for choice in choices(installation, draft, "members.2.one")] == [True, False]


REST = """\
  - step: ほかの人
    id: rest
    repeat: others
    label: ほかの人
    each: "{name}"
    max: 3
    rows_from: household.others()
    role: member
    ask:
      - together: だれか
        id: other
        ask:
          - {id: name, type: person_name, label: 氏名, concept: person.name}
          - {id: birth, type: date, label: 生年月日, concept: person.birth}
"""


def test_in_rows_of_the_others_whom_the_answers_name_is_not_offered(installation: Installation) -> None:
    procedure = small(MORE.format(role="principal", required="true") + REST)
    draft = replace(draft_of(installation), procedure=procedure)
    for person, others in ((TARO, ["見本\u3000花子", "見本\u3000そら"]), (WIFE, ["見本\u3000太郎", "見本\u3000そら"])):
        about = {"someone.name": person["name"], "someone.birth": person["birth"], "others": ["1"]}
        asked = replace(draft, answers={**draft.answers, **about})
        assert names(installation, asked, "others.1.other") == others
        listed = {"members": ["1", "2"]}
        assert len(names(installation, replace(asked, answers={**asked.answers, **listed}), "members.1.one")) == 3


def test_who_helps_or_comes_without_a_card_sees_nobody(installation: Installation) -> None:
    assert names(installation, draft_of(installation, access="edit"), "members.1.one") == []
    draft = replace(draft_of(installation), known=KnownFacts())
    assert names(installation, draft, "members.1.one") == []


def test_an_answered_name_offers_nobody(installation: Installation) -> None:
    draft = draft_of(installation)
    draft = replace(draft, answers={**draft.answers, "someone.name": TARO["name"]})
    assert names(installation, draft) == []


def chosen(installation: Installation, draft: Draft, posted: Mapping[str, list[str]]) -> tuple[Any, bool]:
    path = whole_path(installation, draft)
    asked = path.page("someone.who")
    assert asked is not None
    return with_person(draft, path, asked, posted, draft_environment(installation, draft))


def test_choosing_fills_in_the_person_and_shows_whether_the_page_asks_more(installation: Installation) -> None:
    draft = draft_of(installation)
    (wife,) = choices(installation, draft)
    filled, asks_more = chosen(installation, draft, {"person": [wife.key]})
    assert asks_more
    assert (filled["someone.name.given"], filled["someone.birth.year"]) == (["花子"], ["1991"])
    free = draft_of(installation, required="false")
    assert chosen(installation, free, {"person": [wife.key]})[1] is False
    assert "someone.name.given" not in chosen(installation, draft, {"person": ["7.1991-02-03"]})[0]
    assert chosen(installation, draft, {}) == ({}, False)
