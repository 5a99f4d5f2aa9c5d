"""Office files as lines."""

from collections.abc import Mapping
from datetime import date
from io import BytesIO

import pytest
from xlsxwriter import Workbook

from forms.fields.file import OFFICE
from integrations.remaking import office_text
from integrations.remaking.apart import Apart
from integrations.remaking.office_text import read_office
from integrations.sockets.interfaces import CUT, TITLE, Unusable
from tests.integrations.remaking.test_office import packed

MAIN = "word/document.xml"
SLIDES = {
    "ppt/presentation.xml": '<p:presentation><p:sldIdLst><p:sldId id="257" r:id="r2"/><p:sldId id="256" r:id="r1"/></p:sldIdLst></p:presentation>',
    "ppt/_rels/presentation.xml.rels": '<Relationships><Relationship Id="r1" Target="slides/slide1.xml"/><Relationship Id="r2" Target="slides/slide2.xml"/></Relationships>',
    "ppt/slides/slide1.xml": "<p:sld><a:p><a:r><a:t>おわり</a:t></a:r></a:p></p:sld>",
    "ppt/slides/slide2.xml": "<p:sld><a:p><a:t>会社の</a:t><a:t>概要</a:t></a:p></p:sld>",
}


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def table(*rows: str) -> str:
    cells = ("".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row.split("|")) for row in rows)
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


def docx(body: str, more: Mapping[str, str | bytes] | None = None) -> bytes:
    return packed(more={MAIN: f"<w:document><w:body>{body}</w:body></w:document>", **(more or {})})


def xlsx() -> bytes:
    output = BytesIO()
    with Workbook(output) as book:
        sheet = book.add_worksheet("工程表")
        sheet.write_row("A1", ["作業", "始め", "日数"])
        sheet.write("A2", "掘削")
        sheet.write_datetime("B2", date(2026, 12, 1), book.add_format({"num_format": "yyyy/m/d"}))
        sheet.write_formula("C2", "1+2", value=3)
        book.add_worksheet("メモ").write("B2", "1.5\tか\n月")
    return output.getvalue()


def lines(content: bytes) -> list[str]:
    return read_office(content).content.decode().split("\n")


def test_a_document_is_its_paragraphs_and_tables() -> None:
    body = (
        paragraph("会社経歴書")
        + table("年|工事", f"2024|{'　'.join(['道路', '公園'])}")
        + "<w:p><w:r><w:t>合</w:t></w:r><w:r><w:tab/><w:t>計</w:t></w:r><w:del><w:delText>消した</w:delText></w:del></w:p>"
    )
    assert lines(docx(body)) == ["会社経歴書", "\t年\t工事", "\t2024\t道路 公園", "合 計"]


def test_a_table_in_a_cell_is_text_of_the_cell_and_a_drawing_is_read_once() -> None:
    nested = f"<w:tbl><w:tr><w:tc>{paragraph('外')}{table('内|側')}</w:tc></w:tr></w:tbl>"
    drawn = f"<mc:AlternateContent><mc:Choice>{paragraph('図')}</mc:Choice><mc:Fallback>{paragraph('図')}</mc:Fallback></mc:AlternateContent>"
    assert [line for line in lines(docx(nested + drawn)) if line] == ["\t外 内 側", "図"]


def test_a_book_is_its_sheets_with_days_and_last_values() -> None:
    assert lines(xlsx()) == [
        f"{TITLE}工程表", "\t作業\t始め\t日数", "\t掘削\t2026-12-01\t3", f"{TITLE}メモ", "\t1.5 か 月",
    ]  # fmt: skip


def test_slides_are_in_the_order_of_the_talk() -> None:
    assert lines(packed("pptx", SLIDES)) == [f"{TITLE}1", "会社の概要", f"{TITLE}2", "おわり"]


def test_a_long_file_is_cut_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office_text, "_MOST_CHARACTERS", 20)
    assert lines(docx(paragraph("はじめ") + paragraph("あ" * 30) + paragraph("おわり"))) == ["はじめ", CUT]
    monkeypatch.setattr(office_text, "_MOST_ROWS", 1)
    assert lines(xlsx())[-1] == CUT


def test_what_cannot_be_read_is_broken() -> None:
    for content in (docx("<w:p>"[:-1]), b"PK\3\4", packed("pptx"), packed("xlsx")):
        with pytest.raises(Unusable):
            read_office(content)


def test_marks_of_lines_are_no_text() -> None:
    """XML has no such character, and a tab or the end of a line in a text is a space."""
    assert lines(docx(paragraph("あ\tい\nう"))) == ["あ い う"]
    with pytest.raises(Unusable):
        read_office(docx(paragraph("\x1e題")))


def test_it_is_read_apart_where_nothing_can_be_opened() -> None:
    apart = Apart()
    files = {"docx": docx(paragraph("字")), "xlsx": xlsx(), "pptx": packed("pptx", SLIDES)}
    for kind, content in files.items():
        assert apart.read(content, OFFICE[kind]) == read_office(content).content.decode()
    apart.close()
