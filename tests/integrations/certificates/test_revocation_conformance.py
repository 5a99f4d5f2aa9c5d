"""Contract of every revocation source; add new ones to `PLUGS`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509

from integrations.certificates.fake import FakeRevocation
from integrations.certificates.mock.lists import list_of
from integrations.certificates.responder import Responder
from integrations.certificates.revocation_list import ListAddresses, ListFolder, RevocationLists
from integrations.sockets.certificate_sockets import Kind, RevocationSource, RevocationStatus
from integrations.sockets.identity_codes import IdentityCode
from tests.integrations.certificates.world import START, Jpki, der

GOOD, REVOKED, UNKNOWN = RevocationStatus
Revoke = Callable[[x509.Certificate, datetime, x509.ReasonFlags], None]


@dataclass
class Plug:
    source: RevocationSource
    unreachable: RevocationSource
    revoke: Revoke
    real: bool = True


def in_ledger(world: Jpki, kind: Kind = "sign") -> Revoke:
    return lambda certificate, at, reason: world.mock.ledger.revoke(
        world.mock.authorities.of(kind, "2023"), certificate, at, reason
    )


def responder(world: Jpki, folder: Path) -> Plug:
    trust, transport = world.mock.authorities.trust(), world.transport
    return Plug(
        Responder(trust, transport, world.url("ocsp")),
        Responder(trust, transport, "http://127.0.0.1:9/"),
        in_ledger(world),
    )


def lists_over_http(world: Jpki, folder: Path) -> Plug:
    trust, transport = world.mock.authorities.trust(), world.transport
    source = RevocationLists(trust, ListAddresses(transport, world.lists(), keep=0))
    nowhere = RevocationLists(trust, ListAddresses(transport, ["http://127.0.0.1:9/x.crl"]))
    return Plug(source, nowhere, in_ledger(world))


def lists_in_a_folder(world: Jpki, folder: Path) -> Plug:
    def write() -> None:
        for kind in ("sign", "auth"):
            authority = world.mock.authorities.of(kind, "2023")
            (folder / f"{kind}.crl").write_bytes(list_of(authority, world.mock.ledger, world.mock.now()))

    def revoke(certificate: x509.Certificate, at: datetime, reason: x509.ReasonFlags) -> None:
        in_ledger(world)(certificate, at, reason)
        write()

    write()
    trust = world.mock.authorities.trust()
    return Plug(RevocationLists(trust, ListFolder(folder)), RevocationLists(trust, ListFolder(folder / "none")), revoke)


def fake(world: Jpki, folder: Path) -> Plug:
    source, unreachable = FakeRevocation(), FakeRevocation()
    unreachable.down = True
    return Plug(
        source,
        unreachable,
        lambda certificate, at, reason: source.revoke(der(certificate), at, reason.value),
        real=False,
    )


PLUGS = (responder, lists_over_http, lists_in_a_folder, fake)


@pytest.fixture(params=PLUGS, ids=lambda make: make.__name__)
def plug(request: pytest.FixtureRequest, world: Jpki, tmp_path: Path) -> Plug:
    make: Callable[[Jpki, Path], Plug] = request.param
    return make(world, tmp_path)


@pytest.fixture
def certificate(world: Jpki) -> x509.Certificate:
    return world.issue()[1]


def test_what_was_never_revoked_is_good(plug: Plug, certificate: x509.Certificate) -> None:
    result = plug.source.check(der(certificate), START)
    assert (result.status, result.code, result.reason, result.revoked_at) == (GOOD, None, "", None)
    assert result.source == plug.source.name
    assert result.this_update == START
    assert result.next_update
    assert result.next_update > START


@pytest.mark.parametrize(
    "reason",
    [
        x509.ReasonFlags.affiliation_changed,
        x509.ReasonFlags.certificate_hold,
        x509.ReasonFlags.key_compromise,
        x509.ReasonFlags.unspecified,
    ],
)
def test_what_was_revoked_is_reported_with_its_day_and_reason_a_hold_like_the_rest(
    plug: Plug, certificate: x509.Certificate, reason: x509.ReasonFlags
) -> None:
    yesterday = START - timedelta(days=1)
    plug.revoke(certificate, yesterday, reason)
    result = plug.source.check(der(certificate), START)
    assert (result.status, result.reason, result.revoked_at) == (REVOKED, reason.value, yesterday)


def test_it_was_in_effect_until_the_very_second(plug: Plug, certificate: x509.Certificate) -> None:
    plug.revoke(certificate, START, x509.ReasonFlags.superseded)
    assert plug.source.check(der(certificate), START).status is REVOKED
    assert plug.source.check(der(certificate), START - timedelta(seconds=1)).status is GOOD


def test_another_certificate_stays_good(plug: Plug, world: Jpki, certificate: x509.Certificate) -> None:
    plug.revoke(certificate, START, x509.ReasonFlags.superseded)
    assert plug.source.check(der(world.issue()[1]), START).status is GOOD


def test_a_neighbour_that_is_gone_leaves_it_unknown(plug: Plug, certificate: x509.Certificate) -> None:
    assert plug.source.ready()
    assert not plug.unreachable.ready()
    result = plug.unreachable.check(der(certificate), START)
    assert (result.status, result.code) == (UNKNOWN, IdentityCode.REVOCATION_UNKNOWN)


def test_rubbish_is_unknown(plug: Plug) -> None:
    result = plug.source.check(b"rubbish", START)
    assert (result.status, result.code) == (UNKNOWN, IdentityCode.REVOCATION_UNKNOWN)
    assert result.about == "the certificate cannot be read"


def test_a_source_says_whether_production_may_use_it(plug: Plug) -> None:
    assert plug.source.fake is (not plug.real)
