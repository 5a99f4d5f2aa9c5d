"""Revocation lists."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from integrations.certificates.freshness import judged
from integrations.certificates.mock.authority import name_of
from integrations.certificates.mock.lists import list_of
from integrations.certificates.revocation_list import ListAddresses, ListFolder, RevocationLists
from integrations.sockets.certificate_sockets import RevocationResult, RevocationStatus
from integrations.sockets.identity_codes import IdentityCode
from integrations.sockets.interfaces import AdapterError
from tests.integrations.certificates.world import START, Jpki, der, impatient

GOOD, REVOKED, UNKNOWN = RevocationStatus
NONE_ABOUT_IT = "no list of its authority covers the certificate"
DAY = timedelta(days=1)


def checked(world: Jpki, certificate: x509.Certificate, *lists: bytes, max_age: timedelta = DAY) -> RevocationResult:
    return RevocationLists(world.mock.authorities.trust(), lambda: lists, max_age).check(
        der(certificate), world.clock()
    )


def made(world: Jpki, fault: str = "", parts: tuple[x509.ExtensionType, ...] = ()) -> bytes:
    return list_of(world.mock.authorities.of("sign", "2023"), world.mock.ledger, world.mock.now(), fault, parts)


@pytest.fixture
def revoked(world: Jpki) -> x509.Certificate:
    """A certificate that was revoked a day ago."""
    certificate = world.issue()[1]
    authority = world.mock.authorities.of("sign", "2023")
    world.mock.ledger.revoke(authority, certificate, START - DAY, x509.ReasonFlags.superseded)
    return certificate


def test_an_empty_list_is_a_list(world: Jpki) -> None:
    """An empty list is falsy in Python."""
    certificate = world.issue(generation="next")[1]
    empty = list_of(world.mock.authorities.of("sign", "next"), type(world.mock.ledger)(), START)
    assert not x509.load_der_x509_crl(empty)
    assert checked(world, certificate, empty).status is GOOD


@pytest.mark.parametrize("lists", [(), (b"",), (b"rubbish",)])
def test_without_a_list_nothing_is_known(world: Jpki, revoked: x509.Certificate, lists: Sequence[bytes]) -> None:
    result = checked(world, revoked, *lists)
    assert (result.status, result.about) == (UNKNOWN, NONE_ABOUT_IT)


def test_rubbish_beside_a_list_does_not_hide_it(world: Jpki, revoked: x509.Certificate) -> None:
    assert checked(world, revoked, b"rubbish", made(world)).status is REVOKED


def test_a_list_of_a_version_that_there_is_not_is_none(world: Jpki, revoked: x509.Certificate) -> None:
    content = made(world)
    odd = content.replace(bytes.fromhex("020101"), bytes.fromhex("020105"), 1)
    assert odd != content
    assert checked(world, revoked, odd).about == NONE_ABOUT_IT


def test_a_list_of_another_signer_is_none(world: Jpki, revoked: x509.Certificate) -> None:
    assert checked(world, revoked, made(world, "wrong_signer")).about == NONE_ABOUT_IT


def test_a_list_of_another_generation_of_the_same_name_is_none(world: Jpki, revoked: x509.Certificate) -> None:
    other = list_of(world.mock.authorities.of("sign", "2019"), world.mock.ledger, START)
    assert checked(world, revoked, other).about == NONE_ABOUT_IT


def test_a_list_under_another_name_is_none_though_the_key_is_right(world: Jpki, revoked: x509.Certificate) -> None:
    genuine = world.mock.authorities.of("sign", "2023")
    renamed = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(name_of("auth"))
        .last_update(START)
        .next_update(START + DAY)
        .sign(genuine.key, genuine.hash)
        .public_bytes(Encoding.DER)
    )
    assert checked(world, revoked, renamed).about == NONE_ABOUT_IT


def test_a_strangers_certificate_is_unknown(world: Jpki) -> None:
    other = Jpki(type(world.mock)((), world.clock), world.clock, world.transport, world.address, world.revocation)
    result = checked(world, other.issue()[1], made(world))
    assert (result.status, result.about) == (UNKNOWN, "no trusted authority issued the certificate")


@pytest.mark.parametrize(("hours", "status"), [(23, REVOKED), (24, UNKNOWN), (25, UNKNOWN)])
def test_a_list_is_believed_until_its_own_term(
    world: Jpki, revoked: x509.Certificate, hours: int, status: RevocationStatus
) -> None:
    content = made(world)
    world.clock.now = START + timedelta(hours=hours)
    result = checked(world, revoked, content, max_age=10 * DAY)
    assert result.status is status
    if status is UNKNOWN:
        assert (result.code, result.about) == (IdentityCode.REVOCATION_STALE, "its own term has passed")
        assert result.this_update == START


def test_a_list_that_is_older_than_we_accept_is_stale_whatever_it_says(world: Jpki, revoked: x509.Certificate) -> None:
    content = made(world)
    world.clock.now = START + timedelta(hours=2)
    assert checked(world, revoked, content, max_age=timedelta(hours=2)).status is REVOKED
    result = checked(world, revoked, content, max_age=timedelta(hours=2, seconds=-1))
    assert (result.code, result.about) == (IdentityCode.REVOCATION_STALE, "older than accepted")


def test_what_does_not_say_when_it_was_made_is_stale() -> None:
    result = judged(RevocationResult(GOOD, "test"), START, DAY)
    assert (result.status, result.code) == (UNKNOWN, IdentityCode.REVOCATION_STALE)


def test_tomorrows_list_settles_what_waited_since_today(world: Jpki) -> None:
    """The application arrived while no list covered it."""
    certificate = world.issue()[1]
    world.mock.ledger.revoke(
        world.mock.authorities.of("sign", "2023"), certificate, START + timedelta(hours=5), x509.ReasonFlags.superseded
    )
    world.clock.now = START + DAY
    tomorrow = made(world)
    world.clock.now = START
    result = checked(world, certificate, tomorrow)
    assert (result.status, result.revoked_at) == (GOOD, START + timedelta(hours=5))


def test_of_several_lists_the_latest_counts(world: Jpki) -> None:
    certificate = world.issue()[1]
    before = made(world)
    world.mock.ledger.revoke(world.mock.authorities.of("sign", "2023"), certificate, START, x509.ReasonFlags.superseded)
    world.clock.now = START + timedelta(hours=1)
    after = made(world)
    assert checked(world, certificate, before, after).status is REVOKED
    assert checked(world, certificate, after, before).status is REVOKED


HERE = x509.DirectoryName(name_of("sign"))
ELSEWHERE = x509.DirectoryName(name_of("auth"))
WHOLE = {
    "full_name": None,
    "relative_name": None,
    "only_contains_user_certs": False,
    "only_contains_ca_certs": False,
    "only_some_reasons": None,
    "indirect_crl": False,
    "only_contains_attribute_certs": False,
}


def part(**changes: object) -> x509.IssuingDistributionPoint:
    return x509.IssuingDistributionPoint(**{**WHOLE, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "extension",
    [
        part(full_name=[ELSEWHERE]),
        part(full_name=[HERE], only_some_reasons=frozenset({x509.ReasonFlags.key_compromise})),
        part(full_name=[HERE], indirect_crl=True),
        part(only_contains_ca_certs=True),
        part(only_contains_attribute_certs=True),
        part(relative_name=x509.RelativeDistinguishedName(list(name_of("sign"))[:1])),
        x509.DeltaCRLIndicator(1),
    ],
)
def test_a_list_that_leaves_something_out_says_nothing_about_what_it_leaves_out(
    world: Jpki, extension: x509.ExtensionType
) -> None:
    points = x509.CRLDistributionPoints([x509.DistributionPoint([HERE], None, None, None)])
    certificate = world.issue(also=((points, False),))[1]
    assert checked(world, certificate, made(world, parts=(extension,))).about == NONE_ABOUT_IT


@pytest.mark.parametrize(
    "extension", [part(full_name=[HERE]), part(full_name=[ELSEWHERE, HERE]), part(only_contains_user_certs=True)]
)
def test_a_part_that_the_certificate_points_to_counts(world: Jpki, extension: x509.ExtensionType) -> None:
    points = x509.CRLDistributionPoints([x509.DistributionPoint([HERE], None, None, None)])
    certificate = world.issue(also=((points, False),))[1]
    assert checked(world, certificate, made(world, parts=(extension,))).status is GOOD


def test_a_part_says_nothing_about_a_certificate_that_points_nowhere(world: Jpki) -> None:
    assert checked(world, world.issue()[1], made(world, parts=(part(full_name=[HERE]),))).about == NONE_ABOUT_IT


# --- sources of lists ---


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        ("down", "PROVIDER_UNAVAILABLE"),
        ("slow", "PROVIDER_UNAVAILABLE"),
        ("rubbish", NONE_ABOUT_IT),
        ("wrong_signer", NONE_ABOUT_IT),
    ],
)
def test_a_broken_neighbour_is_never_good(world: Jpki, revoked: x509.Certificate, fault: str, message: str) -> None:
    assert world.transport.post_form(world.url("faults"), {"lists": fault}).status == 204
    transport = (impatient(world) if fault == "slow" else world).transport
    lists = RevocationLists(world.mock.authorities.trust(), ListAddresses(transport, [world.url("sign/2023.crl")]))
    result = lists.check(der(revoked), START)
    assert (result.code, result.about) == (IdentityCode.REVOCATION_UNKNOWN, message)


def test_a_neighbour_that_gives_yesterdays_list_is_stale(world: Jpki, revoked: x509.Certificate) -> None:
    world.mock.faults.set("stale", "none")
    lists = RevocationLists(world.mock.authorities.trust(), ListAddresses(world.transport, world.lists()))
    assert lists.check(der(revoked), START).code is IdentityCode.REVOCATION_STALE


def test_while_the_neighbour_is_away_the_last_list_serves_as_long_as_it_holds(
    world: Jpki, revoked: x509.Certificate
) -> None:
    lists = RevocationLists(
        world.mock.authorities.trust(), ListAddresses(world.transport, world.lists(), keep=0, pause=0)
    )
    assert lists.check(der(revoked), START).status is REVOKED
    world.mock.faults.set("down", "none")
    assert lists.check(der(revoked), START).status is REVOKED
    assert lists.check(der(revoked), START + DAY).code is IdentityCode.REVOCATION_STALE


def test_lists_are_asked_for_once_in_a_while(world: Jpki, revoked: x509.Certificate) -> None:
    kept = ListAddresses(world.transport, world.lists())
    before = kept()
    world.mock.faults.set("rubbish", "none")
    assert kept() == before


def test_one_neighbour_that_is_away_leaves_the_other_its_voice(world: Jpki, revoked: x509.Certificate) -> None:
    addresses = ["http://127.0.0.1:9/auth.crl", world.url("sign/2023.crl")]
    lists = RevocationLists(world.mock.authorities.trust(), ListAddresses(world.transport, addresses))
    assert lists.check(der(revoked), START).status is REVOKED


def test_a_folder_gives_its_lists_and_nothing_else(world: Jpki, revoked: x509.Certificate, tmp_path: Path) -> None:
    (tmp_path / "sign.crl").write_bytes(made(world))
    (tmp_path / "sign.crl.part").write_bytes(b"half")
    assert list(ListFolder(tmp_path)()) == [(tmp_path / "sign.crl").read_bytes()]


def test_a_folder_that_cannot_be_read_is_a_neighbour_that_is_away(tmp_path: Path) -> None:
    (tmp_path / "broken.crl").mkdir()
    with pytest.raises(AdapterError, match="PROVIDER_UNAVAILABLE") as caught:
        ListFolder(tmp_path)()
    assert not caught.value.permanent


def test_a_list_signed_in_a_manner_that_nobody_knows_is_none(world: Jpki, revoked: x509.Certificate) -> None:
    content = made(world)
    rsa_with_sha256 = bytes.fromhex("2a864886f70d01010b")
    odd = content.replace(rsa_with_sha256, bytes.fromhex("2a864886f70d010163"))
    assert odd.count(rsa_with_sha256) == 0
    assert odd != content
    assert checked(world, revoked, odd).about == NONE_ABOUT_IT
