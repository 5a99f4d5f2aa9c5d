"""A clerk's page with a card reader beside it, and whoever lays a card down: for services in the test's own process."""

import json
from base64 import b64encode
from dataclasses import dataclass, replace

from joserfc.jwk import ECKey

from integrations.card_socket import CardUse
from integrations.identity.card_agent import PROTOCOL, LoopbackAgent
from integrations.identity.card_question import read_question
from integrations.identity.signed import VerificationKeys
from portal.services.installation import Installation
from tests.journeys.visitor import Boxes, Visitor
from tests.portal.practice_cards import PASSWORD
from tests.portal.signers import Signing

ADDRESS = "http://127.0.0.1:8001/card-agent"
ORIGIN = "http://127.0.0.1:8000"


def with_reader(installation: Installation) -> Installation:
    return replace(installation, card_agent=LoopbackAgent(ADDRESS, ORIGIN, ECKey.generate_key("P-256"), fake=True))


def registered(told: dict[str, str]) -> str:
    assert told.get("see", "").startswith("/counter/done/"), told
    return told["see"].rpartition("/")[2]


@dataclass
class AtReader:
    """One clerk's page, and whoever lays a card down beside it."""

    there: Signing
    clerk: Visitor
    procedure: str
    boxes: Boxes
    page: str = ""
    text: str = ""
    token: str = ""

    def visit(self, **boxes: str) -> None:
        """Everything entered; the page that is signed."""
        self.clerk.go("/counter")
        start = f"/counter/{self.procedure}/start"
        self.clerk.seen = self.clerk.post(start, [("csrf_token", self.clerk.token())])
        for _ in range(8):
            self.clerk.press("refresh", {**self.boxes, **boxes})
        answer = self.clerk.press("カードで署名する画面へ", {**self.boxes, **boxes})
        self._stands()
        assert (answer.status_code == 200) == self.page.endswith("/sign")

    def go(self, page: str) -> None:
        """Another page with a reader beside it."""
        self.clerk.go(page)
        self._stands()

    def _stands(self) -> None:
        self.page, self.text = self.clerk.path, self.clerk.text
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
