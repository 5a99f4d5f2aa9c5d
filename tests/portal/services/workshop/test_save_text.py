"""Two authors on one draft lose nothing; an earlier text comes back."""

import pytest

from portal.errors import BadRequest, Conflict, NotAllowed, NotFound, TooLarge
from portal.services.shared.installation import Installation
from portal.services.workshop import save_text as module
from portal.services.workshop.check_texts import MOST
from portal.services.workshop.save_text import differing, discard_draft, save_text, take_back
from portal.store.shared import audit_records
from portal.store.workshop import definition_drafts
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
