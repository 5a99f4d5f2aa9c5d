"""People who sign with practice cards, for services that run in the test's own process: no neighbour, real keys."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from integrations.certificates.algorithms import ALGORITHMS
from integrations.certificates.fake import FakeRevocation
from integrations.certificates.mock.app import MockJpki
from integrations.certificates.mock.holder import Holder
from integrations.certificates.mock.wallet import certificate_of
from integrations.certificates.verifier import JpkiVerifier
from integrations.identity.fake_signing import FakeSigning
from integrations.interfaces import Callback
from portal.services.installation import Installation
from tests.journeys.signing import way_to_sign
from tests.journeys.visitor import Visitor

PASSWORD = "TEST1234"
NOW = datetime.fromisoformat("2026-11-20T10:00:00+09:00")
TARO = Holder("taro", "見本　太郎", "見本県見本市中央1丁目2番3号", date(1994, 4, 12), "1")
HOLDERS = (
    TARO,
    # What his card cannot write is flagged, so that a person looks.
    Holder("takami", "髙見本　太郎", "見本県見本市見本町一丁目2番3号", date(1949, 4, 3), "1"),
    Holder("hanako", "見本　花子", "見本県見本市中央1丁目2番3号", date(1995, 9, 30), "2"),
    replace(TARO, id="moved", state="moved"),
    replace(TARO, id="expired", state="expired"),
    replace(TARO, id="locked", state="locked"),
    replace(TARO, id="ended", state="ended"),
)


@dataclass
class PracticeCards:
    """`revocation` tells what the test makes of it; `signing.down` makes the provider silent."""

    jpki: MockJpki = field(default_factory=lambda: MockJpki(HOLDERS, lambda: NOW))
    revocation: FakeRevocation = field(default_factory=FakeRevocation)

    def __post_init__(self) -> None:
        self.signing = FakeSigning(self.jpki.cards)
        self.verifier = JpkiVerifier(self.jpki.authorities.trust(), self.revocation, accepted=frozenset(ALGORITHMS))

    @property
    def plugs(self) -> dict[str, Any]:
        """As an installation has them."""
        return {"signing": self.signing, "verifier": self.verifier, "revocation": self.revocation}

    def lent_to(self, installation: Installation) -> Installation:
        return replace(installation, **self.plugs)

    def revoke(self, card: str) -> None:
        """Two days ago."""
        gone = certificate_of(self.jpki.cards.card(card).certs["sign"])
        self.revocation.revoke(gone, NOW - timedelta(days=2), "keyCompromise")

    def sign(self, visitor: Visitor, card: str, password: str = PASSWORD) -> str:
        """From the page that tells of it, and back; the address of the return."""
        return self.come_back(visitor, self.signing.approve(self.leave(visitor), card, password))

    def cancel(self, visitor: Visitor) -> None:
        self.come_back(visitor, self.signing.cancel(self.leave(visitor)))

    def leave(self, visitor: Visitor) -> str:
        """Where the browser is sent."""
        left = visitor.client.get(way_to_sign(visitor), follow_redirects=False)
        assert left.status_code == 303, left.text
        return str(left.headers["location"])

    def come_back(self, visitor: Visitor, callback: Callback) -> str:
        address = f"/signatures/callback?state={callback.state}&code={callback.code}&error={callback.error}"
        visitor.go(address)
        return address

    def send(self, visitor: Visitor, card: str) -> None:
        """From the check page to the receipt, with a signature where one is asked for."""
        if way_to_sign(visitor):
            self.sign(visitor, card)
        else:
            visitor.press("申請する")
        assert visitor.path.startswith("/applications/"), visitor.text
