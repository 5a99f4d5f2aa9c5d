"""Letters for window envelopes."""

import io
import re
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import segno
from pypdf import PdfReader
from pypdfium2 import PdfDocument

from portal.services.notices.print_letter import LONG_3, Envelope, Letter, print_letter, qr, set_letters
from tests.portal.pdfs import page_texts
from tests.portal.services.paper.paper import CITY, ON

INSTALLATION: Any = SimpleNamespace(city=CITY)
LINK = "https://shinsei.mihon.example/invited/K7MD4QX29HWT"
LETTER = Letter(
    name="髙見本　𠮷乃", postal="0000001", address=("見本県見本市見本町一丁目2番3号", "例示ハイツ202"),
    sender=CITY.office("child-allowance", ON), on=ON, subject="児童手当 現況届のご案内", paragraphs=("届けてください。",),
    facts=(("いつまで", "2026年12月25日"),), code_title="あなたの番号", code="K7MD-4QX2-9HWT", link=LINK,
    link_words="カメラで読みとってください。", after=("紙で出したい人は、電話してください。",),
)  # fmt: skip


def test_each_letter_has_a_sheet_of_its_own_and_its_own_page_numbers() -> None:
    other = replace(LETTER, name="NGUYỄN VĂN AN", code="", link="", paragraphs=("長い文です。" * 40,) * 9)
    texts = page_texts(print_letter(INSTALLATION.city, [LETTER, other, LETTER]))
    assert [page[-3:] for page in texts] == ["1/1", "1/2", "2/2", "1/1"]
    assert [("𠮷乃様" in page, "NGUYỄNVĂNAN" in page) for page in texts] == [
        (True, False), (False, True), (False, False), (True, False),
    ]  # fmt: skip
    for words in (
        "〒000-0001", "例示ハイツ202", "見本市長", "令和8年（2026年）11月20日", "現況届のご案内", "いつまで2026年12月25日",
        "あなたの番号", "紙で出したい人は、電話してください。", "電話000-000-0210",
    ):  # fmt: skip
        assert words in texts[0].replace("\u2011", "-")
    assert "K7MD-4QX2-9HWT" in texts[0].replace("\u2011", "-")


def test_a_legal_representative_is_below_the_person_in_the_window() -> None:
    (text,) = page_texts(print_letter(INSTALLATION.city, [replace(LETTER, representative="試験　正")]))
    assert text.index("𠮷乃様") < text.index("法定代理人試験正様") < text.index("現況届のご案内")


def test_the_file_is_tagged_and_dated_and_its_title_names_nobody() -> None:
    pdf = print_letter(INSTALLATION.city, [LETTER])
    reader = PdfReader(io.BytesIO(pdf))
    assert reader.metadata is not None
    assert reader.metadata.title == "児童手当 現況届のご案内"
    assert reader.metadata.creation_date is not None
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]  # type: ignore[index]
    assert b"K7MD4QX29HWT" not in pdf
    assert pdf == print_letter(INSTALLATION.city, [LETTER])


def test_a_sign_that_cannot_be_drawn_is_seen_on_the_letter_of_that_person_alone() -> None:
    odd = replace(LETTER, name="見本　\U000f0000")
    paper = set_letters(INSTALLATION.city, [odd, LETTER])
    texts = page_texts(paper.pdf)
    assert paper.missing == ("\U000f0000",)
    assert "見本〓様" in texts[0]
    assert "この印刷で表せなかった文字" in texts[0]
    assert "この印刷で表せなかった文字" not in texts[1]


def test_the_code_is_the_link_at_level_m_large_enough_with_four_quiet_modules() -> None:
    drawn = qr(LINK)
    expected = segno.make(LINK, error="m", micro=False, boost_error=False)
    across = len(expected.matrix)
    view = re.search(r'width="(\d+)"', drawn["svg"])
    assert view is not None
    assert int(view[1]) == across + 8
    assert drawn["width"] * across / (across + 8) >= 25
    assert modules(drawn["svg"], across) == [[bool(dark) for dark in row] for row in expected.matrix]


def modules(svg: str, across: int) -> list[list[bool]]:
    """Without the quiet zone."""
    modules = [[False] * across for _ in range(across)]
    drawn = re.findall(r'd="([^"]+)"', svg)[-1]
    x = y = 0.0
    for kind, arguments in re.findall(r"([Mmh])([^Mmh]*)", drawn):
        numbers = [float(number) for number in re.findall(r"-?[\d.]+", arguments)]
        if kind == "h":
            for column in range(int(x), int(x + numbers[0])):
                modules[int(y) - 4][column - 4] = True
            x += numbers[0]
        else:
            x, y = (numbers[0], numbers[1]) if kind == "M" else (x + numbers[0], y + numbers[1])
    return modules


def test_the_address_stays_in_the_window_however_the_sheet_slides() -> None:
    assert LONG_3.marks == [99.0, 198.0]
    for envelope in (LONG_3, Envelope("角形", (240.0, 160.0), (18.0, 20.0, 100.0, 60.0), 2)):
        left, top, width, height = envelope.block
        for across in (0.0, envelope.play[0]):
            for down in (0.0, envelope.play[1]):
                assert left + across >= envelope.window[0]
                assert left + across + width <= envelope.window[0] + envelope.window[2]
                assert top + down + height <= envelope.window[1] + envelope.window[3]
        assert width > 60
        assert height > 25


def bottom_in_window(letter: Letter) -> float:
    """Of the last line of the address block, in mm from the upper edge."""
    page = PdfDocument(print_letter(CITY, [letter]))[0]
    words = page.get_textpage()
    boxes = [words.get_rect(number) for number in range(words.count_rects())]
    high = page.get_height()
    return float(max((high - low) / 72 * 25.4 for left, low, right, _ in boxes if right < 300 and high - low < 190))


def test_the_longest_address_is_in_the_window_whole() -> None:
    left, top, _, height = LONG_3.block
    assert left > 0
    long = replace(
        LETTER, address=("見本県見本市見本町大字見本字見本前一丁目2番3号", "見本グランドハイツウエストタワー壱番館　12345号室　見本方"),
    )  # fmt: skip
    for letter in (
        replace(
            long, name="特定非営利活動法人見本市子どもと高齢者のくらしと文化を支える会見本町支部", organisation=True
        ),
        replace(long, name="MAXIMILIANA ALEXANDRA CONSTANTINOPOULOS-VAN DER BERG", representative="見本　花子"),
        replace(long, address=(*long.address, *long.address, "見本方")),
    ):
        assert bottom_in_window(letter) <= top + height + 0.5  # descenders


def test_a_line_of_the_address_that_would_leave_one_character_over_is_set_smaller() -> None:
    (line,) = {"見本県見本市見本町大字見本字見本前一丁目2番34号"}
    page = PdfDocument(print_letter(CITY, [replace(LETTER, address=(line,))]))[0]
    assert line in page.get_textpage().get_text_bounded().splitlines()


def test_a_slip_names_the_address_to_which_it_is_posted() -> None:
    asked = replace(LETTER, slip=(("電話番号", "市外局番がありません。"),))
    text = page_texts(print_letter(CITY, [asked]))[1]
    assert "下の住所に送るか、窓口に持ってきてください。" in text
    assert "郵便の送り先：" + "".join(CITY.post_to.split()) + "".join(LETTER.sender.office.split()) in text
    without = CITY.model_copy(update={"post_to": ""})
    text = page_texts(print_letter(without, [asked]))[1]
    assert "書けるところだけ書いて、窓口に持ってきてください。" in text
    assert "送り先" not in text
