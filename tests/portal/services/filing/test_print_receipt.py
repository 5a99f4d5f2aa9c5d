"""The receipt as a signed PDF."""

import io
from dataclasses import replace

import pytest
from pypdf import PdfReader

from integrations.payments.fake import FakePayments
from portal.errors import TooMany
from portal.services.cases.cases import Case, case_of_resident
from portal.services.cases.receipt_words import receipt_words
from portal.services.filing import print_receipt as module
from portal.services.filing.print_receipt import (
    PRINTED,
    as_sent,
    count_receipt,
    print_receipt,
    receipt_content,
    set_receipt,
    without_due,
)
from portal.services.filing.verify_receipt import verify_receipt
from portal.services.my_cases.list_documents import list_documents, record_opening
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import Session
from portal.services.shared.write_audit import Actor
from tests.portal.services.fees.paying import file_with_fee, paid_online
from tests.portal.services.filing.filing import ask_again, mend, send
from tests.portal.services.filing.test_carry_files import draft_with
from tests.portal.services.filing.test_carry_files import send as send_files
from tests.portal.services.paper.paper import text_of
from tests.portal.world import DUTY, PLACE, add_member, alice, file_application


def sent(installation: Installation, session: Session, number: str) -> Case:
    with installation.database.read() as unit:
        return as_sent(unit, case_of_resident(installation, unit, session, number))


def test_it_says_what_arrived_when_and_whom_to_ask_whatever_is_mended_later(installation: Installation) -> None:
    session, reviewer = alice(installation), add_member(installation, "reviewer", ("reviewer", DUTY))
    number = file_application(installation, session)
    ask_again(installation, reviewer, number, "phone")
    mend(installation, session, number, "phone", {"phone": ["000-0000-0009"]})
    send(installation, session, number)
    pdf = print_receipt(installation, sent(installation, session, number))
    text = "".join(text_of(pdf).split())
    for words in (
        number, "申請を受け取りました", "令和8年（2026年）11月20日10時", "オンライン", "めやす：令和8年（2026年）12月2日ごろまで", "資格保険料係",
        "髙見本", "000-0000-0001", "これからのこと", "/receiptsで",
    ):  # fmt: skip
        assert words in text, words
    assert "000-0000-0009" not in text
    assert "/MarkInfo" in PdfReader(io.BytesIO(pdf)).root_object  # still tagged
    assert installation.documents is not None
    verdict = verify_receipt(installation.documents, pdf)
    assert (verdict.finding, verdict.number, verdict.signer) == ("sound", number, "見本市 受付の証明")


def test_that_it_was_opened_first_is_kept(installation: Installation) -> None:
    session = alice(installation)
    number = file_application(installation, session)
    for _ in range(2):
        with installation.database.write() as unit:
            case = case_of_resident(installation, unit, session, number)
            (document,) = list_documents(installation, unit, case)
            record_opening(installation, unit, case, Actor("resident", "a", place=PLACE), document.kind)
            unit.commit()
    with installation.database.read() as unit:
        (after,) = list_documents(installation, unit, case)
    assert document.opened_at == after.opened_at is not None


def test_file_names_are_on_the_receipt_of_the_sender_alone_where_somebody_is_protected(
    installation: Installation,
) -> None:
    session = alice(installation)
    case = send_files(installation, session, draft_with(installation, session, "one"))
    case = replace(case, row=case.row._replace(duty=DUTY))
    assert [file["name"] for file in receipt_content(installation, case)["files"]] == ["one.pdf"]
    protected = replace(case, protected=True)
    assert [file["name"] for file in receipt_content(installation, protected)["files"]] == ["one.pdf"]
    assert receipt_content(installation, replace(protected, shows_all=False))["files"] == []


def test_it_is_not_made_without_end(installation: Installation) -> None:
    with installation.database.write() as unit:
        for _ in range(PRINTED.tries):
            count_receipt(installation, unit, "alice")
        with pytest.raises(TooMany):
            count_receipt(installation, unit, "alice")


def test_in_easy_japanese_it_says_the_same_and_proves_the_same(installation: Installation) -> None:
    session = alice(installation)
    number = file_application(installation, session)
    pdf = print_receipt(installation, sent(installation, session, number), language="easy")
    text = "".join(text_of(pdf).split())
    for words in (
        number, "受け取りました（うけとりました）", "2026年11月20日午前（ごぜん）10時", "インターネット", "だいたい2026年12月2日ごろまで",
        "髙見本", "000-0000-0001", "でんししょめい", "/receipts",
    ):  # fmt: skip
        assert words in text, words
    for words in ("令和", "これからのこと。", "入力なし", "宛先", "電子署名がついています"):
        assert words not in text, words
    assert installation.documents is not None
    assert verify_receipt(installation.documents, pdf).number == number


def test_in_english_it_says_the_same_with_names_as_they_were_written(installation: Installation) -> None:
    session = alice(installation)
    number = file_application(installation, session)
    pdf = print_receipt(installation, sent(installation, session, number), language="en")
    assert str(PdfReader(io.BytesIO(pdf)).root_object["/Lang"]) == "en-JP"
    text = "".join(text_of(pdf).split())
    for words in (number, "Applicationreceived", "Long-termcare:newinsurancecertificate", "Online", "髙見本"):
        assert words in text, words


def test_where_the_fonts_lack_the_letters_it_is_japanese(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = alice(installation)
    case = sent(installation, session, file_application(installation, session))
    words = {name: f"\U000f0000{text}" for name, text in receipt_words("en").items()}
    monkeypatch.setattr(
        module, "receipt_words", lambda language: words if language == "en" else receipt_words(language)
    )
    paper = set_receipt(installation, case, language="en")
    assert paper.missing == ()
    assert "申請を受け取りました" in "".join(text_of(paper.pdf).split())


def test_it_names_no_day_while_a_fee_is_owed_that_comes_first(paying: Installation, provider: FakePayments) -> None:
    session = alice(paying)
    number = file_with_fee(paying, session)

    def due() -> str:
        with paying.database.read() as unit:
            case = without_due(paying, unit, case_of_resident(paying, unit, session, number))
            return str(receipt_content(paying, as_sent(unit, case))["due"])

    assert due() == ""
    paid_online(paying, provider, session, number)
    assert "めやす" in due()
