"""書かない率 (D1): three households and ten messy visits, keyed through by a clerk without scripts. Strict: a digit that picks an option is a
keystroke, and so is a tick of consent, unless visitors choose and agree on a screen of their own, which is told apart; what is keyed from
a paper counts once."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from statistics import median

import pytest

from forms.city import Person
from integrations.register.city_people import CityPeople
from portal.services.actor import Actor
from portal.services.installation import Installation
from portal.services.protect import STAFF, protect
from portal.services.rights import Member
from tests.portal.routes.interviewing import Boxes, Clerk, serve, with_sources
from tests.portal.world import add_member

DUTIES = ("care-qualification", "care-assessment", "health-insurance", "child-allowance", "pension", "mother-and-child")
CARD: Boxes = {"visit-came": ["self"], "visit-papers": ["my_number_card"]}
LICENCE: Boxes = {"visit-came": ["self"], "visit-papers": ["driving_licence"]}
AGENT: Boxes = {"visit-came": ["agent"], "visit-papers": ["driving_licence"]}
LOST: Mapping[str, Boxes | str] = {
    "insurer_no": "39010004",
    "reception-place": "care",
    "reason": "lost",
    "cards": "insured",
    "delivery": "address",
}
CARE = {**LOST, "application": "first", "stay": "home", "p0.insurance.kind": "late_elderly"}
ALLOWANCE: Mapping[str, Boxes | str] = {
    "reception-place": "general", "older_count": "0", "pay_by": "slip", "insurance_state": "soon", "cares": "yes",
    "claimant.work": "self_employed", "insurer": "national", "p0.claimant.pension": "national", "readable": "no",
}  # fmt: skip
BORN = date(2026, 11, 5)
# As it stands, and without what is only usual and what visitors pressed on their own screen: 0.90 is what the measure asks for.
MEDIAN, TOLD = 0.90, 0.43
CERTIFICATE = """\
整理番号,続柄,氏名,フリガナ,生年月日,性別,郵便番号,住所,番地,方書,転出予定日
T-1,世帯主,例示　健,レイジ　ケン,1988-04-02,1,0000001,見本県見本市見本町,五丁目6番7号,,2026-11-08
T-1,妻,例示　舞,レイジ　マイ,1990-08-09,2,0000001,見本県見本市見本町,五丁目6番7号,,2026-11-08
T-1,子,例示　空,レイジ　ソラ,2020-05-06,1,0000001,見本県見本市見本町,五丁目6番7号,,2026-11-08
"""
AGAIN = "kaigo-hihokenshasho-saikofu"
# They live in the city, as their cards say. 住民記録 keeps a フリガナ of whoever is in it, and of names in Latin letters too (標準仕様書, 管理項目).
FOREIGNERS = tuple(
    Person.model_validate({
        "id": f"story-{at}", "household": f"HH-S{at}", "name": [name], "kana": [kana], "birth": born, "sex": "female", "card": True,
        "relation": "世帯主", "about": "外国籍", "address": {"postal": "0000001", "town": "見本県見本市見本町", "street": street},
    })
    for at, (name, kana, born, street) in enumerate((
        ("ＳＡＭＰＬＥ　ＭＩＫＡ", "サンプル　ミカ", "1991-02-03", "一丁目9番9号"),
        ("ＤＥ　ＬＡ　ＣＲＵＺ　ＧＡＲＣＩＡ　ＭＡＲＩＡ", "デ　ラ　クルス　ガルシア　マリア", "1985-06-07", "一丁目8番8号"),
    ))
)  # fmt: skip


def person(at: int, name: str, kana: str, birth: str, sex: str, relation: str) -> Boxes:
    """One person of a paper; names of two parts, or of one."""
    parts: Boxes = {}
    for what, written in (("name", name), ("kana", kana)):
        first, _, second = written.partition("　")
        parts |= (
            {f"p{at}-{what}.family": [first], f"p{at}-{what}.given": [second]}
            if second
            else {f"p{at}-{what}.full": [first]}
        )
    return {**parts, f"p{at}-birth.year": [birth], f"p{at}-sex": [sex], f"p{at}-relation": [relation]}


def transfer(*people: Boxes) -> Boxes:
    sent: Boxes = {
        "paper-rows": [str(max(3, len(people)))], "paper-day.year": ["R8.11.10"], "paper-address.postal": ["0000001"],
        "paper-address.town": ["見本県見本市見本町"], "paper-address.street": ["五丁目6番7号"],
    }  # fmt: skip
    for one in people:
        sent |= one
    return sent


def moving_in(one: Clerk) -> None:
    for name, birth, sex in (
        ("例示　健", "19880402", "1"),
        ("例示　舞", "19900809", "2"),
        ("例示　空", "20200506", "1"),
    ):
        one.read_card(name, birth, sex, "架空県架空市一丁目1番1号")
    one.load_paper(
        CERTIFICATE, transfer_day__year="R8.11.10"
    )  # whoever moves with a card has no paper: it came as data
    one.add("kokuho-kanyu", "jido-teate-nintei", "kodomo-iryohi")
    one.interview(
        {**ALLOWANCE, "holder": {"family": ["例示"], "given": ["健"]}}, ("person.0.children.3", "people.2.members")
    )


def born(one: Clerk) -> None:
    one.find("H7.3.3", "さきみ")
    one.key_paper("birth", person(1, "﨑見　凪", "さきみ　なぎ", "R8.11.5", "female", "child"))
    one.add("jido-teate-nintei", "kodomo-iryohi")
    one.interview({**ALLOWANCE, "holder": {"family": ["﨑見"], "given": ["葵"]}}, ("person.0.children.3",))


def needing_care(one: Clerk) -> None:
    one.find("S24.4.3", "たかみほん")
    one.add("yokaigo-nintei", AGAIN)
    one.interview(CARE)


def without_a_card(one: Clerk) -> None:
    one.find("S29.6.15", "うめこ")
    one.add(AGAIN)
    one.interview(LOST)


def pin_unknown(one: Clerk) -> None:
    one.find("S24.4.3", "たろう")
    one.add(AGAIN)
    one.interview(LOST)


def by_an_alias(one: Clerk) -> None:
    one.read_card("ＳＡＭＰＬＥ　ＭＩＫＡ", "19910203", "2", "見本県見本市見本町一丁目9番9号")
    one.match()
    one.add("kokuho-kanyu")
    one.interview({**ALLOWANCE, "p0.reason": "welfare_end", "claimant.relation": "head"}, ("person.0.members.1",))


def by_an_agent(one: Clerk) -> None:
    one.read_card("髙見本　一郎", "19780120", "1", "見本県見本市見本町一丁目2番3号")
    one.find("S24.4.3", "たろう")
    one.add("yokaigo-nintei")
    one.page("interview").press("refresh", {"p0.filer.kind": ["family"], "p0.filer.relation": ["child"]})
    one.interview(CARE)


def protected(one: Clerk) -> None:
    one.find("S24.4.3", "たろう")
    one.add(AGAIN)
    one.interview({
        **LOST, "name": {"family": ["髙見本"], "given": ["太郎"]}, "birth": {"year": ["S24.4.3"]},
    })  # fmt: skip


def at_a_wrong_number(one: Clerk) -> None:
    one.find("S24.4.3", "たろう")
    one.add(AGAIN)
    one.page("interview").press("refresh", {"p0.address.street": ["一丁目2番4号"]})
    one.interview(LOST)


def of_three_surnames(one: Clerk) -> None:
    one.read_card("ＤＥ　ＬＡ　ＣＲＵＺ　ＧＡＲＣＩＡ　ＭＡＲＩＡ", "19850607", "2", "見本県見本市見本町一丁目8番8号")
    one.match()
    one.add("kokuho-kanyu")
    one.interview({**ALLOWANCE, "p0.reason": "welfare_end", "claimant.relation": "head"}, ("person.0.members.1",))


def deaf(one: Clerk) -> None:
    one.find("S29.6.15", "うめこ")
    one.add("yokaigo-nintei")
    one.page("interview").press("refresh", {"p0.visit.needs": ["hearing"]})
    one.interview(CARE)


def with_a_baby(one: Clerk) -> None:
    one.read_card("﨑見　葵", "19970821", "2", "見本県見本市例示台二丁目5番地　例示ハイツ202")
    one.find("H9.8.21", "あおい")
    one.key_paper("birth", person(1, "﨑見　凪", "さきみ　なぎ", "R8.11.5", "female", "child"))
    one.add("kodomo-iryohi")
    one.interview({**ALLOWANCE, "holder": {"family": ["﨑見"], "given": ["葵"]}}, ("person.0.children.3",))


def in_two_languages(one: Clerk) -> None:
    one.read_card("ＮＧＵＹＥＮ　ＴＨＩ　ＨＯＡ", "19940505", "2", "架空県架空市二丁目2番2号")
    one.key_paper(
        "transfer",
        transfer(person(1, "ＮＧＵＹＥＮ　ＴＨＩ　ＨＯＡ", "ぐえん　てぃ　ほあ", "H6.5.5", "female", "head")),
    )
    one.add("kokuho-kanyu")
    one.interview(ALLOWANCE, ("people.0.members",))


STORIES: tuple[tuple[Callable[[Clerk], None], Boxes], ...] = (
    (moving_in, CARD), (born, LICENCE), (needing_care, LICENCE), (without_a_card, LICENCE), (pin_unknown, CARD), (by_an_alias, CARD),
    (by_an_agent, AGENT), (at_a_wrong_number, LICENCE), (of_three_surnames, CARD), (deaf, LICENCE), (with_a_baby, CARD),
    (in_two_languages, CARD), (protected, LICENCE),
)  # fmt: skip


@pytest.fixture
def here(installation: Installation) -> Installation:
    # The same people come again and again in these stories: what they said an hour ago is no source of theirs.
    off = installation.settings.model_copy(update={"counter_recall": "off"})
    # A newborn is in no register yet: whoever else is there says nothing of them.
    older = tuple(one for one in installation.city.people if one.birth < BORN)
    people = CityPeople(lambda: (*older, *FOREIGNERS))
    return replace(with_sources(replace(installation, settings=off)), register=people)


@pytest.fixture
def clerk(here: Installation) -> Member:
    return add_member(here, "clerk", *(("clerk", duty) for duty in DUTIES))


def test_how_much_nobody_has_to_write(here: Installation, clerk: Member, capsys: pytest.CaptureFixture[str]) -> None:
    rates: dict[str, float] = {}
    told: list[float] = []
    for at, (story, seen) in enumerate(STORIES):
        if story is protected:
            with here.database.write() as unit:
                protect(here, unit, Actor("system", "test"), [("髙見本　太郎", "1949-04-03")], STAFF)
                unit.commit()
        one = serve(here, clerk, f"D-{at}", seen)
        one.tablet = story is not protected  # what they say themselves would hide that nothing was told of them
        story(one)
        rates[story.__name__] = one.rate
        told.append(one.told)
    with capsys.disabled():
        print(f"書かない率 median={median(rates.values()):.2f} worst={min(rates.values()):.2f}")
        print(f"書かない率（ふつうの答えと来庁者が選んだ答えを除く） median={median(told):.2f} worst={min(told):.2f}")
    # What nobody told, nobody can fill in: the rest is what only the visitor knows and no press can say.
    assert rates["protected"] == 0
    assert (median(rates.values()) >= MEDIAN, median(told) >= TOLD) == (True, True)
    assert rates["moving_in"] > rates["in_two_languages"] > rates["protected"]
