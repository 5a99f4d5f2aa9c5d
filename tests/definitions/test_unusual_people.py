"""What procedures owe to people whose case is unusual (docs/ja/law-review-people.md)."""

import re
from datetime import date

import pytest

from forms.city.city import load_city
from forms.definition.known import residents
from forms.definition.registry import field_types
from forms.loading import load_folder
from forms.path.consequences import following, next_steps
from forms.path.path import Path
from forms.path.result import OUTCOME, path_with_result, walk_result
from forms.scenarios.scenarios import scenario_path
from integrations.city_environment import environment_of
from portal.services.notices.ask_by_letter import addressee_in
from tests.forms.household import FORMS
from tests.shipped_once import PROCEDURES

SHIPPED = load_folder(PROCEDURES, fields=field_types())
CITY = load_city(FORMS / "cities" / "mihon")
DAY = date(2026, 11, 20)


def answered(name: str, answers: dict[str, object]) -> Path:
    story = {"name": "", "today": "2026-11-20", "door": "counter", "answers": answers, "expect": {}}
    return scenario_path(SHIPPED[name], story, environment_of(SHIPPED[name], CITY, DAY), residents(CITY))


def test_a_card_without_a_pin_is_set_without_naming_pins() -> None:
    procedure, environment = SHIPPED["card-ansho"], environment_of(SHIPPED["card-ansho"], CITY, DAY)
    for what, missing in (("face_on", ()), ("face_off", ("result.set_pins",))):
        before = answered("card-ansho", {"what": what, "filer.kind": "self"})
        values = {OUTCOME: "accepted", "result.set_on": "2026-11-20"}
        assert walk_result(procedure, values, before, environment).missing == missing
        spoken = [item.say for item in following(procedure, before, "accepted")]
        assert any("持ち歩いたりしないで" in say for say in spoken) == (what == "face_off")


def test_who_applies_for_two_graves_is_not_taken_for_the_same_application() -> None:
    duplicate = SHIPPED["kaiso-kyoka"].duplicate
    assert duplicate
    assert set(duplicate.same) == {"filer.name", "grave_name"}


def test_two_notices_of_one_owner_for_other_farmland_are_not_taken_for_the_same_notice() -> None:
    duplicate = SHIPPED["nochi-tenyo"].duplicate
    assert duplicate
    assert {"owner.name", "article", "lands.place"} <= set(duplicate.same)


def test_no_easy_text_explains_the_register_paper_of_land_as_a_paper_about_a_company() -> None:
    wrong = "土地（とち）の 登記事項証明書（とうきじこうしょうめいしょ）〈会社"
    assert [
        (name, place) for name in SHIPPED for place, text in SHIPPED[name].texts["easy"].items() if wrong in text
    ] == []


def test_who_hands_in_two_notices_or_two_entries_is_not_taken_for_the_same_one() -> None:
    apart = {
        "nochi-sozoku": "lands.place",
        "event-moshikomi": "time",
        "kobunsho-kaiji": "documents.title",
        "kojin-joho-kaiji": "records.title",
        "koen-shiyo": "park",
        "moyoshi-roten": "title",
        "suido-rosui": "customer_no",
        "nyusatsu-sanka": "company_name",
        "risai-shomei": "home",
        "shussei-renraku": "baby.order",
    }
    for name, apart_by in apart.items():
        duplicate = SHIPPED[name].duplicate
        assert duplicate
        assert apart_by in duplicate.same


@pytest.mark.parametrize(
    "name", ["akiya-bank", "akiya-jokyaku", "nochi-sozoku", "nochi-tenyo", "kaihatsu-kyoka", "kaihatsu-sodan"]
)
def test_each_easy_text_explains_the_register_paper_as_one_about_land_or_a_house(name: str) -> None:
    paper = "登記事項証明書（とうきじこうしょうめいしょ）"
    named = [text for text in SHIPPED[name].texts["easy"].values() if paper in text]
    assert named
    assert [text for text in named if not re.search(rf"{paper}〈(家|土地|国)（", text)] == []


def test_a_child_without_a_residence_card_may_show_where_it_lives_by_another_paper() -> None:
    texts = SHIPPED["tenko-todoke"].texts["ja"]
    papers = [text for place, text in texts.items() if place.startswith("attach.pupils.residence_card.one_of.")]
    assert any("在留カードがないとき" in paper for paper in papers)


@pytest.mark.parametrize(
    ("name", "answers", "spoken", "unspoken"),
    [
        ("ichiji-byoji-toroku", {"service": "temporary"}, "園で面談", "病児保育"),
        ("ichiji-byoji-toroku", {"service": "sick"}, "病児保育", "園で面談"),
        ("shussan-ikuji-kokuho", {"outcome_kind": "still"}, "国民健康保険", "児童手当"),
        ("shussan-ikuji-kokuho", {"outcome_kind": "both"}, "児童手当", "死産"),
        ("seikatsu-hogo-kaishi", {"filed_by": "other"}, "まだ申請にはなっていません", "申請した日"),
        ("seikatsu-hogo-kaishi", {"filed_by": "guardian"}, "申請した日", "まだ申請にはなっていません"),
        ("inkan-toroku-yoyaku", {"report": "stop", "comes": "agent"}, "登録をやめる人", "照会書"),
        ("inkan-toroku-yoyaku", {"report": "new", "comes": "agent"}, "照会書", "登録をやめる人"),
        ("inkan-toroku-yoyaku", {"report": "new", "comes": "self", "shown": "photo"}, "まだ登録は", "照会書"),
        ("kaigo-jutaku-kaishu-jigo", {"payment": "entrusted"}, "工事をした業者に払います", "口座に振り込みます"),
        ("gomi-shusekijo", {"kind_of": "close"}, "今の集積所を使えます", "ごみを出さないで"),
        ("gomi-shusekijo", {"kind_of": "new"}, "ごみを出さないで", "今の集積所"),
        (
            "kei-jidosha-toroku",
            {"vehicle": "first", "reason": "renamed"},
            "ナンバープレートは変わりません",
            "新しいナンバーを",
        ),
        (
            "kei-jidosha-toroku",
            {"vehicle": "first", "reason": "bought"},
            "新しいナンバーを",
            "ナンバープレートは変わりません",
        ),
        ("taiyoko-hojo", {"begun": False, "built": "ready"}, "引き渡しを受けて", "工事を始めて"),
        ("kotei-genmen", {"reason": "disaster"}, "2年間", "猶予"),
        ("suido-rosui", {"user.by_other": "heir"}, "名義を変える", "委任状"),
        ("jido-teate-shometsu", {"reason": "child", "child_reason": "died"}, "支給事由消滅通知書", "15日"),
        ("jido-teate-shometsu", {"reason": "left_japan"}, "日本で子どもを育てる人がいるときは", "新しい勤め先"),
        ("kodomo-iryohi-henko", {"what": "end", "reason": "died"}, "使えません", "新しい医療証"),
        ("kodomo-iryohi-henko", {"what": "again", "delivery": "counter"}, "窓口で受け取って", "郵便で送ります"),
        ("tenshutsu-todoke", {"where": "abroad", "movers": [{"card": "pin"}]}, "外国でも使えます", "転入届"),
        ("ido-todoke", {"reason": "to_abroad", "movers": [{"card": "pin"}]}, "外国でも使えます", "住民票の写し"),
        ("ido-todoke", {"reason": "to_abroad", "movers": [{"card": "pin"}]}, "市に返してください", "90日"),
        ("ido-todoke", {"reason": "from_abroad", "movers": [{"card": "pin", "foreign": False}]}, "90日", "返して"),
        ("ido-todoke", {"reason": "from_abroad", "movers": [{"card": "pin", "foreign": True}]}, "新しい内容", "90日"),
        ("ido-todoke", {"reason": "head", "movers": [{"card": "pin"}]}, "新しい内容", "90日"),
        ("tennyu-tenkyo-yoyaku", {"report": "household", "movers": [{"card": "pin"}]}, "まだ届は", "90日"),
        ("shussei-renraku", {"baby.weight": 1900, "stay": "hometown", "stay_other_city": True}, "養育医療", "保健師"),
    ],
)
def test_what_comes_next_is_true_for_each(name: str, answers: dict[str, object], spoken: str, unspoken: str) -> None:
    sentences = [step.say for step in next_steps(SHIPPED[name], answered(name, answers))]
    assert any(spoken in say for say in sentences)
    assert not any(unspoken in say for say in sentences)


@pytest.mark.parametrize(
    ("birth", "coupon", "pays"),
    [("1981-09-09", [], True), ("1981-09-09", ["breast"], False), ("1957-03-31", [], False), ("1957-04-02", [], True)],
)
def test_who_pays_nothing_for_a_screening_is_not_asked_to_pay_there(birth: str, coupon: list[str], pays: bool) -> None:
    answers = {
        "examinee.birth": birth,
        "examinee.sex": "female",
        "kinds": ["breast"],
        "symptoms": False,
        "free": "nothing",
    }
    path = answered("gan-kenshin-yoyaku", answers | ({"coupon": coupon} if coupon else {}))
    assert any("会場で払います" in step.say for step in next_steps(SHIPPED["gan-kenshin-yoyaku"], path)) == pays


@pytest.mark.parametrize(
    ("name", "answers", "outcome", "unspoken"),
    [
        ("ichiji-byoji-toroku", {"service": "sick"}, "approved", "面談"),
        ("ichiji-byoji-toroku", {"service": "temporary"}, "approved", "病児保育"),
        ("inkan-toroku-yoyaku", {"report": "stop"}, "accepted", "登録する印鑑"),
        ("gomi-shusekijo", {"kind_of": "close"}, "accepted", "1年のあいだ"),
        ("gomi-shusekijo", {"kind_of": "new"}, "accepted", "片づけて"),
        ("jido-teate-shometsu", {"reason": "child", "child_reason": "died"}, "done", "請求してください"),
        ("hoiku-taien", {"reason": "died"}, "done", "また保育所"),
    ],
)
def test_the_letter_says_what_is_true_for_each(
    name: str, answers: dict[str, object], outcome: str, unspoken: str
) -> None:
    spoken = [item.say for item in following(SHIPPED[name], answered(name, answers), outcome)]
    assert spoken
    assert not any(unspoken in say for say in spoken)


@pytest.mark.parametrize(("filed_by", "addressee"), [("other", "試作 みどり"), ("family", "試作 和子")])
def test_a_letter_about_a_person_in_need_goes_to_who_may_apply(filed_by: str, addressee: str) -> None:
    names = {"needy.name": "試作 みどり", "filer_name": "試作 和子", "reporter_name": "試作 和子"}
    path = answered("seikatsu-hogo-kaishi", {"filed_by": filed_by, **names})
    assert addressee_in(SHIPPED["seikatsu-hogo-kaishi"], path.answers, path).name == addressee


def test_the_letter_about_a_leak_goes_to_who_lives_elsewhere() -> None:
    home = {"town": "試験県試験市試験町", "street": "2番2号"}
    place = {"town": "見本県見本市港町", "street": "4丁目5番6号"}
    answers = {"user.name": "例示 さくら", "user.by_other": "heir", "user.send_to": home, "place": place}
    path = answered("suido-rosui", {"fixed": True, "where": "ground", "by_whom": "designated", **answers})
    assert addressee_in(SHIPPED["suido-rosui"], path.answers, path).address == ("試験県試験市試験町", "2番2号")


@pytest.mark.parametrize(("stopped", "paid"), [("all", False), ("some", True), ("", True)])
def test_whose_allowance_is_stopped_wholly_reads_of_no_payment(stopped: str, paid: bool) -> None:
    procedure = SHIPPED["jido-fuyo-teate-nintei"]
    before = answered("jido-fuyo-teate-nintei", {"elsewhere": False})
    values = {"result.stopped_part": stopped} if stopped else {}
    path = path_with_result(procedure, "approved", values, before, environment_of(procedure, CITY, DAY))
    spoken = [item.say for item in following(procedure, path, "approved")]
    assert any("奇数月" in say for say in spoken) == paid


@pytest.mark.parametrize("what", ["new", "account", "way", "stop"])
def test_an_heir_only_stops_a_debit(what: str) -> None:
    path = answered("koza-furikae", {"what": what, "taxes": ["property"]})
    filer = next(field for field in path.fields if field.id == "payer.filer")
    assert ("heir" in filer.type.options(filer.settings)) == (what == "stop")


def test_who_changes_an_account_may_leave_its_number_empty_as_the_help_says() -> None:
    path = answered("koza-furikae", {"what": "account", "taxes": ["property"]})
    assert "old.bank" in path.required
    assert "old.tail" not in path.required


@pytest.mark.parametrize(
    ("name", "papers"),
    [
        ("kodomo-daredemo-tsuen", {"tax_paper", "reduction_paper"}),
        ("shikenminzei-genmen", {"guardian_paper", "mandate"}),
        ("nozei-yuyo", {"guardian_paper", "mandate", "balance"}),
        ("kotei-genmen", {"guardian_paper", "mandate"}),
        ("bochi-shiyo", {"part_paper"}),
    ],
)
def test_a_missing_paper_can_be_asked_for(name: str, papers: set[str]) -> None:
    named = {paper for papers_of in SHIPPED[name].return_reasons_of.values() for paper in papers_of}
    assert papers <= named


@pytest.mark.parametrize(
    ("changed", "warned"),
    [
        ({}, True),
        ({"taxed": "unsure", "places": ["kindergarten", "extended"]}, True),
        ({"places": ["kindergarten"]}, False),
        ({"taxed": "exempt"}, False),
        ({"taxed": "unsure", "welfare": True}, False),
        ({"child.birth": "2023-04-01"}, False),
    ],
)
def test_a_taxed_family_of_a_child_of_three_learns_what_is_not_free(changed: dict[str, object], warned: bool) -> None:
    answers: dict[str, object] = {
        "places": ["unlicensed"],
        "nursery": False,
        "certified": False,
        "start": "2027-04-01" if "child.birth" in changed else "2027-01-08",
        "has_partner": False,
        "child.birth": "2023-06-15",
        "care_needed": True,
        "taxed": "taxed",
        "welfare": False,
    }
    assert ("welfare" in answered("shisetsu-riyo-nintei", answers | changed).warnings) == warned


@pytest.mark.parametrize(
    ("name", "question", "answers", "label"),
    [
        ("kokuho-kanyu", "happened_on", {"reason": "status"}, "在留資格が変わって、住民票ができた日"),
        (
            "kei-jidosha-toroku",
            "happened_on",
            {"reason": "again"},
            "また使うことにした日",
        ),  # not ridden before the plate
        ("kaihatsu-sodan", "use_of", {"plan": "facility"}, "施設の用途"),
    ],
)
def test_a_question_is_worded_for_the_case(name: str, question: str, answers: dict[str, object], label: str) -> None:
    assert next(field.label for field in answered(name, answers).fields if field.id == question) == label


@pytest.mark.parametrize("auto", [True, False])
def test_who_changed_the_account_of_high_costs_reads_how_the_next_money_comes(auto: bool) -> None:
    procedure, before = (
        SHIPPED["koki-kogaku"],
        answered("koki-kogaku", {"filer.kind": "self", "before": "account", "consent_auto": auto}),
    )
    assert "third_party" not in before.asked
    (spoken,) = [item.say for item in following(procedure, before, "account_sent")]
    assert ("支給する額があるときに申請して" in spoken) != auto


def test_who_has_bought_an_aid_waits_for_the_money() -> None:
    procedure, before = SHIPPED["hosogu-shikyu"], answered("hosogu-shikyu", {"way": "buy", "done": True})
    spoken = [item.say for item in following(procedure, before, "approved")]
    assert "決まった額を、書いた口座に振り込みます。" in spoken
    assert not any("支給券" in say for say in spoken)
