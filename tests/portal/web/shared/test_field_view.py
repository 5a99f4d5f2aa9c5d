"""Views of controls: boxes, options, notes, and the targets of the error summary."""

from dataclasses import replace

import pytest

from forms.definition.field import Raw
from forms.definition.procedure import Procedure
from forms.fields.file import SAMPLES
from forms.mistakes import Mistake
from forms.path.path import walk
from portal.web.filing.question_page import problems
from portal.web.shared.field_view import FieldView, Shown, field_view
from portal.web.shared.templates import templates
from tests.definitions.shelf import shelf
from tests.forms.first import first
from tests.forms.loading.small import small
from tests.portal.web.showing import AT_HOME, checked, shown, speech
from tests.portal.world import ANSWERS

NOTHING: Raw = {}


def view(
    name: str, *mistakes: Mistake, raw: Raw = NOTHING, language: str = "ja", procedure: Procedure | None = None,
    value: object = None, own: bool = False, door: str = "online",
) -> FieldView:  # fmt: skip
    field = (procedure or first()).field(name)
    environment = AT_HOME if door == "online" else type(AT_HOME)(AT_HOME.today, AT_HOME.calendar, door=door)
    return field_view(Shown(field, raw, speech(language), environment, True, mistakes, value=value, own=own))


def ids(control: FieldView) -> set[str]:
    details = {option.detail.id for option in control.options if option.detail}
    return {box.id for box in control.boxes} | {option.id for option in control.options} | details


def test_each_mistake_of_an_account_leads_to_its_own_box_and_to_the_first_radio_of_its_part() -> None:
    account = shelf()["field-bank-account"]
    mistakes = [Mistake(f"bank_account.{name}_missing", name) for name in ("branch", "kind", "holder")]
    shown_view = view("answer", *mistakes, raw={"way": ("bank",)}, procedure=account)
    places = ["answer-branch", "answer-kind-ordinary", "answer-holder"]
    assert [place for _, place in problems([shown_view])] == places
    assert [shown_view.box_of(mistake.part) for mistake in mistakes] == places
    assert shown_view.box_of("") == "answer-branch", "of the whole field the first that is wrong"


@pytest.mark.parametrize("field", first().fields, ids=lambda field: field.id)
def test_every_mistake_leads_to_a_control_that_is_printed(field: object) -> None:
    name = getattr(field, "id", "")
    parts = [part.name for part in first().field(name).type.parts(first().field(name).settings)]
    for part in ("", *parts):
        control = view(name, Mistake("choice.not_offered", part))
        printed = ids(control)
        # A choice renders its options instead of a box.
        printed -= {name} if control.options else set()
        assert control.first_box in printed, part


@pytest.mark.parametrize(
    ("name", "mistake", "target"),
    [
        ("phone", Mistake("phone.required"), "phone"),
        ("birth", Mistake("date.required"), "birth-year"),
        ("birth", Mistake("date.month_missing", "month"), "birth-month"),
        ("name", Mistake("person_name.required"), "name-family"),
        ("name", Mistake("box.too_long", "given", {"maximum": 1}), "name-given"),
        ("address", Mistake("address.required"), "address-town"),
        ("address", Mistake("address.street_missing", "street"), "address-street"),
        ("reason", Mistake("choice.required"), "reason-lost"),
        ("reason", Mistake("choice.tell_missing", "tell"), "reason-tell"),
        ("cards", Mistake("multiple_choice.required"), "cards-insured"),
        ("sex", Mistake("sex.required"), "sex-male"),
        ("consent_true", Mistake("consent.required"), "consent_true"),
    ],
)
def test_the_summary_leads_to_the_first_box_that_is_wrong(name: str, mistake: Mistake, target: str) -> None:
    assert view(name, mistake).first_box == target


def test_a_box_that_may_stay_empty_is_not_marked_when_the_whole_is_missing() -> None:
    boxes = {box.part: box.invalid for box in view("address", Mistake("address.required")).boxes}
    assert boxes == {"postal": False, "town": True, "street": True, "building": False}


def test_only_the_box_that_is_named_is_marked() -> None:
    boxes = {box.part: box.invalid for box in view("birth", Mistake("date.month_missing", "month")).boxes}
    assert boxes == {"year": False, "month": True, "day": False}
    assert not any(box.invalid for box in view("birth").boxes)


def test_names_of_boxes_are_those_that_binding_reads() -> None:
    assert [(box.name, box.id) for box in view("birth").boxes] == [
        ("birth.year", "birth-year"), ("birth.month", "birth-month"), ("birth.day", "birth-day"),
    ]  # fmt: skip
    assert [(box.name, box.id) for box in view("phone").boxes] == [("phone", "phone")]


def test_no_two_controls_of_a_page_share_an_id() -> None:
    for step in walk(first(), ANSWERS, AT_HOME).pages:
        printed = [printed_id for control in shown(step.page.id).values() for printed_id in ids(control)]
        assert len(printed) == len(set(printed))


def test_options_are_those_of_the_door() -> None:
    assert [option.code for option in view("cards").options] == ["insured", "copay", "limit"]
    assert len(view("cards", door="counter").options) == 7


def test_an_option_says_its_words_and_whether_it_is_chosen() -> None:
    control = view("reason", raw={"": ("other",), "tell": ("さがし中",)})
    assert checked(control) == ["other"]
    detail = control.options[-1].detail
    assert detail is not None
    assert (detail.id, detail.name, detail.value) == ("reason-tell", "reason.tell", "さがし中")
    assert control.options[0].detail is None
    assert control.options[0].label == "なくした・焼けた"


def test_options_without_settings_take_their_words_from_the_engine() -> None:
    options = view("sex", raw={"": ("female",)}).options
    assert checked(view("sex", raw={"": ("female",)})) == ["female"]
    assert all(option.label for option in options)
    assert options[0].id == "sex-male"


def test_the_help_of_an_option_is_shown_in_the_readers_language() -> None:
    more = "          third: {label: そのほか, help: 上にないとき}\n"
    assert [option.help for option in view("reason", procedure=small(more)).options] == ["", "", "上にないとき"]


def test_eras_are_offered_the_newest_first_and_in_japanese_only() -> None:
    japanese = view("birth")
    assert [option.code for option in japanese.options] == ["western", "reiwa", "heisei", "showa", "taisho", "meiji"]
    assert checked(japanese) == []
    assert checked(view("birth", raw={"era": ("showa",)})) == ["showa"]
    assert view("birth", language="easy").options == ()


def test_what_was_understood_is_repeated_once_nothing_is_wrong() -> None:
    assert view("birth", value="1949-04-03").echo == "昭和24年（1949年）4月3日"
    assert view("kana", value={"family": "ミ", "given": "ハ"}).echo
    assert view("birth", Mistake("date.required"), value="1949-04-03").echo == ""
    assert view("phone", value="000-0000-0001").echo == ""


def test_notes_are_in_the_readers_language() -> None:
    japanese, easy = view("insured_no"), view("insured_no", language="easy")
    texts = first().texts["easy"]
    assert japanese.help == first().field("insured_no").help
    assert (easy.label, easy.help) == (texts["ask.insured_no.label"], texts["ask.insured_no.help"])
    assert view("phone", language="easy").why == texts["ask.phone.why"]
    assert view("address").help == ""


def test_a_clerks_browser_offers_none_of_its_own_data() -> None:
    assert {box.autocomplete for box in view("address", own=True).boxes} == {"off"}
    assert "postal-code" in {box.autocomplete for box in view("address").boxes}


def test_long_words_have_a_large_box_that_says_how_many_characters_fit() -> None:
    long = control_of("type: long_text, max: 200")
    assert (long.control, long.limit) == ("lines", 200)
    assert (view("health_insurer").control, view("health_insurer").limit) == ("line", 0)


def control_of(more: str, *mistakes: Mistake, **shown_with: object) -> FieldView:
    """The control of another question, called `more`."""
    procedure = small(f"      - {{id: more, label: 見本, {more}}}\n")
    return view("more", *mistakes, procedure=procedure, **shown_with)  # type: ignore[arg-type]


def test_yes_and_no_are_offered_and_posted_by_their_codes() -> None:
    control = control_of("type: yes_no", raw={"": ("no",)})
    assert [(option.code, option.label) for option in control.options] == [("yes", "はい"), ("no", "いいえ")]
    assert checked(control) == ["no"]
    assert control.first_box == "more-yes"


def test_the_unit_of_a_number_is_behind_its_box() -> None:
    assert control_of("type: integer, unit: 人").unit == "人"
    assert control_of("type: integer").unit == ""
    assert control_of("type: money").unit == "円"
    assert control_of("type: quantity, unit: 通, price: 1200").unit == "通（1通 1,200円）"


def test_each_row_of_amounts_has_its_box_and_is_called_as_the_definition_says() -> None:
    control = control_of("type: table_of_amounts, rows: {april: 4月, may: 5月}", value={"april": 1, "may": 2})
    assert [(box.name, box.label) for box in control.boxes] == [("more.april", "4月"), ("more.may", "5月")]
    assert (control.unit, control.echo) == ("円", "4月 1円、5月 2円（合計 3円）")


def test_a_person_of_the_family_has_a_name_a_relation_and_a_day_with_its_eras() -> None:
    control = control_of("type: family_member", raw={"era": ("showa",)})
    assert [box.part for box in control.boxes] == ["family", "given", "full", "relation", "year", "month", "day"]
    assert checked(control) == ["showa"]
    assert control_of("type: family_member", Mistake("family_member.required")).first_box == "more-family"


def test_an_amount_is_repeated_as_it_was_understood() -> None:
    assert control_of("type: money", value=35_000).echo == "35,000円"
    assert control_of("type: quantity, unit: 通, price: 300", value=0).echo == "0通（0円）"
    assert control_of("type: integer", value=3).echo == ""


def more(settings: str, *mistakes: Mistake, raw: Raw = NOTHING, language: str = "ja") -> FieldView:
    procedure = small(f"      - {{id: more, label: 見本, {settings}}}\n")
    return view("more", *mistakes, raw=raw, language=language, procedure=procedure)


BOXES = ("year", "month", "day")
ACCOUNT, PERIOD = "type: bank_account, public_account: true", "type: period"
NURSERIES, SCREENING = "type: facility, kind: nursery, wishes: 3", "type: slot, resource: cancer_screening"


@pytest.mark.parametrize(
    ("settings", "mistakes", "target"),
    [
        (ACCOUNT, ["bank_account.required"], "more-way-bank"),
        (ACCOUNT, ["bank_account.kind_missing@kind"], "more-kind-ordinary"),
        (ACCOUNT, ["bank_account.kind_missing@kind", "bank_account.number_missing@number"], "more-number"),
        (PERIOD, ["period.required"], "more-from_year"),
        (PERIOD, ["period.backwards@to_year"], "more-to_year"),
        (NURSERIES, ["facility.required"], "more-1"),
        (NURSERIES, ["choice.not_offered@3"], "more-3"),
        (SCREENING, ["slot.gone"], "more-cancer_screening-1"),
        ("type: slot, resource: nothing", ["slot.gone"], "more"),
    ],
)
def test_the_summary_leads_into_a_control_of_several(settings: str, mistakes: list[str], target: str) -> None:
    parsed = [Mistake(key, part) for key, _, part in (mistake.partition("@") for mistake in mistakes)]
    assert more(settings, *parsed).first_box == target


def test_each_day_of_a_period_has_eras_of_its_own() -> None:
    period = more(PERIOD, raw={"from_era": ("showa",), "to_era": ("heisei",)})
    assert [(option.part, option.code) for option in period.options if option.checked] == [
        ("from_era", "showa"),
        ("to_era", "heisei"),
    ]
    assert [box.part for box in period.boxes] == [f"{end}_{box}" for end in ("from", "to") for box in BOXES]
    assert more(PERIOD, language="easy").options == ()


def test_an_account_offers_the_ways_and_kinds_of_the_definition() -> None:
    codes = {part: [option.code for option in more(ACCOUNT).options if option.part == part] for part in ("way", "kind")}
    assert codes == {"way": ["bank", "post", "public"], "kind": ["ordinary", "current", "savings"]}
    fewer = more("type: bank_account, kinds: [ordinary, current]")
    assert [option.code for option in fewer.options] == ["bank", "post", "ordinary", "current"]
    assert checked(more(ACCOUNT, raw={"way": ("bank",), "kind": ("current",)})) == ["bank", "current"]


def test_each_fault_of_an_account_is_beside_its_own_box_and_the_summary_leads_there() -> None:
    missing = [Mistake(f"bank_account.{name}_missing", name) for name in ("symbol", "post_number", "post_holder")]
    control = more("type: bank_account", *missing, raw={"way": ("post",)})
    page = templates("ja").get_template("fields/bank_account.html").render(view=control)
    places = problems([control])
    assert [place for _, place in places] == ["more-symbol", "more-post_number", "more-post_holder"]
    for sentence, place in places:
        assert page.count(sentence) == 1, "not once more above all boxes"
        beside = page.partition(f'id="{place}--error"')[2].partition("<input")
        assert sentence in beside[0]
        assert f'aria-describedby="{place}--error"' in beside[2].partition(">")[0]
    assert 'id="more--error"' not in page
    wrong = more("type: bank_account", Mistake("bank_account.way_missing", "way"))
    assert 'id="more--error"' in templates("ja").get_template("fields/bank_account.html").render(view=wrong)


def test_facilities_are_offered_with_where_and_for_whom() -> None:
    labels = {option.code: option.label for option in more(NURSERIES).options}
    assert labels["nursery-2"] == "例示台保育園（例示台三丁目・0歳から5歳）"
    assert "nursery-9" not in labels  # closed facility
    tennis = {option.code: option.label for option in more("type: facility, kind: clinic").options}
    assert tennis["clinic-3"] == "港町医院（港町一丁目）"


def test_times_are_under_their_days() -> None:
    days = more(SCREENING, raw={"": ("cancer_screening-2",)}).groups
    assert [day for day, _ in days][:2] == ["令和8年（2026年）12月1日（火）", "令和8年（2026年）12月5日（土）"]
    assert [option.label for option in days[0][1]][:2] == [
        "午前9時から午前9時30分まで　保健センター",
        "午前9時30分から午前10時まで　保健センター",
    ]
    assert checked(more(SCREENING, raw={"": ("cancer_screening-2",)})) == ["cancer_screening-2"]


def test_files_are_listed_with_their_size_and_their_limits_are_shown_before() -> None:
    field = small("      - {id: papers, type: file, label: 書類, most: 2, media: [jpeg, pdf]}\n").field("papers")
    environment = replace(AT_HOME, files={file.id: file for file in SAMPLES}.get)
    raw = {"": ("sample-jpeg", "nobodys", "sample-pdf")}
    control = field_view(Shown(field, raw, speech(), environment, True, (Mistake("file.required"),)))
    assert control.files is not None
    assert [(file.id, file.words) for file in control.files.kept] == [
        ("sample-jpeg", "見本0.jpeg（1KB）"), ("sample-pdf", "見本3.pdf（1.2MB）"),
    ]  # fmt: skip
    assert (control.files.most, control.files.accept) == (2, "image/jpeg,application/pdf")
    old = small("      - {id: papers, type: file, label: 書類, media: [doc, xml]}\n").field("papers")
    files = field_view(Shown(old, raw, speech(), environment, True)).files
    assert files is not None
    assert files.accept == "application/msword,application/xml,.doc,.xml"
    assert (control.files.pictures, files.pictures) == (True, False)
    assert control.limits == "JPEG、PDFを2個まで選べます。1個は10MBまでです。"
    assert control.first_box == "papers"
    assert view("phone").files is None


@pytest.mark.parametrize(
    ("rule", "eras"),
    [
        ("wish >= today", ["western", "reiwa"]),
        ("wish > today", ["western", "reiwa"]),
        ("wish <= today", ["western", "reiwa", "heisei", "showa", "taisho", "meiji"]),
        ("wish >= today or wish <= today", ["western", "reiwa", "heisei", "showa", "taisho", "meiji"]),
        ("attains(wish, 18) > today", ["western", "reiwa", "heisei"]),
        ("wish + months(3) >= today", ["western", "reiwa"]),
        ("attains(wish, 90) > today", ["western", "reiwa", "heisei", "showa"]),
    ],
)
def test_a_day_offers_no_era_that_its_rules_exclude(rule: str, eras: list[str]) -> None:
    more = (
        f"      - {{id: wish, type: date, label: 希望の日, must: [{{that: '{rule}', say: 日を確かめてください。}}]}}\n"
    )
    assert [option.code for option in view("wish", procedure=small(more)).options] == eras


@pytest.mark.parametrize(
    ("kind", "rule"), [("year_month", "month_start(wish) > today - months(1)"), ("period", "wish.first > today")]
)
def test_a_month_and_a_period_that_are_to_come_offer_no_era_that_is_over(kind: str, rule: str) -> None:
    more = f"      - {{id: wish, type: {kind}, label: いつ, must: [{{that: '{rule}', say: 日を確かめてください。}}]}}\n"
    offered = {option.code for option in view("wish", procedure=small(more)).options}
    assert offered == {"western", "reiwa"}


def test_a_day_of_a_row_offers_no_era_that_its_rules_exclude() -> None:
    rows = small("""\
  - step: 子ども
    id: rows
    repeat: children
    label: 子ども
    max: 3
    ask:
      - {id: birth, type: date, label: 生年月日, must: [{that: 'attains(birth, 18) > today', say: 大人です。}]}
""")
    (field,) = [field for field in rows.fields if field.name == "children.birth"]
    drawn = field_view(Shown(field, NOTHING, speech(), AT_HOME, True))
    assert [option.code for option in drawn.options] == ["western", "reiwa", "heisei"]


@pytest.mark.parametrize(
    ("rule", "asked", "door", "eras"),
    [
        ("wish >= from_day", True, "online", ["western", "reiwa", "heisei"]), ("wish > from_day", True, "online", ["western", "reiwa", "heisei"]),
        ("wish >= from_day", False, "online", ["western", "reiwa", "heisei", "showa", "taisho", "meiji"]),
        ("wish <= from_day", True, "online", ["western", "reiwa", "heisei", "showa", "taisho", "meiji"]),
        ("door != online or wish >= today", True, "online", ["western", "reiwa"]),
        ("door != online or wish >= today", True, "counter", ["western", "reiwa", "heisei", "showa", "taisho", "meiji"]),
        ("door != online or wish >= from_day", True, "online", ["western", "reiwa", "heisei"]),
        ("door != online or wish >= from_day", True, "counter", ["western", "reiwa", "heisei", "showa", "taisho", "meiji"]),
        ("door == online or wish >= from_day", True, "online", ["western", "reiwa", "heisei", "showa", "taisho", "meiji"]),
        ("door == online or wish >= from_day", True, "counter", ["western", "reiwa", "heisei"]),
    ],
)  # fmt: skip
def test_a_day_after_another_question_offers_no_era_that_the_rules_of_that_one_exclude(
    rule: str, asked: bool, door: str, eras: list[str]
) -> None:
    procedure = small(
        "      - {id: from_day, type: date, label: はじめ, must: [{that: 'attains(from_day, 18) > today', say: 確かめてください。}]}\n"
        f"      - {{id: wish, type: date, label: 希望の日, must: [{{that: '{rule}', say: 確かめてください。}}]}}\n"
    )
    beside = {"from_day": procedure.field("from_day")} if asked else {}
    drawn = field_view(
        Shown(procedure.field("wish"), NOTHING, speech(), replace(AT_HOME, door=door), True, beside=beside)
    )
    assert [option.code for option in drawn.options] == eras


def test_an_option_with_a_capacity_says_what_is_left_and_a_full_one_cannot_be_chosen() -> None:
    procedure = small(
        "          third: {label: そのほか, help: 上にないとき, capacity: 3}\n          fourth: {label: 夜, capacity: 1}\n"
    )
    left = {"reason": {"third": 2, "fourth": 0}}

    def options(sent: bool, language: str = "ja") -> list[tuple[str, str, bool, bool]]:
        environment = replace(AT_HOME, left=left, sent=sent)
        raw: Raw = {"": ("fourth",)}
        control = field_view(Shown(procedure.field("reason"), raw, speech(language), environment, True, value="fourth"))
        return [(option.help, option.left, option.full, option.checked) for option in control.options[2:]]

    assert options(sent=False) == [("上にないとき", "残り2", False, False), ("", "満員", True, False)]
    assert options(sent=True) == [("上にないとき", "残り2", False, False), ("", "満員", False, True)], (
        "a correction keeps its own"
    )
    assert [option.help for option in view("reason", procedure=procedure).options] == ["", "", "上にないとき", ""]
