"""A visitor signs at the counter's reader, over what the clerk's page shows: judged and kept as from home, and registered with it."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from integrations.certificate_sockets import PinRefused
from integrations.certificates.mock.wallet import certificate_of
from portal.jobs.settle_signatures import settle_signatures
from portal.services.cases import Case, case_of_member
from portal.services.drafts import at_counter, open_draft
from portal.services.enter_at_counter import open_entry
from portal.services.installation import Installation
from portal.services.sign_at_counter import is_signed
from portal.services.verify_signatures import package, verify_signatures
from portal.store import applications, drafts
from tests.journeys.paying import CLAIMANT, COPY, COUNTER_VISIT, PROCEDURE
from tests.portal.at_reader import ADDRESS, AtReader, registered, with_reader
from tests.portal.later import later
from tests.portal.openssl import verifies
from tests.portal.practice_cards import NOW
from tests.portal.signers import Signing, signing_in

BOXES = {**COPY, **CLAIMANT, **COUNTER_VISIT}


@pytest.fixture
def reader(installation: Installation) -> Iterator[AtReader]:
    with signing_in(with_reader(installation)) as there, there.desk() as clerk:
        yield AtReader(there, clerk, PROCEDURE, BOXES)


def case_of(there: Signing, number: str) -> Case:
    with there.installation.database.read() as unit:
        return case_of_member(there.installation, unit, there.reviewer, number)


def test_a_numbered_form_on_paper_carries_its_signature(reader: AtReader) -> None:
    reader.visit()
    found, there = re.search(r"/counter/drafts/([^/]+)", reader.clerk.path), reader.there.installation
    assert found
    with there.database.read() as unit:
        row = drafts.by_id(unit, found[1])
        assert row is not None
        draft = at_counter(there, unit, open_draft(there, unit, row))
    entry = open_entry(there, draft, "")
    assert is_signed(there, entry)
    assert not is_signed(there, replace(entry, draft=replace(draft, sheet=26)))


def test_the_visitor_signs_what_the_page_shows_and_it_is_registered_with_it(reader: AtReader, tmp_path: Path) -> None:
    reader.visit()
    assert "見本 太郎" in reader.clerk.text.replace("\u3000", " ")
    policy = reader.clerk.seen.headers["content-security-policy"]
    assert f"{ADDRESS}/" in policy
    number = registered(reader.sign("taro"))
    case = case_of(reader.there, number)
    assert (case.row.door, case.evidence["way"], case.evidence["signature"]["role"]) == (
        "counter", "counter-visual", "applicant",
    )  # fmt: skip
    (one,) = verify_signatures(reader.there.installation, number)
    assert (one.role, one.state, one.sound, one.revisions) == ("applicant", "accepted", True, (1,))
    assert one.evidence is not None
    assert (one.evidence.provider, one.evidence.format) == ("card-agent", "cms-detached")
    signature = package(reader.there.installation, one.evidence)
    assert verifies(reader.there.cards.jpki, signature, one.document, tmp_path, NOW)
    assert not verifies(reader.there.cards.jpki, signature, one.document + b" ", tmp_path, NOW)
    seen = json.loads(one.document)["seen"]["sections"]
    assert "見本" in json.dumps(seen, ensure_ascii=False)
    assert "本人の署名と認めました" in reader.clerk.go(f"/desk/{number}").text


def test_an_answer_is_taken_once_and_a_second_press_leads_to_the_receipt(reader: AtReader) -> None:
    reader.visit()
    asked = reader.ask()
    answer = reader.answer(asked, "taro")
    told = {"use": "sign", "number": asked["number"], "answer": answer}
    number = registered(reader.post("", told))
    assert reader.post("", told) == {"see": f"/counter/done/{number}"}


@pytest.mark.parametrize(
    ("card", "code"), [("hanako", "ATTRIBUTE_MISMATCH"), ("expired", "CERT_EXPIRED"), ("ended", "CERT_REVOKED")]
)
def test_another_persons_card_and_one_that_has_ended_register_nothing(reader: AtReader, card: str, code: str) -> None:
    if card == "ended":
        gone = reader.there.cards.jpki.cards.card(card).certs["sign"]
        reader.there.cards.revocation.revoke(certificate_of(gone), NOW - timedelta(days=2), "cessationOfOperation")
    reader.visit()
    assert reader.sign(card) == {"error": code}
    assert f'data-said="{code}"' in reader.text, "the page has words for it"
    assert registered(reader.sign("taro")), "another card goes on where this one stopped"


def test_what_nobody_can_say_yet_arrives_and_is_held(reader: AtReader) -> None:
    reader.there.cards.revocation.down = True
    reader.visit()
    number = registered(reader.sign("taro"))
    assert [one.state for one in verify_signatures(reader.there.installation, number)] == ["pending"]
    assert "失効の確認を待っています" in reader.clerk.go(f"/desk/{number}").text
    reader.there.cards.revocation.down = False
    assert settle_signatures(later(reader.there.installation, minutes=6)) == 1
    assert [one.state for one in verify_signatures(reader.there.installation, number)] == ["accepted"]


def test_whose_card_it_must_be_nobody_can_say_of_who_comes_for_another(reader: AtReader) -> None:
    holder = {name.replace("claimant", "holder"): value for name, value in BOXES.items() if "claimant" in name}
    mandate = {"reception-mandate": "other_mandate"}
    reader.visit(**{**holder, **mandate, "filer": "agent", "holder.name.given": "次郎"})
    number = registered(reader.sign("hanako"))
    assert [one.state for one in verify_signatures(reader.there.installation, number)] == ["person"]


def test_what_was_changed_meanwhile_is_not_registered_by_that_signature(reader: AtReader) -> None:
    reader.visit()
    asked = reader.ask()
    answer = reader.answer(asked, "taro")
    reader.clerk.go(reader.page.removesuffix("/sign"))
    reader.clerk.press("refresh", {"copies": "2"})
    reader.clerk.go(reader.page)
    told = reader.post("", {"use": "sign", "number": asked["number"], "answer": answer})
    assert told == {"error": "CHANGED"}


def test_the_password_is_counted_by_the_card_and_reaches_nobody_else(reader: AtReader) -> None:
    reader.visit()
    for left in (4, 3, 2, 1, 0):
        with pytest.raises(PinRefused) as refused:
            reader.answer(reader.ask(), "taro", "WRONG999")
        assert refused.value.left == left
    assert 'type="password"' not in reader.text, "it is typed at the reader, never on a page of ours"


def test_what_is_open_is_told_and_without_a_reader_what_remains(reader: AtReader, installation: Installation) -> None:
    reader.visit(copies="")
    assert reader.clerk.seen.status_code == 422
    assert "まだ登録していません" in reader.clerk.text
    draft = reader.page
    assert reader.clerk.go(f"{draft}/sign").url.path == draft
    app = reader.there.client.app
    app.state.installation = replace(reader.there.installation, card_agent=None)  # type: ignore[attr-defined]
    assert "ここではカードで署名できません" in reader.clerk.go(draft).text
    assert reader.clerk.go(f"{draft}/sign").status_code == 404
    with installation.database.read() as unit:
        assert applications.by_uid(unit, draft.rpartition("/")[2]) is None
