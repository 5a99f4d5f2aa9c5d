"""The start of the counter: one field, who is expected, who is served; a post, so that names stay out of addresses."""

import re
import secrets

import pytest

from portal.services.counter.move_visit import park_visit
from portal.services.counter.visits import begin_visit, save_visit, visit_of_counter
from portal.services.filing.visit_facts import Facts, keep_facts
from portal.services.shared.codes import read_code
from portal.services.shared.installation import Installation
from portal.services.shared.known_sources import CARD
from portal.services.shared.rights import Member
from portal.store.counter import visits
from portal.store.shared import audit_records
from tests.portal.later import at
from tests.portal.routes.staff_browser import StaffBrowser, at_desk
from tests.portal.services.bookings.booking import FIRST, at_the_window, book, resident
from tests.portal.world import DUTY, PROCEDURE, add_member, alice, file_application
from tests.statements import statements_sent

SCREENING = "health-screening"
NAME = "髙見本　太郎"
MOST_STATEMENTS = 7  # may only decrease


def asked(browser: StaffBrowser, typed: str) -> tuple[str, list[tuple[str, str]]]:
    """(address of what opened, [] else (kind and label, address) of each choice)."""
    response = browser.client.post("/counter", data={**hidden(browser.get("/counter")), "asked": typed})
    if response.status_code == 303:
        return response.headers["location"], []
    assert response.status_code == 200, response.text
    assert typed not in str(response.url)
    part = response.text[response.text.index("<main") :]
    rows = re.findall(r"<li>(.*?)</li>", part, re.DOTALL)
    return "", [
        (" ".join(re.sub(r"<[^>]*>", " ", row).split()), re.findall(r'(?:href|action)="([^"]*)"', row)[0])
        for row in rows
    ]


def hidden(page: str) -> dict[str, str]:
    form = page[page.index('action="/counter" class="filters"') :]
    return dict(re.findall(r'type="hidden" name="([a-z_]+)" value="([^"]*)"', form[: form.index("</form>")]))


def pressed(browser: StaffBrowser, typed: str, kind: str) -> str:
    """Presses the first choice of this kind, twice; where both lead."""
    text = browser.client.post("/counter", data={**hidden(browser.get("/counter")), "asked": typed}).text
    row = next(row for row in re.findall(r"<li>(.*?)</li>", text[text.index("<main") :], re.DOTALL) if kind in row)
    action = re.findall(r'action="([^"]*)"', row)[0]
    boxes = dict(re.findall(r'type="hidden" name="([a-z_]+)" value="([^"]*)"', row))
    first, second = (browser.client.post(action, data=boxes) for _ in range(2))
    assert first.status_code == second.status_code == 303, first.text
    assert first.headers["location"] == second.headers["location"]
    return str(first.headers["location"])


def opened(installation: Installation, member: Member, ticket: str, name: str = "", *, parked: bool = False) -> str:
    with installation.database.write() as unit:
        visit_id = begin_visit(installation, unit, member, secrets.token_urlsafe(16), ticket)
        visit = visit_of_counter(installation, unit, member, visit_id)
        words = type(visit.words)(**{**vars(visit.words), "name": name})
        visit = save_visit(installation, unit, visit, words)
        if parked:
            park_visit(installation, unit, member, visit, words)
        unit.commit()
    return f"/counter/visits/{visit_id}"


@pytest.fixture
def clerk(installation: Installation) -> Member:
    return add_member(installation, "clerk", ("clerk", DUTY), ("clerk", SCREENING))


@pytest.fixture
def browser(installation: Installation, clerk: Member) -> StaffBrowser:
    return at_desk(installation, clerk)


def test_the_field_comes_first_and_has_the_focus(browser: StaffBrowser) -> None:
    main = browser.get("/counter").partition("<main")[2]
    first = re.findall(r"<(?:input|select|textarea)(?![^>]*hidden)[^>]*>", main)[0]
    assert 'name="asked"' in first
    assert "autofocus" in first
    assert main.count("autofocus") == 1


def test_a_ticket_is_a_visit_at_once_and_the_same_ticket_the_same_visit(
    installation: Installation, browser: StaffBrowser
) -> None:
    visit, _ = asked(browser, "A-12")
    assert visit.startswith("/counter/visits/")
    for again in ("A-12", "a-12", "Ａ－１２"):
        assert asked(browser, again) == (visit, [])
    assert asked(browser, "A-1")[0] != visit
    without, _ = asked(browser, "")
    assert without not in (visit, "")
    with installation.database.read() as unit:
        rows = [visits.by_id(unit, address.rpartition("/")[2]) for address in (visit, without)]
    assert [row.ticket for row in rows if row] == ["A-12", ""]


def test_a_receipt_number_opens_its_case_if_one_may_see_it(installation: Installation, browser: StaffBrowser) -> None:
    number = file_application(installation, alice(installation))
    for typed in (number, number.replace("-", ""), f" {number} "):
        assert asked(browser, typed) == (f"/desk/{number}", [])
    stranger = at_desk(installation, add_member(installation, "stranger", ("clerk", "roads")))
    leads, choices = asked(stranger, number)
    assert (leads, [address for _, address in choices if number in address]) == ("", [])


@pytest.mark.parametrize("typed", ["ひほけんしゃしょう", "被保険者証 再交付", "hihokensha"])
def test_a_reading_or_a_name_begins_a_visit_with_the_procedure_once(
    installation: Installation, browser: StaffBrowser, typed: str
) -> None:
    _, choices = asked(browser, typed)
    title = installation.catalogue.current(PROCEDURE).title
    assert any(label.startswith(f"来庁で始める {title}") for label, _ in choices)
    assert any(address == f"/counter/{PROCEDURE}/start" for _, address in choices), "one alone, or on paper"
    draft = pressed(browser, typed, title)
    assert draft.startswith("/counter/drafts/")
    with installation.database.read() as unit:
        (visit,) = visits.open_ones(unit)
        (item,) = visits.items(unit, [visit.id])
    assert draft.endswith(item.uid)


def test_a_life_event_begins_a_visit_with_its_guide(browser: StaffBrowser) -> None:
    assert re.fullmatch(r"/counter/visits/[^/]+/guide/[a-z-]+", pressed(browser, "引っ越し", "ガイドで来庁"))


def test_what_is_no_guide_or_procedure_begins_nothing(installation: Installation, browser: StaffBrowser) -> None:
    boxes = {"csrf_token": hidden(browser.get("/counter"))["csrf_token"], "once": "once-once-once-once"}
    assert browser.client.post("/counter/visits", data={**boxes, "guide": "nothing"}).status_code == 404
    assert browser.client.post("/counter/visits", data={**boxes, "procedure": "nothing"}).status_code == 404
    assert browser.client.post("/counter/visits", data={**boxes, "procedure": "doro-senyo"}).status_code == 403
    with installation.database.read() as unit:
        assert visits.open_ones(unit) == []


def test_a_reading_finds_the_visit_of_a_person_or_of_their_family(
    installation: Installation, clerk: Member, browser: StaffBrowser
) -> None:
    visit, other = (opened(installation, clerk, ticket) for ticket in ("A-7", "A-8"))
    child = {"name": {"family": "髙見本", "given": "凪"}, "kana": {"family": "タカミホン", "given": "ナギ"}}
    with installation.database.write() as unit:
        row = visits.by_id(unit, visit.rpartition("/")[2])
        assert row
        keep_facts(installation, unit, row, Facts().joined(child, CARD)[0])
        unit.commit()
    for typed in ("たかみほん なぎ", "ナギ", "凪"):
        addresses = [address for _, address in asked(browser, typed)[1]]
        assert (visit in addresses, other in addresses) == (True, False), typed


def test_a_name_finds_visits_bookings_and_parked_drafts_of_ones_duties(
    installation: Installation, clerk: Member
) -> None:
    book(installation, alice(installation), FIRST)
    today = at(at_the_window(installation), "2026-12-01T08:30:00+09:00")
    visit = opened(today, clerk, "A-3", NAME)
    colleague = add_member(today, "colleague", ("clerk", DUTY), ("clerk", SCREENING))
    _, choices = asked(at_desk(today, colleague), "高見本")
    assert (choices[0][0].split()[0], choices[0][1]) == ("来庁", visit)
    assert choices[1][0].startswith("今日の予約 09:00 髙見本 太郎")
    with today.database.read() as unit:
        details = {record.detail for record in audit_records.after(unit, 0) if record.actor == "staff:colleague"}
    assert {"1 visits of colleagues", "2026-12-01"} <= details
    stranger = at_desk(today, add_member(today, "stranger", ("clerk", "roads")))
    leads, theirs = asked(stranger, "高見本")
    assert leads == ""
    assert not any("髙見本" in label for label, _ in theirs)


def test_the_code_of_a_draft_asks_for_the_birthday_and_is_in_no_address(browser: StaffBrowser) -> None:
    code = "23456789A"
    valid = next(code + sign for sign in "23456789ACDEFGHJKLMNPQRTUVWXY" if read_code(code + sign))
    for typed in (valid, f"https://city.example/resume/{valid}"):
        (choice,) = asked(browser, typed)[1]
        assert choice[1] == "/counter/resume"
    page = browser.post("/counter", "/counter/resume", {"code": valid})
    assert page.status_code == 200
    assert f'value="{valid}"' in page.text
    assert 'id="error-summary"' not in page.text, "nothing is wrong yet"
    assert 'name="birth.year"' in page.text
    unknown = browser.post("/counter", "/counter/resume", {"code": valid, "birth.year": "19490403"})
    assert (unknown.status_code, "コードか生年月日が違うか" in unknown.text) == (422, True)


def test_what_is_nothing_is_reported_and_may_be_a_ticket(browser: StaffBrowser) -> None:
    response = browser.client.post("/counter", data={**hidden(browser.get("/counter")), "asked": "ぬぬぬぬ"})
    assert "「ぬぬぬぬ」に当たるものはありません" in response.text
    assert 'name="visit-ticket" value="ぬぬぬぬ"' in response.text


def test_who_is_expected_next_is_listed_until_they_come(installation: Installation, clerk: Member) -> None:
    for number in range(8):
        book(installation, resident(installation, f"見本 {'一二三四五六七八'[number]}"), FIRST)
    installation = at_the_window(installation)
    today = at(installation, "2026-12-01T08:30:00+09:00")
    browser = at_desk(today, clerk)
    page = browser.get("/counter")
    assert "このあとの予約" in page
    assert (page.count('action="/counter/comers/'), "ほか 2件" in page) == (6, True)
    form = re.findall(r'action="(/counter/comers/[0-9]+)".*?name="once" value="([^"]+)"', page, re.DOTALL)[0]
    came = browser.post("/counter", form[0], {"once": form[1]})
    assert came.headers["location"].startswith("/counter/visits/")
    assert form[0] not in browser.get("/counter")
    assert "このあとの予約" not in at_desk(at(installation, "2026-12-01T23:00:00+09:00"), clerk).get("/counter")
    stranger = at_desk(today, add_member(today, "stranger", ("clerk", "roads")))
    assert "このあとの予約" not in stranger.get("/counter")


def test_any_clerk_of_the_window_resumes_a_parked_visit(installation: Installation, clerk: Member) -> None:
    visit = opened(installation, clerk, "A-5", NAME, parked=True)
    colleague = at_desk(installation, add_member(installation, "colleague", ("clerk", DUTY)))
    page = colleague.get("/counter")
    assert f'href="{visit}"' in page
    assert "中断" in page
    assert asked(colleague, "A-5") == (visit, [])
    stranger = at_desk(installation, add_member(installation, "stranger", ("clerk", "roads")))
    assert visit not in stranger.get("/counter")


def test_who_may_enter_nothing_has_no_field(installation: Installation) -> None:
    auditor = at_desk(installation, add_member(installation, "auditor", ("auditor", "*")))
    auditor.get("/counter", 403)
    assert auditor.post("/staff/account", "/counter", {"asked": "A-1"}).status_code == 403


def test_bookings_cost_the_start_no_statement_each(installation: Installation, clerk: Member) -> None:
    counts = []
    for names in ("一", "二三四五"):
        for name in names:
            book(installation, resident(installation, f"見本 {name}"), FIRST)
        today = at(installation, "2026-12-01T08:30:00+09:00")
        browser = at_desk(today, clerk)
        browser.get("/counter")
        with statements_sent(today.database) as sent:
            browser.get("/counter")
        counts.append(sent.count)
    assert counts[0] == counts[1] <= MOST_STATEMENTS, "\n".join(sent.texts)
