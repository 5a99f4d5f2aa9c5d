"""The list holds what is of one's own duties, and nothing else."""

import pytest

from portal.errors import NotAllowed
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.workshop.list_workshop import WorkshopList, list_workshop, title_of
from tests.portal.services.workshop.writing import DUTY, NAME, TEXT, ask, author, begin, publisher, save, sign
from tests.portal.world import add_member


def listed(installation: Installation, member: Member) -> WorkshopList:
    with installation.database.read() as unit:
        return list_workshop(installation, unit, member)


def test_an_author_finds_procedures_drafts_and_what_waits_of_the_own_duty(installation: Installation) -> None:
    member = author(installation)
    draft_id = begin(installation, member)
    shown = listed(installation, member)
    assert [duty for duty, _ in shown.offered] == [DUTY]
    lines = shown.offered[0][1]
    assert {line.procedure.duty for line in lines} == {DUTY}
    assert [(line.by_workshop, line.stop) for line in lines] == [(False, None)] * len(lines)
    assert ([row.id for row in shown.drafts], list(shown.waiting)) == ([draft_id], [])
    with installation.database.read() as unit:
        assert title_of(unit, shown.drafts[0]) == "ガードレールの通報"
    for text, title in (
        ('title: "橋: の通報"  # 仮', "橋: の通報"),
        ("title: [", "["),
        ("steps: [", NAME),
        (TEXT, "ガードレールの通報"),
    ):
        save(installation, member, draft_id, text)
        with installation.database.read() as unit:
            assert title_of(unit, listed(installation, member).drafts[0]) == title
    sign(installation, member, draft_id)
    ask(installation, member, draft_id)
    assert [row.draft_id for row in listed(installation, publisher(installation)).waiting] == [draft_id]


def test_another_section_finds_nothing_of_it_and_others_no_page(installation: Installation) -> None:
    begin(installation, author(installation))
    shown = listed(installation, author(installation, "charlie", "housing"))
    assert (list(shown.drafts), list(shown.waiting)) == ([], [])
    assert [duty for duty, _ in shown.offered] == ["housing"]
    with pytest.raises(NotAllowed):
        listed(installation, add_member(installation, "reviewer", ("reviewer", DUTY)))
