"""A sealed file behaves like a file."""

import io

import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import given
from hypothesis import strategies as st

from portal.services.shared.sealed_file import PAGE, SealedFile
from tests.portal.test_sealing import BOX


@given(st.lists(st.tuples(st.integers(0, 3 * PAGE), st.integers(1, 2 * PAGE), st.integers(0, 255)), max_size=6))
def test_a_sealed_file_is_written_and_read_as_any_other(steps: list[tuple[int, int, int]]) -> None:
    plain, below = io.BytesIO(), io.BytesIO()
    with io.BufferedRandom(SealedFile(below, BOX, "a"), PAGE) as sealed:
        for offset, size, sign in steps:
            for file in (plain, sealed):
                file.seek(min(offset, file.seek(0, io.SEEK_END)))
                file.write(bytes([sign]) * size)
            assert sealed.tell() == plain.tell()
        sealed.flush()
        sealed.raw.flush()
        again = io.BufferedReader(SealedFile(io.BytesIO(below.getvalue()), BOX, "a"), PAGE)
        assert again.read() == plain.getvalue()
        assert again.seek(0, io.SEEK_END) == len(plain.getvalue())


def test_a_page_that_stands_elsewhere_is_refused() -> None:
    below = io.BytesIO()
    with io.BufferedRandom(SealedFile(below, BOX, "a"), PAGE) as sealed:
        sealed.write(bytes(2 * PAGE))
        sealed.flush()
        sealed.raw.flush()
        turned = below.getvalue()
    half = len(turned) // 2
    for data, name in ((turned[half:] + turned[:half], "a"), (turned, "b")):
        with pytest.raises(InvalidTag):
            SealedFile(io.BytesIO(data), BOX, name).readall()
