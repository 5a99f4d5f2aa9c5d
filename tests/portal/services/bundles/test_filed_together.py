"""Staff see the parts that they may see."""

from portal.jobs.carry_out_disposals import carry_out_disposals
from portal.services.bundles.filed_together import filed_together, find_by_number
from portal.services.shared.installation import Installation
from portal.store.bundles import bundles
from portal.store.bundles.bundles import BundleRow
from portal.store.cases import applications
from tests.portal.services.bundles.bundling import DUTIES, LEFT, RIGHT, begin, offers, send
from tests.portal.services.disposal.disposing import approved, due, proposed
from tests.portal.world import add_member, alice


def test_only_who_may_see_a_part_hears_of_it(installation: Installation) -> None:
    offers(installation)
    session = alice(installation)
    number = send(installation, session, begin(installation, session))
    assert isinstance(number, str)
    both = add_member(installation, "both", *(("reviewer", duty) for duty in DUTIES.values()))
    single = add_member(installation, "one", ("reviewer", DUTIES[LEFT]))
    none = add_member(installation, "none", ("reviewer", "water"))
    with installation.database.write() as unit:
        row = bundles.by_number(unit, number)
        assert row is not None
        left = bundles.uids(unit, row.id)[0]
        assert [case.procedure for case in filed_together(unit, both, left)[1]] == [RIGHT]
        assert filed_together(unit, single, left) == ("", [])
        counts = [len(find_by_number(installation, unit, member, number)) for member in (both, single, none)]
        assert counts == [2, 1, 0]
        assert find_by_number(installation, unit, both, "26-000-000-009") == []


def test_each_part_is_thrown_away_alone_and_the_line_goes_with_the_last(installation: Installation) -> None:
    when, numbers = due(installation, 3)
    with when.database.write() as unit:
        uids = [row.uid for number in numbers if (row := applications.by_number(unit, number))]
        bundles.add(unit, BundleRow("whole", "26-000-000-001", 1, 1), uids[:2])
        bundles.add(unit, BundleRow("half", "26-000-000-002", 1, 1), [uids[2], "of another section"])
        unit.commit()
    assert carry_out_disposals(approved(when, proposed(when))) == 3
    with when.database.read() as unit:
        assert bundles.by_id(unit, "whole") is None
        assert bundles.uids(unit, "half") == ["of another section"]
