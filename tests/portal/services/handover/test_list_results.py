"""The table of results that were given."""

import csv

from portal.services.handover.list_results import COLUMNS, as_csv, list_results
from portal.services.shared.installation import Installation
from tests.portal.results import CORE, core_case, core_examiner
from tests.portal.services.desk.case.test_end_decision import end


def test_results_are_listed_with_their_fields_by_the_day_of_decision_for_the_duties_of_the_reader(
    installation: Installation,
) -> None:
    clerk, today = core_examiner(installation), installation.clock.today()
    number = core_case(installation, clerk)
    duty = installation.catalogue.current(CORE).duty
    with installation.database.read() as unit:
        lines = list_results(installation, unit, clerk, [duty], today, today)
        elsewhere = list_results(installation, unit, clerk, ["care-qualification"], today, today)
    table = list(csv.reader(b"".join(as_csv(lines)).decode("utf-8-sig").splitlines()))
    assert elsewhere == []
    assert table[0] == [*COLUMNS, "結果:要介護状態区分", "結果:認定の有効期間"]
    assert (table[1][0], table[1][3], table[1][-2:]) == (number, "認定する", ["要介護2", "2026-11-20～2027-05-31"])


def test_a_revoked_decision_is_listed_with_the_day_on_which_it_ends(installation: Installation) -> None:
    member, today = core_examiner(installation), installation.clock.today()
    number = core_case(installation, member)
    end(installation, member, number)
    duty = installation.catalogue.current(CORE).duty
    with installation.database.write() as unit:
        lines = list_results(installation, unit, member, [duty], today, today)
    assert [about["結果"] for about, _ in lines] == ["認定する", "決定の撤回"]
    assert lines[1][1] == {"効力がなくなる日": "2026-12-01", "弁明の機会を設けた日": "2026-11-20"}
