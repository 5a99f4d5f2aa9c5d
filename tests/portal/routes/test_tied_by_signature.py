"""番号紐付情報 says whose a signing certificate is: staff are not asked, and the next card is recognised too."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from integrations.certificates.mock.app import MockJpki
from integrations.certificates.mock.holder import Holder
from integrations.register.link_file import LinkFile
from integrations.register_socket import Resident
from portal.jobs.settle_signatures import settle_signatures
from portal.services.cases import case_of_member
from portal.services.installation import Installation
from portal.services.linked_person import linked_number
from portal.services.sessions import find_session
from portal.services.settle_match import matching_of
from portal.store import audit_records
from portal.store.statements import every, sql
from tests.journeys.paying import ask_for_a_copy
from tests.journeys.visitor import Visitor
from tests.portal.later import later
from tests.portal.practice_cards import HOLDERS, NOW, TARO
from tests.portal.services.test_match_resident import Told
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
    """The city's list, with nobody in it."""
    path = tmp_path / "links.csv"
    listed(path)
    return path


def listed(path: Path, *lines: tuple[Holder, str]) -> None:
    rows = ["発行番号,宛名番号", *(f"{holder.serial('sign')},{number}" for holder, number in lines)]
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")


@pytest.fixture
def there(installation: Installation, file: Path) -> Iterator[Signing]:
    """Two people of the register are called as taro is, born on his day, and live where he lives."""
    city = replace(installation, register=Told(HIM, NAMESAKE, OLD), links=LinkFile(file))
    with signing_in(city, MockJpki((*HOLDERS, NEW_CARD), lambda: NOW)) as signing:
        yield signing


def number_of(there: Signing, visitor: Visitor) -> str:
    """Whom of the register this visitor is known to be."""
    city, token = there.installation, visitor.client.cookies["kakanai_resident"]
    with city.database.read() as unit:
        session = find_session(city, unit, "resident", token)
        return linked_number(city, unit, session.person_id or "") if session else "?"


def certainty(there: Signing, number: str) -> str:
    with there.installation.database.read() as unit:
        case = case_of_member(there.installation, unit, there.reviewer, number)
        return str(case.evidence["register"])


def audited(there: Signing) -> list[str]:
    with there.installation.database.read() as unit:
        return [one.action for one in audit_records.after(unit, 0) if one.actor == "system:links"]


def test_a_signature_says_which_of_two_it_is_and_the_next_form_is_filled_in(there: Signing, file: Path) -> None:
    listed(file, (TARO, NAMESAKE.id))
    with there.resident() as visitor, there.desk() as desk:
        first = there.filed(visitor)
        assert certainty(there, first) == "several"
        page = desk.go(f"/desk/{first}").text
        assert "番号紐付情報" in page
        assert QUESTION not in page
        assert first not in desk.go("/desk").text.partition("住民票と見くらべるもの")[2]
        with there.resident():  # signed in again: what is known is gathered anew
            pass
        assert certainty(there, there.filed(visitor)) == "linked"
    assert audited(there) == ["tie to register"] * 2


def test_without_a_line_for_the_certificate_a_person_is_asked(there: Signing, file: Path) -> None:
    listed(file, (NEW_CARD, HIM.id))
    with there.resident() as visitor, there.desk() as desk:
        number = there.filed(visitor)
        assert QUESTION in desk.go(f"/desk/{number}").text
        assert number_of(there, visitor) == ""
    assert audited(there) == []


def test_a_new_card_is_known_by_its_own_line_and_a_tie_outlives_the_list(there: Signing, file: Path) -> None:
    listed(file, (TARO, HIM.id))
    with there.resident() as visitor:
        there.filed(visitor)
        listed(file, (NEW_CARD, HIM.id))
        with there.resident(subject="taro's new card") as again:
            there.filed(again, "new card")
            assert number_of(there, again) == HIM.id
        listed(file)
        assert number_of(there, visitor) == HIM.id


def test_what_staff_decided_goes_before_the_list(there: Signing, file: Path) -> None:
    listed(file, (TARO, HIM.id))
    with there.resident() as visitor:
        tied(there.installation, visitor.client.cookies["kakanai_resident"], NAMESAKE.id)
        there.filed(visitor)
        assert number_of(there, visitor) == NAMESAKE.id
    assert audited(there) == ["find another tie"]


@pytest.mark.parametrize("number", [OLD.id, "gone"])
def test_a_line_that_cannot_be_right_ties_nobody(there: Signing, file: Path, number: str) -> None:
    """Somebody born on another day; nobody."""
    listed(file, (TARO, number))
    with there.resident() as visitor, there.desk() as desk:
        receipt = there.filed(visitor)
        assert number_of(there, visitor) == ""
        assert QUESTION in desk.go(f"/desk/{receipt}").text


def test_a_broken_list_stops_no_signature(there: Signing, file: Path) -> None:
    file.write_text("broken", encoding="utf-8")
    with there.resident() as visitor:
        there.filed(visitor)
        assert number_of(there, visitor) == ""


def test_a_card_that_a_person_has_to_look_at_ties_once_they_have(there: Signing, file: Path) -> None:
    takami = next(one for one in HOLDERS if one.id == "takami")
    listed(file, (takami, OLD.id))
    with there.resident(TAKAMI, "takami") as visitor, there.desk() as desk:
        number = there.filed(visitor, "takami")
        assert number_of(there, visitor) == ""
        with there.installation.database.read() as unit:
            (row,) = every(unit, sql("SELECT id, state FROM signature"))
        assert row.state == "person"
        desk.go(f"/desk/{number}")
        desk.press("本人の署名と認める", {"shown": "カードの写し"})
        assert number_of(there, visitor) == OLD.id


@pytest.mark.parametrize("revoked", [False, True])
def test_who_waits_for_an_answer_about_revocation_is_tied_by_a_good_one_alone(
    there: Signing, file: Path, revoked: bool
) -> None:
    listed(file, (TARO, HIM.id))
    there.cards.revocation.down = True
    with there.resident() as visitor:
        number = there.filed(visitor)
        assert number_of(there, visitor) == ""
        there.cards.revocation.down = False
        if revoked:
            there.cards.revoke("taro")
        settle_signatures(later(there.installation, minutes=6))
        assert number_of(there, visitor) == ("" if revoked else HIM.id)
        with there.installation.database.read() as unit:
            case = case_of_member(there.installation, unit, there.reviewer, number)
            matching = matching_of(unit, case)
            told = [one.detail for one in audit_records.after(unit, 0) if one.action == "settle signature"]
    assert told == ["applicant refused CERT_REVOKED" if revoked else "applicant accepted"]
    assert matching is not None
    assert (matching.state, matching.by) == (("open", "") if revoked else ("matched", "番号紐付情報"))


def test_somebody_elses_card_ties_nobody(there: Signing, file: Path) -> None:
    hanako = next(one for one in HOLDERS if one.id == "hanako")
    listed(file, (hanako, HIM.id))
    with there.resident() as visitor:
        ask_for_a_copy(visitor)
        there.cards.sign(visitor, "hanako")
        assert not visitor.path.startswith("/applications/")
        assert number_of(there, visitor) == ""
