"""Trust stores accept pinned authorities only."""

from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding

from integrations.certificates.mock.authority import usage
from integrations.certificates.trust import PinnedTrust, load_trust
from integrations.sockets.certificate_sockets import Kind
from integrations.sockets.interfaces import AdapterError
from tests.integrations.certificates.world import START, Jpki, der


def pin(content: bytes) -> str:
    return x509.load_der_x509_certificate(content).fingerprint(SHA256()).hex()


def authority(world: Jpki, kind: Kind) -> bytes:
    return world.mock.authorities.of(kind, "2023").der


def refusal(*arguments: object) -> str:
    with pytest.raises(AdapterError, match="PROVIDER_CONFIG") as caught:
        PinnedTrust(*arguments)  # type: ignore[arg-type]
    assert caught.value.permanent
    return str(caught.value).removeprefix("PROVIDER_CONFIG: trusted authorities: ")


def test_each_kind_has_its_own_store(world: Jpki) -> None:
    sign, auth = authority(world, "sign"), authority(world, "auth")
    trust = PinnedTrust("test", [sign], [auth], [pin(sign), pin(auth)])
    assert (trust.generations("sign"), trust.generations("auth"), trust.environment) == ((sign,), (auth,), "test")


def test_a_pin_may_be_written_as_tools_print_it(world: Jpki) -> None:
    sign, auth = authority(world, "sign"), authority(world, "auth")
    printed = [":".join(pin(certificate)[i : i + 2] for i in range(0, 64, 2)).upper() for certificate in (sign, auth)]
    assert PinnedTrust("test", [sign], [auth], printed).generations("sign") == (sign,)


UNFIT = "the pinned fingerprints are not those of the certificates"


def test_what_is_not_pinned_is_not_trusted_and_what_is_pinned_must_be_there(world: Jpki) -> None:
    sign, auth = authority(world, "sign"), authority(world, "auth")
    older = world.mock.authorities.of("sign", "2019").der
    pins = [pin(sign), pin(auth)]
    assert refusal("test", [sign, older], [auth], pins) == UNFIT
    assert refusal("test", [sign], [auth], [*pins, pin(older)]) == UNFIT
    assert refusal("test", [sign], [auth], []) == UNFIT


def test_neither_store_may_be_empty_or_lend_to_the_other(world: Jpki) -> None:
    sign, auth = authority(world, "sign"), authority(world, "auth")
    assert refusal("test", [], [auth], [pin(auth)]) == "an authority for each kind of certificate is needed"
    assert refusal("test", [sign], [], [pin(sign)]) == "an authority for each kind of certificate is needed"
    twice = "an authority is repeated; signing and authentication have separate authorities"
    assert refusal("test", [sign], [auth, sign], [pin(sign), pin(auth)]) == twice


def test_an_authority_for_practice_is_refused_among_real_ones(world: Jpki) -> None:
    sign, auth = authority(world, "sign"), authority(world, "auth")
    message = refusal("prod", [sign], [auth], [pin(sign), pin(auth)])
    assert message == "a practice authority is in a store for real cards"


def real(*extensions: x509.ExtensionType) -> bytes:
    key = ec.generate_private_key(ec.SECP384R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.ORGANIZATION_NAME, "JPKI")])
    builder = x509.CertificateBuilder(name, name, key.public_key(), 1, START, START.replace(year=2036))
    for extension in (*extensions, x509.SubjectKeyIdentifier.from_public_key(key.public_key())):
        builder = builder.add_extension(extension, critical=False)
    return der(builder.sign(key, SHA256()))


CA, ISSUES = x509.BasicConstraints(ca=True, path_length=None), usage("key_cert_sign")


def test_a_real_one_is_taken() -> None:
    sign, auth = real(CA, ISSUES), real(CA, ISSUES)
    assert PinnedTrust("prod", [sign], [auth], [pin(sign), pin(auth)]).environment == "prod"


@pytest.mark.parametrize(
    "extensions",
    [(), (CA,), (ISSUES,), (x509.BasicConstraints(ca=False, path_length=None), ISSUES), (CA, usage("crl_sign"))],
)
def test_what_may_not_issue_is_no_authority(world: Jpki, extensions: tuple[x509.ExtensionType, ...]) -> None:
    sign, auth = real(*extensions), authority(world, "auth")
    assert refusal("test", [sign], [auth], [pin(sign), pin(auth)]) == "not an authority's certificate"


def test_a_folder_is_read_as_der_and_as_pem(world: Jpki, tmp_path: Path) -> None:
    sign, auth = authority(world, "sign"), authority(world, "auth")
    for kind in ("sign", "auth"):
        (tmp_path / kind).mkdir()
    (tmp_path / "sign" / "signca03.cer").write_bytes(sign)
    (tmp_path / "sign" / "README").write_text("not one")
    pem = x509.load_der_x509_certificate(auth).public_bytes(Encoding.PEM)
    (tmp_path / "auth" / "authca03.pem").write_bytes(pem)
    trust = load_trust(tmp_path, "test", [pin(sign), pin(auth)])
    assert (trust.generations("sign"), trust.generations("auth")) == ((sign,), (auth,))


def test_a_file_that_is_no_certificate_stops_the_start(tmp_path: Path) -> None:
    (tmp_path / "sign").mkdir()
    (tmp_path / "sign" / "a.cer").write_bytes(b"rubbish")
    with pytest.raises(AdapterError, match=r"not a certificate \(DER or PEM\)"):
        load_trust(tmp_path, "test", [])


def test_what_is_served_for_practice_can_be_pinned_from_there(world: Jpki, tmp_path: Path) -> None:
    pins = world.transport.get(world.url("fingerprints.txt")).text.split()
    for kind in ("sign", "auth"):
        (tmp_path / kind).mkdir()
        for generation in ("2015", "2019", "2023", "next"):
            served = world.transport.get(world.url(f"{kind}/{generation}.cer"))
            assert (served.status, served.headers["content-type"]) == (200, "application/pkix-cert")
            (tmp_path / kind / f"{generation}.cer").write_bytes(served.body)
    assert load_trust(tmp_path, "test", pins).generations("sign") == world.mock.authorities.trust().generations("sign")
