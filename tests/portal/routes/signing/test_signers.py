"""Several people sign one application."""

import re
import threading
from dataclasses import replace
from datetime import date, timedelta
from typing import cast

import httpx
import pytest
from starlette.testclient import TestClient

from integrations.certificates.mock.app import MockJpki
from integrations.certificates.mock.holder import Holder
from integrations.certificates.mock.wallet import certificate_of
from integrations.sockets.interfaces import Assertion, BasicFour
from portal.app import make_app
from portal.errors import Conflict
from portal.jobs.settle_signatures import settle_signatures
from portal.jobs.watch_signers import watch_signers
from portal.services.handover.check_hand_over import check_hand_over
from portal.services.residents.protect import protect
from portal.services.residents.sign_in_resident import finish_sign_in
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import find_session
from portal.services.shared.write_audit import Actor
from portal.services.signing.sign_as_further_signer import decline, demand_turn, to_sign
from portal.store.statements import every, sql
from tests.forms.loading.small import small
from tests.journeys.visitor import Visitor
from tests.portal.contacts import proved
from tests.portal.later import later
from tests.portal.practice_cards import NOW, TARO, PracticeCards
from tests.portal.routes.guest_browser import BASE, offer
from tests.portal.routes.staff_browser import StaffBrowser, at_desk
from tests.portal.several import HANAKO, JIRO, MORE, PEOPLE, SIGNED, named
from tests.portal.signers import tied
from tests.portal.world import DUTY, PLACE, add_member


@pytest.fixture
def cards() -> PracticeCards:
    return PracticeCards(MockJpki(tuple(PEOPLE.values()), lambda: NOW))


@pytest.fixture
def city(installation: Installation, cards: PracticeCards) -> Installation:
    return cards.lent_to(installation)


def token(city: Installation, subject: str, holder: Holder) -> str:
    card = BasicFour(name=holder.name, birth=holder.birth, address=holder.address, sex_raw=holder.sex_raw)
    assertion = Assertion("fake", "https://card.example", subject, ("card",), "aal3", city.clock.now(), card)
    with city.database.write() as unit:
        session_token = finish_sign_in(city, unit, assertion, PLACE)
        unit.commit()
    return session_token


def seated(city: Installation, subject: str, holder: Holder | None = None) -> Visitor:
    client = TestClient(make_app(city, with_worker=False), base_url=BASE, follow_redirects=True)
    client.cookies.set("kakanai_resident", token(city, subject, holder or PEOPLE[subject]))
    client.cookies.set("kakanai_browser", f"browser of {subject}")
    return Visitor(BASE, cast(httpx.Client, client))


@pytest.fixture(params=["parallel"])
def order(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def sender(city: Installation, order: str) -> Visitor:
    offer(city, small(MORE, version="1", duty=DUTY, who="{online: [self]}", identity=SIGNED.format(order=order)))
    return seated(city, "taro")


def at_check(visitor: Visitor, mate: Holder = HANAKO, third: Holder = JIRO) -> None:
    visitor.go("/apply/small")
    visitor.press("次へ進む", {"reason": "lost"})
    visitor.press("次へ進む", named(mate, "mate"))
    visitor.press("次へ進む", named(third, "third"))
    assert visitor.path.endswith("/check"), visitor.text
    assert "この人たちの署名も必要です" in visitor.text


@pytest.fixture
def number(sender: Visitor, cards: PracticeCards) -> str:
    at_check(sender)
    cards.sign(sender, "taro")
    assert sender.path.startswith("/applications/"), sender.text
    return sender.path.rpartition("/")[2]


def codes(sender: Visitor, number: str) -> list[str]:
    page = sender.go(f"/applications/{number}").text
    return re.findall(r"(?<![\w-])[2-9A-Y]{5}-[2-9A-Y]{5}(?![\w-])", page.partition("ほかに署名する人")[2])


def come(
    city: Installation, sender: Visitor, number: str, subject: str, place: int, holder: Holder | None = None
) -> Visitor:
    visitor = seated(city, subject, holder)
    visitor.go("/signers")
    visitor.press("申請を見る", {"number": number, "code": codes(sender, number)[place]})
    return visitor


def sign(cards: PracticeCards, visitor: Visitor, number: str, card: str) -> None:
    redirect = visitor.client.get(f"/signers/{number}/go", follow_redirects=False)
    assert redirect.status_code == 303, redirect.text
    cards.come_back(visitor, cards.signing.approve(str(redirect.headers["location"]), card, "TEST1234"))


def states(city: Installation) -> dict[str, str]:
    with city.database.read() as unit:
        rows = every(unit, sql("SELECT role, state FROM signature WHERE state <> 'void' ORDER BY id"))
    return {row.role: row.state for row in rows}


def desk(city: Installation) -> StaffBrowser:
    return at_desk(city, add_member(city, "reviewer", ("reviewer", DUTY)))


def is_held(section: StaffBrowser, number: str) -> bool:
    section.post(f"/desk/{number}", f"/desk/{number}/pass", {})
    boxes = {"outcome": "accepted", "words": "", "confirmed": "yes", "unchecked": "窓口で原本を確かめたためです。"}
    return section.post(f"/desk/{number}", f"/desk/{number}/decide", boxes).status_code == 409


def test_the_application_arrives_and_waits_until_all_have_signed_the_same(
    city: Installation, sender: Visitor, number: str, cards: PracticeCards
) -> None:
    assert states(city) == {"applicant": "accepted", "mate": "asked", "third": "asked"}
    with city.database.read() as unit:
        arrived = every(unit, sql("SELECT arrived_at FROM application"))
    assert "ほかの人の署名を待っています" in sender.go(f"/applications/{number}").text
    hanako = come(city, sender, number, "hanako", 0)
    assert hanako.path == f"/signers/{number}"
    assert "一人めの氏名" in hanako.text  # the document that taro signed
    for address in ("/applications", f"/applications/{number}"):  # opened and not yet signed
        assert "署名をたのむ番号は、申請のページの" in sender.go(address).text
        assert "確かめられませんでした" not in sender.text
    sign(cards, hanako, number, "hanako")
    assert "署名しました" in hanako.text
    assert states(city) == {"applicant": "accepted", "mate": "accepted", "third": "asked"}
    sign(cards, come(city, sender, number, "jiro", 0), number, "jiro")  # the only remaining code
    assert set(states(city).values()) == {"accepted"}
    assert "ほかの人の署名を待っています" not in sender.go(f"/applications/{number}").text
    with city.database.read() as unit:
        assert len({row[0] for row in every(unit, sql("SELECT document_id FROM signature"))}) == 1
        assert every(unit, sql("SELECT arrived_at FROM application")) == arrived


@pytest.mark.parametrize("order", ["ordered"], indirect=True)
def test_in_order_the_second_waits_for_the_first(
    city: Installation, sender: Visitor, number: str, cards: PracticeCards
) -> None:
    jiro = come(city, sender, number, "jiro", 1)
    assert "先に署名する人が、まだ署名していません" in jiro.text
    assert jiro.client.get(f"/signers/{number}/go", follow_redirects=False).status_code == 409
    sign(cards, come(city, sender, number, "hanako", 0), number, "hanako")
    jiro.go(f"/signers/{number}")
    sign(cards, jiro, number, "jiro")
    assert set(states(city).values()) == {"accepted"}


@pytest.mark.parametrize(
    ("subject", "holder"),
    [
        ("taro", TARO),
        ("hanako", HANAKO),
        ("namesake", replace(JIRO, birth=date(1996, 1, 3))),
        ("kin", replace(JIRO, name="見本　三郎")),
    ],
)
def test_nobody_comes_with_the_code_of_somebody_else(
    city: Installation, sender: Visitor, number: str, subject: str, holder: Holder
) -> None:
    visitor = come(city, sender, number, subject, 1, holder)
    assert visitor.seen.status_code == 422
    assert "氏名・生年月日が、あなたのカードと違います" in visitor.text
    assert visitor.go(f"/signers/{number}").status_code == 404
    assert visitor.client.get(f"/signers/{number}/go").status_code == 404


def test_a_card_of_another_signs_nothing(
    city: Installation, sender: Visitor, number: str, cards: PracticeCards
) -> None:
    hanako = come(city, sender, number, "hanako", 0)
    sign(cards, hanako, number, "jiro")
    assert "ログインした人のカードではないようです" in hanako.text
    assert states(city)["mate"] == "open"


def test_one_certificate_does_not_sign_twice(
    city: Installation, sender: Visitor, number: str, cards: PracticeCards
) -> None:
    """Signed in as jiro, taro's card is recognised by its serial number although the compared name is jiro's."""
    jiro = come(city, sender, number, "jiro", 1)
    token(city, "jiro", TARO)
    sign(cards, jiro, number, "taro")
    assert "このカードの署名は、もうこの申請にあります" in jiro.text
    assert states(city)["third"] == "open"


@pytest.mark.parametrize(("number_of_hanako", "status"), [("9001", 422), ("9002", 200)])
def test_who_has_two_cards_is_one_person_where_the_register_reports_so(
    city: Installation, sender: Visitor, number: str, number_of_hanako: str, status: int
) -> None:
    tied(city, token(city, "taro", TARO), "9001")
    tied(city, token(city, "hanako", HANAKO), number_of_hanako)
    assert come(city, sender, number, "hanako", 0).seen.status_code == status


def test_the_same_person_named_twice_is_reported_before_anything_is_signed(sender: Visitor, city: Installation) -> None:
    for mate, third in ((HANAKO, HANAKO), (TARO, JIRO)):
        at_check(sender, mate, third)
        redirect = sender.client.get(f"{sender.path.removesuffix('/check')}/sign/go", follow_redirects=False)
        assert redirect.status_code == 422
        assert "署名するのは、それぞれ別の人です" in redirect.text
        sender.go(f"{sender.path.removesuffix('/check')}/discard")
        sender.press("消す")


def test_a_correction_asks_everybody_to_sign_what_it_says_now(
    city: Installation, sender: Visitor, number: str, cards: PracticeCards
) -> None:
    hanako = come(city, sender, number, "hanako", 0)
    sign(cards, hanako, number, "hanako")
    section = desk(city)
    response = section.post(
        f"/desk/{number}/return",
        f"/desk/{number}/return",
        {"field": "third_name", "words.third_name": "字を確かめてください", "due": "2026-12-04"},
    )
    assert response.status_code == 303, response.text
    sender.go(f"/applications/{number}/correct")
    sender.press("次へ進む", named(replace(JIRO, name="見本　次朗"), "third"))
    assert "もう一度署名してもらいます" in sender.text
    sender.press("直した内容を送る")
    assert states(city) == {"applicant": "open", "mate": "asked", "third": "asked"}
    assert hanako.go(f"/signers/{number}").status_code == 404  # the signed document is void
    assert "届いた日（11月20日）は変わりません" in sender.go(f"/applications/{number}").text
    assert "確かめられませんでした" not in sender.text
    assert "あなたの署名がまだです" in sender.go(f"/applications/{number}/signature").text
    cards.sign(sender, "taro")
    again = come(city, sender, number, "hanako", 0)
    assert "次朗" in again.text
    sign(cards, again, number, "hanako")
    assert states(city) == {"applicant": "accepted", "mate": "accepted", "third": "asked"}


def test_who_will_not_sign_says_why_and_is_asked_again_by_the_section_alone(
    city: Installation, sender: Visitor, number: str, cards: PracticeCards
) -> None:
    with city.database.read() as unit:
        proved(city, every(unit, sql("SELECT person_id FROM application"))[0].person_id)
    hanako = come(city, sender, number, "hanako", 0)
    hanako.press("署名しない", {"reason": " "})
    assert hanako.seen.status_code == 422
    hanako.press("署名しない", {"reason": "聞いていない"})
    assert "署名しないと市に伝えました" in hanako.text
    assert hanako.client.get(f"/signers/{number}/go", follow_redirects=False).status_code == 409
    page = sender.go(f"/applications/{number}").text
    assert "署名がそろうまで、結果を出せません" in page
    assert "聞いていない" not in page
    come(city, sender, number, "jiro", 0).press("署名しない", {"reason": "聞いていない"})
    assert "その人の番号を伝えて" not in sender.go(f"/applications/{number}").text
    section, case = desk(city), f"/desk/{number}"
    assert number in section.get("/desk?task=unsigned").partition("data-row")[2]
    assert "聞いていない" in section.get(case)
    with city.database.read() as unit:
        ids = {row.role: row.id for row in every(unit, sql("SELECT id, role FROM signature"))}
        assert "signer_declined" in {row.message for row in every(unit, sql("SELECT message FROM outbox"))}
    boxes = {"signature": str(ids["mate"]), "state": "asked", "shown": "電話で、もう一度頼むことになった"}
    assert section.post(case, f"{case}/signature", boxes).status_code == 303
    hanako.go(f"/signers/{number}")
    sign(cards, hanako, number, "hanako")
    assert states(city)["mate"] == "accepted"


def test_nothing_is_decided_or_handed_over_until_the_last_has_signed(
    city: Installation, sender: Visitor, number: str, cards: PracticeCards
) -> None:
    section, layout = desk(city), city.layouts["generic.application"]
    for subject in ("hanako", "jiro"):
        assert is_held(section, number)
        check = check_hand_over(city, layout, DUTY)
        assert check.ready == ()
        assert (number, "unsigned") in {(finding.receipt_number, finding.event) for finding in check.findings}
        sign(cards, come(city, sender, number, subject, 0), number, subject)
    assert not is_held(section, number)
    assert len(check_hand_over(city, layout, DUTY).ready) == 1


def test_what_is_withdrawn_opens_to_no_signer_any_more_and_who_came_is_informed(
    city: Installation, sender: Visitor, number: str, cards: PracticeCards
) -> None:
    hanako, jiros = come(city, sender, number, "hanako", 0), codes(sender, number)[1]
    with city.database.read() as unit:
        session = find_session(city, unit, "resident", token(city, "hanako", HANAKO))
    assert session is not None
    proved(city, session.person_id or "")
    sender.go(f"/applications/{number}/stop")
    sender.press("とりやめる", {"reason": ""})
    assert hanako.go(f"/signers/{number}").status_code == 404
    assert hanako.client.get(f"/signers/{number}/go").status_code == 404
    jiro = seated(city, "jiro")
    jiro.go("/signers")
    jiro.press("申請を見る", {"number": number, "code": jiros})
    assert jiro.seen.status_code == 422
    assert "ほかに署名する人" not in sender.go(f"/applications/{number}").text
    with city.database.read() as unit:
        rows = every(unit, sql("SELECT person_id FROM outbox WHERE message = 'signer_ended'"))
    assert [row.person_id for row in rows] == [session.person_id]


def test_of_a_signature_of_another_that_fails_the_sender_is_informed_and_asked_for_nothing(
    city: Installation, sender: Visitor, number: str, cards: PracticeCards
) -> None:
    with city.database.read() as unit:
        (own,) = (row.person_id for row in every(unit, sql("SELECT person_id FROM application")))
    proved(city, own)
    cards.revocation.down = True
    sign(cards, come(city, sender, number, "hanako", 0), number, "hanako")
    certificate = certificate_of(cards.jpki.cards.card("hanako").certs["sign"])
    cards.revocation.revoke(certificate, NOW - timedelta(days=2), "keyCompromise")
    cards.revocation.down = False
    settle_signatures(later(city, minutes=6))
    with city.database.read() as unit:
        rows = every(unit, sql("SELECT message, person_id FROM outbox WHERE message LIKE 'sign%'"))
    assert [tuple(row) for row in rows] == [("signer_failed", own)]


def test_paper_is_in_only_where_the_definition_lets_it(city: Installation, sender: Visitor, number: str) -> None:
    section, case = desk(city), f"/desk/{number}"
    with city.database.read() as unit:
        ids = {row.role: row.id for row in every(unit, sql("SELECT id, role FROM signature"))}
    section.get(case)
    for role, status in (("mate", 409), ("third", 303)):
        boxes = {"signature": str(ids[role]), "state": "paper", "shown": "同意書の原本（11月20日）"}
        assert section.post(case, f"{case}/signature", boxes).status_code == status, role
    assert states(city) == {"applicant": "accepted", "mate": "asked", "third": "paper"}
    assert "紙に署名しました" in sender.go(f"/applications/{number}").text


def test_nobody_else_reads_it_where_somebody_may_not_be_found(city: Installation, sender: Visitor, number: str) -> None:
    hanako = come(city, sender, number, "hanako", 0)
    with city.database.write() as unit:
        (row,) = every(unit, sql("SELECT id FROM application"))
        protect(city, unit, Actor("staff", "1"), [(HANAKO.name, "1995-09-30")], "staff", application_id=row.id)
        unit.commit()
    assert hanako.go(f"/signers/{number}").status_code == 404
    assert come(city, sender, number, "jiro", 1).seen.status_code == 422


def test_a_day_that_passes_opens_a_task_and_what_comes_later_counts(
    city: Installation, sender: Visitor, number: str, cards: PracticeCards
) -> None:
    assert watch_signers(city) == 0
    assert watch_signers(later(city, days=12)) == 2  # the sender is reminded of each
    after = later(city, days=15)
    assert watch_signers(after) == 2
    assert watch_signers(after) == 0
    assert number in desk(after).get("/desk?task=unsigned")
    sign(cards, come(city, sender, number, "hanako", 0), number, "hanako")
    assert states(city)["mate"] == "accepted"


def test_two_answers_at_once_are_one(city: Installation, sender: Visitor, number: str) -> None:
    """In two windows: to sign, and to decline."""
    come(city, sender, number, "hanako", 0)
    with city.database.read() as unit:
        session = find_session(city, unit, "resident", token(city, "hanako", HANAKO))
    assert session is not None
    start, outcomes = threading.Barrier(2), []

    def no(reason: str) -> None:
        with city.database.read() as unit:
            case, asked, _ = to_sign(city, unit, session, number)
        start.wait()
        try:
            with city.database.write() as unit:
                decline(city, unit, Actor("resident", "x"), case, asked, reason)
                unit.commit()
            outcomes.append(reason)
        except Conflict:
            outcomes.append("conflict")

    threads = [threading.Thread(target=no, args=(reason,)) for reason in ("一", "二")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes.count("conflict") == 1
    with city.database.write() as unit:
        case, asked, _ = to_sign(city, unit, session, number)
        with pytest.raises(Conflict):
            demand_turn(city.clock, unit, case, asked)
