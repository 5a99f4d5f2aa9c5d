"""LINE as a way in: linked by its owner, worth as much as an address."""

import re
from typing import Any

import pytest
from sqlmodel import SQLModel

from integrations.sockets.notices import LineEvent
from portal.errors import SignInNeeded
from portal.jobs.sweep_ended import sweep_ended
from portal.services.cases.cases import open_own_case
from portal.services.notices.line_webhook import receive_line_event
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import LINE, READ, WRITE, Session
from portal.store.cases import applications
from portal.store.statements import every, sql
from tests.forms.loading.small import small
from tests.portal.later import later
from tests.portal.routes.filing.test_elsewhere import with_card
from tests.portal.routes.guest_browser import GuestBrowser, guest, offer
from tests.portal.routes.residents.contact_browser import states
from tests.portal.routes.residents.test_mail_sign_in import signed_in as by_mail
from tests.portal.services.residents.companies import account, with_gbizid
from tests.portal.services.residents.companies import sign_in as by_company
from tests.portal.services.residents.line import HANAKO, TARO, FakeLine, begin_link, link, sign_in, with_line
from tests.portal.world import DUTY

MORE = "      - {id: word, type: text, label: ひとこと, max: 20}\n"
Offered = tuple[Installation, FakeLine]


@pytest.fixture
def offered(installation: Installation) -> Offered:
    offer(installation, small(MORE, version="1", duty=DUTY, identity="{sign_in: mail}"))
    return with_line(installation)


def of_card(installation: Installation) -> GuestBrowser:
    offer(installation, small(MORE, version="2", duty=DUTY, identity="{sign_in: card}"))
    return with_card(installation, "alice")


def send(browser: GuestBrowser) -> str:
    page = browser.open("/apply/small").press("次へ進む", {"reason": "lost"}).press("次へ進む", {"word": "なまえ"})
    page = page.press("申請する")
    assert re.fullmatch(r"/applications/[0-9-]+", page.path), page.text
    return page.path


def audited(installation: Installation) -> list[tuple[str, str]]:
    with installation.database.read() as unit:
        rows: list[Any] = every(unit, sql("SELECT action, detail FROM audit_record ORDER BY id"))
    return [(row.action, row.detail) for row in rows]


def test_who_linked_it_comes_back_with_line_from_another_telephone(offered: Offered) -> None:
    installation, _ = offered
    own = by_mail(installation, after="/applications").browser
    receipt = send(own)
    linked = link(own, HANAKO)
    assert linked.path == "/applications/line"
    assert "次からはLINEでログインできます" in linked.text
    other = guest(installation)
    assert "LINEでログイン" in other.open("/sign-in?next=/applications").text
    page = sign_in(other, HANAKO)
    assert page.path == "/applications"
    assert receipt in page.text
    again = send(other)
    assert own.open(again).status == 200
    assert ("sign in", "line") in audited(installation)
    assert ("link LINE", "") in audited(installation)


def test_what_is_sent_by_line_claims_no_more_than_an_account(offered: Offered) -> None:
    installation, _ = offered
    link(by_mail(installation, after="/applications").browser, HANAKO)
    other = guest(installation)
    sign_in(other, HANAKO, "/apply/small")
    receipt = send(other).rpartition("/")[2]
    with installation.database.read() as unit:
        row = applications.by_number(unit, receipt)
        assert row is not None
        assert open_own_case(installation, unit, row).evidence["way"] == "line"


def test_an_account_that_is_not_linked_makes_no_person_and_leads_to_other_ways(offered: Offered) -> None:
    installation, _ = offered
    with installation.database.read() as unit:
        before = every(unit, sql("SELECT id FROM person"))
    page = sign_in(guest(installation), TARO)
    assert page.status == 403
    assert "このLINEは、まだつながっていません" in page.text
    assert 'href="/sign-in?next=/applications"' in page.text
    assert page.browser.open("/applications").path == "/sign-in"
    with installation.database.read() as unit:
        assert every(unit, sql("SELECT id FROM person")) == before
    assert ("fail to sign in", "UNLINKED") in audited(installation)
    assert TARO not in str(audited(installation))


def test_one_account_is_one_persons_and_one_person_has_one(offered: Offered) -> None:
    installation, _ = offered
    alice = by_mail(installation, after="/applications").browser
    link(alice, HANAKO)
    bob = by_mail(installation, "bob@example.jp", "/applications").browser
    refused = link(bob, HANAKO)
    assert refused.status == 409
    assert "ほかの人につながっています" in refused.text
    assert sign_in(guest(installation), HANAKO).status == 200
    carol = by_mail(installation, "carol@example.jp", "/applications").browser
    states = [begin_link(carol), begin_link(carol)]
    assert carol.open(f"/applications/line/callback?state={states[0]}&code={TARO}").status == 200
    third = carol.open(f"/applications/line/callback?state={states[1]}&code={'U' + 'c' * 32}")
    assert third.status == 409
    assert "もう別のLINE" in third.text


def test_the_same_account_linked_twice_is_no_mistake(offered: Offered) -> None:
    installation, _ = offered
    own = by_mail(installation, after="/applications").browser
    states = [begin_link(own), begin_link(own)]
    for state in states:
        assert own.open(f"/applications/line/callback?state={state}&code={HANAKO}").path == "/applications/line"
    assert audited(installation).count(("link LINE", "")) == 1


def test_forged_reused_and_strange_states_link_and_open_nothing(offered: Offered) -> None:
    installation, _ = offered
    alice = by_mail(installation, after="/applications").browser
    state = begin_link(alice)
    bob = by_mail(installation, "bob@example.jp", "/applications").browser
    for address in (
        f"/applications/line/callback?state={state}&code={TARO}",  # begun by another person
        f"/applications/line/callback?state=forged&code={TARO}",
        f"/sign-in/line/callback?state={state}&code={TARO}",  # begun to link, not to sign in
    ):
        page = bob.open(address)
        assert page.status == 400
        assert "もう使えません" in page.text
    states = [begin_link(alice), begin_link(alice)]
    assert alice.open(f"/sign-in/line/callback?state={states[0]}&code={HANAKO}").status == 400
    alice.client.cookies.delete("kakanai_resident")
    by_mail(installation, "bob@example.jp", "/applications", alice)  # another person at the same browser
    assert alice.open(f"/applications/line/callback?state={states[1]}&code={HANAKO}").status == 400
    assert linked(installation) == []
    assert link(alice, HANAKO).status == 200
    left = alice.client.get("/sign-in/line", follow_redirects=False).headers["location"]
    used = f"/sign-in/line/callback?state={left.partition('state=')[2].partition('&')[0]}&code={HANAKO}"
    stranger = guest(installation)
    assert stranger.open(used).status == 400  # another browser
    assert alice.open(used).status == 400  # and it is used up by that
    assert len(linked(installation)) == 1


def test_cancelling_at_line_and_line_being_away_are_calm_pages(offered: Offered) -> None:
    installation, line = offered
    own = by_mail(installation, after="/applications").browser
    state = begin_link(own)
    page = own.open(f"/applications/line/callback?state={state}&error=access_denied")
    assert page.status == 400
    assert "LINEで許可しませんでした" in page.text
    assert 'href="/applications/line"' in page.text
    line.refuses = "PROVIDER_UNAVAILABLE"
    for away in (
        guest(installation).open("/sign-in/line?next=/applications"),
        own.open("/applications/line").press("LINEをつなぐ"),
    ):
        assert away.status == 503
        assert "今、LINEにつながりません" in away.text


def test_a_card_behind_it_is_only_looked_at_and_whatever_needs_it_leads_there(offered: Offered) -> None:
    installation, _ = offered
    alice = with_card(installation, "alice")
    light = send(alice)
    of_card(installation)
    heavy = "/apply/small"
    link(alice, HANAKO)
    offer(installation, small(MORE, version="3", duty=DUTY, identity="{sign_in: mail}"))
    draft = alice.open(heavy).press("次へ進む", {"reason": "lost"}).path
    other = guest(installation)
    page = sign_in(other, HANAKO)
    assert "見られるのは、カードのいらない手続だけです" in page.text
    assert light in page.text
    assert draft.rpartition("/page/")[0] not in page.text
    assert other.open(light).status == 200
    for address in ("/apply/small", draft, f"{light}/messages", "/applications/contact", "/mandates"):
        assert other.open(address).path == "/sign-in", address
    assert "LINEで続ける" not in other.open("/sign-in?next=/applications").text
    assert other.open("/").status == 200
    offer(installation, small(MORE, version="4", duty=DUTY, identity="{sign_in: card}"))
    mine = other.open("/applications").text
    assert light not in mine
    assert "送った申請はまだありません" not in mine  # there is one, for the card
    assert other.open(light).path == "/sign-in"
    assert alice.open(light).status == 200


def test_a_session_that_looks_may_read_light_cases_alone() -> None:
    session = Session(b"", LINE, "p", None, looks=frozenset({"light"}))
    assert session.may(READ, "light")
    assert not session.may(WRITE, "light")
    assert not session.may(READ, "heavy")
    with pytest.raises(SignInNeeded):
        session.demand(WRITE, "light")


def test_unlinking_is_confirmed_and_ends_what_line_opened(offered: Offered) -> None:
    installation, _ = offered
    alice = with_card(installation, "alice")
    link(alice, HANAKO)
    other = guest(installation)
    assert sign_in(other, HANAKO).path == "/applications"
    asked = alice.open("/applications/line/unlink")
    assert "LINEではログインできなくなり" in asked.text
    assert other.open("/applications").path == "/applications"  # the question alone changes nothing
    done = asked.press("LINEでのログインをやめる")
    assert "LINEでのログインをやめました" in done.text
    assert other.open("/applications").path == "/sign-in"
    assert sign_in(other, HANAKO).status == 403
    assert ("unlink LINE", "") in audited(installation)
    assert alice.open("/applications/line/unlink").path == "/applications/line"
    assert link(alice, TARO).status == 200


def test_it_may_be_ended_from_a_telephone_that_came_by_it(offered: Offered) -> None:
    installation, _ = offered
    link(with_card(installation, "alice"), HANAKO)
    other = guest(installation)
    sign_in(other, HANAKO)
    assert other.open("/applications/line/unlink").press("LINEでのログインをやめる").path == "/"
    assert other.open("/applications").path == "/sign-in"


def test_an_old_sign_in_links_nothing(offered: Offered) -> None:
    installation, _ = offered
    alice, bob = with_card(installation, "alice"), by_mail(installation, after="/applications").browser
    old = later(installation, minutes=15)
    for browser in (alice, bob):
        moved = guest(old)
        moved.client.cookies.update(browser.client.cookies)
        page = moved.open("/applications/line")
        assert "LINEをつなぐ</button>" not in page.text
        if browser is alice:
            assert page.path == "/sign-in"
        else:
            assert "もう一度ログインしてから10分のうちに" in page.text


def test_companies_and_guests_have_no_such_page(offered: Offered) -> None:
    installation = with_gbizid(offered[0], account(offered[0], "p"))
    company = guest(installation)
    by_company(company, "p")
    assert company.open("/applications/line").status == 404
    assert "/applications/line" not in company.open("/applications").text
    assert "/applications/line" in with_card(installation, "alice").open("/applications").text


def test_without_the_setting_there_is_no_trace_of_it(installation: Installation) -> None:
    alice = with_card(installation, "alice")
    assert alice.open("/sign-in/line").status == 404
    assert alice.open("/applications/line").status == 404
    assert "/applications/line" not in alice.open("/applications").text
    assert "/sign-in/line" not in guest(installation).open("/sign-in?next=/applications").text


@pytest.mark.parametrize("friend", [True, False])
def test_notices_come_by_it_with_consent_and_once_the_citys_account_is_added(offered: Offered, friend: bool) -> None:
    installation, line = offered
    line.friends = {HANAKO} if friend else set()
    own = by_mail(installation, after="/applications").browser
    page = link(own, HANAKO, notices=True)
    assert ("友だちに追加すると届きます" in page.text) is not friend
    (person,) = linked(installation)
    assert states(installation, person)["line"] == ("proved" if friend else "bad")
    ways = own.open("/applications/contact")
    assert ("LINEで知らせること" in ways.text) is friend
    assert "LINEをつなぐ番号を出す" not in ways.text
    with installation.database.write() as unit:  # LINE reports that they added the account
        at = int(installation.clock.now().timestamp() * 1000) + 1000
        receive_line_event(installation, unit, LineEvent("1", "follow", HANAKO, "", at))
        unit.commit()
    assert states(installation, person)["line"] == "proved"
    token = {"csrf_token": dict(ways.form("LINEを外す").values)["csrf_token"]}
    chosen = own.client.post("/applications/contact/line/uses", data={**token, "uses": "results"})
    assert chosen.status_code == 200
    assert own.client.post("/applications/contact/line", data=token).status_code == 404  # an account of anybody's
    assert own.client.post("/applications/contact/line/remove", data=token).status_code == 200
    assert "line" not in states(installation, person)
    assert own.client.post("/applications/contact/line/uses", data={**token, "uses": "results"}).status_code == 404


def test_without_consent_no_notice_comes_by_it(offered: Offered) -> None:
    installation, line = offered
    line.friends = {HANAKO}
    link(by_mail(installation, after="/applications").browser, HANAKO)
    with installation.database.read() as unit:
        assert every(unit, sql("SELECT id FROM contact WHERE channel = 'line'")) == []


def test_the_account_itself_is_kept_nowhere_and_goes_with_its_person(offered: Offered) -> None:
    installation, _ = offered
    link(by_mail(installation, after="/applications").browser, HANAKO)
    with installation.database.read() as unit:
        tables = [table.name for table in SQLModel.metadata.sorted_tables]
        assert [name for name in tables if HANAKO in str(every(unit, sql(f"SELECT * FROM {name}")))] == []
    assert len(linked(installation)) == 1
    sweep_ended(later(installation, days=2))
    assert linked(installation) == []


def linked(installation: Installation) -> list[str]:
    with installation.database.read() as unit:
        rows: list[Any] = every(unit, sql("SELECT person_id FROM line_account"))
    return [row.person_id for row in rows]
