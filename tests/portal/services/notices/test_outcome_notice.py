"""The written notice of an outcome."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from portal.errors import Conflict
from portal.services.cases.cases import Case, case_of_member
from portal.services.desk.case.decide_application import decide_application, read_decision
from portal.services.desk.case.pass_screening import pass_screening
from portal.services.notices.outcome_notice import core_title, notice_title, number_taken
from portal.services.notices.print_letter import LONG_3, letters_content
from portal.services.notices.print_notice import notice_letter, print_notice
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.store.notices import notices
from portal.store.notices.notices import NoticeRow
from tests.portal.results import with_notice
from tests.portal.world import alice, file_application


def decided(
    installation: Installation, member: Member, outcome: str = "approved", words: str = "", number: str = ""
) -> str:
    filed = file_application(installation, alice(installation))
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, member, filed)
        pass_screening(installation, unit, member, case, case.row.revision)
        case = case_of_member(installation, unit, member, filed)
        decision = read_decision(installation, case, outcome, words, number)
        assert decision.mistakes == ()
        decide_application(installation, unit, member, case, case.row.revision, decision)
        unit.commit()
    return filed


def notice_of(installation: Installation, member: Member, number: str) -> tuple[Case, NoticeRow]:
    with installation.database.read() as unit:
        case = case_of_member(installation, unit, member, number)
        (row,) = notices.of_application(unit, case.row.id)
    return case, row


def test_a_disposition_has_a_notice_with_number_days_authority_reason_and_the_way_to_object(
    installation: Installation, reviewer: Member
) -> None:
    case, row = notice_of(installation, reviewer, decided(installation, reviewer, "refused", "資格がないためです。"))
    letter = notice_letter(case, row, signed=True)
    assert (row.title, row.number, row.fiscal_year) == ("処理結果通知書", "見介資第1号", 2026)
    assert (row.decided_on, row.effective_on) == ("2026-11-20", "2026-11-20")
    assert letter.sender.authority == "見本市長"
    assert letter.address == ["見本県見本市見本町", "一丁目2番3号"]
    notice = letter.notice
    assert notice is not None
    assert (notice.provision, notice.reasons) == ("介護保険法施行規則 第27条", ["資格がないためです。"])
    text = " ".join([notice.opening, *notice.appeal, *letter.after, *(value for row in notice.rows for value in row)])
    for words in ("認められなかった", "審査請求", "市の電子署名", "決定したので"):
        assert words in text
    assert letters_content(installation.city, [letter], LONG_3)["letters"][0]["number"] == "見介資第1号"


def test_an_approval_shows_the_way_to_object_too(installation: Installation, reviewer: Member) -> None:
    case, row = notice_of(installation, reviewer, decided(installation, reviewer))
    notice = notice_letter(case, row).notice
    assert notice is not None
    assert "審査請求" in notice.appeal[0]
    assert (notice.reasons, notice.provision) == ([], "")


def test_the_sequence_is_of_the_section_and_passes_over_a_number_that_was_entered(
    installation: Installation, reviewer: Member
) -> None:
    by_hand = decided(installation, reviewer, number="見介資第2号")
    numbers = [notice_of(installation, reviewer, decided(installation, reviewer))[1].number for _ in range(2)]
    assert notice_of(installation, reviewer, by_hand)[1].sequence is None
    assert numbers == ["見介資第1号", "見介資第3号"]
    with installation.database.read() as unit:
        case = case_of_member(installation, unit, reviewer, by_hand)
        assert number_taken(installation, unit, case, "見介資第2号")
        assert not number_taken(installation, unit, case, "見介資第4号")
    with pytest.raises(Conflict, match="number"):
        decided(installation, reviewer, number="見介資第3号")


@pytest.mark.both_engines
def test_two_who_decide_at_once_get_two_numbers_and_no_gap(installation: Installation, reviewer: Member) -> None:
    filed = [file_application(installation, alice(installation)) for _ in range(4)]
    both = threading.Barrier(len(filed))

    def go(number: str) -> Callable[[], None]:
        def decide() -> None:
            both.wait()
            with installation.database.write() as unit:
                case = case_of_member(installation, unit, reviewer, number)
                decision = read_decision(installation, case, "refused", "様式が違うためです。")
                decide_application(installation, unit, reviewer, case, case.row.revision, decision)
                unit.commit()

        return decide

    threads = [threading.Thread(target=go(number)) for number in filed]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    given = sorted(notice_of(installation, reviewer, number)[1].sequence or 0 for number in filed)
    assert given == [1, 2, 3, 4]


def test_a_decision_that_is_not_stored_uses_no_number(installation: Installation, reviewer: Member) -> None:
    filed = file_application(installation, alice(installation))
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, reviewer, filed)
        decision = read_decision(installation, case, "refused", "様式が違うためです。")
        decide_application(installation, unit, reviewer, case, case.row.revision, decision)
    assert notice_of(installation, reviewer, decided(installation, reviewer))[1].sequence == 1


def test_a_notice_is_printed_with_the_citys_signature_where_it_has_one(
    installation: Installation, reviewer: Member
) -> None:
    case, row = notice_of(installation, reviewer, decided(installation, reviewer))
    signer = installation.documents
    assert signer is not None
    checked = signer.check(print_notice(installation, case, row))
    assert (checked.finding, checked.reason) == ("sound", "通知書 見介資第1号")
    assert print_notice(replace(installation, documents=None), case, row).startswith(b"%PDF")


def test_a_definition_names_its_notices_and_a_report_has_none(installation: Installation) -> None:
    city, on, of = installation.city, installation.clock.today(), installation.catalogue.current
    assert notice_title(city, of("jido-teate-nintei"), "application", "refused", on) == "児童手当 認定請求却下通知書"
    assert notice_title(city, of("gairoto-tsuho"), "report", "repaired", on) == ""
    yearly = of("jido-teate-genkyo")
    titles = [notice_title(city, yearly, "notification", outcome, on) for outcome in ("suspended", "ended", "done")]
    assert titles == ["児童手当 支払差止通知書", "児童手当 支給事由消滅通知書", ""]


def test_a_notice_of_the_core_system_is_not_written_here(installation: Installation) -> None:
    city, on, of = installation.city, installation.clock.today(), installation.catalogue.current
    care, title = of("yokaigo-nintei"), "介護保険 要介護認定・要支援認定等結果通知書"
    for outcome in ("approved", "not_eligible"):
        titles = [name(city, care, "application", outcome, on) for name in (notice_title, core_title)]
        assert titles == ["", title]
    assert core_title(city, of("jido-teate-nintei"), "application", "approved", on) == ""


def test_a_city_says_from_which_day_its_core_system_writes_the_notice(installation: Installation) -> None:
    claim = installation.catalogue.current("jido-teate-nintei")
    city = with_notice(installation.city, claim.id, "core_system", "2027-04-01")
    days = date(2027, 3, 31), date(2027, 4, 1)
    here, core = (
        [name(city, claim, "application", "approved", day) for day in days] for name in (notice_title, core_title)
    )
    assert (here, core) == (["児童手当 認定通知書", ""], ["", "児童手当 認定通知書"])
