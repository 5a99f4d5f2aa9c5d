"""A visitor signs at the counter's reader, over what the clerk's page shows: judged and kept as from home, and registered with it."""

import json
import subprocess
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from joserfc.jwk import ECKey

from integrations.card_socket import CardUse
from integrations.certificate_sockets import PinRefused
from integrations.certificates.mock.wallet import certificate_of
from integrations.identity.card_agent import PROTOCOL, LoopbackAgent
from integrations.identity.card_question import read_question
from integrations.identity.signed import VerificationKeys
from portal.jobs.settle_signatures import settle_signatures
from portal.services.cases import Case, case_of_member
from portal.services.installation import Installation
from portal.services.verify_signatures import Verified, package, verify_signatures
from portal.store import applications
from tests.journeys.paying import CLAIMANT, COPY, COUNTER_VISIT, PROCEDURE
from tests.journeys.visitor import Visitor
from tests.portal.later import later
from tests.portal.practice_cards import NOW, PASSWORD
from tests.portal.signers import Signing, signing_in

ADDRESS = "http://127.0.0.1:8001/card-agent"
ORIGIN = "http://127.0.0.1:8000"
BOXES = {**COPY, **CLAIMANT, **COUNTER_VISIT}


@dataclass
class AtReader:
    """One clerk's page, and whoever lays a card down beside it."""

    there: Signing
    clerk: Visitor
    page: str = ""
    text: str = ""
    token: str = ""

    def visit(self, **boxes: str) -> None:
        """Everything entered; the page that is signed."""
        self.clerk.go("/counter")
        start = f"/counter/{PROCEDURE}/start"
        self.clerk.seen = self.clerk.post(start, [("csrf_token", self.clerk.token())])
        for _ in range(8):
            self.clerk.press("refresh", {**BOXES, **boxes})
        answer = self.clerk.press("カードで署名する画面へ", {**BOXES, **boxes})
        self.page, self.text = self.clerk.path, self.clerk.text
        assert (answer.status_code == 200) == self.page.endswith("/sign")
        self.token = self.text.partition('name="csrf_token" value="')[2].partition('"')[0]

    def ask(self) -> dict[str, str]:
        told = self.post("/ask", {"use": "sign"})
        assert "number" in told, told
        return told

    def post(self, path: str, boxes: dict[str, str]) -> dict[str, str]:
        sent = self.clerk.client.post(self.page + path, data={"csrf_token": self.token, **boxes})
        told: dict[str, str] = sent.json()
        return told

    def answer(self, asked: dict[str, str], card: str, password: str = PASSWORD) -> str:
        """What the agent says, once the card lay there and its password was typed at the reader."""
        agent = self.there.installation.card_agent
        assert isinstance(agent, LoopbackAgent)
        token = asked["address"].partition("#")[2]
        ask = read_question(token, VerificationKeys(agent.public_jwks), ORIGIN, self.there.installation.clock.now())
        assert ask.use is CardUse.SIGN
        signed = self.there.cards.jpki.cards.signed(card, "sign", password, ask.digests)
        told = {name: b64encode(getattr(signed, name)).decode() for name in ("signature", "certificate")}
        said = {"algorithm": signed.algorithm, **told}
        return json.dumps({"protocol": PROTOCOL, "practice": True, "number": ask.number, "signed": said})

    def sign(self, card: str) -> dict[str, str]:
        asked = self.ask()
        return self.post("", {"use": "sign", "number": asked["number"], "answer": self.answer(asked, card)})


@pytest.fixture
def reader(installation: Installation) -> Iterator[AtReader]:
    agent = LoopbackAgent(ADDRESS, ORIGIN, ECKey.generate_key("P-256"), fake=True)
    with signing_in(replace(installation, card_agent=agent)) as there, there.desk() as clerk:
        yield AtReader(there, clerk)


def registered(told: dict[str, str]) -> str:
    assert told.get("see", "").startswith("/counter/done/"), told
    return told["see"].rpartition("/")[2]


def case_of(there: Signing, number: str) -> Case:
    with there.installation.database.read() as unit:
        return case_of_member(there.installation, unit, there.reviewer, number)


def openssl(there: Signing, one: Verified, folder: Path) -> int:
    assert one.evidence is not None
    (folder / "document").write_bytes(one.document)
    (folder / "signature.p7s").write_bytes(package(there.installation, one.evidence))
    trusted = [authority.certificate for authority in there.cards.jpki.authorities.all() if authority.kind == "sign"]
    (folder / "trusted.pem").write_bytes(b"".join(each.public_bytes(Encoding.PEM) for each in trusted))
    command = (
        "openssl cms -verify -binary -inform DER -in signature.p7s -content document -CAfile trusted.pem -no-CApath "
        f"-purpose any -attime {NOW.timestamp():.0f} -out read"
    )
    return subprocess.run(command.split(), cwd=folder, capture_output=True, check=False).returncode


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
    assert openssl(reader.there, one, tmp_path) == 0
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
