"""ES256 without a library, against the library."""

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from hypothesis import given
from hypothesis import strategies as st

from integrations.card_reader.p256 import G, N, P, on_curve, verifies

KEY = ec.derive_private_key(0xC0FFEE, ec.SECP256R1())
POINT = (KEY.public_key().public_numbers().x, KEY.public_key().public_numbers().y)


def signed(content: bytes, key: ec.EllipticCurvePrivateKey = KEY) -> bytes:
    r, s = decode_dss_signature(key.sign(content, ec.ECDSA(SHA256())))
    return r.to_bytes(32) + s.to_bytes(32)


@given(st.binary(max_size=200), st.integers(1, N - 1))
def test_what_the_library_signs_is_verified(content: bytes, secret: int) -> None:
    key = ec.derive_private_key(secret, ec.SECP256R1())
    numbers = key.public_key().public_numbers()
    assert verifies((numbers.x, numbers.y), content, signed(content, key))


@given(st.integers(0, 511))
def test_no_bit_of_a_signature_may_differ(bit: int) -> None:
    wrong = bytearray(signed(b"content"))
    wrong[bit // 8] ^= 1 << bit % 8
    assert not verifies(POINT, b"content", bytes(wrong))


def test_another_content_another_key_and_another_length_are_refused() -> None:
    signature = signed(b"content")
    assert verifies(POINT, b"content", signature)
    assert not verifies(POINT, b"contents", signature)
    assert not verifies(G, b"content", signature)
    assert not verifies(POINT, b"content", signature + b"\0")
    assert not verifies(POINT, b"content", signature[:-1])


def test_numbers_outside_their_range_are_refused() -> None:
    """r = s = 0 verifies everything where it is let in (CVE-2022-21449)."""
    signature = signed(b"content")
    r, s = int.from_bytes(signature[:32]), int.from_bytes(signature[32:])
    for pair in ((0, 0), (0, s), (r, 0), (N, N), (r, N), (N, s), (r, 2**256 - 1)):
        assert not verifies(POINT, b"content", pair[0].to_bytes(32) + pair[1].to_bytes(32)), pair


def test_a_key_that_is_no_point_is_refused() -> None:
    assert on_curve(POINT)
    for point in ((0, 0), (POINT[0], POINT[1] ^ 1), (POINT[0] + P, POINT[1]), (-1, 1)):
        assert not on_curve(point)
        assert not verifies(point, b"content", signed(b"content"))


def test_the_point_itself_and_its_opposite_are_added() -> None:
    """Keys 1 and -1 make the sum double a point, or vanish."""
    for secret in (1, 2, N - 1, N - 2):
        key = ec.derive_private_key(secret, ec.SECP256R1())
        numbers = key.public_key().public_numbers()
        assert verifies((numbers.x, numbers.y), b"content", signed(b"content", key))
