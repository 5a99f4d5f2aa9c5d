"""What acts in a .doc is refused wherever it is written."""

from struct import pack

import pytest

from tests.integrations.remaking.compounds import doc, document, sources, words, write
from tests.integrations.remaking.test_old_office import why


def types(*fields: tuple[int, int]) -> bytes:
    """PlcfFld."""
    return words([*range(len(fields) + 1)]) + b"".join(bytes(field) for field in fields)


def linked(flags: int) -> bytes:
    return b"\x06\x01" + pack("<I", flags)


@pytest.mark.parametrize(
    "text",
    [
        "\x13 DDEAUTO c:\\cmd.exe /k \x14\x15",
        "\x13dde excel a.xls\x14\x15",
        "\x13\r\n\tDDE\x14\x15",
        "\x13 INCLUDEPICTURE \"http://example.com/a.png\" \\d \x14\x15",
        "\x13 IF \x13 DDE cmd \x14\x15 = 1 \x14\x15",
        "\x13 PAGE \x14\x13 LINK Excel.Sheet.8 \x14\x15\x15",
        "\x13 \x13 REF spelt \x14DDE\x15 cmd \x14\x15",  # its name is made by another
        "\x13 D\x13 REF spelt \x14DE\x15 cmd \x14\x15",
        "\x13\x15 DDE cmd \x14\x15",
        "\x13\x14DDE",
        "\x13 QUOTE 68 68 69 \x14\x15",
        "\x13*",
    ],
)  # fmt: skip
def test_fields_that_fetch_or_run_are_refused(text: str) -> None:
    assert why(doc(f"前{text}後"), "doc") == "active"
    assert why(doc(f"a{text}z", narrow=True), "doc") == "active"


@pytest.mark.parametrize(
    "text",
    [
        "\x13 PAGE \\* MERGEFORMAT \x141\x15",
        "\x13 HYPERLINK \"https://example.com\" \x14ここ\x15",
        "\x13 =\x13 NUMPAGES \x149\x15-1 \x14\x15",
        "\x13 IF \x13 PAGE \x141\x15 = 1 \"a\" \x14\x15",
        "\x13PAGE\x14\x15",
        "\x13FORMTEXT",
        "DDE cmd と INCLUDEPICTURE の説明 \x15",
    ],
)  # fmt: skip
def test_what_real_texts_use_passes(text: str) -> None:
    assert why(doc(f"前{text}"), "doc") == ""


def test_a_text_in_pieces_is_joined_before_it_is_judged() -> None:
    streams = document("DDE cmd \x13 ")
    plan = words([0, 2, 10]) + pack("<HIH", 0, 0x400 + 2 * 8, 0) + pack("<HIH", 0, 0x400, 0)
    table = bytes(streams["1Table"])
    pieces = b"\1" + pack("<H", 3) + b"abc" + b"\2" + pack("<I", len(plan)) + plan
    main = streams["WordDocument"]
    pairs = 0x9A + 8 * 33
    main = main[:pairs] + pack("<II", len(table), len(pieces)) + main[pairs + 8 :]
    assert why(write({"WordDocument": main, "1Table": table + pieces}), "doc") == "active"


@pytest.mark.parametrize("number", [16, 17, 18, 19, 20, 48, 57, 59])
def test_a_field_is_refused_by_its_type_as_well(number: int) -> None:
    for kind, reason in ((45, "active"), (46, "active"), (67, "active"), (87, "active"), (33, "")):
        assert why(doc(parts={number: types((0x13, kind), (0x14, 0), (0x15, 0))}), "doc") == reason
    assert why(doc(parts={number: types((0x15, 45))}), "doc") == "", "of an end it says something else"
    assert why(doc(parts={number: types((0x93, 45))}), "doc") == "active"


@pytest.mark.parametrize(
    ("texts", "reason"),
    [
        (("", "Normal.dot"), ""),
        (("", "C:\\Users\\花子\\Templates\\Normal.dot", "題"), ""),
        (("", "Macintosh HD:Templates:Normal"), ""),
        (("", "\\\\host\\share\\a.dot"), "active"),
        (("", "http://example.com/a.dot"), "active"),
        (("", "//host/a.dot"), "active"),
        (("",) * 8 + ("C:\\list.mdb",), "active"),
        (("",) * 9 + ("head.doc",), "active"),
        (("https://example.com", "", "https://example.com"), ""),
    ],
)
def test_a_template_from_elsewhere_is_refused(texts: tuple[str, ...], reason: str) -> None:
    assert why(doc(parts={32: sources(*texts)}), "doc") == reason


def test_sources_of_another_form_are_refused() -> None:
    for head in (pack("<HHH", 0, 1, 0), pack("<HHH", 0xFFFF, 1, 2)):
        assert why(doc(parts={32: head + b"\0\0"}), "doc") == "old"


def test_a_part_beyond_its_table_is_refused() -> None:
    streams = document()
    main = bytearray(streams["WordDocument"])
    main[0x9A + 8 * 44 : 0x9A + 8 * 45] = pack("<II", len(streams["1Table"]), 3)
    assert why(write(streams | {"WordDocument": bytes(main)}), "doc") == "old"


def test_letters_to_a_list_are_refused() -> None:
    assert why(doc(parts={44: b"source"}), "doc") == "active"


def test_a_picture_that_is_fetched_is_refused() -> None:
    for flags, reason in ((0x0E, "active"), (0x08, "active"), (0x04, "active"), (0x02, ""), (0x10, "")):
        assert why(doc(parts={50: linked(flags)}), "doc") == reason
        assert why(doc(streams={"Data": linked(flags)}), "doc") == reason


@pytest.mark.parametrize("flags", [0x0300, 0x8200, 0x8300])
def test_a_text_with_a_password_says_so(flags: int) -> None:
    assert why(doc(flags=flags), "doc") == "locked"


def test_the_table_that_the_text_names_is_judged() -> None:
    acting = document(parts={16: types((0x13, 45))}, flags=0)["0Table"]
    assert why(doc(flags=0), "doc") == ""
    assert why(doc(flags=0, parts={16: types((0x13, 45))}), "doc") == "active"
    assert why(doc(streams={"0Table": acting}), "doc") == ""


@pytest.mark.parametrize(
    "settings", [{"version": 0x0065}, {"identity": 0xA5DC}, {"following": 2}, {"flags": 0, "parts": {33: b"\2\0\0\0\0"}}]
)  # fmt: skip
def test_what_is_older_or_has_a_second_text_is_refused(settings: dict[str, object]) -> None:
    assert why(doc(**settings), "doc") == "old"  # type: ignore[arg-type]


def test_pieces_are_as_long_as_they_say() -> None:
    plan = words([0, 2]) + pack("<HIH", 0, 0x400, 0)
    for pieces, reason in (
        (b"\2" + pack("<I", 16) + plan, ""),
        (b"\3" + pack("<I", 16) + plan, "old"),
        (b"\2" + pack("<I", 16) + plan + b"\0", "old"),
        (b"\2" + pack("<I", 15) + plan[:-1], "old"),
    ):
        assert why(doc(parts={33: pieces}), "doc") == reason


@pytest.mark.parametrize(
    "plan",
    [
        words([0, 2]) + pack("<HIH", 0, 0x4000, 0),  # beyond the text
        words([2, 0]) + pack("<HIH", 0, 0x400, 0),
        words([0, 0xFFFFFFFF]) + pack("<HIH", 0, 0, 0),
        words([0, *range(400, 2_001, 400)]) + pack("<HIH", 0, 0, 0) * 5,  # the same again and again
        words([0, 2]),
        b"",
    ],
    ids=len,
)
def test_pieces_that_fit_no_text_are_refused(plan: bytes) -> None:
    assert why(doc(parts={33: b"\2" + pack("<I", len(plan)) + plan}), "doc") == "old"


def test_a_template_with_a_long_name_costs_no_time() -> None:
    assert why(doc(parts={32: sources("", "a\\" * 15_000 + ":")}), "doc") == ""
