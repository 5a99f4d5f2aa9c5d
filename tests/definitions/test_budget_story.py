"""A story over HTTP: 浄化槽の補助金 from the application to the claim, with the last yen of the budget wanted by two at once."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import text

import forms
from forms.scenarios.scenario_answers import read_answers
from portal.jobs.bookings.keep_places import keep_places
from portal.services.shared.rights import Member
from tests.definitions.chains import screened
from tests.definitions.filing import Filing, typed
from tests.definitions.house import House, running_house
from tests.definitions.test_chain_story import GO, sent, walk_on
from tests.journeys.filing import UNCHECKED
from tests.journeys.visitor import Visitor
from tests.portal.world import add_member

pytestmark = pytest.mark.both_engines

GRANT, REPORT, CLAIM = "jokaso-kofu", "jokaso-jisseki", "jokaso-seikyu"
SHARE = 332_000
REPORTED = {
    "tank_page": {"old_tank": ["kept"]},
    "builder_page": {"engineer": ["見本　設備"]},
    "work_page": {
        "begun_on.year": ["2026-11-20"], "ended_on.year": ["2026-11-20"], "paid": ["300900"],
        "paid_on.year": ["2026-11-20"], "changed": ["no"],
    },
    "care_page": {
        "use_from.year": ["2026-11-20"], "keeper": ["架空保守"], "cleaner": ["架空清掃"], "check_asked": ["yes"],
    },
}  # fmt: skip
CLAIMED = {
    "claimant_page": {
        "kana": ["ミホン　タロウ"], "phone": ["000-0000-0001"],
        "address.postal": ["0000001"], "address.town": ["見本県見本市見本町"], "address.street": ["一丁目2番3号"],
    },
    "consent_true": {"consent_true": ["yes"]},
}  # fmt: skip


@pytest.fixture
def house(database_url: str, tmp_path: Path) -> Iterator[House]:
    """Money for two applications."""
    folder = tmp_path / "procedures"
    folder.mkdir()
    for name in (GRANT, REPORT, CLAIM):
        words = (Path(forms.__file__).parent / "procedures" / f"{name}.yaml").read_text(encoding="utf-8")
        (folder / f"{name}.yaml").write_text(
            words.replace("default: 9960000", f"default: {2 * SHARE}"), encoding="utf-8"
        )
    with running_house(folder, database_url, tmp_path / "house") as house:
        yield house


def until_check(house: House, visitor: Visitor, street: str = "一丁目2番3号") -> None:
    """There is one grant for each house."""
    procedure = house.installation.catalogue.current(GRANT)
    example = procedure.scenarios[0]
    answers = {**example["answers"], "place": {**example["answers"]["place"], "street": street}}
    Filing(visitor, procedure, {**example, "answers": answers}).until_check()


def account(house: House) -> dict[str, list[str]]:
    claim = house.installation.catalogue.current(CLAIM)
    return typed(claim.field("account"), read_answers(claim, claim.scenarios[0]["answers"]))


def decided(house: House, desk: Visitor, member: Member, number: str, outcome: str, **result: str) -> None:
    screened(house.installation, member, number)
    desk.go(f"/desk/{number}")
    desk.press("内容を確かめる", {"outcome": outcome})
    boxes = {f"result.{name}": [value] for name, value in result.items()}
    desk.press("内容を確かめる", {"outcome": outcome, **boxes})
    desk.press("決める", UNCHECKED)
    assert desk.path == f"/desk/{number}", desk.text


def test_from_the_application_to_the_claim(house: House) -> None:
    member = add_member(house.installation, "kankyo", ("reviewer", "environment"))
    with (
        house.resident() as taro,
        house.resident("hanako", "見本　花子") as hanako,
        house.resident("jiro", "見本　次郎") as jiro,
        house.member(member) as desk,
    ):
        assert "いまの残りは664,000円" in taro.go(f"/procedures/{GRANT}").text
        until_check(house, taro)
        first = sent(taro)
        for visitor, street in ((hanako, "4番5号"), (jiro, "6番7号")):
            until_check(house, visitor, street)
        checks, barrier = {hanako: hanako.path, jiro: jiro.path}, Barrier(2)

        def press(visitor: Visitor) -> int:
            barrier.wait(timeout=30)
            visitor.press("申請する")
            return visitor.seen.status_code

        with ThreadPoolExecutor(2) as pool:
            statuses = list(pool.map(press, (hanako, jiro)))
        assert sorted(statuses) == [200, 409]
        winner, loser = (hanako, jiro) if statuses[0] == 200 else (jiro, hanako)
        assert "今年度の予算がなくなったので、受付を終わりました" in loser.text
        assert "書いた内容は残っています" in loser.text
        assert "いまの残りは0円" in loser.go(f"/procedures/{GRANT}").text

        desk.go(f"/desk/{first}")
        assert re.search(r"残り.{0,60}>0円", desk.text)
        assert "664,000円" in desk.text
        decided(house, desk, member, first, "approved", granted="332000", **{"report_by.year": "2027-03-10"})
        desk.go(f"/desk/{first}")
        assert re.search(r"決定した額.{0,60}332,000円", desk.text)

        won = winner.path.rpartition("/")[2]
        winner.go(f"/applications/{won}/stop")
        winner.press("とりやめる")
        keep_places(house.installation)
        assert "いまの残りは332,000円" in loser.go(f"/procedures/{GRANT}").text
        loser.go(checks[loser])
        assert sent(loser)

        taro.go(f"/applications/{first}")
        taro.press(GO)
        walk_on(taro, REPORTED)
        second = sent(taro)
        decided(house, desk, member, second, "approved", fixed="300000")
        assert "いまの残りは32,000円" in taro.go(f"/procedures/{GRANT}").text

        taro.go(f"/applications/{second}")
        taro.press(GO)
        pages = walk_on(taro, {**CLAIMED, "account": account(house)})
        assert "300,000円" in "".join(pages.values())  # known, and shown with the page that follows
        third = sent(taro)
        decided(house, desk, member, third, "accepted", paid="300000", **{"pay_on.year": "2026-12-10"})
        assert "300,000円" in taro.go(f"/applications/{third}").text


def test_more_than_is_left_is_not_granted(house: House) -> None:
    member = add_member(house.installation, "kankyo", ("reviewer", "environment"))
    with house.resident() as taro, house.resident("hanako", "見本　花子") as hanako, house.member(member) as desk:
        until_check(house, taro)
        until_check(house, hanako, "4番5号")
        first, _ = sent(taro), sent(hanako)
        screened(house.installation, member, first)
        with house.installation.database.write() as unit:
            # What a correction does, with the money of the other in between.
            unit.connection.execute(
                text(
                    "UPDATE reservation SET amount = 300000 WHERE id = (SELECT min(id) FROM reservation WHERE amount IS NOT NULL)"
                )
            )
            unit.connection.execute(
                text(
                    "UPDATE reservation SET amount = 364000 WHERE id = (SELECT max(id) FROM reservation WHERE amount IS NOT NULL)"
                )
            )
            unit.commit()
        desk.go(f"/desk/{first}")
        desk.press("内容を確かめる", {"outcome": "approved"})
        desk.press(
            "内容を確かめる",
            {"outcome": "approved", "result.granted": ["332000"], "result.report_by.year": ["2027-03-10"]},
        )
        assert (desk.seen.status_code, "予算の残りで足りません" in desk.text) == (422, True)
