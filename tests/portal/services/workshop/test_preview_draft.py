"""The walk through a draft asks what residents are asked, and stores nothing."""

import pytest

from forms.definition.procedure import Procedure
from portal.errors import BadRequest
from portal.services.shared.installation import Installation
from portal.services.workshop.check_texts import check_texts
from portal.services.workshop.preview_draft import walk_draft
from portal.store.procedures import definitions
from tests.portal.services.workshop.writing import DUTY, NAME, TEXT

MORE = TEXT.replace(
    "scenarios:",
    """\
  - step: 人
    id: people
    ask:
      - repeat: seen
        label: 見た人
        each: "{who}"
        min: 1
        max: 3
        ask:
          - {id: who, type: text, label: 名前, max: 20}
      - {id: how, type: text, label: どのくらい, max: 20, when: bent}
scenarios:""",
).replace("{spot: 見本橋}", "{spot: 見本橋, seen: [{who: 人}]}")


def procedure(installation: Installation, text: str = TEXT) -> Procedure:
    checked = check_texts(installation, NAME, DUTY, {"": text})
    assert checked.procedure is not None, checked.complaints
    return checked.procedure


def test_page_after_page_until_the_end(installation: Installation) -> None:
    draft = procedure(installation)
    first = walk_draft(installation, draft, {}, (), "")
    assert first.asked is not None
    assert [field.id for field in first.asked.fields] == ["spot"]
    second = walk_draft(installation, draft, {"spot": ["見本橋"]}, (), first.asked.page.id)
    assert second.asked is not None
    assert [field.id for field in second.asked.fields] == ["bent"]
    end = walk_draft(installation, draft, {"spot": ["見本橋"], "bent": ["yes"]}, second.seen, second.asked.page.id)
    assert (end.asked, end.path.complete) == (None, True)
    assert end.path.answers == {"spot": "見本橋", "bent": True}
    with installation.database.read() as unit:
        assert definitions.newest_of(unit, NAME) is None


def test_a_mistake_keeps_the_page(installation: Installation) -> None:
    draft = procedure(installation)
    page = walk_draft(installation, draft, {}, (), "").asked
    assert page is not None
    again = walk_draft(installation, draft, {"spot": [""]}, (), page.page.id)
    assert (again.mistaken, again.asked and again.asked.page.id) == (True, page.page.id)
    assert "spot" in again.path.mistakes


def test_a_condition_decides_what_follows_and_rows_are_added(installation: Installation) -> None:
    draft = procedure(installation, MORE)
    boxes = {"spot": ["橋"], "bent": ["yes"]}
    asked = walk_draft(installation, draft, boxes, ("spot", "bent"), "").asked
    assert asked is not None
    assert [field.id for field in asked.fields] == ["seen.1.who"]
    boxes |= {"seen.1.who": ["人"]}
    listed = walk_draft(installation, draft, boxes, ("spot", "bent"), asked.page.id)
    assert listed.asked is not None
    assert listed.asked.repeat is not None
    added = walk_draft(installation, draft, boxes, listed.seen, listed.asked.page.id, add=True)
    assert added.asked is not None
    assert [field.id for field in added.asked.fields] == ["seen.2.who"]
    without = walk_draft(installation, draft, boxes | {"bent": ["no"]}, (*listed.seen,), listed.asked.page.id)
    assert without.asked is None


def test_made_up_boxes_are_refused_or_passed_over(installation: Installation) -> None:
    draft = procedure(installation, MORE)
    for rows in (["x"], ["99999"], ["-1"], ["１"]):
        with pytest.raises(BadRequest):
            walk_draft(installation, draft, {"rows:seen": rows}, (), "")
    with pytest.raises(BadRequest):
        walk_draft(installation, draft, {}, ["p"] * 401, "")
    many = walk_draft(installation, draft, {"rows:seen": [str(number) for number in range(1, 500)]}, (), "none")
    assert len(many.path.rows["seen"]) <= 50
