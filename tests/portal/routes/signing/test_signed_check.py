"""Fee, signature, what was signed once more, and sending."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from integrations.payments.fake import FakePayments
from portal.services.shared.installation import Installation
from portal.store.signing import signatures
from tests.databases import Makers
from tests.definitions.filing import Filing
from tests.definitions.house import House, running_house
from tests.definitions.shelf import SMALLEST
from tests.journeys.signing import way_to_sign
from tests.journeys.visitor import Visitor
from tests.portal.later import at

SIGNED = "identity-signature"
PROVIDER = FakePayments()


@pytest.fixture(scope="module")
def house(makers: Makers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder: Path = tmp_path_factory.mktemp("signed")
    text = (SMALLEST / f"{SIGNED}.yaml").read_text(encoding="utf-8")
    costs = "{text: 300円, certainty: assumed, amount: '300', paid: before_sending}"
    (folder / f"{SIGNED}.yaml").write_text(text.replace("{text: 無料, certainty: assumed}", costs), encoding="utf-8")
    place = tmp_path_factory.mktemp("house")
    with running_house(folder, makers["sqlite"].migrated(), place, payments=PROVIDER) as house:
        yield house


@pytest.fixture
def looking(house: House) -> Iterator[Installation]:
    """The city asks for a look after the signature."""
    before = house.app.state.installation
    settings = before.settings.model_copy(update={"signed_check": "on"})
    house.app.state.installation = replace(before, settings=settings)
    yield house.app.state.installation
    house.app.state.installation = before


def paid(house: House, visitor: Visitor) -> str:
    """The address of a draft that is answered and paid for."""
    procedure = house.installation.catalogue.current(SIGNED)
    visitor.go(f"/apply/{SIGNED}")
    if "続きから書く" in visitor.text:
        visitor.press("消してはじめから書く")
    Filing(visitor, procedure, procedure.scenarios[0]).until_check()
    visitor.press("手数料の支払いへ進む")
    address = visitor.path.removesuffix("/fee")
    visitor.client.follow_redirects = False
    number = visitor.go(f"{address}/fee/go").headers["location"].rpartition("/")[2]
    visitor.client.follow_redirects = True
    PROVIDER.settle(number, "paid")
    visitor.go(f"{address}/fee?back=1")
    assert visitor.path == f"{address}/check"
    return address


def test_what_was_signed_is_read_once_more_and_then_sent(house: House, looking: Installation) -> None:
    with house.resident() as visitor:
        address = paid(house, visitor)
        assert "署名した内容をもう一度確かめて、申請します" in visitor.text
        assert "署名して申請する" not in visitor.text
        house.cards.sign(visitor, "takami")
        assert visitor.path == f"{address}/signed", visitor.text
        assert "まだ申請していません。内容を確かめて、10時30分までに申請してください" in visitor.text
        assert "見本　花子" in visitor.text
        assert "300円の支払いが済みました" in visitor.text
        assert visitor.go("/applications").text.count(f"{address}/") > 0, "still a draft"
        for again in ("check", "sign/go"):
            visitor.go(f"{address}/{again}")
            assert way_to_sign(visitor) == "", "it is not signed twice"
        visitor.go(f"{address}/signed")
        visitor.press("申請する")
        assert visitor.path.startswith("/applications/"), visitor.text
        receipt = visitor.path.rpartition("/")[2]
        assert visitor.go(f"{address}/signed").status_code == 200
        assert visitor.path == f"/applications/{receipt}"
        assert "300円の支払いが済みました" in visitor.text
    with looking.database.read() as unit:
        row = unit.connection.exec_driver_sql("SELECT id FROM application ORDER BY id DESC").first()
        assert row is not None
        (signature,) = signatures.of_application(unit, row[0])
    assert (signature.state, signature.tries) == ("person", 1), "as it was judged when it was made"


def test_other_answers_and_half_an_hour_ask_for_another_signature(house: House, looking: Installation) -> None:
    with house.resident() as visitor:
        address = paid(house, visitor)
        house.cards.sign(visitor, "takami")
        late = at(looking, "2026-11-20T10:31:00+09:00")
        house.app.state.installation = late
        visitor.press("申請する")
        assert visitor.path == f"{address}/sign"
        assert "時間がたったため、署名を受け取れませんでした" in visitor.text
        house.app.state.installation = looking
        assert "署名した内容を確かめて、申請する" in visitor.go(f"{address}/check").text
        visitor.go(f"{address}/page/name")
        visitor.press("次へ進む", {"name.given": "次郎"})
        assert "署名した内容を確かめて、申請する" not in visitor.go(f"{address}/check").text
        visitor.go(f"{address}/signed")
        assert visitor.path == f"{address}/sign"


def test_a_stranger_reads_and_sends_nothing_of_it(house: House, looking: Installation) -> None:
    with house.resident() as visitor, house.resident("bob", "見本　次郎") as other:
        address = paid(house, visitor)
        house.cards.sign(visitor, "takami")
        other.go("/applications")
        assert other.go(f"{address}/signed").status_code == 404
        other.go(f"/apply/{SIGNED}")
        assert other.post(f"{address}/signed", [("csrf_token", other.token())]).status_code == 404


def test_without_the_setting_it_arrives_with_the_signature(house: House) -> None:
    with house.resident() as visitor:
        paid(house, visitor)
        assert "署名して申請する" in visitor.text
        house.cards.send(visitor, "takami")
        assert visitor.path.startswith("/applications/"), visitor.text
