"""A clerk's page with a card reader, for services in the test's own process."""

import json
from base64 import b64encode
from dataclasses import dataclass, replace

from joserfc.jwk import ECKey

from integrations.identity.card_agent import LoopbackAgent
from integrations.identity.card_question import read_question
from integrations.identity.signed import VerificationKeys
from integrations.sockets.card_protocol import PROTOCOL
from integrations.sockets.card_socket import CardUse
from portal.services.shared.installation import Installation
from tests.journeys.visitor import Boxes, Visitor
from tests.portal.practice_cards import PASSWORD
from tests.portal.signers import Signing

ADDRESS = "http://127.0.0.1:8001/card-agent"
ORIGIN = "http://127.0.0.1:8000"


def with_reader(installation: Installation) -> Installation:
    return replace(installation, card_agent=LoopbackAgent(ADDRESS, ORIGIN, ECKey.generate_key("P-256"), fake=True))


def registered(body: dict[str, str]) -> str:
    assert body.get("see", "").startswith("/counter/done/"), body
    return body["see"].rpartition("/")[2]


@dataclass
class AtReader:
    signing: Signing
    clerk: Visitor
    procedure: str
    boxes: Boxes
    page: str = ""
    text: str = ""
    token: str = ""

    def visit(self, **boxes: str) -> None:
        """Fills the form and opens the page that the visitor signs."""
        self.clerk.go("/counter")
        start = f"/counter/{self.procedure}/start"
        self.clerk.seen = self.clerk.post(start, [("csrf_token", self.clerk.token())])
        for _ in range(8):
            self.clerk.press("refresh", {**self.boxes, **boxes})
        response = self.clerk.press("カードで署名する画面へ", {**self.boxes, **boxes})
        self._remember_page()
        assert (response.status_code == 200) == self.page.endswith("/sign")

    def go(self, page: str) -> None:
        self.clerk.go(page)
        self._remember_page()

    def _remember_page(self) -> None:
        self.page, self.text = self.clerk.path, self.clerk.text
        self.token = self.text.partition('name="csrf_token" value="')[2].partition('"')[0]

    def ask(self) -> dict[str, str]:
        body = self.post("/ask", {"use": "sign"})
        assert "number" in body, body
        return body

    def post(self, path: str, boxes: dict[str, str]) -> dict[str, str]:
        response = self.clerk.client.post(self.page + path, data={"csrf_token": self.token, **boxes})
        body: dict[str, str] = response.json()
        return body

    def answer(self, asked: dict[str, str], card: str, password: str = PASSWORD) -> str:
        """The agent's message after the card was read and its password typed at the reader."""
        agent = self.signing.installation.card_agent
        assert isinstance(agent, LoopbackAgent)
        token = asked["address"].partition("#")[2]
        ask = read_question(token, VerificationKeys(agent.public_jwks), ORIGIN, self.signing.installation.clock.now())
        assert ask.use is CardUse.SIGN
        signed = self.signing.cards.jpki.cards.signed(card, "sign", password, ask.digests)
        parts = {name: b64encode(getattr(signed, name)).decode() for name in ("signature", "certificate")}
        signature = {"algorithm": signed.algorithm, **parts}
        return json.dumps({"protocol": PROTOCOL, "practice": True, "number": ask.number, "signed": signature})

    def sign(self, card: str) -> dict[str, str]:
        question = self.ask()
        return self.post("", {"use": "sign", "number": question["number"], "answer": self.answer(question, card)})
