"""A visitor signs at the counter's reader."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from integrations.certificates.mock.wallet import certificate_of
from integrations.sockets.certificate_sockets import PinRefused
from portal.jobs.settle_signatures import settle_signatures
from portal.services.cases.cases import Case, case_of_member
from portal.services.counter.enter_at_counter import open_entry
from portal.services.counter.sign_at_counter import is_signed
from portal.services.filing.drafts import at_counter, open_draft
from portal.services.shared.installation import Installation
from portal.services.signing.verify_signatures import package, verify_signatures
from portal.store.cases import applications
from portal.store.filing import drafts
from tests.journeys.paying import CLAIMANT, COPY, COUNTER_VISIT, PROCEDURE
from tests.portal.at_reader import ADDRESS, AtReader, registered, with_reader
from tests.portal.later import later
from tests.portal.openssl import verifies
from tests.portal.practice_cards import NOW
from tests.portal.signers import Signing, signing_in

BOXES = {**COPY, **CLAIMANT, **COUNTER_VISIT}


@pytest.fixture
def reader(installation: Installation) -> Iterator[AtReader]:
    with signing_in(with_reader(installation)) as signing, signing.desk() as clerk:
        yield AtReader(signing, clerk, PROCEDURE, BOXES)


def case_of(signing: Signing, number: str) -> Case:
    with signing.installation.database.read() as unit:
        return case_of_member(signing.installation, unit, signing.reviewer, number)


def test_a_numbered_form_on_paper_carries_its_signature(reader: AtReader) -> None:
    reader.visit()
    match, installation = re.search(r"/counter/drafts/([^/]+)", reader.clerk.path), reader.signing.installation
    assert match
    with installation.database.read() as unit:
        row = drafts.by_id(unit, match[1])
        assert row is not None
        draft = at_counter(installation, unit, open_draft(installation, unit, row))
    entry = open_entry(installation, draft, "")
    assert is_signed(installation, entry)
    assert not is_signed(installation, replace(entry, draft=replace(draft, sheet=26)))


def test_the_visitor_signs_what_the_page_shows_and_it_is_registered_with_it(reader: AtReader, tmp_path: Path) -> None:
    reader.visit()
    assert "見本 太郎" in reader.clerk.text.replace("\u3000", " ")
    policy = reader.clerk.seen.headers["content-security-policy"]
    assert f"{ADDRESS}/" in policy
    number = registered(reader.sign("taro"))
    case = case_of(reader.signing, number)
    assert (case.row.door, case.evidence["way"], case.evidence["signature"]["role"]) == (
        "counter", "counter-visual", "applicant",
    )  # fmt: skip
    (report,) = verify_signatures(reader.signing.installation, number)
    assert (report.role, report.state, report.sound, report.revisions) == ("applicant", "accepted", True, (1,))
    assert report.evidence is not None
    assert (report.evidence.provider, report.evidence.format) == ("card-agent", "cms-detached")
    signature = package(reader.signing.installation.verifier, report.evidence)
    assert verifies(reader.signing.cards.jpki, signature, report.document, tmp_path, NOW)
    assert not verifies(reader.signing.cards.jpki, signature, report.document + b" ", tmp_path, NOW)
    sections = json.loads(report.document)["seen"]["sections"]
    assert "見本" in json.dumps(sections, ensure_ascii=False)
    assert "本人の署名と認めました" in reader.clerk.go(f"/desk/{number}").text


def test_an_answer_is_taken_once_and_a_second_press_leads_to_the_receipt(reader: AtReader) -> None:
    reader.visit()
    question = reader.ask()
    answer = reader.answer(question, "taro")
    boxes = {"use": "sign", "number": question["number"], "answer": answer}
    number = registered(reader.post("", boxes))
    assert reader.post("", boxes) == {"see": f"/counter/done/{number}"}


@pytest.mark.parametrize(
    ("card", "code"), [("hanako", "ATTRIBUTE_MISMATCH"), ("expired", "CERT_EXPIRED"), ("ended", "CERT_REVOKED")]
)
def test_another_persons_card_and_one_that_has_ended_register_nothing(reader: AtReader, card: str, code: str) -> None:
    if card == "ended":
        certificate = reader.signing.cards.jpki.cards.card(card).certs["sign"]
        reader.signing.cards.revocation.revoke(
            certificate_of(certificate), NOW - timedelta(days=2), "cessationOfOperation"
        )
    reader.visit()
    assert reader.sign(card) == {"error": code}
    assert f'data-said="{code}"' in reader.text, "the page has a text for the code"
    assert registered(reader.sign("taro")), "another card can continue"


def test_what_nobody_can_say_yet_arrives_and_is_held(reader: AtReader) -> None:
    reader.signing.cards.revocation.down = True
    reader.visit()
    number = registered(reader.sign("taro"))
    assert [signature.state for signature in verify_signatures(reader.signing.installation, number)] == ["pending"]
    assert "失効の確認を待っています" in reader.clerk.go(f"/desk/{number}").text
    reader.signing.cards.revocation.down = False
    assert settle_signatures(later(reader.signing.installation, minutes=6)) == 1
    assert [signature.state for signature in verify_signatures(reader.signing.installation, number)] == ["accepted"]


def test_whose_card_it_must_be_nobody_can_say_of_who_comes_for_another(reader: AtReader) -> None:
    holder = {name.replace("claimant", "holder"): value for name, value in BOXES.items() if "claimant" in name}
    mandate = {"reception-mandate": "other_mandate"}
    reader.visit(**{**holder, **mandate, "filer": "agent", "holder.name.given": "次郎"})
    number = registered(reader.sign("hanako"))
    assert [signature.state for signature in verify_signatures(reader.signing.installation, number)] == ["person"]


def test_what_was_changed_meanwhile_is_not_registered_by_that_signature(reader: AtReader) -> None:
    reader.visit()
    question = reader.ask()
    answer = reader.answer(question, "taro")
    reader.clerk.go(reader.page.removesuffix("/sign"))
    reader.clerk.press("refresh", {"copies": "2"})
    reader.clerk.go(reader.page)
    body = reader.post("", {"use": "sign", "number": question["number"], "answer": answer})
    assert body == {"error": "CHANGED"}


def test_the_password_is_counted_by_the_card_and_reaches_nobody_else(reader: AtReader) -> None:
    reader.visit()
    for tries in (4, 3, 2, 1, 0):
        with pytest.raises(PinRefused) as refused:
            reader.answer(reader.ask(), "taro", "WRONG999")
        assert refused.value.left == tries
    assert 'type="password"' not in reader.text, "the password is typed at the reader only"


def test_what_is_open_is_reported_and_without_a_reader_what_remains(
    reader: AtReader, installation: Installation
) -> None:
    reader.visit(copies="")
    assert reader.clerk.seen.status_code == 422
    assert "まだ登録していません" in reader.clerk.text
    draft = reader.page
    assert reader.clerk.go(f"{draft}/sign").url.path == draft
    app = reader.signing.client.app
    app.state.installation = replace(reader.signing.installation, card_agent=None)  # type: ignore[attr-defined]
    assert "ここではカードで署名できません" in reader.clerk.go(draft).text
    assert reader.clerk.go(f"{draft}/sign").status_code == 404
    with installation.database.read() as unit:
        assert applications.by_uid(unit, draft.rpartition("/")[2]) is None
