"""An account is asked for until its bank has registered it."""

from dataclasses import replace

from portal.services.my_cases.asking.debit import asked
from portal.services.my_cases.request_item import Whose
from portal.services.shared.installation import Installation
from tests.portal.services.fees.debiting import FakeRegistrar, begin, case_of, drawing, report
from tests.portal.world import alice, file_application


def test_it_is_asked_for_where_a_service_registers_it_and_no_longer_afterwards(installation: Installation) -> None:
    site, session = replace(installation, debits=FakeRegistrar()), alice(installation)
    number, other = drawing(site, session), file_application(site, session)
    cases = [case_of(site, session, it) for it in (number, other)]

    def links(place: Installation) -> list[str]:
        with place.database.read() as unit:
            return [item.href for item in asked(place, unit, Whose(session.person_id or "", cases, all=False))]

    here = [f"/applications/{number}/debit"]
    assert (links(site), links(replace(site, debits=None))) == (here, [])
    with site.database.read() as unit:
        asking = next(iter(asked(site, unit, Whose(session.person_id or "", cases, all=False))))
    assert (asking.reason, [name for _, name in asking.names]) == ("debit_settles", ["通帳の写し", "依頼書"])
    row = begin(site, session, number)
    report(site, row.number, "failed")
    assert links(site) == here
    report(site, begin(site, session, number).number, "registered")
    assert links(site) == []
