from typing import Any

from forms.fields.choice import ChoiceSettings
from forms.fields.multiple_choice import MultipleChoice
from tests.forms.fields.asking import environment, mistakes_of, shown

CARDS: dict[str, Any] = {
    "options": {
        "insured": "被保険者証",
        "copay": "負担割合証",
        "temporary": {"label": "資格者証", "doors": ["counter"]},
        "other": {"label": "そのほか", "tell": True},
    }
}
SETTINGS: tuple[dict[str, Any], ...] = (CARDS, {"options": {"insured": "被保険者証"}})
KIND, ITS = MultipleChoice(), ChoiceSettings.model_validate(CARDS)


def test_codes_are_stored_once_and_in_the_order_of_the_definition() -> None:
    assert KIND.parse({"": ("copay", "insured", "", "copay")}, ITS, environment()).value == ["insured", "copay"]
    assert shown("multiple_choice", ["insured", "copay"], CARDS) == "被保険者証、負担割合証"


def test_words_are_beside_the_option_with_details() -> None:
    value = KIND.parse({"": ("other", "copay"), "tell": ("身分証",)}, ITS, environment()).value
    assert value == ["copay", {"code": "other", "tell": "身分証"}]
    assert shown("multiple_choice", value, CARDS) == "負担割合証、そのほか（身分証）"
    assert KIND.cells(value, ITS) == {"": "copay;other", "tell": "身分証"}
    assert KIND.rule_value(value, ITS) == ("copay", "other")


def test_no_box_ticked_is_no_answer() -> None:
    assert KIND.parse({"": ()}, ITS, environment()).empty


def test_one_wrong_code_spoils_the_answer_and_says_so() -> None:
    assert mistakes_of(KIND.parse({"": ("insured", "temporary")}, ITS, environment())) == [("choice.not_offered", "")]
    assert KIND.parse({"": ("insured", "temporary")}, ITS, environment("counter")).value == ["insured", "temporary"]
    assert mistakes_of(KIND.parse({"": ("insured", "other")}, ITS, environment())) == [("choice.tell_missing", "tell")]
