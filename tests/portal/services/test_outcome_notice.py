"""The written notice of an outcome: title, number, days, authority, reason and 教示; on line only to who said so."""

import threading
from collections.abc import Callable
from dataclasses import replace

import pytest

from portal.errors import Conflict, NotFound
from portal.services.actor import Actor
from portal.services.cases import Case, case_of_member, case_of_resident
from portal.services.decide_application import decide_application, read_decision
from portal.services.installation import Installation
from portal.services.list_documents import declare_electronic, list_documents, may_declare, notice_of_resident
from portal.services.mark_protected import mark_protected
from portal.services.outcome_notice import notice_title, number_taken
from portal.services.pass_screening import pass_screening
from portal.services.print_letter import LONG_3, letters_content
from portal.services.print_notice import notice_letter, print_notice
from portal.services.rights import Member
from portal.store import notices
from portal.store.notices import NoticeRow
from tests.portal.world import DUTY, PLACE, add_member, alice, file_application


@pytest.fixture
def reviewer(installation: Installation) -> Member:
    return add_member(installation, "reviewer", ("reviewer", DUTY))


def decided(
    installation: Installation, member: Member, outcome: str = "approved", words: str = "", number: str = ""
) -> str:
    """A case with this outcome; its receipt number."""
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
    text = " ".join([*letter.paragraphs, *letter.after, *(value for fact in letter.facts for value in fact)])
    for words in ("認められなかった", "資格がないためです。", "審査請求", "市の電子署名", "決定したので"):
        assert words in text
    assert letters_content(installation, [letter], LONG_3)["letters"][0]["number"] == "見介資第1号"


def test_an_approval_tells_the_way_to_object_too(installation: Installation, reviewer: Member) -> None:
    case, row = notice_of(installation, reviewer, decided(installation, reviewer))
    assert any("審査請求" in words for words in notice_letter(case, row).after)


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


def test_a_notice_comes_on_line_only_to_who_said_so(installation: Installation, reviewer: Member) -> None:
    session = alice(installation)
    number = decided(installation, reviewer)
    with installation.database.write() as unit:
        case = case_of_resident(installation, unit, session, number)
        assert [one.kind for one in list_documents(installation, unit, case)] == ["receipt"]
        with pytest.raises(NotFound):
            notice_of_resident(unit, case, 1)
        assert may_declare(installation, unit, case)
        declare_electronic(installation, unit, case, Actor("resident", "alice", place=PLACE))
        declare_electronic(installation, unit, case, Actor("resident", "alice", place=PLACE))
        assert not may_declare(installation, unit, case)
        shown = list_documents(installation, unit, case)[1]
        assert (shown.title, shown.href) == ("処理結果通知書", f"/applications/{number}/notices/1.pdf")
        row = notice_of_resident(unit, case, 1)
        with pytest.raises(NotFound):
            notice_of_resident(unit, case, 2)
    signer = installation.documents
    assert signer is not None
    found = signer.check(print_notice(installation, case, row))
    assert (found.finding, found.reason) == ("sound", "通知書 見介資第1号")
    assert print_notice(replace(installation, documents=None), case, row).startswith(b"%PDF")


def test_a_definition_names_its_notices_and_a_report_has_none(installation: Installation) -> None:
    of = installation.catalogue.current
    assert notice_title(of("jido-teate-nintei"), "application", "refused") == "認定請求却下通知書"
    assert notice_title(of("gairoto-tsuho"), "report", "repaired") == ""
    assert notice_title(of("jido-teate-genkyo"), "notification", "sent_back") == "支払差止・支給事由消滅のお知らせ"


def test_a_notice_of_another_case_or_to_another_does_not_leave(installation: Installation, reviewer: Member) -> None:
    case, row = notice_of(installation, reviewer, decided(installation, reviewer))
    other, others = notice_of(installation, reviewer, decided(installation, reviewer))
    with pytest.raises(Conflict, match="another case"):
        print_notice(installation, case, others)
    with pytest.raises(Conflict, match="another case"):
        print_notice(installation, other, row, paper=True)
    renamed = replace(case, answers={**case.answers, "name": {"family": "見本", "given": "花子"}})
    with pytest.raises(Conflict, match="to another"):
        print_notice(installation, renamed, row, paper=True)
    assert print_notice(installation, case, row, paper=True).startswith(b"%PDF")


def test_who_is_marked_as_protected_later_has_no_address_on_it_either(
    installation: Installation, reviewer: Member
) -> None:
    case, row = notice_of(installation, reviewer, decided(installation, reviewer))
    assert notice_letter(case, row).address
    letter = notice_letter(replace(case, protected=True), row)
    assert (letter.postal, letter.address) == ("", [])


def test_where_a_protected_person_lives_stands_on_no_notice(installation: Installation) -> None:
    number = file_application(installation, alice(installation))
    guardian = add_member(installation, "guardian", ("reviewer", DUTY), ("protected", DUTY))
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, guardian, number)
        mark_protected(installation, unit, guardian, case, case.row.revision, ["0"], "支援措置の申出")
        unit.commit()
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, guardian, number)
        assert case.protected
        decision = read_decision(installation, case, "refused", "様式が違うためです。")
        decide_application(installation, unit, guardian, case, case.row.revision, decision)
        unit.commit()
    letter = notice_letter(*notice_of(installation, guardian, number))
    assert (letter.postal, letter.address) == ("", [])
