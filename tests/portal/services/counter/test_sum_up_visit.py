"""The summary of a visit."""

from dataclasses import replace

from portal.services.counter.sum_up_visit import sum_up_visit
from portal.services.shared.installation import Installation
from portal.store.cases import applications
from tests.portal.audited import audited_of
from tests.portal.services.counter.visiting import Counter, file
from tests.portal.world import PROCEDURE, add_member


def test_the_section_sees_name_and_number_and_that_it_looked_is_recorded(counter: Counter) -> None:
    number = file(counter)
    with counter.installation.database.write() as unit:
        (line,) = sum_up_visit(counter.installation, unit, counter.member, counter.visit(unit))
        row = applications.by_number(unit, number)
        assert row is not None
        assert [record.action for record in audited_of(unit, row.id)].count("see case") == 1
    assert (line.number, "髙見本" in line.name) == (number, True)
    assert line.title == counter.installation.catalogue.current(PROCEDURE).title
    assert line.arrived_at is not None
    assert line.arrived_at <= counter.installation.clock.now()
    assert line.next


def test_of_another_section_only_procedure_and_office_are_reported(
    installation: Installation, counter: Counter
) -> None:
    number = file(counter)
    stranger = add_member(installation, "stranger", ("clerk", "child-allowance"))
    with installation.database.write() as unit:
        (line,) = sum_up_visit(installation, unit, stranger, counter.visit(unit))
        row = applications.by_number(unit, number)
        assert row is not None
        assert "see case" not in [record.action for record in audited_of(unit, row.id)]
        (own,) = sum_up_visit(installation, unit, counter.member, counter.visit(unit))
    assert (line.number, line.name, line.arrived_at, line.bring, line.times) == ("", "", None, (), ())
    assert (line.title, line.office, line.telephone) == (own.title, own.office, own.telephone)


def test_what_is_still_open_or_was_only_booked_is_not_summed_up(installation: Installation, counter: Counter) -> None:
    counter.add()
    file(counter)
    with installation.database.write() as unit:
        visit = counter.visit(unit)
        booked = replace(visit, items=tuple(replace(item, booked=True) for item in visit.items))
        assert len(sum_up_visit(installation, unit, counter.member, visit)) == 1
        assert sum_up_visit(installation, unit, counter.member, booked) == []
