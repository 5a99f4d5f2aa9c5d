"""A draft is seen by authors and publishers of its duty, and by nobody else."""

import pytest

from portal.errors import NotAllowed, NotFound
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.workshop.open_draft import open_draft, others_here, report_here
from tests.portal.later import later
from tests.portal.services.workshop.writing import DUTY, author, begin, opened, publisher, save
from tests.portal.world import add_member


def test_who_may_make_procedures_of_the_duty_sees_it(installation: Installation) -> None:
    member = author(installation)
    draft_id = begin(installation, member)
    assert opened(installation, publisher(installation), draft_id).row == opened(installation, member, draft_id).row


def test_a_stranger_cannot_see_whether_it_exists(installation: Installation) -> None:
    draft_id = begin(installation, author(installation))
    for stranger in (
        author(installation, "charlie", "housing"),
        add_member(installation, "reviewer", ("reviewer", DUTY), ("administrator", "*")),
    ):
        for number in (draft_id, draft_id + 1):
            with installation.database.read() as unit, pytest.raises(NotFound):
                open_draft(unit, stranger, number)


def test_a_publisher_does_not_write(installation: Installation) -> None:
    draft_id = begin(installation, author(installation))
    with installation.database.read() as unit, pytest.raises(NotAllowed):
        open_draft(unit, publisher(installation), draft_id, "write procedures")


def test_an_emptied_translation_is_none(installation: Installation) -> None:
    member = author(installation)
    draft_id = begin(installation, member)
    save(installation, member, draft_id, "title: {text: a, of: b}", "easy")
    assert "easy" in opened(installation, member, draft_id).texts
    save(installation, member, draft_id, "", "easy")
    assert set(opened(installation, member, draft_id).texts) == {""}


def here(installation: Installation, member: Member, draft_id: int) -> list[str]:
    with installation.database.read() as unit:
        return others_here(installation, unit, member, draft_id)


def test_others_are_here_until_half_a_minute_after_their_last_report(installation: Installation) -> None:
    alice, bob = author(installation, "alice"), publisher(installation, "bob")
    draft_id = begin(installation, alice)
    for now, member in ((installation, alice), (later(installation, seconds=20), bob)):
        with installation.database.write() as unit:
            report_here(now, unit, member, draft_id)
            unit.commit()
    assert here(later(installation, seconds=29), alice, draft_id) == ["bobさん"]
    assert here(later(installation, seconds=29), bob, draft_id) == ["aliceさん"]
    assert here(later(installation, seconds=31), bob, draft_id) == []
    assert here(later(installation, seconds=49), alice, draft_id) == ["bobさん"]
    assert here(later(installation, seconds=51), alice, draft_id) == []
    assert here(installation, alice, draft_id + 1) == []
