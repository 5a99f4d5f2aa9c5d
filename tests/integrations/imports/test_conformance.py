"""Contract of every package reader."""

import random
from pathlib import Path

import pytest

from integrations.imports.readers import READERS, read_packages
from integrations.sockets.import_socket import UNREADABLE, Unreadable
from tests.integrations.imports.packing import ARRIVED, FIELDS, as_csv, every_way

WAYS = [reader.name for reader in READERS]


@pytest.fixture
def ways(tmp_path: Path) -> dict[str, bytes]:
    return every_way(tmp_path / "package")


def test_every_reader_has_a_name_of_its_own_and_a_sample(ways: dict[str, bytes]) -> None:
    assert sorted(WAYS) == sorted(ways)


@pytest.mark.parametrize("way", WAYS)
def test_each_way_is_read_by_its_own_reader_and_shows_the_same(way: str, ways: dict[str, bytes]) -> None:
    assert next(reader.name for reader in READERS if reader.takes(ways[way])) == way
    (package,) = read_packages(ways[way])
    header = package.header
    assert (header.receipt_number, header.form, header.version, header.serial) == ("GS1", "F-1", "1", "123")
    assert header.arrived_at == ARRIVED
    assert header.synthetic
    assert dict(package.fields) == FIELDS
    assert [file.of for file in package.files] == (["証明書"] if way in ("zip", "folder") else [])


@pytest.mark.parametrize("way", WAYS)
def test_the_same_content_has_the_same_hash_and_other_content_another(way: str, ways: dict[str, bytes]) -> None:
    (first,), (second,) = read_packages(ways[way]), read_packages(ways[way])
    assert first == second
    assert len(first.content_hash) == 64
    others = {name: read_packages(content)[0].content_hash for name, content in ways.items()}
    assert len(set(others.values())) == len(others)


def test_a_csv_says_the_same_whatever_stands_between_its_cells_and_in_whichever_encoding() -> None:
    """The hash is that of commas, so earlier imports are recognised."""
    plain = as_csv().decode("utf-8-sig")
    (first,) = read_packages(as_csv())
    assert first.content_hash == "13a086c7186f97b1603f983de78607a6192bef0d1256a6969af9f13ebd776523"
    for mark in (",", "\t", ";"):
        for encoding in ("utf-8", "utf-16"):
            assert read_packages(plain.replace(",", mark).encode(encoding)) == (first,)


@pytest.mark.parametrize("way", WAYS)
def test_whatever_is_damaged_is_read_or_refused_and_nothing_else(way: str, ways: dict[str, bytes]) -> None:
    """Only Unreadable may be raised."""
    source, content = random.Random(7), ways[way]
    refused = set[str]()
    for _ in range(300):
        damaged = bytearray(content)
        for _ in range(source.randrange(1, 6)):
            damaged[source.randrange(len(damaged))] = source.randrange(256)
        cut = bytes(damaged[: source.randrange(1, len(damaged))] if source.random() < 0.3 else damaged)
        reader = next(reader for reader in READERS if reader.name == way)
        try:
            assert reader.read(cut)
        except Unreadable as error:
            refused.add(error.code)
    assert refused
    assert refused <= set(UNREADABLE)


def test_rubbish_is_refused() -> None:
    for content, code in ((b"", "empty"), (b"%PDF-1.7", "unknown_kind"), (b"\xff\xd8\xff\xe0", "unknown_kind")):
        with pytest.raises(Unreadable) as refused:
            read_packages(content)
        assert refused.value.code == code
