"""Answers that a visitor can press."""

from dataclasses import replace

import pytest

from forms.definition.registry import field_types
from portal.services.counter.press_answers import filled_by, is_answer_of, may_press, presses_of
from portal.services.filing.visit_facts import Person
from portal.services.shared.installation import Installation

KEN = Person("1", {"name": ({"family": "例示", "given": "健"}, "card_face"), "birth": ("1988-04-02", "card_face")})
SORA = Person("2", {"name": ({"family": "例示", "given": "空"}, "reservation")})


def codes(installation: Installation, procedure: str, name: str, *people: Person) -> list[str]:
    current = installation.catalogue.current(procedure)
    return [press.code for press in presses_of(current, current.field(name), people)]


def test_numbers_have_buttons_while_they_are_few(installation: Installation) -> None:
    assert codes(installation, "risai-shomei", "copies") == [str(number) for number in range(1, 11)]
    assert codes(installation, "event-moshikomi", "companions_count") == [str(number) for number in range(11)]
    assert codes(installation, "gakudo-hoiku", "claimant_job.days_month") == []


def test_an_account_is_pressed_only_where_the_state_knows_it(installation: Installation) -> None:
    assert codes(installation, "jido-teate-nintei", "account.to") == ["public"]
    assert codes(installation, "kokuho-kanyu", "pay_account") == []


def test_who_has_no_birthday_yet_is_not_named(installation: Installation) -> None:
    (ken,) = codes(installation, "kodomo-iryohi", "holder", KEN, SORA)
    older = replace(KEN, facts={**KEN.facts, "birth": ("1958-04-02", "card_face")})
    assert ken not in codes(installation, "kodomo-iryohi", "holder", older)
    assert codes(installation, "kodomo-iryohi", "claimant.name", KEN) == []


def test_a_press_is_one_button_and_what_is_there_is_known_again(installation: Installation) -> None:
    current = installation.catalogue.current("jido-teate-nintei")
    field = current.field("older_count")
    presses = presses_of(current, field, ())
    assert [filled_by(presses, sent) for sent in (["3"], ["3", "3"], [], ["99"])] == [{"": ("3",)}, None, None, None]
    assert filled_by((), ["a", "b"]) == {"": ("a", "b")}
    assert [press.code for press in presses if is_answer_of(field, press, 3)] == ["3"]
    assert not any(is_answer_of(field, press, None) for press in presses)


@pytest.mark.parametrize("kind", ["text", "phone", "address", "file", "my_number"])
def test_what_is_written_is_never_pressed(installation: Installation, kind: str) -> None:
    for procedure in installation.catalogue.all():
        for field in procedure.fields:
            assert field.type.id != kind or not may_press(procedure, field)
    assert kind in field_types()
