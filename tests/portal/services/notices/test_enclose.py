"""Only the case's own papers are enclosed."""

import pytest

from portal.db import Unit
from portal.errors import Conflict, NotAllowed
from portal.services.cases.audit_ground import state_audit_ground
from portal.services.files.keep_file import Upload
from portal.services.notices.attach_notice import REFUSED as CORE_REFUSED
from portal.services.notices.enclose import MOST, REFUSED, enclose_file, enclose_upload, enclosed, take_enclosure_out
from portal.services.notices.read_paper import Printed, names_like
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.store.cases import applications
from portal.store.notices import enclosures
from tests.portal.routes.dispatching import decided
from tests.portal.services.notices.dispatching import audited, check, line_and_case, other_person
from tests.portal.world import DUTY, add_member


def bring(
    installation: Installation, unit: Unit, member: Member, number: str, name: str, content: bytes | None, *printed: str,
    text: str = "", why: str = "",
) -> str:  # fmt: skip
    row, case = line_and_case(installation, unit, member, number, "see deliveries")
    paper = Printed(frozenset(printed), names_like(text))
    return enclose_upload(installation, unit, member, case, row, Upload(name, content), paper, why)


def test_a_file_is_recognised_by_the_receipt_number_in_its_name_however_it_is_written(
    installation: Installation, reviewer: Member, clerk: Member
) -> None:
    number = decided(installation, reviewer)
    plain = number.replace("-", "")
    with installation.database.write() as unit:
        for place, name in enumerate((f"{number}.pdf", f"証（{plain}）.pdf")):
            assert bring(installation, unit, clerk, number, name, b"%%PDF %d" % place) == ""
        for name in ("証.pdf", f"1{plain}.pdf", f"{plain}0.pdf"):
            assert bring(installation, unit, clerk, number, name, b"%PDF x") == "unknown"
        row, case = line_and_case(installation, unit, clerk, number)
        assert [name for _, name in enclosed(unit, case, row)] == [f"{number}.pdf", f"証（{plain}）.pdf"]
        assert not any(number.encode() in kept.sealed_name for kept in enclosures.of(unit, row.id))


def test_a_name_with_two_receipt_numbers_is_stopped_and_the_stop_is_audited(
    installation: Installation, reviewer: Member, clerk: Member
) -> None:
    number, other = decided(installation, reviewer), decided(installation, reviewer)
    with installation.database.write() as unit:
        assert bring(installation, unit, clerk, number, f"{number} {other}.pdf", b"%PDF") == "another_number"
        row, case = line_and_case(installation, unit, clerk, number)
        assert enclose_file(installation, unit, clerk, case, row, "no such file") == "unknown"
        unit.commit()
    assert audited(installation, "stop enclosure", "enclose file") == [
        ("stop enclosure", "another_number"), ("stop enclosure", "unknown"),
    ]  # fmt: skip


def test_too_large_a_file_and_one_more_than_the_most_are_refused(
    installation: Installation, reviewer: Member, clerk: Member
) -> None:
    number = decided(installation, reviewer)
    with installation.database.write() as unit:
        assert bring(installation, unit, clerk, number, f"{number}.pdf", None) == "large"
        refusals = [
            bring(installation, unit, clerk, number, f"{number}.pdf", b"%%PDF %d" % place) for place in range(MOST + 1)
        ]
    assert refusals == [""] * MOST + ["many"]


def test_enclosures_change_only_while_the_letter_waits(
    installation: Installation, reviewer: Member, clerk: Member
) -> None:
    number = decided(installation, reviewer)
    with installation.database.write() as unit:
        for place in range(2):
            bring(installation, unit, clerk, number, f"{number}.pdf", b"%%PDF %d" % place)
        row, case = line_and_case(installation, unit, clerk, number)
        (first, _), (second, _) = enclosed(unit, case, row)
        take_enclosure_out(unit, clerk, row, first)
        assert [kept for kept, _ in enclosed(unit, case, row)] == [second]
        unit.commit()
    assert check(installation, clerk, number) == ""
    with installation.database.write() as unit:
        with pytest.raises(Conflict):
            bring(installation, unit, clerk, number, f"{number}.pdf", b"%PDF late")
        row, _ = line_and_case(installation, unit, clerk, number)
        with pytest.raises(Conflict):
            take_enclosure_out(unit, clerk, row, second)


def test_who_may_only_look_encloses_nothing(installation: Installation, reviewer: Member) -> None:
    number, auditor = decided(installation, reviewer), add_member(installation, "auditor", ("auditor", DUTY))
    with installation.database.write() as unit:
        row = applications.by_number(unit, number)
        assert row is not None
        assert state_audit_ground(installation, unit, auditor, row, "苦情の調査")
        with pytest.raises(NotAllowed):
            bring(installation, unit, auditor, number, f"{number}.pdf", b"%PDF")


def test_a_paper_that_prints_another_number_is_stopped_even_with_this_one_in_its_name(
    installation: Installation, reviewer: Member, clerk: Member
) -> None:
    number, other = decided(installation, reviewer), decided(installation, reviewer)
    with installation.database.write() as unit:
        assert bring(installation, unit, clerk, number, f"{number}.pdf", b"%PDF 1", number, other) == "printed_number"
        assert bring(installation, unit, clerk, number, f"{number}.pdf", b"%PDF 1", number) == ""
        unit.commit()
    assert [why for _, why in audited(installation, "stop enclosure")] == ["printed_number"]


def test_a_paper_that_names_the_person_of_another_case_is_stopped_whatever_the_file_is_called(
    installation: Installation, reviewer: Member, clerk: Member
) -> None:
    number = decided(installation, reviewer)
    other_person(installation)
    texts = ("例示　一郎　様", "氏名 例示一郎", "例 示 一 郎", "被保険者 例示 一郎 髙見本 太郎")
    with installation.database.write() as unit:
        for text in texts:
            for name, why in ((f"{number}.pdf", ""), ("証.pdf", "ちがう"), (f"{number}.pdf", "　" * 20)):
                assert bring(installation, unit, clerk, number, name, b"%PDF", text=text, why=why) == "printed_name"
        assert bring(installation, unit, clerk, number, "証.pdf", b"%PDF", text="髙見本　太郎　様") == ""
        unit.commit()
    assert {why for _, why in audited(installation, "stop enclosure")} == {"printed_name"}


def test_what_staff_explain_is_enclosed_and_the_reason_stays_with_the_case_but_no_reason_frees_another_number(
    installation: Installation, reviewer: Member, clerk: Member
) -> None:
    number, other = decided(installation, reviewer), other_person(installation)
    why = "市の案内のチラシで、だれの書類でもありません"
    with installation.database.write() as unit:
        assert bring(installation, unit, clerk, number, "案内.pdf", b"%PDF 1", text="高齢者のしおり") == "unknown"
        assert bring(installation, unit, clerk, number, "案内.pdf", b"%PDF 1", text="高齢者のしおり", why=why) == ""
        assert bring(installation, unit, clerk, number, "証.pdf", b"%PDF 2", other, why=why) == "printed_number"
        _, case = line_and_case(installation, unit, clerk, number)
        events = [event for event in applications.events(unit, case.row.id) if event.move == "explain_paper"]
        assert [case.sealer.open(f"words:{event.at}", event.sealed_words or b"") for event in events] == [
            f"{why}（案内.pdf）"
        ]
        unit.commit()


def test_no_refusal_names_the_way_round_it() -> None:
    assert not [words for words in (*REFUSED.values(), *CORE_REFUSED.values()) if "ファイル名" in words]
