"""What procedures of care, health insurance and disability owe to people whose case is unusual."""

import pytest

from forms.path.consequences import following, next_steps
from tests.definitions.test_unusual_people import SHIPPED, answered

KUBUN = {"current.level": "care2", "current.valid_from": "2026-01-01", "change": "worse"}


@pytest.mark.parametrize(
    ("name", "answers", "spoken", "unspoken"),
    [
        # The 60th day before 2027-01-19 is the day of these stories.
        ("yokaigo-kubun-henko", KUBUN | {"current.valid_to": "2027-01-19"}, "更新の申請をしたもの", "却下"),
        ("yokaigo-kubun-henko", KUBUN | {"current.valid_to": "2027-01-20"}, "却下", "更新の申請をしたもの"),
    ],
)
def test_what_comes_next_is_true_for_each(name: str, answers: dict[str, object], spoken: str, unspoken: str) -> None:
    sentences = [step.say for step in next_steps(SHIPPED[name], answered(name, answers))]
    assert any(spoken in say for say in sentences)
    assert not any(unspoken in say for say in sentences)


@pytest.mark.parametrize(
    ("name", "answers", "outcome", "spoken", "unspoken"),
    [
        ("kaigo-futan-gendogaku", {"service": "welfare_home"}, "not_eligible", "特例減額", "認定証を"),
        ("kaigo-futan-gendogaku", {"service": "short_life"}, "not_eligible", "もう一度申請できます", "特例減額"),
    ],
)
def test_the_letter_says_what_is_true_for_each(
    name: str, answers: dict[str, object], outcome: str, spoken: str, unspoken: str
) -> None:
    sentences = [item.say for item in following(SHIPPED[name], answered(name, answers), outcome)]
    assert any(spoken in say for say in sentences)
    assert not any(unspoken in say for say in sentences)
