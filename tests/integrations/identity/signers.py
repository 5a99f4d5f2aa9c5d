"""Signing with practice cards."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import unescape
from urllib.parse import urljoin

from integrations.certificates.algorithms import ALGORITHMS, RSA_2048
from integrations.certificates.fake import FakeRevocation
from integrations.certificates.mock.app import MockJpki
from integrations.certificates.verifier import JpkiVerifier
from integrations.http import Reply
from integrations.identity.das_signing import DasSigning
from integrations.identity.mock.persona import Persona
from integrations.sockets.certificate_sockets import SignatureEvidence, SignRequest, VerificationReport
from integrations.sockets.interfaces import Callback
from tests.integrations.certificates.world import DOCUMENT, HOLDERS, PIN
from tests.integrations.identity.world import Clock, Twisted, World, attempt, callback, world

REFUSED = "unmet_authentication_requirements"
PEOPLE = tuple(
    Persona(
        holder.id,
        holder.name,
        holder.birth,
        holder.sex_raw,
        holder.address,
        "架空の人",
        refused=REFUSED if holder.state == "ended" else "",
    )
    for holder in HOLDERS
)


@dataclass
class Signers:
    """`jpki` has the cards; `world` has the provider and the portal's key set."""

    world: World
    jpki: MockJpki

    def verifier(self) -> JpkiVerifier:
        return JpkiVerifier(self.jpki.authorities.trust(), FakeRevocation(), accepted=frozenset(ALGORITHMS))

    def request(self, number: int = 1, algorithm: str = RSA_2048.name) -> SignRequest:
        to_sign = self.verifier().prepare(DOCUMENT, self.world.clock(), algorithm)
        return SignRequest(attempt(number), to_sign, DOCUMENT.nonce, DOCUMENT.procedure_id, DOCUMENT.application_id)

    def judged(self, evidence: SignatureEvidence) -> VerificationReport:
        return self.verifier().verify(evidence, DOCUMENT, self.world.clock())

    def press(self, address: str, form: dict[str, str]) -> Reply:
        page = self.world.transport.get(address)
        assert page.status == 200, page.text
        action = re.search(r'<form method="post" action="([^"]*)"', page.text)
        assert action
        return self.world.transport.post_form(urljoin(address, unescape(action[1])), form)

    def sign_at(self, address: str, card: str, pin: str = PIN, fault: str = "none") -> Callback:
        page = self.press(address, {"person": card, "fault": fault})
        assert (page.status, "署名用のパスワード" in page.text) == (200, True)
        return callback(self.press(address, {"person": card, "fault": fault, "pin": pin}))

    def signed(
        self,
        card: str = "hanako",
        fault: str = "none",
        provider: DasSigning | None = None,
        algorithm: str = RSA_2048.name,
    ) -> SignatureEvidence:
        """The whole exchange."""
        plug, request, now = provider or self.world.das_signing(), self.request(algorithm=algorithm), self.world.clock()
        handle = plug.begin_signature(request, now)
        return plug.complete_signature(self.sign_at(handle.address, card, fault=fault), request, handle, now)


@contextmanager
def signers(clock: Clock, transport: Twisted) -> Iterator[Signers]:
    jpki = MockJpki(HOLDERS, clock)
    with world(clock, transport, PEOPLE, jpki.cards) as running:
        yield Signers(running, jpki)
