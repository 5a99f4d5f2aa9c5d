"""A definition of what was collected."""

from collections.abc import Mapping

from portal.services.workshop.outside_questions import Collected
from portal.services.workshop.write_outside import write_outside
from tests.portal.services.outside import HERE


def _step(*asked: Mapping[str, object]) -> Collected:
    return Collected("題: {x}", [{"step": "質問", "id": "part", "ask": [dict(item) for item in asked]}])


def test_who_applies_is_known_or_anyone() -> None:
    text = write_outside(HERE, _step({"id": "spot", "type": "text", "label": "場所"}))
    assert 'title: "題: {x}"' in text
    assert "identity: {sign_in: none}" in text
    assert "principal" not in text
    collected = _step(
        {"id": "own", "type": "person_name", "label": "氏名"}, {"id": "to", "type": "bank_account", "label": "口座"}
    )
    collected.known = {"name": "own"}
    text = write_outside(HERE, collected)
    assert "principal: {name: own}" in text
    assert "sign_in: card" in text


def test_two_examples_are_made_up_and_none_of_what_cannot_be_read() -> None:
    asked = {"id": "spot", "type": "text", "label": "場所"}
    assert write_outside(HERE, _step(asked)).count("expect: ") == 2
    assert "scenarios: []" in write_outside(HERE, _step(asked, asked))
    assert write_outside(HERE, _step({**asked, "required": False})).count("expect: ") == 1
