"""書かない率: the share of boxes without typing."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from forms.path.path import Path
from portal.services.filing.drafts import Draft, unstored_draft, whole_path
from portal.services.filing.origins import Origin, with_origins
from portal.services.filing.prefilled_share import Filled, count_boxes
from portal.services.filing.visit_facts import GUIDE, NOTHING_KNOWN, SPEECH, USUAL, VISITOR, Facts, Person
from portal.services.shared.installation import Installation
from portal.services.shared.known_sources import CARD, REGISTER, TRANSFER, KnownFacts, Source
from tests.forms.loading.small import small

NAME = {"family": "髙見本", "given": "太郎"}
FAMILY = """\
  - step: 人
    id: person_step
    role: principal
    ask:
      - {id: home, type: address, label: 住所, concept: person.address}
      - {id: before, type: address, label: 前の住所, concept: person.recorded_address}
      - {id: relation, type: choice, label: 続柄, options: {spouse: 妻, child: 子}}
      - {id: to_head, type: choice, label: 世帯主から見た続柄, concept: person.household_role, options: {wife: 妻, child: 子}}
"""
MORE = """\
      - {id: name, type: person_name, label: 氏名, concept: person.name, known_from: applicant.name}
      - {id: word, type: text, label: ひとこと, max: 20, required: false}
"""
ANSWERS = {"reason": "lost", "name": NAME, "word": "はい"}


def filled(
    installation: Installation, origins: Mapping[str, Origin], known: Source | None = None
) -> tuple[Draft, Path]:
    draft = unstored_draft(installation, small(MORE), "counter")
    sources = (known,) if known is not None else ()
    answers: dict[str, Any] = with_origins(ANSWERS, origins)
    draft = replace(draft, answers=answers, known=KnownFacts(sources))
    return draft, whole_path(installation, draft)


def counted(installation: Installation, *forms: tuple[Draft, Path], facts: Facts = NOTHING_KNOWN) -> Filled:
    return count_boxes(installation.settings, forms, facts)


def test_required_boxes_count_and_are_typed_unless_a_source_knew_the_value(installation: Installation) -> None:
    same, other = Source(CARD, applicant={"name": NAME}), Source(CARD, applicant={"name": {"full": "別の人"}})
    assert counted(installation, filled(installation, {})) == Filled(boxes=2, unkeyed=0)
    assert counted(installation, filled(installation, {}, same)) == Filled(boxes=2, unkeyed=1)
    assert counted(installation, filled(installation, {}, other)) == Filled(boxes=2, unkeyed=0)


def test_a_value_that_was_keyed_from_a_paper_counts_as_typed_once_for_all_forms(installation: Installation) -> None:
    forms = [filled(installation, {"name": Origin(TRANSFER, NAME)}) for _ in range(3)]
    on_paper = Facts(people=(Person("1", {"name": (NAME, TRANSFER)}),))
    for facts in (NOTHING_KNOWN, on_paper):
        assert counted(installation, *forms, facts=facts) == Filled(boxes=6, unkeyed=2)


def test_an_answer_that_another_procedure_brought_is_not_typed_again(installation: Installation) -> None:
    typed, shared = (filled(installation, {"name": Origin(SPEECH, NAME, shared=shared)}) for shared in (False, True))
    assert (counted(installation, typed).unkeyed, counted(installation, shared).unkeyed) == (0, 1)


def test_an_origin_does_not_count_after_its_value_was_changed(installation: Installation) -> None:
    stale = filled(installation, {"name": Origin(REGISTER, {"full": "前の名前"})})
    assert counted(installation, stale) == Filled(boxes=2, unkeyed=0)


def test_usual_answers_choices_and_corrections_of_the_visitor_are_counted_by_themselves(
    installation: Installation,
) -> None:
    form = filled(installation, {"reason": Origin(USUAL, "lost"), "name": Origin(VISITOR, NAME, was=REGISTER)})
    assert counted(installation, form) == Filled(boxes=2, unkeyed=2, corrected=1, usual=1, chosen=1)


def test_one_address_of_a_family_and_the_relation_of_each_are_keyed_once_from_a_paper(
    installation: Installation,
) -> None:
    address, known = (
        {"town": "見本町", "street": "1番地"},
        {"home": 0, "before": 0, "relation": "spouse", "to_head": "wife"},
    )
    answers = {"reason": "lost", **known, "home": address, "before": address}
    people = tuple(
        Person(
            no, {"address": (address, TRANSFER), "new_address": (address, TRANSFER), "relation": (relation, TRANSFER)}
        )
        for no, relation in (("1", "世帯主"), ("2", "妻"))
    )
    draft = unstored_draft(installation, small(FAMILY), "counter")
    origins = {name: Origin(TRANSFER, answers[name]) for name in known}
    draft = replace(draft, answers=with_origins(answers, {**origins, "reason": Origin(VISITOR, "lost")}))
    counted_boxes = counted(installation, (draft, whole_path(installation, draft)), facts=Facts(people=people))
    assert (counted_boxes.boxes, counted_boxes.unkeyed) == (5, 2), "one address and two relations were keyed"


def test_the_reason_of_a_visit_is_one_press_whatever_its_questions_are_called(installation: Installation) -> None:
    cause = "      - {id: cause, type: choice, label: どうして, options: {lost: なくした, other: そのほか}}\n"
    answers = {"reason": "lost", "cause": "lost"}
    draft = unstored_draft(installation, small(cause), "counter")
    draft = replace(draft, answers=with_origins(answers, {name: Origin(GUIDE, "lost") for name in answers}))
    form = (draft, whole_path(installation, draft))
    assert counted(installation, form) == Filled(boxes=2, unkeyed=0)
    assert counted(installation, form, facts=Facts(occasion="lost")) == Filled(boxes=2, unkeyed=1)
