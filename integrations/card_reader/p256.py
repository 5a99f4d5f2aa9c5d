"""Verifies ES256 (FIPS 186-5 6.4.2)."""

# It signs nothing: every number here is public, so its time betrays nothing.

from hashlib import sha256

P = 2**256 - 2**224 + 2**192 + 2**96 - 1
A = -3
B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
G = (
    0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
    0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
)
Point = tuple[int, int]


def on_curve(point: Point) -> bool:
    x, y = point
    return 0 <= x < P and 0 <= y < P and (y * y - (x * x * x + A * x + B)) % P == 0


def verifies(key: Point, content: bytes, signature: bytes) -> bool:
    # RFC 7518 3.4: 32 bytes each.
    r, s = int.from_bytes(signature[:32]), int.from_bytes(signature[32:])
    if len(signature) != 64 or not (0 < r < N and 0 < s < N and on_curve(key)):
        return False
    inverse = pow(s, -1, N)
    hashed = int.from_bytes(sha256(content).digest())
    point = _sum_of_multiples(hashed * inverse % N, G, r * inverse % N, key)
    return point is not None and point[0] % N == r


def _sum_of_multiples(first: int, of: Point, second: int, and_of: Point) -> Point | None:
    steps = {(0, 1): and_of, (1, 0): of, (1, 1): _add(of, and_of)}
    total: Point | None = None
    for bit in range(255, -1, -1):
        total = _add(total, total)
        pair = (first >> bit & 1, second >> bit & 1)
        total = _add(total, steps.get(pair))
    return total


def _add(left: Point | None, right: Point | None) -> Point | None:
    # None is the point at infinity.
    if left is None or right is None:
        return left or right
    (x1, y1), (x2, y2) = left, right
    if x1 == x2 and (y1 + y2) % P == 0:
        return None
    slope = (3 * x1 * x1 + A) * pow(2 * y1, -1, P) if left == right else (y2 - y1) * pow(x2 - x1, -1, P)
    x3 = (slope * slope - x1 - x2) % P
    return x3, (slope * (x1 - x3) - y1) % P
