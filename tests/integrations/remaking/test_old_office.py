"""Files of Office 97 to 2003: as they came, or refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.fields.file import OLD
from integrations.remaking.old_office import remake_old
from integrations.sockets.interfaces import Unusable
from tests.integrations.remaking.compounds import book, doc, document, ppt, slides, write, xls

PLAIN = {"doc": doc(), "xls": xls(), "ppt": ppt()}
LARGE = {"doc": doc("表 \x13 PAGE \x141\x15 " * 900), "xls": xls(), "ppt": ppt()}


def why(content: bytes, kind: str) -> str:
    try:
        remake_old(content, OLD[kind])
    except Unusable as error:
        return error.why
    return ""


@pytest.mark.parametrize("kind", OLD)
def test_a_plain_file_stays_byte_for_byte(kind: str) -> None:
    made = remake_old(PLAIN[kind], OLD[kind])
    assert (made.content, made.media, made.pages, made.preview) == (PLAIN[kind], OLD[kind], 1, b"")


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("Macros/VBA/dir", "active"),
        ("_VBA_PROJECT_CUR/PROJECT", "active"),
        ("_vba_project/dir", "active"),
        ("VBA/dir", "active"),
        ("Ctls", "active"),
        ("XCB", "active"),
        ("MBD000D0788/CONTENTS", "active"),
        ("ObjectPool/_1/\x01CompObj", "active"),
        ("ObjectPool/_1/", "active"),
        ("\x01Ole10Native", "active"),
        ("EncryptedPackage", "locked"),
        ("EncryptedSummary", "locked"),
        ("\x06DataSpaces/Version", "locked"),
        ("\tDRMContent", "locked"),
        ("Book", "old"),
        ("PP97_DUALSTORAGE/", "old"),
        ("Unknown", "old"),
        ("\x05SummaryInformation", ""),
        ("\x05DocumentSummaryInformation", ""),
        ("MsoDataStore/a/Item", ""),
        ("_signatures", ""),
    ],
)
def test_what_a_file_holds_is_known_by_name_or_refused(name: str, reason: str) -> None:
    for kind, streams in (("doc", document()), ("xls", {"Workbook": book()}), ("ppt", slides())):
        assert why(write(streams | {name: b"" if name.endswith("/") else b"content"}), kind) == reason


def test_an_empty_place_for_objects_is_usual_in_a_text() -> None:
    assert why(doc(streams={"ObjectPool/": b""}), "doc") == ""
    assert why(doc(streams={"ObjectPool/_1/": b""}), "doc") == "active"


def test_a_file_that_is_a_link_itself_is_refused() -> None:
    for flags, reason in ((0, ""), (1, "active")):
        assert why(doc(streams={"\x01Ole": bytes([1, 0, 0, 2, flags, 0, 0, 0])}), "doc") == reason


@pytest.mark.parametrize("kind", OLD)
def test_what_is_broken_or_of_another_kind_is_to_be_saved_in_another_form(kind: str) -> None:
    other = {"doc": "xls", "xls": "ppt", "ppt": "doc"}[kind]
    for content in (b"", PLAIN[kind][:-1], PLAIN[other], write({})):
        assert why(content, kind) == "old"


@pytest.mark.parametrize("kind", OLD)
@given(data=st.data())
def test_any_bytes_changed_are_taken_or_refused(kind: str, data: st.DataObject) -> None:
    changed = bytearray(LARGE[kind])
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(0, len(changed) - 1))
        changed[at] = data.draw(st.integers(0, 255))
    assert why(bytes(changed), kind) in ("", "active", "locked", "old")


@pytest.mark.parametrize("kind", OLD)
@given(part=st.binary(max_size=300))
def test_any_streams_are_taken_or_refused(kind: str, part: bytes) -> None:
    streams = {
        "doc": {"WordDocument": part, "1Table": part, "0Table": part},
        "xls": {"Workbook": part},
        "ppt": {"PowerPoint Document": part, "Current User": part},
    }
    assert why(write(streams[kind]), kind) in ("", "active", "locked", "old")
