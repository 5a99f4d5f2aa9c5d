"""翻訳 over HTTP: the mark of the machine goes from a resident's page when its texts are signed."""

import re
from collections import Counter
from collections.abc import Iterator

import pytest

from forms.text.translations import put_own, translate
from portal.services.shared.installation import Installation
from portal.services.workshop.translate_texts import MACHINE as MADE
from portal.services.workshop.translate_texts import (
    SIGNED,
    count_states,
    lines_of,
    mark_of,
    own_of,
    put_translations,
)
from portal.store.workshop import translations as stored
from portal.store.workshop.translations import TranslationRow
from portal.web.workshop.translatable import all_texts, groups, groups_of
from tests.portal.routes.staff_browser import StaffBrowser, at_desk
from tests.portal.services.workshop.writing import DUTY
from tests.portal.world import add_member

HERE = "/desk/translations"
TEXT = "次へ進む"
MACHINE = translate("vi", "機械で訳した文です。正しいのは日本語の文です。")


@pytest.fixture(autouse=True)
def _own() -> Iterator[None]:
    yield
    put_own({})


@pytest.fixture
def browser(installation: Installation) -> StaffBrowser:
    return at_desk(installation, add_member(installation, "translator", ("translator", "*")))


def line_of(page: str, text: str) -> dict[str, str]:
    form = next(
        form for form in re.findall(r"<form.*?</form>", page, re.DOTALL) if f'name="japanese" value="{text}"' in form
    )
    return {"japanese": text, **dict(re.findall(r'name="(group|seen|state)" value="([^"]*)"', form))}


def signing(page: str) -> dict[str, str]:
    # The boxes of the form that signs several lines.
    form = next(form for form in re.findall(r"<form.*?</form>", page, re.DOTALL) if "/vi/sign" in form)
    return dict(re.findall(r'name="(group|seen|all|after)" value="([^"]*)"', form))


def counted(installation: Installation, group: str, state: str) -> int:
    every = groups(installation.city, installation.catalogue.of_all(groups_of), installation.guides.values())
    texts = next(part.texts for part in every if part.id == group)
    with installation.database.read() as unit:
        put_translations(installation.translated, unit)
        return sum(line.state == state for line in lines_of(own_of(unit, "vi"), "vi", texts))


def test_a_press_on_the_list_signs_the_shown_lines_alone_and_can_be_taken_back(
    installation: Installation, browser: StaffBrowser
) -> None:
    address = f"{HERE}/vi?group=pages"
    page = browser.get(address)
    shown = re.findall(r'name="line" value="([0-9a-f]{64})"', page)
    whole = counted(installation, "pages", MADE)
    assert (len(shown), f"確かめた（{len(shown)}行）" in page, whole > len(shown)) == (25, True, True)
    signed = browser.post(address, f"{HERE}/vi/sign", signing(page) | {"line": shown})
    assert (signed.status_code, counted(installation, "pages", SIGNED)) == (303, len(shown))
    after = browser.get(signed.headers["location"])
    assert (f"{len(shown)}行の訳を、人が確かめた訳にしました" in after, "元に戻す" in after) == (True, True)
    at = signed.headers["location"].rpartition("at=")[2]
    bob = at_desk(installation, add_member(installation, "bob", ("translator", "*")))
    assert bob.post(address, f"{HERE}/vi/unsign", {"group": "pages", "at": at}).status_code == 409
    back = browser.post(address, f"{HERE}/vi/unsign", {"group": "pages", "at": at})
    assert (back.status_code, counted(installation, "pages", MADE)) == (303, whole)
    assert "まだ確かめていない訳に戻しました" in browser.get(back.headers["location"])
    assert browser.post(address, f"{HERE}/vi/unsign", {"group": "pages", "at": at}).status_code == 409


def test_all_of_a_group_is_signed_by_a_page_that_says_what_it_means(
    installation: Installation, browser: StaffBrowser
) -> None:
    whole = counted(installation, "city", MADE)
    page = browser.get(f"{HERE}/vi/sign?group=city")
    assert (f"{whole}行" in page, "読んでいない訳も、人が確かめたことになります" in page) == (True, True)
    assert browser.post(f"{HERE}/vi", f"{HERE}/vi/sign", signing(page)).status_code == 303
    assert counted(installation, "city", MADE) == 0
    assert "確かめていない訳はありません" in browser.get(f"{HERE}/vi/sign?group=city")
    browser.get(f"{HERE}/vi/sign?group=unknown", 404)


def test_a_text_is_found_mended_and_signed(browser: StaffBrowser) -> None:
    assert "ベトナム語" in browser.get(HERE)
    page = browser.get(f"{HERE}/vi?q={TEXT}")
    boxes = line_of(page, TEXT)
    assert browser.post(f"{HERE}/vi", f"{HERE}/vi", {**boxes, "text": "Đi tiếp nhé"}).status_code == 303
    assert "Đi tiếp nhé" in browser.get(f"{HERE}/vi?q={TEXT}")
    late = browser.post(f"{HERE}/vi", f"{HERE}/vi", {**boxes, "text": "Khác", "sign": "1"})
    assert (late.status_code, "ほかの人がこの訳を変えました" in late.text) == (409, True)
    boxes = line_of(browser.get(f"{HERE}/vi?q={TEXT}"), TEXT)
    unfit = browser.post(f"{HERE}/vi", f"{HERE}/vi", {**boxes, "text": "{x}", "sign": "1"})
    assert (unfit.status_code, "{ } の中" in unfit.text) == (422, True)
    assert browser.post(f"{HERE}/vi", f"{HERE}/vi", {**boxes, "text": "Tiếp", "sign": "1"}).status_code == 303
    assert "人が確かめた（staff:translator" in browser.get(f"{HERE}/vi?q={TEXT}")
    browser.get(f"{HERE}/easy", 404)
    browser.get(f"{HERE}/tlh", 404)


def test_the_mark_of_the_machine_goes_from_a_procedure_when_it_and_the_words_of_pages_are_signed(
    installation: Installation, browser: StaffBrowser
) -> None:
    procedure = installation.catalogue.all()[0].id
    browser.client.get(f"/language/vi?next=/procedures/{procedure}")

    def marked(address: str) -> bool:
        return MACHINE in browser.get(address)

    assert marked(f"/procedures/{procedure}")
    seen = signing(browser.get(f"{HERE}/vi/sign?group=pages"))
    boxes = line_of(browser.get(f"{HERE}/vi?q={TEXT}"), TEXT)
    assert browser.post(f"{HERE}/vi", f"{HERE}/vi", {**boxes, "text": "Khác"}).status_code == 303
    late = browser.post(f"{HERE}/vi", f"{HERE}/vi/sign", seen)
    assert (late.status_code, "何も変えていません" in late.text) == (409, True)
    assert marked(f"/procedures/{procedure}")
    for group in ("pages", procedure):
        seen = signing(browser.get(f"{HERE}/vi/sign?group={group}"))
        assert browser.post(f"{HERE}/vi", f"{HERE}/vi/sign", seen).status_code == 303
    assert not marked(f"/procedures/{procedure}")
    assert marked("/")


def test_a_list_promises_no_more_texts_than_are_left(browser: StaffBrowser, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = len(re.findall(r'id="line-[0-9]+"', browser.get(f"{HERE}/vi?q={TEXT}")))
    assert whole > 1
    monkeypatch.setattr("portal.routes.workshop.translations._SHOWN", whole - 1)
    assert f"次の1（全部で{whole}）" in browser.get(f"{HERE}/vi?q={TEXT}")


def test_the_file_goes_out_and_comes_back(browser: StaffBrowser) -> None:
    browser.get(f"{HERE}/vi")
    answer = browser.client.get(f"{HERE}/vi/file.po")
    assert answer.headers["content-type"].startswith("text/x-gettext-translation")
    text = answer.text
    entry = re.search(rf'#, fuzzy\nmsgid "{TEXT}"\nmsgstr ".*"\n', text)
    assert entry is not None
    token = re.findall(r'name="csrf_token" value="([^"]*)"', browser.get(f"{HERE}/vi"))[0]

    def take(content: str) -> int:
        sent = {"csrf_token": (None, token), "file": ("vi.po", content.encode())}
        return browser.client.post(f"{HERE}/vi/file", files=sent).status_code

    assert take("no catalogue") == 422
    assert take(f'msgid "{TEXT}"\nmsgstr "Tiếp {{x}}"\n') == 422
    assert take(f'msgid "{TEXT}"\nmsgstr "{{{{ cycler }}}}"\n') == 422
    of_windows = text.replace(entry[0], f'msgid "{TEXT}"\nmsgstr "Tiếp tục"\n').replace("\n", "\r\n")
    assert take(f"\ufeff{of_windows}") == 303
    assert "Tiếp tục" in browser.get(f"{HERE}/vi?q={TEXT}")


def test_who_translates_for_one_section_sees_its_procedures_alone(installation: Installation) -> None:
    browser = at_desk(installation, add_member(installation, "bob", ("translator", DUTY)))
    assert browser.post(f"{HERE}", f"{HERE}/vi/sign", {"group": "pages"}).status_code in (403, 404)
    browser.get(f"{HERE}/vi")
    token = re.findall(r'name="csrf_token" value="([^"]*)"', browser.get(HERE + "/vi"))[0]
    sent = {"csrf_token": (None, token), "file": ("vi.po", b"")}
    assert browser.client.post(f"{HERE}/vi/file", files=sent).status_code == 403
    assert "画面・メール・手紙のことば" not in browser.client.get(f"{HERE}/vi").text


def test_the_overview_counts_what_the_lines_of_each_language_say_and_makes_none_of_them(
    installation: Installation, browser: StaffBrowser, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = browser.get(f"{HERE}/vi?q={TEXT}")
    assert (
        browser.post(f"{HERE}/vi", f"{HERE}/vi", {**line_of(page, TEXT), "sign": "1", "text": "Tiếp"}).status_code
        == 303
    )
    rows = (("次へ進む", "Tiếp", 1), ("もうない文", "Không còn", 1))
    with installation.database.change() as unit:
        stored.add(
            unit,
            [TranslationRow(0, "vi", mark_of(text), text, own, signed, "staff:x", 1) for text, own, signed in rows],
        )
        put_translations(installation.translated, unit)
    every = groups(installation.city, installation.catalogue.of_all(groups_of), installation.guides.values())
    places = {**all_texts(every), "訳のない文": "page"}
    for language in ("vi", "ne"):
        states = Counter(line.state for line in lines_of({}, language, places))
        assert count_states(language, places.keys()) == {
            state: states[state] for state in ("machine", "signed", "missing")
        }
        assert states["missing"] == 1
    assert states["signed"] == 0

    def refuse(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr("portal.routes.workshop.translations.lines_of", refuse)
    shown = re.search(r"ベトナム語.*?</tr>", browser.get(HERE), re.DOTALL)
    assert shown
    signed = count_states("vi", places.keys())[SIGNED]
    assert f">{signed}<" in shown[0]
