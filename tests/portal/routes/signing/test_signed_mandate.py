"""A principal signs the mandate with their own card."""

import json
from collections.abc import Iterator

import pytest

from integrations.sockets.interfaces import BasicFour
from portal.jobs.settle_signatures import settle_signatures
from portal.services.cases.cases import case_of_member
from portal.services.cases.signature_state import held_of
from portal.services.residents.protect import STAFF, protect
from portal.services.shared.installation import Installation
from portal.services.signing.verify_signatures import Verified, verify_signatures
from portal.store.cases import applications
from portal.store.signing import delegations
from tests.forms.loading.small import small
from tests.journeys.in_process import TARO
from tests.journeys.tour import found_code
from tests.journeys.visitor import Visitor
from tests.portal.later import later
from tests.portal.routes.guest_browser import offer
from tests.portal.routes.signing.test_mandates import BOTH, MORE
from tests.portal.several import HANAKO
from tests.portal.signers import DUTY, Signing, signing_in

IDENTITY = """{sign_in: card, signature: {need: required, because: 条例, certainty: assumed}}
principal: {name: name, birth: birth}"""
FOR_HANAKO = {"name.family": "見本", "name.given": "花子", "birth.era": "western", "birth.year": "1995", "birth.month": "9",
              "birth.day": "30"}  # fmt: skip
CARD = BasicFour(HANAKO.name, HANAKO.address, HANAKO.birth, sex_raw="2")


@pytest.fixture
def signing(installation: Installation) -> Iterator[Signing]:
    offer(installation, small(MORE, version="1", duty=DUTY, who=BOTH, identity=IDENTITY))
    with signing_in(installation) as signing:
        yield signing


@pytest.fixture
def number(signing: Signing) -> str:
    with signing.resident(TARO, "taro") as proxy:
        proxy.go("/apply/small")
        for boxes in ({"role": "agent"}, {"reason": "lost"}, FOR_HANAKO):
            proxy.press("次へ進む", boxes)
        signing.cards.sign(proxy, "taro")
        assert proxy.path.startswith("/applications/"), proxy.text
        number = proxy.path.rpartition("/")[2]
        signing.code = found_code(proxy.text.partition("本人のための番号")[2])  # type: ignore[attr-defined]
    return number


def at_mandate(signing: Signing, visitor: Visitor, number: str) -> None:
    visitor.go("/mandates")
    visitor.press("申請を見る", {"number": number, "code": signing.code})  # type: ignore[attr-defined]
    assert visitor.path == f"/mandates/{number}", visitor.text


def state(signing: Signing, number: str) -> str:
    with signing.installation.database.read() as unit:
        case = case_of_member(signing.installation, unit, signing.reviewer, number)
        assert not held_of(unit, [case.row.id]), "a mandate holds no application"
        row = delegations.of_application(unit, case.row.id)
    assert row is not None
    return row.state


def signed(signing: Signing, number: str) -> list[Verified]:
    return [signature for signature in verify_signatures(signing.installation, number) if signature.role == "principal"]


def test_who_whom_what_and_how_long_is_signed_and_confirms_the_mandate(signing: Signing, number: str) -> None:
    with signing.resident(CARD, "hanako") as principal, signing.desk() as desk:
        at_mandate(signing, principal, number)
        assert "この人に頼みました" not in principal.text, "the mandate of a signed application needs a signature"
        signing.cards.sign(principal, "hanako")
        assert principal.path == f"/mandates/{number}", principal.text
        assert "署名して、頼んだことを市に伝えました" in principal.text
        assert state(signing, number) == "verified"
        (report,) = signed(signing, number)
        assert (report.state, report.sound, report.revisions) == ("accepted", True, ())
        document = json.loads(report.document)
        assert document["mandate"] == {
            "agent": "見本　太郎", "arrived": "2026-11-20", "as": "agent", "ends": "", "principal": "見本　花子",
            "receipt_number": number,
        }  # fmt: skip
        case = desk.go(f"/desk/{number}").text
        assert "頼んだ人（委任への署名）" in case
        assert "本人がマイナンバーカードで署名し、頼んだと確かめた" in case
        principal.press("この人に頼むのをやめる")
        assert state(signing, number) == "revoked", "a signed mandate can be revoked by a press"


def test_a_press_that_was_forged_confirms_nothing(signing: Signing, number: str) -> None:
    with signing.resident(CARD, "hanako") as principal:
        at_mandate(signing, principal, number)
        boxes = [("csrf_token", principal.token()), ("before", "claimed"), ("state", "verified")]
        assert principal.post(f"/mandates/{number}", boxes).status_code == 409
        assert state(signing, number) == "claimed"


def test_another_persons_card_and_a_way_broken_off_leave_it_a_claim(signing: Signing, number: str) -> None:
    with signing.resident(CARD, "hanako") as principal, signing.desk() as desk:
        at_mandate(signing, principal, number)
        signing.cards.cancel(principal)
        assert "署名をやめました" in principal.text
        signing.cards.sign(principal, "taro")
        assert "ログインした人のカードではないようです" in principal.text
        assert (state(signing, number), signed(signing, number)) == ("claimed", [])
        assert "頼んだ人（委任への署名）" not in desk.go(f"/desk/{number}").text
        signing.cards.sign(principal, "hanako")
        assert state(signing, number) == "verified"


def test_what_nobody_can_say_yet_waits_and_is_confirmed_by_the_worker(signing: Signing, number: str) -> None:
    signing.cards.revocation.down = True
    with signing.resident(CARD, "hanako") as principal:
        at_mandate(signing, principal, number)
        signing.cards.sign(principal, "hanako")
        assert "いま確かめています" in principal.text
        assert state(signing, number) == "claimed"
        signing.cards.revocation.down = False
        assert settle_signatures(later(signing.installation, minutes=6)) == 1
        assert state(signing, number) == "verified"


def test_a_stranger_and_the_proxy_sign_no_mandate_and_none_that_names_nobody_is_signed(
    signing: Signing, number: str
) -> None:
    with signing.resident(TARO, "taro") as proxy, signing.resident(CARD, "hanako") as principal:
        assert proxy.go(f"/mandates/{number}/sign/go").status_code == 404
        at_mandate(signing, principal, number)
        with signing.installation.database.write() as unit:
            row = applications.by_number(unit, number)
            assert row is not None
            protect(signing.installation, unit, signing.reviewer.actor, [], STAFF, application_id=row.id)
            unit.commit()
        principal.go(f"/mandates/{number}")
        assert "いまは、この画面から署名できません" in principal.text
        assert "見本　太郎" not in principal.text
        assert principal.go(f"/mandates/{number}/sign/go").status_code == 409
