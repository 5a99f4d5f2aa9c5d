"""What is typed and not saved is its author's alone, sealed, and never the draft."""

import pytest

from portal.errors import Conflict, TooLarge, TooMany
from portal.jobs.sweep_ended import sweep_ended
from portal.services.shared import throttle
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.workshop.check_texts import MOST
from portal.services.workshop.keep_unfinished import DAYS, Unfinished, find_unfinished, keep_unfinished
from portal.services.workshop.save_text import discard_draft
from portal.store.workshop import unfinished_forms
from tests.portal.later import later
from tests.portal.services.workshop.writing import TEXT, ask, author, begin, opened, sign

PAGE = "/text?part="
BOXES = {"text": ["書きかけの文"], "read": ["2"]}


def keep(
    installation: Installation,
    member: Member,
    draft_id: int,
    last: int = 0,
    *,
    page: str = PAGE,
    text: str = "書きかけの文",
) -> int:
    with installation.database.write() as unit:
        draft = opened(installation, member, draft_id)
        kept = keep_unfinished(installation, unit, member, draft, page, BOXES | {"text": [text]}, last)
        unit.commit()
    return kept


def found(installation: Installation, member: Member, draft_id: int) -> Unfinished | None:
    draft = opened(installation, member, draft_id)
    with installation.database.read() as unit:
        return find_unfinished(installation, unit, member, draft, PAGE)


@pytest.mark.both_engines
def test_it_is_found_by_its_author_alone_and_the_draft_stays_as_it_was(installation: Installation) -> None:
    alice, bob = author(installation), author(installation, "bob")
    draft_id = begin(installation, alice)
    kept = keep(installation, alice, draft_id)
    assert found(installation, alice, draft_id) == Unfinished(BOXES, kept)
    assert found(installation, bob, draft_id) is None
    assert opened(installation, alice, draft_id).texts == {"": TEXT}
    with installation.database.read() as unit:
        row = unfinished_forms.find(unit, draft_id, alice.id, PAGE)
    assert row is not None
    assert "書きかけ".encode() not in row.sealed_boxes


def test_another_window_of_the_same_author_covers_nothing(installation: Installation) -> None:
    alice = author(installation)
    draft_id = begin(installation, alice)
    kept = keep(installation, alice, draft_id)
    with pytest.raises(Conflict):
        keep(installation, alice, draft_id, text="ほかの窓")
    second = keep(installation, alice, draft_id, kept, text="つづき")
    assert second > kept
    with pytest.raises(Conflict):
        keep(installation, alice, draft_id, kept, text="おくれた窓")
    assert found(installation, alice, draft_id) == Unfinished(BOXES | {"text": ["つづき"]}, second)


def test_a_closed_draft_keeps_and_offers_none(installation: Installation) -> None:
    alice = author(installation)
    draft_id = begin(installation, alice)
    keep(installation, alice, draft_id)
    sign(installation, alice, draft_id)
    assert ask(installation, alice, draft_id) == ""
    assert found(installation, alice, draft_id) is None
    with pytest.raises(Conflict):
        keep(installation, alice, draft_id, page="/other")


def test_it_goes_with_its_draft_and_after_thirty_days(installation: Installation) -> None:
    alice = author(installation)
    draft_id = begin(installation, alice)
    keep(installation, alice, draft_id)
    sweep_ended(later(installation, days=DAYS - 1))
    assert found(installation, alice, draft_id) is not None
    sweep_ended(later(installation, days=DAYS + 1))
    assert found(installation, alice, draft_id) is None
    keep(installation, alice, draft_id)
    with installation.database.write() as unit:
        discard_draft(installation, unit, alice, draft_id)
        unit.commit()
    with installation.database.read() as unit:
        assert unfinished_forms.find(unit, draft_id, alice.id, PAGE) is None


def test_size_and_number_are_bounded(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    alice = author(installation)
    draft_id = begin(installation, alice)
    for large in ({"text": "x" * (MOST + 1001)}, {"page": "x" * 201}):
        with pytest.raises(TooLarge):
            keep(installation, alice, draft_id, **large)  # type: ignore[arg-type]
    monkeypatch.setattr(throttle, "UNFINISHED_MEMBER", throttle.Limit("unfinished forms by member", 2, 900))
    last = keep(installation, alice, draft_id, keep(installation, alice, draft_id))
    with pytest.raises(TooMany):
        keep(installation, alice, draft_id, last)
