"""番号紐付情報 identifies the holder of a signing certificate."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from integrations.certificates.mock.app import MockJpki
from integrations.certificates.mock.holder import Holder
from integrations.register.link_file import LinkFile
from integrations.sockets.register_socket import Resident
from portal.jobs.settle_signatures import settle_signatures
from portal.services.cases.cases import case_of_member
from portal.services.desk.case.settle_match import matching_of
from portal.services.residents.linked_person import linked_number
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import find_session
from portal.store.shared import audit_records
from portal.store.statements import every, sql
from tests.journeys.paying import ask_for_a_copy
from tests.journeys.visitor import Visitor
from tests.portal.later import later
from tests.portal.practice_cards import HOLDERS, NOW, TARO
from tests.portal.services.residents.test_match_resident import FakeRegister
from tests.portal.signers import TAKAMI, Signing, signing_in, tied

HOME = {"postal": "0000011", "town": "見本県見本市中央", "street": "1丁目2番3号"}
HIM = Resident("9001", "H", "見本　太郎", "ミホン　タロウ", date(1994, 4, 12), "male", "世帯主", HOME)
NAMESAKE = replace(HIM, id="9002", household="J", kana="レイジ　タロウ")
OLD = Resident(
    "9003", "K", "髙見本　太郎", "タカミホン　タロウ", date(1949, 4, 3), "male", "世帯主", {**HOME, "town": "よその市"}
)
NEW_CARD = replace(TARO, id="new card")
QUESTION = "カードと住民票を見くらべる"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "links.csv"
    listed(path)
    return path


def listed(path: Path, *lines: tuple[Holder, str]) -> None:
    rows = ["発行番号,宛名番号", *(f"{holder.serial('sign')},{number}" for holder, number in lines)]
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")


@pytest.fixture
def signing(installation: Installation, file: Path) -> Iterator[Signing]:
    """Two people of the register share taro's name, birthday and address."""
    city = replace(installation, register=FakeRegister(HIM, NAMESAKE, OLD), links=LinkFile(file))
    with signing_in(city, MockJpki((*HOLDERS, NEW_CARD), lambda: NOW)) as signing:
        yield signing


def number_of(signing: Signing, visitor: Visitor) -> str:
    city, token = signing.installation, visitor.client.cookies["kakanai_resident"]
    with city.database.read() as unit:
        session = find_session(city, unit, "resident", token)
        return linked_number(city.keys, unit, session.person_id or "") if session else "?"


def certainty(signing: Signing, number: str) -> str:
    with signing.installation.database.read() as unit:
        case = case_of_member(signing.installation, unit, signing.reviewer, number)
        return str(case.evidence["register"])


def audited(signing: Signing) -> list[str]:
    with signing.installation.database.read() as unit:
        return [record.action for record in audit_records.after(unit, 0) if record.actor == "system:links"]


def test_a_signature_says_which_of_two_it_is_and_the_next_form_is_filled_in(signing: Signing, file: Path) -> None:
    listed(file, (TARO, NAMESAKE.id))
    with signing.resident() as visitor, signing.desk() as desk:
        first = signing.filed(visitor)
        assert certainty(signing, first) == "several"
        page = desk.go(f"/desk/{first}").text
        assert "番号紐付情報" in page
        assert QUESTION not in page
        assert first not in desk.go("/desk").text.partition("住民票と見くらべるもの")[2]
        with signing.resident():  # a new session collects the known facts again
            pass
        assert certainty(signing, signing.filed(visitor)) == "linked"
    assert audited(signing) == ["tie to register"] * 2


def test_without_a_line_for_the_certificate_a_person_is_asked(signing: Signing, file: Path) -> None:
    listed(file, (NEW_CARD, HIM.id))
    with signing.resident() as visitor, signing.desk() as desk:
        number = signing.filed(visitor)
        assert QUESTION in desk.go(f"/desk/{number}").text
        assert number_of(signing, visitor) == ""
    assert audited(signing) == []


def test_a_new_card_is_known_by_its_own_line_and_a_tie_outlives_the_list(signing: Signing, file: Path) -> None:
    listed(file, (TARO, HIM.id))
    with signing.resident() as visitor:
        signing.filed(visitor)
        listed(file, (NEW_CARD, HIM.id))
        with signing.resident(subject="taro's new card") as again:
            signing.filed(again, "new card")
            assert number_of(signing, again) == HIM.id
        listed(file)
        assert number_of(signing, visitor) == HIM.id


def test_what_staff_decided_goes_before_the_list(signing: Signing, file: Path) -> None:
    listed(file, (TARO, HIM.id))
    with signing.resident() as visitor:
        tied(signing.installation, visitor.client.cookies["kakanai_resident"], NAMESAKE.id)
        signing.filed(visitor)
        assert number_of(signing, visitor) == NAMESAKE.id
    assert audited(signing) == ["find another tie"]


@pytest.mark.parametrize("number", [OLD.id, "gone"])
def test_a_line_that_cannot_be_right_ties_nobody(signing: Signing, file: Path, number: str) -> None:
    """A person with another birthday; no such person."""
    listed(file, (TARO, number))
    with signing.resident() as visitor, signing.desk() as desk:
        receipt = signing.filed(visitor)
        assert number_of(signing, visitor) == ""
        assert QUESTION in desk.go(f"/desk/{receipt}").text


def test_a_broken_list_stops_no_signature(signing: Signing, file: Path) -> None:
    file.write_text("broken", encoding="utf-8")
    with signing.resident() as visitor:
        signing.filed(visitor)
        assert number_of(signing, visitor) == ""


def test_a_card_that_a_person_has_to_look_at_ties_once_they_have(signing: Signing, file: Path) -> None:
    takami = next(holder for holder in HOLDERS if holder.id == "takami")
    listed(file, (takami, OLD.id))
    with signing.resident(TAKAMI, "takami") as visitor, signing.desk() as desk:
        number = signing.filed(visitor, "takami")
        assert number_of(signing, visitor) == ""
        with signing.installation.database.read() as unit:
            (row,) = every(unit, sql("SELECT id, state FROM signature"))
        assert row.state == "person"
        desk.go(f"/desk/{number}")
        desk.press("本人の署名と認める", {"shown": "カードの写し"})
        assert number_of(signing, visitor) == OLD.id


@pytest.mark.parametrize("revoked", [False, True])
def test_who_waits_for_an_answer_about_revocation_is_tied_by_a_good_one_alone(
    signing: Signing, file: Path, revoked: bool
) -> None:
    listed(file, (TARO, HIM.id))
    signing.cards.revocation.down = True
    with signing.resident() as visitor:
        number = signing.filed(visitor)
        assert number_of(signing, visitor) == ""
        signing.cards.revocation.down = False
        if revoked:
            signing.cards.revoke("taro")
        settle_signatures(later(signing.installation, minutes=6))
        assert number_of(signing, visitor) == ("" if revoked else HIM.id)
        with signing.installation.database.read() as unit:
            case = case_of_member(signing.installation, unit, signing.reviewer, number)
            matching = matching_of(unit, case)
            details = [record.detail for record in audit_records.after(unit, 0) if record.action == "settle signature"]
    assert details == ["applicant refused CERT_REVOKED" if revoked else "applicant accepted"]
    assert matching is not None
    assert (matching.state, matching.by) == (("open", "") if revoked else ("matched", "番号紐付情報"))


def test_somebody_elses_card_ties_nobody(signing: Signing, file: Path) -> None:
    hanako = next(holder for holder in HOLDERS if holder.id == "hanako")
    listed(file, (hanako, HIM.id))
    with signing.resident() as visitor:
        ask_for_a_copy(visitor)
        signing.cards.sign(visitor, "hanako")
        assert not visitor.path.startswith("/applications/")
        assert number_of(signing, visitor) == ""
