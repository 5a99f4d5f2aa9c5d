"""My page: what must be done, what is under way, what is over; each with its way in."""

import pytest

from portal.services.cases.cases import case_of_resident
from portal.services.my_cases.stop_application import NOW, stop_application
from portal.services.shared.installation import Installation
from portal.services.shared.write_audit import Actor
from portal.services.signing.judge_signature import OPEN, REFUSED
from tests.portal.later import at, later
from tests.portal.results import core_case, core_examiner
from tests.portal.routes.guest_browser import GuestBrowser, offer, version
from tests.portal.routes.late_papers import PROOF
from tests.portal.routes.my_cases.test_result_shown import at_home
from tests.portal.services.bookings.booking import book
from tests.portal.services.desk.case.test_enter_correction import give_back
from tests.portal.services.my_cases.asking.test_signature import sign
from tests.portal.world import DUTY, PLACE, add_member, alice, file_application


def test_what_must_be_done_comes_first_and_what_is_over_is_folded(installation: Installation) -> None:
    session = alice(installation)
    over, waits, returned = (file_application(installation, session) for _ in range(3))
    give_back(installation, add_member(installation, "reviewer", ("reviewer", DUTY)), returned)
    with installation.database.write() as unit:
        case = case_of_resident(installation, unit, session, over)
        stop_application(installation, unit, case, Actor("resident", session.person_id or "", place=PLACE), NOW, "")
        unit.commit()
    page = at_home(installation).get("/applications").text
    first, _, rest = page.partition("送った申請")
    under_way, fold, folded = rest.partition("2026年に送って、終わったもの")
    assert f'href="/applications/{returned}/correct"' in first
    assert '<p class="asked-text">直してほしいところが1か所あります。' in first
    assert "あと1か所、教えてください" not in first, "the state asks for the same"
    assert [page.count(f'href="/applications/{number}"') for number in (over, waits, returned)] == [1, 1, 1]
    assert (waits in under_way, over in folded, "（1件）" in folded) == (True, True, True)
    assert under_way.rstrip().endswith("<summary>"), fold
    own = at_home(installation).get(f"/applications/{returned}").text
    assert ("直してほしいところが1か所あります" in own, "あと1か所、教えてください" in own) == (True, False), (
        "said once"
    )


def test_a_booking_is_under_way_until_its_day_which_its_card_names(installation: Installation) -> None:
    number = book(installation, alice(installation))
    before, after = (
        at_home(at(installation, f"2026-12-{day}T08:00:00+09:00")).get("/applications").text for day in ("09", "10")
    )
    assert "12月9日（水） 午前9時から" in before
    assert number in before
    assert "12月9日" not in after


def test_a_decision_is_news_for_two_weeks(installation: Installation) -> None:
    number = core_case(installation, core_examiner(installation))
    fresh, old = (at_home(moment).get("/applications").text for moment in (installation, later(installation, days=15)))
    assert (number in fresh, "終わったもの" in fresh) == (True, False)
    assert (number in old, "終わったもの" in old) == (True, True)


def test_a_draft_goes_on_where_it_stopped_by_a_button_and_is_deleted_by_a_link_below(
    installation: Installation,
) -> None:
    offer(installation, version(1, "      - {id: note, type: text, label: ひとこと}\n"))
    client = at_home(installation)
    client.follow_redirects = True
    browser = GuestBrowser(client)
    browser.open("/apply/small").press("次へ進む", {"reason": "lost"})
    card = browser.open("/applications").text.partition("書きかけの申請</h2>")[2].partition("</section>")[0]
    before, _, button = card.partition('<a class="button" href="')
    assert "続きから書く" in button
    assert "/discard" not in before
    assert "/discard" in button
    assert browser.open(button.partition('"')[0]).path.endswith("/page/note"), "with no page between"


def test_a_card_says_first_what_to_hand_in_and_by_when_and_below_how_it_is(installation: Installation) -> None:
    offer(installation, version(1, PROOF))
    client = at_home(installation)
    client.follow_redirects = True
    browser = GuestBrowser(client)
    receipt = browser.open("/apply/small").press("次へ進む", {"reason": "lost"}).press("申請する")
    number = receipt.path.rpartition("/")[2]
    card = browser.open("/applications").text.partition('class="asked"')[2].partition("</section>")[0]
    assert number in card
    ask, _, state = card.partition('<p class="state-sentence soft">')
    assert '<p class="asked-text">まだ届いていない書類があります（在学証明書）。' in ask
    lead, _, rest = ask.partition('<p class="asked-text">')[2].partition("</p>")
    assert lead.endswith("までに出してください。")
    assert '<p class="soft">届いた日（' in rest
    assert state.startswith("申し込みが市に届きました")
    assert "あとから出す" not in state.partition("</p>")[0]


@pytest.mark.parametrize(
    ("state", "words"), [(REFUSED, "署名が確かめられませんでした。"), (OPEN, "あなたの署名がまだです。")]
)
def test_a_signature_is_asked_for_once(installation: Installation, state: str, words: str) -> None:
    number = sign(installation, alice(installation), state)
    for address in ("/applications", f"/applications/{number}", f"/applications/{number}?sent"):
        page = at_home(installation).get(address).text
        assert page.count(words) == 1
        assert "直し方をえらんで" not in page
