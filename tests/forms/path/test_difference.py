"""Differences between two versions."""

from dataclasses import replace

from forms.definition.procedure import Procedure
from forms.definition.registry import field_types
from forms.loading import load_text, short_hash
from forms.path.difference import Translated, difference, facts, translations
from forms.rules.expression import Expression
from tests.definitions.shelf import shelf
from tests.forms.loading.small import SMALL, small

FULL = """\
settings: {days: {type: integer, default: 7, certainty: assumed}}
principal: {}
my_number: {how: none, of: [children], basis: 番号法, certainty: assumed}
time:
  period: {kind: standard, days: 30, unit: day, certainty: assumed}
  due: today + days(15)
  certainty: law
  window: {from: 2026-04-01, say: 4月からです}
appeal: {body: governor, within: 3か月, court_within: 6か月, certainty: assumed}
forwarding: {to: governor, certainty: assumed}
keep: {years: 5, from: 完結の翌年度, then: delete, certainty: assumed}
attach:
  - {id: deed, label: 登記の写し}
bring: {online: [カード]}
staff: {return_reasons: {unclear: よくわかりません}}
"""
STEPS = """\
      - id: word
        type: text
        label: ひとこと
        max: 20
        when: reason == lost
        must: [{that: "reason == lost", say: なくした人だけです}]
        stop: {when: "reason == torn", say: ここまでです, next: 窓口へ}
  - step: 家族
    id: family
    repeat: children
    label: お子さん
    ask:
      - {id: name, type: text, label: 名前, max: 20}
"""
SIGNED = {"identity": "{sign_in: card, signature: {need: required, because: 条例, certainty: assumed}}"}


def made(more: str = FULL, steps: str = STEPS, **changed: str) -> Procedure:
    return small(steps + more, **{**SIGNED, **changed})  # type: ignore[arg-type]


def changes(new: Procedure, old: Procedure | None = None) -> list[tuple[str, str, object, object]]:
    def plain(value: object) -> object:
        return value.text if isinstance(value, Expression) else value

    return [
        (change.place, change.aspect, plain(change.before), plain(change.after))
        for change in difference(old or made(), new)
    ]


def test_a_version_is_no_different_from_itself() -> None:
    assert difference(made(), made()) == []
    assert ("", "period") in facts(made())


def test_a_new_question_and_one_that_is_left_out_are_one_change_each() -> None:
    new = made(steps=STEPS.replace("id: word", "id: colour").replace("ひとこと", "色"))
    assert changes(new) == [("ask.colour", "", None, "色"), ("ask.word", "", "ひとこと", None)]


def test_a_question_that_is_renamed_is_the_same_question() -> None:
    new = made(
        FULL + "carry_over: {rename: {word: phrase, children: kids}}\n".replace("children: kids", "reason: reason"),
        STEPS.replace("id: word", "id: phrase"),
    )
    assert changes(new) == []


def test_words_options_limits_and_rules_of_a_question_are_reported_one_by_one() -> None:
    new = made(
        steps=STEPS.replace("ひとこと", "お知らせ")
        .replace(
            "max: 20\n        when: reason == lost", "max: 10\n        required: false\n        when: reason == torn"
        )
        .replace('{that: "reason == lost", say: なくした人だけです}', '{that: "reason == lost", say: だめです}')
    )
    assert changes(new) == [
        ("ask.word", "", "ひとこと", "お知らせ"),
        ("ask.word", "required", True, False),
        ("ask.word", "when", "reason == lost", "reason == torn"),
        ("ask.word", "limit.max", "20", "10"),
        ("ask.word", "must.reason == lost", "なくした人だけです", "だめです"),
    ]


def test_options_that_are_added_removed_and_reworded() -> None:
    text = SMALL.replace("torn: 破れた", "torn: ちぎれた").replace("lost: {label: なくした}", "stolen: ぬすまれた")
    old, new = small(), replaced(text)
    assert changes(new, old) == [
        ("ask.reason", "option.torn", "破れた", "ちぎれた"),
        ("ask.reason", "option.stolen", None, "ぬすまれた"),
        ("ask.reason", "option.lost", "なくした", None),
    ]


def replaced(text: str) -> Procedure:
    return load_text(text, "small.yaml", fields=field_types())


def test_papers_deadline_fee_and_period_are_reported() -> None:
    new = made(
        FULL.replace("days: 30", "days: 60")
        .replace("days(15)", "days(14)")
        .replace("登記の写し", "登記の写し（3か月以内）"),
        fee="{text: 300円, certainty: std}",
    )
    assert changes(new) == [
        ("", "fee", "無料", "300円"),
        ("", "period", 30, 60),
        ("", "due", "today + days(15)", "today + days(14)"),
        ("attach.deed", "", "登記の写し", "登記の写し（3か月以内）"),
    ]


def test_a_case_of_the_appeal_is_reported_with_its_body_and_periods() -> None:
    appeal = "appeal: {body: governor, within: 3か月, court_within: 6か月, certainty: assumed"
    case = (
        "cases: [{body: mayor, certainty: assumed, outcomes: [refused], ruling_first: {text: 見本法, certainty: law}}]"
    )
    new = made(FULL.replace(appeal, f"{appeal}, {case}"))
    ((_, aspect, before, after),) = changes(new)
    assert (aspect, before) == ("appeal_case.1", None)
    assert after == ("refused", "mayor", "3か月", "6か月", "見本法")


def test_whatever_else_a_definition_says_is_reported_too() -> None:
    pairs = {
        "kana": ("kana: ミホン", "kana: ミホンイチ"),
        "events": ("fee:", "events: [birth]\nfee:"),
        "search": ("fee:", "search: [てほん]\nfee:"),
        "invited": ("fee:", "invited: true\nfee:"),
        "show.agent": ("fee:", "show: {agent: [委任状]}\nfee:"),
        "duplicate": ("fee:", "duplicate: {same: [reason]}\nfee:"),
        "check": ("fee:", "staff: {check: [資格があるか]}\nfee:"),
        "notice.declined": ("fee:", "staff: {notices: {declined: お断りのお知らせ}}\nfee:"),
        "outcome.late.state": ("fee:", "outcomes: {late: {label: 遅れた, state: declined}}\nfee:"),
        "reservation": ("fee:", "reservation: {resource: hall}\nfee:"),
    }
    for aspect, (before, after) in pairs.items():
        assert aspect in {
            change[1] for change in changes(replaced(SMALL.replace(before, after, 1)), replaced(SMALL))
        }, aspect


def test_what_is_not_stated_any_more_is_gone() -> None:
    removed = {place or aspect for place, aspect, _, after in changes(small(STEPS)) if after is None}
    assert removed >= {
        "period",
        "due",
        "window.from",
        "appeal",
        "forwarding",
        "keep",
        "my_number",
        "signature",
        "attach.deed",
        "bring.online",
    }


def signed(who: str, order: str = "parallel") -> Procedure:
    steps = "      - {id: name, type: person_name, label: 氏名}\n      - {id: birth, type: date, label: 生年月日}\n"
    signature = f"need: required, because: 条例, certainty: assumed, order: {order}, signers: [{who}]"
    return small(steps, identity=f"{{sign_in: card, signature: {{{signature}}}}}")


def test_who_signs_and_until_when_is_reported_one_by_one() -> None:
    signer = "{id: mate, label: 相手, name: name, birth: birth, days: 14}"
    assert changes(signed(signer.replace("14", "30, paper: true")), signed(signer)) == [
        ("signers.mate", "days", 14, 30),
        ("signers.mate", "paper", False, True),
    ]
    assert changes(signed(signer, "ordered"), signed(signer)) == [("", "signature.order", "parallel", "ordered")]
    assert changes(signed(signer.replace("mate", "other")), signed(signer)) == [
        ("signers.other", "", None, "相手"),
        ("signers.mate", "", "相手", None),
    ]


def test_translations_are_reported_by_language() -> None:
    easy = {"easy": f'title: {{text: みほん, of: "{short_hash("見本")}"}}\nsummary: {{text: "。", of: "00000000"}}\n'}
    old, new = small(translations=easy), small()
    assert translations(old, old)["easy"].stale == ("summary",)
    assert translations(old, new) == {"easy": Translated((), (), ("title", "summary"), ())}
    assert translations(new, old) == {"easy": Translated(("title", "summary"), (), (), ("summary",))}
    better = replace(old, texts={**old.texts, "easy": {**old.texts["easy"], "title": "もっと"}}, stale={})
    assert translations(old, better) == {"easy": Translated((), ("title",), (), ())}
    assert translations(better, better) == translations(new, new) == {}


def test_the_capacity_of_an_option_is_reported() -> None:
    capacities = facts(shelf()["choice-capacity"])
    assert (capacities["ask.course", "places.morning"], capacities["ask.tools", "places.cup"]) == ("3", "2")
    assert capacities["ask.course", "places.evening"] == "city.evening_places"
    assert ("ask.course", "places.video") not in capacities


def test_a_drawing_is_reported_with_its_places_by_unit() -> None:
    procedure = shelf()["drawing-units"]
    assert procedure.drawing is not None
    by_unit = replace(procedure, drawing=replace(procedure.drawing, places={"kids": 2}, tickets=None))
    assert facts(procedure)["", "drawing.units"] == "course"
    assert facts(by_unit)["", "drawing"] == ("kids 2",)
    assert ("", "drawing.tickets") not in facts(by_unit)


def test_a_receiving_office_is_listed_with_the_address_that_proposes_it() -> None:
    assert facts(shelf()["receiving"])["", "receiving"] == "office"
    assert facts(shelf()["receiving"])["", "receiving.near"] == "address"
