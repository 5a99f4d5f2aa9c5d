"""What a script keeps of an author's form, on the pages that offer it."""

import re

from portal.services.shared.installation import Installation
from tests.portal.routes.staff_browser import StaffBrowser, at_desk
from tests.portal.services.workshop.writing import TEXT, author, begin, opened, publisher, save

HERE = "/desk/workshop"
OFFERED = "書きかけがあります"
MINE = TEXT + "# mine\n"


def kept(browser: StaffBrowser, base: str, page: str, boxes: dict[str, str], typed: str = "0") -> str:
    answer = browser.post(base + page, f"{base}/typed", {"page": page, "typed": typed, **boxes})
    assert answer.status_code == 200, answer.text
    return answer.text


def box(page: str, name: str) -> str:
    values: list[str] = re.findall(rf'name="{name}" value="([^"]*)"', page)
    return values[-1]


def test_a_text_is_offered_continued_elsewhere_and_erased_by_saving(installation: Installation) -> None:
    alice = author(installation)
    base = f"{HERE}/drafts/{begin(installation, alice)}"
    typed = kept(at_desk(installation, alice), base, "/text?part=", {"part": "", "text": MINE, "read": "2"})
    browser = at_desk(installation, alice)  # another machine
    page = browser.get(f"{base}/text")
    assert (OFFERED in page, "# mine" in page, "data-unfinished" in page) == (True, False, False)
    assert OFFERED not in browser.get(f"{base}/text?part=easy")
    page = browser.get(f"{base}/text?part=&typed=yes")
    assert ("# mine" in page, "の続きです" in page, "data-unfinished" in page) == (True, True, True)
    assert (box(page, "read"), box(page, "typed")) == ("2", typed)
    sent = {"part": "", "text": MINE, "read": "2", "page": "/text?part=", "typed": typed}
    assert browser.post(f"{base}/text", f"{base}/text", sent).status_code == 303
    assert OFFERED not in browser.get(f"{base}/text")


def test_saving_a_page_that_did_not_show_it_erases_nothing_and_dropping_does(installation: Installation) -> None:
    alice = author(installation)
    browser, base = at_desk(installation, alice), f"{HERE}/drafts/{begin(installation, alice)}"
    kept(browser, base, "/text?part=", {"part": "", "text": MINE, "read": "2"})
    sent = {"part": "", "text": TEXT + "# other\n", "read": "2", "page": "/text?part=", "typed": "0"}
    assert browser.post(f"{base}/text", f"{base}/text", sent).status_code == 303
    page = browser.get(f"{base}/text")
    assert OFFERED in page
    dropped = browser.post(
        f"{base}/text",
        f"{base}/typed",
        {
            "page": "/text?part=",
            "typed": box(page.partition(OFFERED)[2].partition("</form>")[0], "typed"),
            "drop": "yes",
        },
    )
    assert (dropped.status_code, dropped.headers["location"]) == (303, f"{base}/text?part=")
    assert OFFERED not in browser.get(f"{base}/text")


def test_what_another_author_saved_is_compared_and_never_covered(installation: Installation) -> None:
    alice, bob = author(installation), author(installation, "bob")
    draft_id = begin(installation, alice)
    browser, base = at_desk(installation, alice), f"{HERE}/drafts/{draft_id}"
    typed = kept(browser, base, "/text?part=", {"part": "", "text": MINE, "read": "2"})
    save(installation, bob, draft_id, TEXT + "# bob\n")
    assert OFFERED not in at_desk(installation, bob).get(f"{base}/text")
    read = box(browser.get(f"{base}/text?part=&typed=yes"), "read")
    sent = {"part": "", "text": MINE, "read": read, "page": "/text?part=", "typed": typed}
    answer = browser.post(f"{base}/text", f"{base}/text", sent)
    assert (answer.status_code, "bobさんが、先に保存しました" in answer.text, "# mine" in answer.text) == (
        409,
        True,
        True,
    )
    assert box(answer.text, "typed") == typed
    assert opened(installation, alice, draft_id).texts[""] == TEXT + "# bob\n"
    assert OFFERED in browser.get(f"{base}/text")


def test_a_question_is_offered_as_it_was_typed(installation: Installation) -> None:
    alice = author(installation)
    draft_id = begin(installation, alice)
    browser, base = at_desk(installation, alice), f"{HERE}/drafts/{draft_id}"
    address = f"{base}/questions/question?at=steps.0.ask.0"
    page = box(browser.get(address), "page")
    boxes = {
        "read": "2",
        "type": "text",
        "at": "steps.0.ask.0",
        "name": "spot",
        "label": "",
        "help": "近くの<b>もの</b>",
    }
    typed = kept(browser, base, page, boxes)
    assert OFFERED in browser.get(address)
    shown = browser.client.get(f"{base}{page}&typed=yes").text
    assert ("近くの&lt;b&gt;もの" in shown, "<b>もの" in shown, 'aria-invalid="true"' in shown) == (True, False, False)
    answer = browser.post(
        address, f"{base}/questions/question", boxes | {"label": "めじるし", "page": page, "typed": typed}
    )
    assert answer.status_code == 303
    assert "近くの<b>もの</b>" in opened(installation, alice, draft_id).texts[""]
    assert OFFERED not in browser.get(address)


def test_strangers_and_publishers_keep_nothing_and_lead_nowhere(installation: Installation) -> None:
    alice = author(installation)
    base = f"{HERE}/drafts/{begin(installation, alice)}"
    boxes = {"page": "/text?part=", "typed": "0", "text": "x"}
    stranger = at_desk(installation, author(installation, "charlie", "housing"))
    assert stranger.post(HERE, f"{base}/typed", boxes).status_code == 404
    assert at_desk(installation, publisher(installation)).post(HERE, f"{base}/typed", boxes).status_code == 403
    browser = at_desk(installation, alice)
    assert browser.client.post(f"{base}/typed", data=boxes).status_code == 403
    away = browser.post(base, f"{base}/typed", boxes | {"page": "//elsewhere.example/", "drop": "yes"})
    assert away.headers["location"].startswith(f"{base}//")
    assert browser.post(base, f"{base}/typed", boxes | {"typed": "-1 OR 1"}).status_code == 200
