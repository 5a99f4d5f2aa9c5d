"""Completion, lines of complaints and cures beside the text of a definition, in a browser."""

from playwright.sync_api import Page

from portal.services.shared.installation import Installation
from tests.browser import OpenPage
from tests.journeys.desk.test_staff_by_keyboard import office
from tests.journeys.desk.test_workshop_by_keyboard import well_made
from tests.portal.conftest import database_url, installation
from tests.portal.services.workshop.writing import TEXT, author, begin

__all__ = ["database_url", "installation"]

HEAD = TEXT.partition("scenarios:")[0]
_PLACE = """(text) => {
  const area = document.querySelector("textarea[data-words]");
  area.value = text.replace("¦", "");
  area.focus();
  area.setSelectionRange(text.indexOf("¦"), text.indexOf("¦"));
}"""


def offered(page: Page, text: str) -> list[str]:
    """At the mark, for Ctrl+Space."""
    page.evaluate(_PLACE, text)
    page.keyboard.press("Control+Space")
    page.locator("#words-status", has_text="。").wait_for(state="attached")
    return page.locator("#words-list:not([hidden]) code").all_text_contents()


def text_of(page: Page) -> str:
    return page.locator("textarea[data-words]").input_value()


def write_on(page: Page, text: str) -> None:
    page.locator("textarea[data-words]").press("Control+End")
    page.keyboard.insert_text(text)


def continued_elsewhere(page: Page, other: Page) -> None:
    """What is typed and not saved is offered at another machine, and erased by saving."""
    write_on(page, "# まだ途中")
    page.get_by_text("書きかけを保存しました").wait_for()
    page.goto("/desk/workshop")  # nothing holds the page back
    other.reload()
    other.get_by_role("heading", name="書きかけがあります").wait_for()
    well_made(other)
    other.get_by_role("link", name="続ける").click()
    other.get_by_text("書きかけを保存してあります").wait_for()
    assert "# まだ途中" in text_of(other)
    write_on(other, "のもの")
    other.get_by_role("button", name="保存して確かめる").first.click()
    other.get_by_text("保存しました。").first.wait_for()


def test_what_may_be_written_is_offered_and_what_is_wrong_is_mended_by_a_click(
    installation: Installation, open_page: OpenPage
) -> None:
    member = author(installation)
    wrong = HEAD.replace("type: yes_no", "type: yes_mo").replace(
        "label: 目じるし", f"label: 目じるし, help: {'あ' * 70}"
    )
    draft = begin(installation, member, wrong + "scenarios: []\n")
    with office(installation, open_page) as desk:
        address = f"/desk/workshop/drafts/{draft}/text"
        page = desk.seat(member, address)
        continued_elsewhere(page, desk.seat(member, address))
        page.goto(address)
        assert "# まだ途中" in text_of(page)
        assert page.get_by_text("書きかけがあります").count() == 0
        assert "identity:" in (offered(page, f"{HEAD.replace('identity: {sign_in: none}', 'ident¦')}"))
        assert offered(page, HEAD.replace("kind: report", "kind: r¦")) == ["request", "reservation", "report"]
        assert offered(page, HEAD.replace("sign_in: none", "sign_in: ¦")) == ["none", "mail", "card"]
        assert "certainty:" in offered(page, HEAD.replace("{text: 無料, certainty: law}", "{text: 無料, ¦}"))
        assert "integer" in offered(page, f"{HEAD}      - {{id: many, type: int¦}}\n")
        assert {"min:", "max:", "unit:"} <= {*offered(page, f"{HEAD}      - {{id: many, type: integer, ¦}}\n")}
        assert {"options:", "why:"} <= {*offered(page, f"{HEAD}      - id: way\n        type: choice\n        ¦\n")}
        of_option = offered(page, f"{HEAD}      - {{id: way, type: choice, options: {{a: {{¦}}}}}}\n")
        assert ({"label:", "tell:", "help:", "doors:", "when:"} <= {*of_option}, "type:" in of_option) == (True, False)
        assert {"spot", "bent", "attains("} <= {*offered(page, f"{HEAD}      - {{id: x, type: text, when: ¦}}\n")}
        assert "person" in offered(page, f"{HEAD}  - step: 人\n    id: a\n    use: p¦\n")
        assert {"repeat:", "use:", "when:"} <= {*offered(page, f"{HEAD}  - step: 人\n    ¦\n")}
        assert offered(page, f"{HEAD}scenarios:\n  - name: a\n    expect: {{comp¦}}\n") == ["complete:", "computed:"]
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        assert "expect: {computed: }" in text_of(page)
        well_made(page)
        assert offered(page, "title: ¦\n") != ["x"]
        page.keyboard.press("Escape")
        assert page.locator("#words-list").is_hidden()
        page.reload()
        page.get_by_role("button", name="「yes_no」に直す").click()
        assert "type: yes_no" in text_of(page)
        page.get_by_role("link", name="18行").first.click()
        assert page.evaluate("getSelection().toString() || document.activeElement.name") != ""
        page.get_by_role("button", name="理由を書いて残す").first.click()
        assert "because:\n  lint.long_help: 理由を書いてください" in text_of(page)
        well_made(page)
