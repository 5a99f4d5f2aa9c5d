from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from forms.numbers.calendar import add_years
from integrations.certificates.mock.authority import Authorities, Authority, key_for
from integrations.certificates.mock.card import Held, VirtualCard, new_pins
from integrations.certificates.mock.certificate import CardCertificate, encoded, names_of
from integrations.certificates.mock.holder import Holder
from integrations.certificates.mock.ledger import Ledger
from integrations.sockets.certificate_sockets import Kind

_YEAR, _WEEK = timedelta(days=365), timedelta(days=7)


class Issuing:
    def __init__(self, authorities: Authorities, ledger: Ledger) -> None:
        self._authorities, self._ledger = authorities, ledger

    def card(self, holder: Holder, now: datetime) -> VirtualCard:
        surface = _surface(holder, now)
        pins = new_pins(holder.state == "locked", surface)
        card = VirtualCard(f"VC-{holder.id}", holder.generation, holder.state, surface, pins)
        self.certify(card, holder, now)
        return card

    def certify(self, card: VirtualCard, holder: Holder, now: datetime) -> None:
        """Fills in fields missing in older files."""
        card.surface = _surface(holder, now)
        card.pins = {**new_pins(holder.state == "locked", card.surface), **card.pins}
        card.certs = {"auth": self._held("auth", holder, now)}
        card.san_raw = []
        if holder.may_sign(now.date()):
            card.certs["sign"] = self._held("sign", holder, now)
            card.san_raw = list(names_of(holder))

    def is_current(self, card: VirtualCard) -> bool:
        ours = {fingerprint(authority) for authority in self._authorities.all()}
        return all(entry.authority in ours for entry in card.certs.values())

    def _held(self, kind: Kind, holder: Holder, now: datetime) -> Held:
        expired = holder.state == "expired"
        by = self._authorities.of(kind, "2019" if expired else holder.generation)
        begins = max(now.astimezone(UTC) - _YEAR * (6 if expired else 1), by.certificate.not_valid_before_utc)
        key = key_for(holder.generation)
        names = encoded(names_of(holder)) if kind == "sign" else ()
        made = CardCertificate(
            by, key.public_key(), begins, _end(holder, begins), names, serial=self._serial(by, holder)
        ).issue()
        self._ledger.issued(by, made)
        # A change of name or address ends 署名用 only; death ends both.
        if holder.state == "ended" or (holder.state == "moved" and kind == "sign"):
            moved = holder.state == "moved"
            reason = x509.ReasonFlags.affiliation_changed if moved else x509.ReasonFlags.cessation_of_operation
            self._ledger.revoke(by, made, now.astimezone(UTC) - _WEEK, reason)
        pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
        return Held(made.public_bytes(Encoding.PEM).decode(), pem, fingerprint(by))

    def _serial(self, by: Authority, holder: Holder) -> int:
        serial = holder.serial(by.kind)
        while self._ledger.knows(by, serial):
            serial += 1
        return serial


def fingerprint(authority: Authority) -> str:
    return authority.certificate.fingerprint(SHA256()).hex()


def _surface(holder: Holder, now: datetime) -> dict[str, str]:
    # Valid for five birthdays after its certificates.
    return {
        "name": holder.name,
        "address": holder.address,
        "birth": holder.birth.strftime("%Y%m%d"),
        "sex": holder.sex_raw,
        "expiry": f"{_end(holder, now).year + 5}{holder.birth:%m%d}",
        "security_code": "0000",
    }


def _end(holder: Holder, begins: datetime) -> datetime:
    years = begins.year - holder.birth.year
    passed = add_years(holder.birth, years) <= begins.date()
    last = add_years(holder.birth, years + (5 if passed else 4))
    return datetime(last.year, last.month, last.day, 14, 59, 59, tzinfo=UTC)
