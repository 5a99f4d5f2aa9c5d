"""The check page of the longest everyday procedure, on a phone: what the records filled in is folded, the button is in reach."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page

from forms.text.foreign_day import is_foreign
from forms.text.translations import LANGUAGES as TRANSLATED
from portal.web.filing import check_view
from tests.browser import PHONE, axe
from tests.examples import IS_LONG
from tests.journeys import looks
from tests.journeys.efforts import CARD, walked
from tests.journeys.family import ALLOWANCE, FOUR, Counting, served, written_extract
from tests.journeys.in_process import BASE, InProcess
from tests.journeys.photograph_states import answer
from tests.journeys.visitor import Visitor

FOREIGN = tuple(language for language in TRANSLATED if is_foreign(language))
GIST = re.compile(r'<summary>([^<]*) <span class="gist screen-only">([^<]*)</span></summary>')
MOST_SCREENS = 3  # to the end of the button, of PHONE; with its 45 rows open it was more than 7


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[InProcess, Visitor]]:
    with filled_in(tmp_path_factory.mktemp("single")) as both:
        yield both


@contextmanager
def filled_in(folder: Path) -> Iterator[tuple[InProcess, Visitor]]:
    register = str(written_extract(folder))
    with served(folder, resident_register="file", register_file=register) as service, service.resident() as visitor:
        Counting(visitor, service.installation.catalogue.current(ALLOWANCE), FOUR).until_check()
        yield service, visitor


def folds_of(visitor: Visitor) -> dict[str, str]:
    page = re.sub(r"\s+", " ", visitor.text)
    return dict(re.findall(r'<details class="more printed"><summary>([^<]*)</summary>(.*?)</details>', page))


def test_what_records_filled_in_is_one_fold_and_what_was_typed_is_open(checked: tuple[InProcess, Visitor]) -> None:
    folds = folds_of(checked[1])
    known = folds["住民票のとおりに入れたこと 24件"]
    assert re.findall(r"<h3>([^<]*)</h3>", known)[-2:] == ["子ども 2（見本 そら）", "子ども 1（見本 ひかり）"]
    assert "1丁目2番3号" in known
    assert ">変更<" in known, "what is folded has its way back"
    outside = re.sub(r"\s+", " ", checked[1].text)
    for body in folds.values():
        outside = outside.replace(body, "")
    assert "1丁目2番3号" not in outside
    assert "サンプル製作所" in outside


def test_rows_are_counted_in_a_line_and_consents_folded(checked: tuple[InProcess, Visitor]) -> None:
    assert "書いたことに間違いはありません" in folds_of(checked[1])["同意・確認したこと 2件"]
    assert "<dt>子ども</dt>" in checked[1].text
    assert "<h2>同意と確認</h2>" not in checked[1].text


def test_a_long_page_folds_each_section_and_says_what_is_in_it(
    checked: tuple[InProcess, Visitor], monkeypatch: pytest.MonkeyPatch
) -> None:
    service, visitor = checked
    with service.resident() as foreign_visitor:
        foreign_visitor.client.cookies.set("kakanai_language", "ne")
        pages = (visitor.text, foreign_visitor.go(visitor.path).text)
    assert ['class="gist' in page for page in pages] == [False, False], (
        "a line holds more narrow letters than wide ones"
    )
    monkeypatch.setattr(check_view, "MOST_LINES", 5)
    with service.resident() as again:
        again.go(visitor.path)
        page = re.sub(r"\s+", " ", again.text)
        again.client.cookies.set("kakanai_language", "vi")
        foreign = re.sub(r"\s+", " ", again.go(visitor.path).text)
    gists = dict(GIST.findall(page))
    assert gists["請求する人"] == "昼間につながる電話番号（自宅か携帯）：09000000001…"
    assert all(len(gist) <= check_view.GIST for gist in gists.values())
    own = dict(GIST.findall(foreign))
    assert own["Người yêu cầu"] == "Việc làm: Nhân viên công ty…", "a question with its answer, where both have room"
    assert own["Vợ/chồng"] == "Việc làm của vợ/chồng: Nhân viên công ty…", "narrow letters have room"
    folds = re.findall(r'<details class="more printed">(.*?)</details>', page)
    assert "サンプル製作所" in "".join(folds)
    assert ">変更<" in next(fold for fold in folds if "サンプル製作所" in fold)


def test_what_was_changed_is_open(checked: tuple[InProcess, Visitor]) -> None:
    service, visitor = checked
    here = visitor.path
    with service.resident() as again:
        again.go(here.replace("/check", "/page/spouse.who"))
        again.press("次へ進む", {"spouse.kana.given": "ハナ"})
        again.go(here)
        assert "ハナ" not in folds_of(again)["住民票のとおりに入れたこと 23件"]
        again.go(here.replace("/check", "/page/spouse.who"))
        again.press("次へ進む", {"spouse.kana.given": "ハナコ"})


@pytest.mark.parametrize("language", ["ja", "easy"])
def test_the_button_is_in_reach_and_covers_nothing(
    checked: tuple[InProcess, Visitor], phone: Page, language: str
) -> None:
    service, visitor = checked
    with service.resident() as again:
        again.client.cookies.set("kakanai_language", language)
        phone.route("**/*", lambda route: answer(again.client, route))  # type: ignore[arg-type]
        phone.goto(f"{BASE}{visitor.path}")
        button = phone.locator(".send-bar .button")
        assert (box := button.bounding_box()) is not None
        assert box["y"] + box["height"] <= PHONE["height"]
        assert looks.of_focus(phone) == []
        assert axe(phone) == []
        assert looks.of_layout(phone) + looks.of_targets(phone, looks.RESIDENT) == []
        if language == "ja":
            assert end_of_button(phone) <= MOST_SCREENS * PHONE["height"]
        phone.emulate_media(media="print")
        folded = phone.locator("details.printed .row").first
        assert folded.evaluate("row => row.getBoundingClientRect().height") > 0
        assert looks.of_larger_text(phone) == []


def test_on_a_desk_the_bar_is_as_wide_as_what_passes_below_it(
    checked: tuple[InProcess, Visitor], desktop: Page
) -> None:
    service, visitor = checked
    with service.resident() as again:
        desktop.route("**/*", lambda route: answer(again.client, route))  # type: ignore[arg-type]
        desktop.goto(f"{BASE}{visitor.path}")
        bar, section = (desktop.locator(place).first.bounding_box() for place in (".send-bar", ".check"))
        assert bar is not None
        assert section is not None
        assert bar["x"] <= section["x"]
        assert bar["x"] + bar["width"] >= section["x"] + section["width"]


def end_of_button(phone: Page) -> float:
    """In its place, below everything that is read."""
    return float(
        phone.locator(".send-bar").evaluate("""bar => {
            bar.style.position = "static";
            const end = bar.getBoundingClientRect().bottom + scrollY;
            bar.style.position = "";
            return end;
        }""")
    )


@pytest.mark.parametrize("longest", ["hoiku-riyo-moshikomi", "moving"])  # of a procedure alone, of a bundle
@pytest.mark.long("tests/journeys/residents/test_efforts.py")
def test_the_longest_form_is_three_screens_and_its_button_in_reach(longest: str, tmp_path: Path, phone: Page) -> None:
    with walked(longest, CARD, tmp_path) as (visitor, _):
        phone.route("**/*", lambda route: answer(visitor.client, route))  # type: ignore[arg-type]
        for language in ("ja", "easy", *(FOREIGN if IS_LONG else ("pt", "fil"))):  # those with the longest words
            visitor.client.cookies.set("kakanai_language", language)
            phone.goto(f"{BASE}{visitor.path}")
            assert (box := phone.locator(".send-bar .button").bounding_box()) is not None
            assert box["y"] + box["height"] <= PHONE["height"]
            assert end_of_button(phone) <= MOST_SCREENS * PHONE["height"], language
            assert looks.of_layout(phone) + looks.of_targets(phone, looks.RESIDENT) == []
            assert looks.of_larger_text(phone) == [], language
            gists = phone.locator(".gist").all_inner_texts()
            assert gists or longest == "moving", "whose procedures fold their answers whole"
            assert [gist for gist in gists if gist.count("（") != gist.count("）")] == []


@pytest.mark.long("tests/portal/routes/filing/test_receipts.py")
def test_the_receipt_begins_with_what_happens_when(tmp_path: Path, phone: Page) -> None:
    with filled_in(tmp_path) as (service, visitor):
        service.cards.sign(visitor, "taro")
        look_at_receipt(visitor, phone)


def printed(phone: Page) -> list[str]:
    """What is wrong with the page on paper, in the dark."""
    phone.emulate_media(media="print", color_scheme="dark")
    wrong: list[str] = phone.evaluate("""() => {
        const pressed = document.querySelectorAll("button, .button, nav, .screen-only, .skip, summary + .buttons");
        const wrong = [...pressed].filter(one => one.checkVisibility()).map(one => one.outerHTML.slice(0, 80));
        for (const kept of [".receipt-number", ".help-office .telephone"])
            if (!document.querySelector(kept)?.checkVisibility()) wrong.push(`${kept} is not printed`);
        if (document.querySelector(".bottom").innerText.includes("ログイン")) wrong.push("the end of the session");
        const paper = getComputedStyle(document.body).backgroundColor;
        return paper === "rgb(255, 255, 255)" ? wrong : [...wrong, `the paper is ${paper}`];
    }""")
    phone.emulate_media(media="screen", color_scheme="light")
    return wrong


def look_at_receipt(visitor: Visitor, phone: Page) -> None:
    number = visitor.path.rpartition("/")[2].partition("?")[0]
    phone.route("**/*", lambda route: answer(visitor.client, route))  # type: ignore[arg-type]
    for language in ("ja", "easy"):
        visitor.client.cookies.set("kakanai_language", language)
        phone.goto(f"{BASE}/applications/{number}?sent")
        card = phone.locator(".card.next")
        assert "2026年" in card.locator("ol li").first.inner_text()
        assert "12月20日" in card.locator("ol + p").inner_text()
        assert card.locator(f"a[href='/applications/{number}/receipt.pdf']").count() == 1
        assert card.locator("a[href='/applications/contact']").count() == 1
        assert axe(phone) == []
        assert looks.of_layout(phone) + looks.of_targets(phone, looks.RESIDENT) + looks.of_larger_text(phone) == []
        assert printed(phone) == [], "on paper there is nothing to press, and whom to call"
        phone.goto(f"{BASE}/applications")
        assert axe(phone) == []
        assert looks.of_layout(phone) + looks.of_targets(phone, looks.RESIDENT) == []
