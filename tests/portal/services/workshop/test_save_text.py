"""Two authors on one draft lose nothing; an earlier text comes back."""

import pytest

from portal.errors import BadRequest, Conflict, NotAllowed, NotFound, TooLarge, TooMany
from portal.jobs.sweep_ended import sweep_ended
from portal.services.shared import throttle
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.workshop import save_text as module
from portal.services.workshop.save_text import (
    DAYS,
    MOST,
    Unfinished,
    differing,
    discard_draft,
    find_unfinished,
    keep_unfinished,
    save_text,
    take_back,
)
from portal.store.shared import audit_records
from portal.store.workshop import definition_drafts, unfinished_forms
from tests.portal.later import later
from tests.portal.services.workshop.writing import TEXT, ask, author, begin, opened, publisher, save, sign


@pytest.mark.both_engines
def test_the_second_author_sees_the_text_of_the_first_and_nothing_is_overwritten(installation: Installation) -> None:
    alice, bob = author(installation), author(installation, "bob")
    draft_id = begin(installation, alice)
    read = opened(installation, alice, draft_id).row.revision
    save(installation, alice, draft_id, TEXT + "# alice\n")
    with installation.database.write() as unit:
        saved = save_text(installation, unit, bob, draft_id, "", TEXT + "# bob\n", read)
        unit.commit()
    assert saved.newer is not None
    assert (saved.newer.text, saved.newer.staff_id) == (TEXT + "# alice\n", alice.id)
    assert opened(installation, bob, draft_id).texts[""] == TEXT + "# alice\n"


def test_two_texts_are_compared_place_by_place_and_large_ones_as_a_whole() -> None:
    assert differing("a\nb\nc\nd", "a\nB\nc\nd\ne") == [(2, "b", "B"), (5, "", "e")]
    assert differing("a\nb\nc", "a\nc") == [(2, "b", "")]
    assert differing("a\na\na", "a\na") == [(3, "a", "")]
    assert differing("a", "a") == []
    many = [str(line) for line in range(1000)]
    assert differing("x\n" + "\n".join(many), "\n".join([*many, "y"]))[0][0] == 1
    assert len(differing("\n".join(["x", *many, "x"]), "\n".join(["y", *many, "y"]))) == 1


def test_another_part_that_was_saved_meanwhile_is_no_conflict(installation: Installation) -> None:
    alice = author(installation)
    draft_id = begin(installation, alice)
    read = opened(installation, alice, draft_id).row.revision
    save(installation, alice, draft_id, "title: {}", "easy")
    with installation.database.write() as unit:
        assert save_text(installation, unit, alice, draft_id, "", TEXT + "# more\n", read).newer is None
        unit.commit()
    assert opened(installation, alice, draft_id).texts == {"": TEXT + "# more\n", "easy": "title: {}"}


def test_the_same_text_again_is_no_new_revision_and_line_ends_of_a_browser_do_not_count(
    installation: Installation,
) -> None:
    alice = author(installation)
    draft_id = begin(installation, alice)
    before = opened(installation, alice, draft_id).row.revision
    assert save(installation, alice, draft_id, TEXT.replace("\n", "\r\n")) == before


def test_an_earlier_text_comes_back_as_the_newest_and_all_stay(installation: Installation) -> None:
    alice = author(installation)
    draft_id = begin(installation, alice)
    first = opened(installation, alice, draft_id).row.revision
    second = save(installation, alice, draft_id, "spoilt")
    with installation.database.write() as unit:
        back = take_back(installation, unit, alice, draft_id, first, second)
        with pytest.raises(NotFound):
            take_back(installation, unit, alice, draft_id, 99, back.revision)
        unit.commit()
    assert opened(installation, alice, draft_id).texts[""] == TEXT
    with installation.database.read() as unit:
        rows = definition_drafts.history(unit, draft_id)
    assert [(row.revision, row.back_to) for row in rows][:2] == [(back.revision, first), (second, 0)]


def test_what_waits_for_approval_is_not_changed(installation: Installation) -> None:
    alice = author(installation)
    draft_id = begin(installation, alice)
    sign(installation, alice, draft_id)
    assert ask(installation, alice, draft_id) == ""
    with pytest.raises(Conflict):
        save(installation, alice, draft_id, "other")
    with installation.database.write() as unit, pytest.raises(Conflict):
        discard_draft(installation, unit, alice, draft_id)


def test_a_discarded_draft_is_closed_and_its_texts_stay(installation: Installation) -> None:
    alice = author(installation)
    draft_id = begin(installation, alice)
    with installation.database.write() as unit:
        discard_draft(installation, unit, alice, draft_id)
        unit.commit()
    with pytest.raises(Conflict):
        save(installation, alice, draft_id, "other")
    assert opened(installation, alice, draft_id).texts[""] == TEXT
    with installation.database.read() as unit:
        actions = [record.action for record in audit_records.after(unit, 0)]
    assert actions[-3:] == ["begin definition", "save definition", "discard definition"]


def test_size_parts_and_revisions_are_bounded(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    alice = author(installation)
    draft_id = begin(installation, alice)
    with pytest.raises(TooLarge):
        save(installation, alice, draft_id, "x" * (MOST + 1))
    with pytest.raises(BadRequest):
        save(installation, alice, draft_id, "x", "../../etc")
    monkeypatch.setattr(module, "MOST_REVISIONS", 2)
    with pytest.raises(Conflict):
        save(installation, alice, draft_id, "x")


def test_a_publisher_cannot_write(installation: Installation) -> None:
    draft_id = begin(installation, author(installation))
    with pytest.raises(NotAllowed):
        save(installation, publisher(installation), draft_id, "x")


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


def unfinished(installation: Installation, member: Member, draft_id: int) -> Unfinished | None:
    draft = opened(installation, member, draft_id)
    with installation.database.read() as unit:
        return find_unfinished(installation, unit, member, draft, PAGE)


@pytest.mark.both_engines
def test_it_is_found_by_its_author_alone_and_the_draft_stays_as_it_was(installation: Installation) -> None:
    alice, bob = author(installation), author(installation, "bob")
    draft_id = begin(installation, alice)
    kept = keep(installation, alice, draft_id)
    assert unfinished(installation, alice, draft_id) == Unfinished(BOXES, kept)
    assert unfinished(installation, bob, draft_id) is None
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
    assert unfinished(installation, alice, draft_id) == Unfinished(BOXES | {"text": ["つづき"]}, second)


def test_a_closed_draft_keeps_and_offers_none(installation: Installation) -> None:
    alice = author(installation)
    draft_id = begin(installation, alice)
    keep(installation, alice, draft_id)
    sign(installation, alice, draft_id)
    assert ask(installation, alice, draft_id) == ""
    assert unfinished(installation, alice, draft_id) is None
    with pytest.raises(Conflict):
        keep(installation, alice, draft_id, page="/other")


def test_it_goes_with_its_draft_and_after_thirty_days(installation: Installation) -> None:
    alice = author(installation)
    draft_id = begin(installation, alice)
    keep(installation, alice, draft_id)
    sweep_ended(later(installation, days=DAYS - 1))
    assert unfinished(installation, alice, draft_id) is not None
    sweep_ended(later(installation, days=DAYS + 1))
    assert unfinished(installation, alice, draft_id) is None
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
