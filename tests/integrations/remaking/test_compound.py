"""A compound file is read whole, or refused."""

from struct import pack, pack_into

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.remaking import compound
from integrations.remaking.compound import Compound, read_compound
from integrations.sockets.interfaces import Unusable
from tests.integrations.remaking.compounds import DIFAT, END, FREE, write

STREAMS = {
    "Workbook": bytes(range(256)) * 20, "\x05SummaryInformation": b"small", "Macros/VBA/dir": b"x" * 200, "Empty": b"",
    "Macros/PROJECT": b"y" * 64, "ObjectPool/": b"",
}  # fmt: skip
CONTENT = write(STREAMS)
_DIRECTORY = CONTENT.index("Root Entry".encode("utf-16-le"))


def why(content: bytes) -> str:
    try:
        read_compound(content)
    except Unusable as error:
        return error.why
    return ""


def with_word(at: int, value: int, content: bytes = CONTENT) -> bytes:
    changed = bytearray(content)
    pack_into("<I", changed, at, value)
    return bytes(changed)


def at_entry(name: str, offset: int) -> int:
    return CONTENT.index(name.encode("utf-16-le") + b"\0\0") + offset


def fat_at(number: int, content: bytes = CONTENT) -> int:
    """Where the table says what follows this sector."""
    table = int.from_bytes(content[76:80], "little")
    return 512 * (table + 1) + 4 * number


@pytest.mark.parametrize("version", [3, 4])
def test_each_stream_and_storage_is_there_with_its_bytes(version: int) -> None:
    read = read_compound(write(STREAMS, version=version))
    assert read.streams == {name.lower(): content for name, content in STREAMS.items() if not name.endswith("/")}
    assert read.storages == {"macros", "macros/vba", "objectpool"}


def test_a_table_that_is_longer_than_the_header_is_followed() -> None:
    large = write({"Workbook": b"a" * 7_500_000})
    assert int.from_bytes(large[72:76], "little") == 1, "the file has a list of tables outside of its header"
    assert len(read_compound(large).streams["workbook"]) == 7_500_000
    place = int.from_bytes(large[68:72], "little")
    for changed in (
        with_word(512 * (place + 1) + 508, place, large),  # it goes in a circle
        with_word(68, END, large),
        with_word(72, 2, large),
        with_word(512 * (place + 1), 0, large),
    ):
        assert why(changed) == "broken"


@pytest.mark.parametrize(
    "changed",
    [
        b"", CONTENT[:511], CONTENT[:512], CONTENT[:-1], CONTENT[:-512], CONTENT + b"\0", CONTENT + bytes(512 * 200), b"PK" + CONTENT[2:],
        with_word(24, 0x0004003E), with_word(28, 0x0009FEFF), with_word(30, 0x00060008), with_word(30, 0x00050009), with_word(34, 1),
        with_word(40, 1), with_word(44, 2), with_word(48, 10_000), with_word(48, END), with_word(56, 64), with_word(60, END), with_word(60, 0),
        with_word(64, 2), with_word(64, 0), with_word(68, 0), with_word(68, 90_000), with_word(72, 1), with_word(76, 90_000),
        with_word(80, 0),
    ],
    ids=len,
)  # fmt: skip
def test_a_header_that_fits_nothing_is_refused(changed: bytes) -> None:
    assert why(changed) == "broken"


def test_a_sector_belongs_to_one_chain() -> None:
    size = -(-len(STREAMS["Workbook"]) // 512)
    for number, value in (
        (size - 1, 0),
        (size - 1, size),
        (size - 2, size - 2),
        (size - 1, FREE),
        (0, 70_000),
        (0, END),
        (0, DIFAT),
    ):
        assert why(with_word(fat_at(number), value)) == "broken", (number, value)
    # A chain that no entry names
    lost = bytearray(CONTENT + bytes(512))
    pack_into("<I", lost, fat_at(len(CONTENT) // 512 - 1), END)
    assert why(bytes(lost)) == "broken"
    pack_into("<I", lost, fat_at(len(CONTENT) // 512 - 1), FREE)
    lost[-512:] = b"what was there before".ljust(512, b"!")
    assert why(bytes(lost)) == "", "a free sector is reached by nothing"


def test_a_small_sector_belongs_to_one_chain() -> None:
    table = 512 * (int.from_bytes(CONTENT[60:64], "little") + 1)
    for number, value in ((0, 0), (0, 1), (1, 0), (1, END), (4, FREE), (1, 90_000)):
        assert why(with_word(table + 4 * number, value)) == "broken", (number, value)
    assert why(with_word(table + 4 * 6, END)) == "", "what lies beyond the stream reaches nothing"


@pytest.mark.parametrize(
    ("name", "offset", "value"),
    [
        ("Workbook", 0, 0x002F0057),  # a name with a stroke
        ("Workbook", 0, 0x0000D800),  # half a sign
        ("Workbook", 64, 0x01020011),
        ("Workbook", 64, 0x01020050),
        ("Workbook", 64, 0x01030012),
        ("Workbook", 64, 0x01050012),  # a second root
        ("Workbook", 64, 0x01020002),  # no name
        ("Workbook", 64, 0x0102000E),  # a name that goes on behind its end
        ("Workbook", 2, 0),
        ("Workbook", 68, 1),  # it is its own sibling
        ("Workbook", 68, 90),
        ("Workbook", 76, 2),
        ("Workbook", 116, 3),
        ("Workbook", 120, 8_000),
        ("Workbook", 120, 4_608),
        ("Workbook", 120, 100),
        ("Root Entry", 64, 0x01010016),
        ("Root Entry", 68, 1),
        ("Root Entry", 76, FREE),  # entries that nothing names
        ("Root Entry", 76, 0),
        ("Root Entry", 116, END),
        ("Root Entry", 120, 90_000),
        ("Macros", 76, 1),
        ("Macros", 76, 3),  # it is in itself
        ("Macros", 72, 8),  # an empty stream that nothing names
        ("\x05SummaryInformation", 120, 0),  # a small chain that nothing names
        ("PROJECT", 0, 0x00490044),  # DI…: no other name
    ],
)
def test_an_entry_has_one_place_and_a_chain_of_its_size(name: str, offset: int, value: int) -> None:
    expected = "" if name == "PROJECT" else "broken"
    assert why(with_word(at_entry(name, offset), value)) == expected


def test_two_entries_of_one_name_are_refused_whatever_their_case() -> None:
    assert why(write({"Workbook": b"a", "WORKBOOK": b"b"})) == "broken"
    assert why(write({"A/x": b"a", "a/y": b"b"})) == "broken"
    assert why(write({"A/Workbook": b"a", "B/WORKBOOK": b"b"})) == ""


def test_a_table_is_as_long_as_what_it_describes_and_in_no_chain() -> None:
    table = int.from_bytes(CONTENT[76:80], "little")
    for value in (FREE, 0, table):
        assert why(with_word(fat_at(table), value)) == "broken"
    assert why(with_word(fat_at(table), END)) == "", "some writers end it"
    small = write({str(number): b"a" for number in range(140)})
    first = int.from_bytes(small[60:64], "little")
    shorter = with_word(fat_at(first + 1, small), FREE, with_word(fat_at(first, small), END, with_word(64, 1, small)))
    assert (why(small), why(shorter)) == ("", "broken")
    assert why(with_word(60, 0, write({"Workbook": bytes(5_000)}))) == "broken", "a table of nothing has no place"


def test_the_upper_half_of_a_size_and_the_name_of_the_root_mean_nothing() -> None:
    changed = with_word(at_entry("Workbook", 124), 0xFFFFFFFF)
    changed = changed[: _DIRECTORY + 2] + bytes(20) + changed[_DIRECTORY + 22 :]
    assert read_compound(changed) == read_compound(CONTENT)


def test_thousands_of_entries_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compound, "_MOST_ENTRIES", 8)
    assert why(write({str(number): b"" for number in range(7)})) == ""
    assert why(write({str(number): b"" for number in range(9)})) == "long"


@given(st.lists(st.tuples(st.integers(0, len(CONTENT) - 1), st.integers(0, 255)), min_size=1, max_size=6))
def test_any_bytes_changed_are_read_or_refused(changes: list[tuple[int, int]]) -> None:
    changed = bytearray(CONTENT)
    for at, value in changes:
        changed[at] = value
    assert why(bytes(changed)) in ("", "broken", "long")


@given(
    st.integers(0, len(CONTENT) // 4 - 1), st.one_of(st.integers(0, 40), st.sampled_from([END, FREE, DIFAT, FREE >> 1]))
)
def test_any_word_changed_never_gives_two_streams_one_sector(at: int, value: int) -> None:
    changed = with_word(4 * at, value)
    try:
        read = read_compound(changed)
    except Unusable:
        return
    assert isinstance(read, Compound)
    assert sum(map(len, read.streams.values())) <= len(CONTENT)


@given(
    st.dictionaries(st.text("abcdefgh", min_size=1, max_size=5), st.binary(max_size=9_000), max_size=6),
    st.sampled_from([3, 4]),
)
def test_what_is_written_is_read(streams: dict[str, bytes], version: int) -> None:
    assert read_compound(write(streams, version=version)).streams == streams


def test_a_name_is_not_longer_than_its_place() -> None:
    assert why(pack("<8s", compound.SIGNATURE) + b"\xff" * 2_000) == "broken"
