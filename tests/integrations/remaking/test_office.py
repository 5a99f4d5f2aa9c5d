"""Office files: as they came, or refused."""

import zipfile
from collections.abc import Mapping
from io import BytesIO

import pytest

from forms.fields.file import OFFICE
from integrations.remaking import office
from integrations.remaking.office import remake_office
from integrations.sockets.interfaces import Unusable

TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">{}</Types>'
MAIN = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/presentation.xml"}
RELATIONS = "word/_rels/document.xml.rels"


def relation(kind: str, mode: str = "External") -> str:
    base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    return f'<Relationships><Relationship Id="r1" Type="{base}/{kind}" Target="x" TargetMode="{mode}"/></Relationships>'


def packed(kind: str = "docx", more: Mapping[str, str | bytes] | None = None, types: str = "") -> bytes:
    output = BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in {"[Content_Types].xml": TYPES.format(types), MAIN[kind]: "<w/>", **(more or {})}.items():
            file.writestr(name, text)
    return output.getvalue()


def why(content: bytes, kind: str = "docx") -> str:
    try:
        remake_office(content, OFFICE[kind])
    except Unusable as unusable:
        return unusable.why
    return ""


@pytest.mark.parametrize("kind", OFFICE)
def test_a_harmless_file_stays_byte_for_byte(kind: str) -> None:
    content = packed(kind, {RELATIONS: relation("hyperlink"), "xl/printerSettings/printerSettings1.bin": b"\1"})
    made = remake_office(content, OFFICE[kind])
    assert (made.content, made.media, made.pages, made.preview) == (content, OFFICE[kind], 1, b"")


@pytest.mark.parametrize(
    "more",
    [
        {"word/vbaProject.bin": b"\1"},
        {"word/embeddings/oleObject1.bin": b"\1"},
        {"word/embeddings/book.xlsx": b"\1"},
        {"word/activeX/activeX1.xml": "<a/>"},
        {"xl/externalLinks/externalLink1.xml": "<a/>"},
        {"word/run.VBS": b"\1"},
        {RELATIONS: relation("attachedTemplate")},
        {RELATIONS: relation("image")},
        {RELATIONS: relation("frame").replace("TargetMode=", "TargetMode  = ")},
        {RELATIONS: relation("oleObject", "Internal")},
        {"word/styles.xml": '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a/>'},
    ],
)
def test_what_acts_when_it_is_opened_is_refused(more: Mapping[str, str | bytes]) -> None:
    assert why(packed(more=more)) == "active"


def test_macros_are_refused_by_their_type_whatever_the_name() -> None:
    types = (
        '<Override PartName="/word/document.xml" ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/>'
    )
    assert why(packed(types=types)) == "active"


@pytest.mark.parametrize(
    ("types", "refused"),
    [
        ('<Override PartName="/word/header.dat" ContentType="application/vnd.a.header+xml"/>', "broken"),
        ('<Default Extension="dat" ContentType="application/vnd.a.header+XML"/>', "broken"),
        ('<Override PartName="/word/header1.xml" ContentType="application/vnd.a.header+xml"/>', ""),
        ('<Default Extension="XML" ContentType="application/xml"/>', ""),
        (
            '<Default Extension="svg" ContentType="image/svg+xml"/><Default Extension="png" ContentType="image/png"/>',
            "",
        ),
    ],
)
def test_no_part_that_programs_read_escapes_by_its_name(types: str, refused: str) -> None:
    assert why(packed(types=types, more={"word/header.dat": "<w:instrText>DDE</w:instrText>"})) == refused


def test_text_about_macros_is_only_text() -> None:
    assert why(packed(more={"word/comments.xml": "<c>macroEnabled vbaProject</c>"})) == ""


def test_another_kind_or_no_archive_is_broken() -> None:
    assert why(packed("xlsx"), "docx") == "broken"
    assert why(packed()[:-30]) == "broken"
    assert why(b"PK\3\4 word/document.xml") == "broken"
    assert why(packed(more={"word/styles.xml": "<a>"})) == "broken"
    assert why(packed(more={"word/..\\../a": b""})) == why(packed(more={"/a": b""})) == "broken"
    assert why(packed(more={"word/styles.xml": '<?xml version="1.0" encoding="shift_jis"?><a/>'})) == "broken"


TEMPLATE = relation("attachedTemplate")


@pytest.mark.parametrize(
    "more",
    [
        {RELATIONS: TEMPLATE.replace("External", "Extern&#97;l")},
        {RELATIONS: relation("oleObject", "Internal").replace("oleObject", "ole&#79;bject")},
        {RELATIONS: TEMPLATE.replace('"r1"', '"r>"')},
        {RELATIONS: TEMPLATE.replace('Target="x"', """Target='x?Type="/hyperlink"'""")},
        {RELATIONS: TEMPLATE.replace("Relationship ", "p:Relationship ")},
        {RELATIONS.replace(".rels", ".RELS"): TEMPLATE},
        {"word\\_rels\\document.xml.rels": TEMPLATE},
        {"word\\Embeddings\\book.xlsx": b"\1"},
        {"word/_rels/document.xml.rels/[0].last.piece": TEMPLATE},
        {RELATIONS: TEMPLATE.encode("utf-16")},
        {RELATIONS: TEMPLATE.encode("utf-16-le")},
        {RELATIONS: ('<?xml version="1.0" encoding="UTF-16"?>' + TEMPLATE).encode("utf-16-be")},
        {"word/styles.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a/>'.encode("utf-16")},
    ],
)
def test_what_acts_is_found_however_it_is_written(more: Mapping[str, str | bytes]) -> None:
    assert why(packed(more=more)) == "active"


def test_relations_without_an_end_cost_no_time() -> None:
    # Searched for by a pattern, these 3 kB took 24 seconds.
    assert why(packed(more={RELATIONS: "<Relationship " * 80_000})) == "broken"


def test_a_part_is_read_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "_CHUNK", 1_000)
    assert why(packed(more={"word/comments.xml": f"<c>{'text' * 1_000}</c>"})) == ""
    assert why(packed(more={"word/comments.xml": f"<!--{'  ' * 1_000}--><!DOCTYPE a><a/>"})) == "active"


def test_a_bomb_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    assert why(packed(more={"word/media/a.xml": b"0" * (office._MOST_UNPACKED + 1)})) == "long"
    monkeypatch.setattr(office, "_MOST_PARTS", 2)
    assert why(packed(more={"word/styles.xml": "<a/>"})) == "long"


def test_a_locked_archive_says_so() -> None:
    content = bytearray(packed())
    at = content.rindex(b"PK\1\2")
    content[at + 8] |= 1
    assert why(bytes(content)) == "locked"
