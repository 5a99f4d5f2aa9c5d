"""Further signers at the counter."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest

from integrations.certificates.mock.app import MockJpki
from integrations.certificates.mock.holder import Holder
from integrations.certificates.mock.wallet import certificate_of
from integrations.sockets.interfaces import BasicFour
from portal.jobs.settle_signatures import settle_signatures
from portal.services.residents.protect import protect
from portal.services.shared.installation import Installation
from portal.services.shared.write_audit import Actor
from portal.services.signing.verify_signatures import verify_signatures
from portal.store.statements import every, run, sql
from tests.forms.loading.small import small
from tests.journeys.paying import COUNTER_VISIT
from tests.journeys.visitor import Visitor
from tests.portal.at_reader import AtReader, registered, with_reader
from tests.portal.later import later
from tests.portal.practice_cards import NOW, PASSWORD, TARO
from tests.portal.routes.guest_browser import offer
from tests.portal.routes.staff_browser import at_desk
from tests.portal.several import HANAKO, JIRO, MORE, PEOPLE, SIGNED, named
from tests.portal.signers import Signing, signing_in
from tests.portal.world import DUTY, add_member

OWN = """\
      - {id: own_name, type: person_name, label: 氏名}
      - {id: own_birth, type: date, label: 生年月日}
"""
MINOR = """{sign_in: card, signature: {need: required, because: 条例, certainty: assumed, signers: [\
{id: mate, label: 一人め, name: mate_name, birth: mate_birth, days: 14, guardian: {name: third_name, birth: third_birth}}]}}"""
BOXES = {
    **COUNTER_VISIT,
    "reception-came": "self",
    "reason": "lost",
    **named(TARO, "own"),
    **named(HANAKO, "mate"),
    **named(JIRO, "third"),
}


@pytest.fixture
def identity(request: pytest.FixtureRequest) -> str:
    return str(getattr(request, "param", SIGNED.format(order="parallel")))


@pytest.fixture
def zone(request: pytest.FixtureRequest) -> str:
    return str(getattr(request, "param", "single"))


@pytest.fixture
def reader(installation: Installation, identity: str, zone: str) -> Iterator[AtReader]:
    installation = replace(installation, settings=installation.settings.model_copy(update={"zone": zone}))
    procedure = small(
        OWN + MORE + "principal: {name: own_name, birth: own_birth}\n",
        duty=DUTY, identity=identity, who="{online: [self], counter: [self]}",
    )  # fmt: skip
    offer(installation, procedure)
    with signing_in(with_reader(installation), MockJpki(tuple(PEOPLE.values()), lambda: NOW)) as signing:
        signing.reviewer = add_member(installation, "madoguchi", ("reviewer", DUTY))
        with signing.desk() as clerk:
            yield AtReader(signing, clerk, procedure.id, BOXES)


def file_and_sign(reader: AtReader, **boxes: str) -> str:
    """Registers with taro's signature; the receipt number."""
    reader.visit(**boxes)
    return registered(reader.sign("taro"))


def ways(reader: AtReader, number: str) -> list[str]:
    """Links to the pages of those who may sign at this reader now."""
    return re.findall(r'href="(/counter/signers/[^"]+)"', reader.clerk.go(f"/counter/done/{number}").text)


def states(signing: Signing) -> dict[str, str]:
    with signing.installation.database.read() as unit:
        rows = every(unit, sql("SELECT role, state FROM signature WHERE state <> 'void' ORDER BY id"))
    return {row.role: row.state for row in rows}


def test_each_reads_what_was_signed_and_signs_the_same_bytes_at_the_reader(reader: AtReader) -> None:
    number = file_and_sign(reader)
    assert states(reader.signing) == {"applicant": "accepted", "mate": "asked", "third": "asked"}
    mates, thirds = ways(reader, number)
    assert "この人の署名を待っています" in reader.clerk.text
    assert "いまは、ほかの人の署名を待っています" in reader.clerk.text
    assert mates in reader.clerk.go(f"/desk/{number}").text
    reader.go(mates)
    assert "見本　花子さんが署名する" in reader.text
    assert "なくした" in reader.text, "the document that the sender signed"
    assert reader.sign("hanako") == {"see": f"/counter/done/{number}"}
    reader.go(thirds)
    reader.sign("jiro")
    assert set(states(reader.signing).values()) == {"accepted"}
    assert ways(reader, number) == []
    reports = verify_signatures(reader.signing.installation, number)
    assert [(report.role, report.sound) for report in reports] == [("applicant", True), ("mate", True), ("third", True)]
    assert len({report.document for report in reports}) == 1
    assert len({report.evidence.signature for report in reports if report.evidence}) == 3


def test_the_slip_has_the_code_of_each_who_has_not_signed_to_sign_from_home(reader: AtReader) -> None:
    number = file_and_sign(reader)
    slip = reader.clerk.go(f"/counter/print/{number}").text
    codes = re.findall(r"(?<![\w-])[2-9A-Y]{5}-[2-9A-Y]{5}(?![\w-])", slip)
    assert len(codes) == 2
    reader.go(ways(reader, number)[0])
    reader.sign("hanako")
    remaining = re.findall(
        r"(?<![\w-])[2-9A-Y]{5}-[2-9A-Y]{5}(?![\w-])", reader.clerk.go(f"/counter/print/{number}").text
    )
    assert remaining == codes[1:]


@pytest.mark.parametrize("zone", ["inner"], indirect=True)
def test_inside_neither_page_nor_slip_has_an_address_that_residents_cannot_reach(reader: AtReader) -> None:
    number = file_and_sign(reader)
    for page in (f"/counter/done/{number}", f"/counter/print/{number}"):
        text = reader.clerk.go(page).text
        assert "窓口で署名します。受付番号を伝えてください。" in text
        assert "見本　花子" in text
        assert ("/signers</" in text, "か窓口で署名します" in text) == (False, False)


def test_with_the_code_of_the_slip_they_come_from_home_as_often_as_they_like(reader: AtReader) -> None:
    number, signing = file_and_sign(reader), reader.signing
    match = re.search(r"(?<![\w-])[2-9A-Y]{5}-[2-9A-Y]{5}(?![\w-])", reader.clerk.go(f"/counter/print/{number}").text)
    assert match

    def come(hanako: Visitor) -> str:
        hanako.go("/signers")
        hanako.press("申請を見る", {"number": number, "code": match[0]})
        assert hanako.path == f"/signers/{number}", hanako.text
        return hanako.text

    with signing.resident(BasicFour(HANAKO.name, "", HANAKO.birth), "hanako") as hanako:
        assert "あなたの署名を待っています" in come(hanako)
        assert "あなたの署名を待っています" in come(hanako), "they have already signed"
        redirect = hanako.client.get(f"/signers/{number}/go", follow_redirects=False)
        signing.cards.come_back(hanako, signing.cards.signing.approve(redirect.headers["location"], "hanako", PASSWORD))
        assert states(signing)["mate"] == "accepted"
        assert "署名しました" in come(hanako)


@pytest.mark.parametrize("identity", [SIGNED.format(order="ordered")], indirect=True)
def test_in_order_the_second_waits_for_the_first_here_too(reader: AtReader) -> None:
    number = file_and_sign(reader)
    (mates,) = ways(reader, number)
    page, _, signature = mates.rpartition("/")
    assert reader.clerk.go(f"{page}/{int(signature) + 1}").status_code == 409
    reader.go(mates)
    reader.sign("hanako")
    (thirds,) = ways(reader, number)
    reader.go(thirds)
    reader.sign("jiro")
    assert set(states(reader.signing).values()) == {"accepted"}


@pytest.mark.parametrize("card", ["jiro", "taro"])
def test_another_persons_card_signs_nothing_for_them(reader: AtReader, card: str) -> None:
    number = file_and_sign(reader)
    reader.go(ways(reader, number)[0])
    assert reader.sign(card) == {"error": "ATTRIBUTE_MISMATCH"}
    assert states(reader.signing)["mate"] == "asked"
    assert 'data-said="ATTRIBUTE_MISMATCH"' in reader.text


def test_who_signed_already_is_not_a_second_signature(reader: AtReader, monkeypatch: pytest.MonkeyPatch) -> None:
    """Found by the certificate, and by the person in the register to whom it belongs."""
    number = file_and_sign(reader)
    mates, thirds = ways(reader, number)
    monkeypatch.setattr("portal.services.signing.ask_signers.Asked.expected_holder", None)
    reader.go(mates)
    assert reader.sign("taro") == {"error": "SAME_SIGNER"}
    assert states(reader.signing)["mate"] == "asked"
    monkeypatch.setattr("portal.services.signing.judge_signature.addressee_of", lambda *_: "9001")
    assert "see" in reader.sign("hanako")
    reader.go(thirds)
    assert reader.sign("jiro") == {"error": "SAME_SIGNER"}


def test_one_person_who_would_sign_twice_is_reported_before_the_card_is_asked(reader: AtReader) -> None:
    for boxes in (named(TARO, "mate"), named(HANAKO, "third")):
        reader.visit(**boxes)
        assert reader.post("/ask", {"use": "sign"}) == {"error": "SAME_PERSON"}
        assert 'data-said="SAME_PERSON"' in reader.text


@pytest.mark.parametrize("identity", [MINOR], indirect=True)
@pytest.mark.parametrize(("guardian", "asked"), [(TARO, {}), (JIRO, {"mate": "asked"})])
def test_where_the_visitor_is_the_minors_guardian_nobody_else_signs(
    reader: AtReader, guardian: Holder, asked: dict[str, str]
) -> None:
    child = replace(HANAKO, birth=date(2012, 9, 30))
    file_and_sign(reader, **named(child, "mate"), **named(guardian, "third"))
    assert states(reader.signing) == {"applicant": "accepted"} | asked


def test_an_answer_counts_once_and_on_its_own_page(reader: AtReader) -> None:
    number = file_and_sign(reader)
    mates, thirds = ways(reader, number)
    reader.go(mates)
    question = reader.ask()
    boxes = {"use": "sign", "number": question["number"], "answer": reader.answer(question, "hanako")}
    reader.go(thirds)
    assert reader.post("", boxes) == {"error": "STATE_MISMATCH"}
    reader.go(mates)
    assert reader.post("", boxes) == {"error": "NONCE_REPLAYED"}, "a response is accepted once, whatever its result"
    assert "see" in reader.sign("hanako")
    assert reader.post("/ask", {"use": "sign"}) == {"error": "CHANGED"}
    assert reader.clerk.go(mates).status_code == 409


def test_what_nobody_can_say_yet_waits_and_is_settled_for_this_signer(reader: AtReader) -> None:
    number = file_and_sign(reader)
    reader.signing.cards.revocation.down = True
    reader.go(ways(reader, number)[0])
    reader.sign("hanako")
    assert states(reader.signing)["mate"] == "pending"
    reader.signing.cards.revocation.down = False
    assert settle_signatures(later(reader.signing.installation, minutes=6)) == 1
    assert states(reader.signing)["mate"] == "accepted"


def test_a_card_that_has_ended_is_refused_and_another_day_another_card_signs(reader: AtReader) -> None:
    number = file_and_sign(reader)
    certificate = certificate_of(reader.signing.cards.jpki.cards.card("hanako").certs["sign"])
    reader.signing.cards.revocation.revoke(certificate, NOW - timedelta(days=2), "affiliationChanged")
    reader.go(ways(reader, number)[0])
    assert reader.sign("hanako") == {"error": "CERT_ADDRESS_CHANGED"}
    assert states(reader.signing)["mate"] == "asked"
    reader.signing.cards.jpki.cards._cards.clear()  # the next certificate is a new one, as if issued at the window
    assert "see" in reader.sign("hanako")


def test_where_somebody_may_not_be_found_nobody_else_reads_it(reader: AtReader) -> None:
    number = file_and_sign(reader)
    mates = ways(reader, number)[0]
    installation = reader.signing.installation
    with installation.database.write() as unit:
        (row,) = every(unit, sql("SELECT id FROM application"))
        protect(installation, unit, Actor("staff", "1"), [(TARO.name, "1994-04-12")], "staff", application_id=row.id)
        unit.commit()
    assert reader.clerk.go(mates).status_code == 404
    assert ways(reader, number) == []


def test_of_a_case_that_is_decided_nobody_signs_any_more(reader: AtReader) -> None:
    number = file_and_sign(reader)
    mates = ways(reader, number)[0]
    with reader.signing.installation.database.write() as unit:
        run(unit, sql("UPDATE application SET decided_at = 1"), {})
        unit.commit()
    assert reader.clerk.go(mates).status_code == 409
    assert ways(reader, number) == []
    assert not re.search(
        r"(?<![\w-])[2-9A-Y]{5}-[2-9A-Y]{5}(?![\w-])", reader.clerk.go(f"/counter/print/{number}").text
    )


def test_who_may_not_enter_here_and_what_is_not_asked_is_refused(reader: AtReader) -> None:
    number = file_and_sign(reader)
    mates = ways(reader, number)[0]
    installation = reader.signing.installation
    exporter = at_desk(installation, add_member(installation, "exporter", ("exporter", DUTY)))
    assert exporter.client.get(mates).status_code == 403
    stranger = at_desk(installation, add_member(installation, "stranger", ("reviewer", "resident-certificates")))
    assert stranger.client.get(mates).status_code == 404
    page = mates.rpartition("/")[0]
    assert [reader.clerk.go(f"{page}/{signature}").status_code for signature in ("1", "999999")] == [404, 404]
    app: Visitor = reader.clerk
    app.client.app.state.installation = replace(installation, card_agent=None)  # type: ignore[attr-defined]
    assert app.go(mates).status_code == 404
    assert ways(reader, number) == []
