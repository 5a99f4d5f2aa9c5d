"""People who sign with practice cards, for services in the test's own process."""

from collections import deque
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from integrations.certificates.algorithms import ALGORITHMS
from integrations.certificates.fake import FakeRevocation
from integrations.certificates.mock.app import MockJpki
from integrations.certificates.mock.authority import Authority, Generation
from integrations.certificates.mock.holder import Holder
from integrations.certificates.mock.wallet import certificate_of
from integrations.certificates.verifier import JpkiVerifier
from integrations.identity.fake_signing import FakeSigning
from integrations.sockets.certificate_sockets import Kind
from integrations.sockets.interfaces import Callback
from portal.services.shared.installation import Installation
from tests.journeys.signing import way_to_sign
from tests.journeys.visitor import Visitor

PASSWORD = "TEST1234"
NOW = datetime.fromisoformat("2026-11-20T10:00:00+09:00")
TARO = Holder("taro", "見本　太郎", "見本県見本市中央1丁目2番3号", date(1994, 4, 12), "1")
HOLDERS = (
    TARO,
    # A name that the card cannot encode is flagged for a person to compare.
    Holder("takami", "髙見本　太郎", "見本県見本市見本町一丁目2番3号", date(1949, 4, 3), "1"),
    Holder("hanako", "見本　花子", "見本県見本市中央1丁目2番3号", date(1995, 9, 30), "2"),
    replace(TARO, id="moved", state="moved"),
    replace(TARO, id="expired", state="expired"),
    replace(TARO, id="locked", state="locked"),
    replace(TARO, id="ended", state="ended"),
)


_MOST = 4  # more than one test compares
_lent: deque[dict[tuple[Kind, Generation], Authority]] = deque()


def _lend_authorities(jpki: MockJpki) -> None:
    """Cards of a test trust eight authorities. Made for each, they soon held all the keys of the ring (tests/kept_keys.py)."""
    authorities = jpki.authorities
    if authorities._made or authorities._now != NOW:
        return
    authorities._made = _lent.popleft() if len(_lent) == _MOST else {}
    _lent.append(authorities._made)


@dataclass
class PracticeCards:
    """Tests set `revocation`; `signing.down` makes the provider unavailable."""

    jpki: MockJpki = field(default_factory=lambda: MockJpki(HOLDERS, lambda: NOW))
    revocation: FakeRevocation = field(default_factory=FakeRevocation)

    def __post_init__(self) -> None:
        _lend_authorities(self.jpki)
        self.signing = FakeSigning(self.jpki.cards)
        self.verifier = JpkiVerifier(self.jpki.authorities.trust(), self.revocation, accepted=frozenset(ALGORITHMS))

    @property
    def plugs(self) -> dict[str, Any]:
        return {"signing": self.signing, "verifier": self.verifier, "revocation": self.revocation}

    def lent_to(self, installation: Installation) -> Installation:
        return replace(installation, **self.plugs)

    def revoke(self, card: str) -> None:
        certificate = certificate_of(self.jpki.cards.card(card).certs["sign"])
        self.revocation.revoke(certificate, NOW - timedelta(days=2), "keyCompromise")

    def sign(self, visitor: Visitor, card: str, password: str = PASSWORD) -> str:
        """From the page before signing to the return; the return address."""
        return self.come_back(visitor, self.signing.approve(self.leave(visitor), card, password))

    def cancel(self, visitor: Visitor) -> None:
        self.come_back(visitor, self.signing.cancel(self.leave(visitor)))

    def leave(self, visitor: Visitor) -> str:
        response = visitor.client.get(way_to_sign(visitor), follow_redirects=False)
        assert response.status_code == 303, response.text
        return str(response.headers["location"])

    def come_back(self, visitor: Visitor, callback: Callback) -> str:
        address = f"/signatures/callback?state={callback.state}&code={callback.code}&error={callback.error}"
        visitor.go(address)
        return address

    def send(self, visitor: Visitor, card: str) -> None:
        if way_to_sign(visitor):
            self.sign(visitor, card)
        else:
            visitor.press("申請する")
        assert visitor.path.startswith("/applications/"), visitor.text
