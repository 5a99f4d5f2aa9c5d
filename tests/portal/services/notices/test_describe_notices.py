"""The written notices of a case for staff."""

from portal.clock import from_micro, to_micro
from portal.services.cases.cases import case_of_member
from portal.services.notices.ask_by_letter import addressee_of
from portal.services.notices.describe_notices import notices_panel
from portal.services.notices.outcome_notice import notice_name
from portal.services.notices.put_in_dispatch import drop_line, put_again, put_correction
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.store.notices import dispatches, openings
from tests.portal.routes.dispatching import decided
from tests.portal.services.notices.dispatching import line_and_case
from tests.portal.world import DUTY, add_member


def test_a_notice_shows_its_letters_and_can_be_put_again_once_none_is_under_way(
    installation: Installation, reviewer: Member
) -> None:
    number = decided(installation, reviewer)
    with installation.database.write() as unit:
        row, case = line_and_case(installation, unit, reviewer, number)
        (notice,) = notices_panel(installation, unit, reviewer, case)["notices"]
        assert (notice["title"], notice["number"]) == ("処理結果通知書", "見介資第1号")
        assert ([line.id for line in notice["lines"]], notice["may_put"]) == ([row.id], False)
        drop_line(installation, unit, reviewer, row, "counter")
        (notice,) = notices_panel(installation, unit, reviewer, case)["notices"]
        assert ([line.why for line in notice["lines"]], notice["may_put"]) == (["counter"], True)
        put_again(installation, unit, reviewer, case, row.source, "なくした")
        (notice,) = notices_panel(installation, unit, reviewer, case)["notices"]
        assert ([line.state for line in notice["lines"]], notice["may_put"]) == (["dropped", "waiting"], False)


def test_the_first_opening_by_the_applicant_is_shown_at_its_notice(
    installation: Installation, reviewer: Member
) -> None:
    number, now = decided(installation, reviewer), to_micro(installation.clock.now())
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, reviewer, number)
        (before,) = notices_panel(installation, unit, reviewer, case)["notices"]
        for document, at in (("receipt", now - 1), (notice_name(1), now), (notice_name(1), now + 1)):
            openings.add(unit, case.row.id, document, at)
        (after,) = notices_panel(installation, unit, reviewer, case)["notices"]
    assert (before["opened_at"], after["opened_at"]) == (None, from_micro(now))


def test_who_may_only_look_delivers_nothing(installation: Installation, reviewer: Member) -> None:
    number, auditor = decided(installation, reviewer), add_member(installation, "auditor", ("auditor", DUTY))
    with installation.database.read() as unit:
        case = case_of_member(installation, unit, reviewer, number)
        assert [notices_panel(installation, unit, member, case)["delivers"] for member in (reviewer, auditor)] == [
            True,
            False,
        ]
        assert notices_panel(installation, unit, reviewer, case)["electronic_since"] is None


def test_the_letter_of_a_correction_belongs_to_no_notice(
    installation: Installation, reviewer: Member, number: str
) -> None:
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, reviewer, number)
        put_correction(installation, unit, reviewer, case, addressee_of(case))
        panel = notices_panel(installation, unit, reviewer, case)
        assert (panel["notices"], panel["came_back"]) == ([], [])
        (row,) = dispatches.of_application(unit, case.row.id)
        for was, to in (("waiting", "packed"), ("packed", "sent"), ("sent", "returned")):
            assert dispatches.step(unit, row.id, was, to)
        assert [line.id for line in notices_panel(installation, unit, reviewer, case)["came_back"]] == [row.id]
        put_correction(installation, unit, reviewer, case, addressee_of(case))
        assert notices_panel(installation, unit, reviewer, case)["came_back"] == []
