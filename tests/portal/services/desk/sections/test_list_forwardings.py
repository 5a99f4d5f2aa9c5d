"""進達書: cases of one number and day."""

from dataclasses import replace
from datetime import date

import pytest

from forms.definition.terms import Forwarding
from portal.errors import NotFound
from portal.services.desk.case.forward_case import forward_case, open_forwarding, take_return
from portal.services.desk.sections.list_forwardings import (
    Cover,
    ForwardedLine,
    cover_csv,
    cover_letter,
    cover_of,
    forwarded,
)
from portal.services.shared.installation import Installation
from portal.services.shared.read_table import read_table
from portal.services.shared.rights import Member
from tests.portal.later import at
from tests.portal.services.desk.at_work import NAME, ONCE, acting, audited
from tests.portal.world import DUTY, add_member, alice, file_application

DOCUMENT, DAY = "見介資第8号", "2026-11-20"


def forward(installation: Installation, member: Member, number: str, document: str = DOCUMENT) -> None:
    with acting(installation, member, number) as (unit, opened):
        case = replace(opened, procedure=replace(opened.procedure, forwarding=Forwarding("知事", "law")))
        forward_case(installation, unit, member, case, case.row.revision, document, DAY, ONCE)


def cover(installation: Installation, member: Member) -> Cover:
    with installation.database.write() as unit:
        made = cover_of(installation, unit, member, DOCUMENT, DAY)
        unit.commit()
    return made


def lines(installation: Installation, member: Member) -> tuple[ForwardedLine, ...]:
    with installation.database.read() as unit:
        return forwarded(installation, unit, member)


def test_open_forwardings_come_first_with_the_days_that_they_take(
    installation: Installation, reviewer: Member, number: str
) -> None:
    returned = file_application(installation, alice(installation))
    forward(installation, reviewer, returned)
    forward(installation, reviewer, number)
    later_installation = at(installation, "2026-12-10T09:00:00+09:00")
    with acting(later_installation, reviewer, returned) as (unit, case):
        row = open_forwarding(unit, case)
        assert row is not None
        take_return(later_installation, unit, reviewer, case, row, "2026-12-08", "fit", "")
    assert [(line.receipt_number, line.days, line.returned_on, line.result) for line in lines(later_installation, reviewer)] == [
        (number, 20, None, ""), (returned, 18, date(2026, 12, 8), "適当と認められた"),
    ]  # fmt: skip
    assert lines(later_installation, add_member(installation, "charlie", ("reviewer", "roads"))) == ()


def test_a_cover_has_the_cases_of_its_number_and_each_is_audited(
    installation: Installation, reviewer: Member, number: str
) -> None:
    second, other = (file_application(installation, alice(installation)) for _ in range(2))
    for receipt, document in ((number, DOCUMENT), (second, DOCUMENT), (other, "見介資第9号")):
        forward(installation, reviewer, receipt, document)
    made = cover(installation, reviewer)
    assert [(case.receipt_number, name) for _, case, name in made.cases] == [(number, NAME), (second, NAME)]
    assert len(audited(installation, "print cover")) == 2
    letter = cover_letter(installation, made)
    assert (letter.number, letter.on, letter.name) == (
        DOCUMENT,
        date(2026, 11, 20),
        f"{installation.city.prefecture}知事",
    )
    assert letter.paragraphs == ("次の2件の申請を進達します。",)
    assert [receipt for receipt, _ in letter.facts] == [number, second]
    assert cover_letter(installation, replace(made, to="県介護保険課")).name == "県介護保険課"
    with installation.database.read() as unit:
        table = read_table(b"".join(cover_csv(installation.catalogue, unit, made)))
    assert isinstance(table, list)
    assert [(row[0], row[2], row[4]) for row in table[1:]] == [(DOCUMENT, number, NAME), (DOCUMENT, second, NAME)]


def test_another_section_and_another_number_find_no_cover(
    installation: Installation, reviewer: Member, number: str
) -> None:
    forward(installation, reviewer, number)
    clerk = add_member(installation, "clerk", ("clerk", DUTY))
    stranger = add_member(installation, "charlie", ("reviewer", "roads"))
    for member in (clerk, stranger):
        with pytest.raises(NotFound):
            cover(installation, member)
    with installation.database.write() as unit, pytest.raises(NotFound):
        cover_of(installation, unit, reviewer, DOCUMENT, "2026-11-19")
    assert audited(installation, "print cover") == []
