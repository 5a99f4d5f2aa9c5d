from typing import Any

import pytest
from pydantic import ValidationError

from forms.fields.consent import Consent, ConsentSettings
from tests.forms.fields.asking import EASY, ask, mistakes_of, shown, stored_value

REFUSABLE: dict[str, Any] = {"refusable": True, "scope": ["tax"], "of": ["claimant"], "refuse_then": ["income_proof"]}
SETTINGS: tuple[dict[str, Any], ...] = ({}, REFUSABLE)


def test_a_tick_is_stored_and_no_tick_is_no_answer() -> None:
    assert stored_value("consent", "yes") is True
    assert ask("consent", "").empty
    assert shown("consent", True) == shown("consent", True, speech=EASY) == "はい"
    assert Consent().cells(True, ConsentSettings()) == {"": "1"}


@pytest.mark.parametrize("posted", ["no", "false", "0", "はい"])
def test_nothing_but_the_tick_is_taken_for_consent(posted: str) -> None:
    assert mistakes_of(ask("consent", posted)) == [("consent.not_a_tick", "")]


def test_where_it_may_be_refused_no_is_an_answer_too() -> None:
    assert stored_value("consent", "no", REFUSABLE) is False
    assert stored_value("consent", "yes", REFUSABLE) is True
    assert shown("consent", False, REFUSABLE) == "いいえ、同意しません"
    assert shown("consent", True, REFUSABLE) == "はい、同意します"
    assert Consent().cells(False, ConsentSettings(refusable=True)) == {"": "0"}


def test_papers_instead_are_for_who_may_refuse() -> None:
    with pytest.raises(ValidationError, match="refusable: true"):
        ConsentSettings(refuse_then=("income_proof",))
