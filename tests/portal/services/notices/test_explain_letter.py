"""What a letter says, in the language of who reads it, behind the Japanese."""

import random
from dataclasses import replace

import pytest
from structlog.testing import capture_logs

from forms.text.translations import LANGUAGES
from portal.services.cases.cases import Case, case_of_member
from portal.services.notices import print_notice as print_notice_module
from portal.services.notices.ask_by_letter import addressee_of, letter_of_correction
from portal.services.notices.dispatch_line import letter_of
from portal.services.notices.explain_letter import (
    Explanation,
    explain_message,
    explain_notice,
    in_language,
    language_of_case,
)
from portal.services.notices.print_dispatch import Printed, print_dispatch
from portal.services.notices.print_letter import Letter, set_letters
from portal.services.notices.print_notice import notice_explained, notice_letter, print_notice
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from tests.portal.pdfs import page_texts
from tests.portal.services.notices.dispatching import line_and_case
from tests.portal.services.notices.test_outcome_notice import decided, notice_of

FOREIGN = [language for language in LANGUAGES if language != "easy"]


def words_of(explained: Explanation | None) -> str:
    assert explained is not None
    facts = [part for fact in explained.facts for part in fact]
    return "\n".join(
        [
            explained.title,
            *explained.notes,
            *facts,
            *(line for part in explained.parts for line in (part.title, *part.lines)),
        ]
    )


def spoken(case: Case, language: str) -> Case:
    return replace(case, evidence={**case.evidence, "language": language})


def test_a_refusal_is_explained_with_its_reason_as_written_and_the_gist_of_the_appeal(
    installation: Installation, reviewer: Member
) -> None:
    case, row = notice_of(installation, reviewer, decided(installation, reviewer, "refused", "資格がないためです。"))
    words = words_of(notice_explained(installation.city, case, row, "en"))
    for part in (
        "The Japanese letter is the official one.", "Not approved", "translated by a machine", case.row.receipt_number, "資格がないためです。",
        "3 months", "審査請求", "under “不服の申立てと訴え（教示）”", "000-000-0120",
    ):  # fmt: skip
        assert part in words


def test_a_day_in_a_row_is_written_as_the_language_writes_days(installation: Installation, reviewer: Member) -> None:
    case, row = notice_of(installation, reviewer, decided(installation, reviewer))
    content = case.sealer.open(f"notice:{row.made_at}", row.sealed_content) | {
        "rows": [["決定した日", "令和元年5月1日"], ["子ども", ""]]
    }
    explained = explain_notice(installation.city, case, row.outcome, content, "vi")
    assert explained is not None
    assert explained.facts[-1][1] == "Thứ 4, 1 thg 5, 2019"


@pytest.mark.parametrize(
    "written", ["令和8年9月31日", "令和0年1月1日", "令和8年0月1日", "平成200年1月1日", f"令和{'9' * 5000}年1月1日", "明治元年1月1日", "令和٨年9月1日"]
)  # fmt: skip
def test_what_is_no_day_stays_as_the_clerk_wrote_it(written: str) -> None:
    assert in_language("vi", f"{written}までに出してください。") == f"{written}までに出してください。"


@pytest.mark.parametrize("written", ["令和８年９月１日", "平成38年9月1日", "令和8年9月1日", "令和8年（2026年）9月1日"])
def test_a_day_in_wide_digits_or_of_an_ended_era_is_a_day(written: str) -> None:
    assert in_language("vi", written) == "Thứ 3, 1 thg 9, 2026"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_of_a_clerk_is_too_strange_to_explain(language: str) -> None:
    rng = random.Random(8)  # the same texts each time
    pieces = [
        "令和",
        "平成",
        "明治",
        "元",
        "0",
        "9",
        "31",
        "８",
        "９９",
        "٣",
        "²",
        "年",
        "月",
        "日",
        "{",
        "}",
        "%",
        "\n",
        "まで",
    ]
    for _ in range(500):
        day = f"{rng.choice(pieces[:3])}{rng.choice(pieces[3:11])}年{rng.randint(0, 40)}月{rng.randint(0, 40)}日"
        in_language(language, "".join(rng.choices([*pieces, day], k=8)))


def test_japanese_and_easy_japanese_need_no_sheet_behind_a_notice(installation: Installation, reviewer: Member) -> None:
    case, row = notice_of(installation, reviewer, decided(installation, reviewer))
    assert notice_explained(installation.city, case, row, "ja") is None
    assert notice_explained(installation.city, case, row, "easy") is None
    assert explain_message("ja", "題", ["文"]) is None


@pytest.mark.parametrize("language", FOREIGN)
def test_each_language_is_drawn_behind_the_japanese(
    installation: Installation, reviewer: Member, language: str
) -> None:
    case, row = notice_of(installation, reviewer, decided(installation, reviewer, "refused", "資格がないためです。"))
    letter, explained = notice_letter(case, row), notice_explained(installation.city, case, row, language)
    assert explained is not None
    assert all(
        any(ord(sign) > 0x2E80 for sign in part.title) is (language[:2] in ("zh", "ko")) for part in explained.parts
    )
    paper = set_letters(installation.city, [replace(letter, explained=explained)])
    assert paper.missing == ()
    texts = page_texts(paper.pdf)
    assert len(texts) == len(page_texts(set_letters(installation.city, [letter]).pdf)) + 1
    assert case.row.receipt_number in texts[-1].replace("\u2011", "-")


def test_where_no_font_has_the_letters_the_japanese_goes_alone(installation: Installation, reviewer: Member) -> None:
    case, row = notice_of(installation, reviewer, decided(installation, reviewer))
    undrawn = explain_message("en", "\U000f0000", ["x"])
    paper = set_letters(installation.city, [replace(notice_letter(case, row), explained=undrawn)])
    assert paper.missing == ()
    assert len(page_texts(paper.pdf)) == 2


def test_a_bug_in_the_sheet_is_logged_and_the_japanese_is_printed_alone(
    installation: Installation, reviewer: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    case, row = notice_of(installation, reviewer, decided(installation, reviewer))
    monkeypatch.setattr(print_notice_module, "explain_notice", lambda *_: 1 // 0)
    with capture_logs() as logged:
        texts = page_texts(print_notice(installation, case, row, paper=True, language="vi"))
    assert "処理結果通知書" in texts[0]
    assert [(line["event"], line["reference"]) for line in logged if line["event"] == "bug"] == [
        ("bug", "explain_notice")
    ]


def test_the_language_is_that_of_the_pages_unless_a_screen_or_a_contact_says_another(
    installation: Installation, reviewer: Member
) -> None:
    case, _ = notice_of(installation, reviewer, decided(installation, reviewer))
    with installation.database.read() as unit:
        assert language_of_case(unit, case) == "ja"
        assert language_of_case(unit, spoken(case, "vi")) == "vi"
        at_counter = replace(case, evidence={**case.evidence, "visitor": {"language": "ne"}})
        assert language_of_case(unit, spoken(at_counter, "vi")) == "ne"


def test_letters_to_post_carry_it_and_so_does_the_paper_of_a_core_system(
    installation: Installation, reviewer: Member
) -> None:
    number = decided(installation, reviewer)
    with installation.database.write() as unit:
        row, case = line_and_case(installation, unit, reviewer, number)
        letter = letter_of(installation, unit, spoken(case, "pt"), row)
    assert letter.explained is not None
    own = set_letters(installation.city, [replace(letter, explained=None)]).pdf
    core = replace(letter, pdf=own)
    printed = Printed(1, letter.on, letter.sender.office, (), [letter, core])
    texts = page_texts(print_dispatch(installation.city, printed).pdf)
    sheets = [place for place, text in enumerate(texts) if "Explicaçãodestacarta" in text]
    assert len(sheets) == 2
    assert all("Explicação" not in texts[place - 1] for place in sheets)


def test_a_request_says_what_to_answer_until_when(installation: Installation, reviewer: Member, number: str) -> None:
    with installation.database.write() as unit:
        case = spoken(case_of_member(installation, unit, reviewer, number), "easy")
        letter: Letter = letter_of_correction(installation, unit, case, addressee_of(case))
    words = words_of(letter.explained)
    assert "2026年12月4日までに" in words
    assert "正しい（ただしい）のは、日本語（にほんご）の 手紙（てがみ）です。" in words


def test_a_notice_opened_on_a_page_is_explained_in_the_language_of_the_page(
    installation: Installation, reviewer: Member
) -> None:
    case, row = notice_of(installation, reviewer, decided(installation, reviewer))
    texts = page_texts(print_notice(installation, case, row, paper=True, language="id"))
    assert "Penjelasansuratini" in texts[-1]
    assert "処理結果通知書" in texts[0]
