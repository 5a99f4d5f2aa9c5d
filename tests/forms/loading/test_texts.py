"""Complaints about translations."""

from forms.loading import short_hash
from tests.forms.loading.small import SMALL, refusal, small

MORE = """\
      - together: 名前
        id: names
        ask:
          - {id: name, type: person_name, label: 氏名, help: 姓と名です。, why: 送るためです。}
      - id: day
        type: date
        label: 日
        must: [{that: day <= today, say: まだです。}]
        warn: [{that: day >= today, say: もうです。}]
        stop: {when: day < today, say: 終わりました。, next: 窓口に来てください。}
    must: [{that: day == today, say: 今日だけです。}]
bring: {counter: [本人確認ができるもの]}
next: [お送りします。]
staff: {check: [資格があるか], return_reasons: {unclear: もう少しくわしく。}}
"""


def test_every_sentence_that_residents_read_has_a_path() -> None:
    assert dict(small(MORE).texts["ja"]) == {
        "title": "見本",
        "summary": "見本です。",
        "fee.text": "無料",
        "bring.counter.0": "本人確認ができるもの",
        "steps.first.title": "質問",
        "ask.reason.label": "理由",
        "ask.reason.options.torn.label": "破れた",
        "ask.reason.options.lost.label": "なくした",
        "pages.names.title": "名前",
        "ask.name.label": "氏名",
        "ask.name.help": "姓と名です。",
        "ask.name.why": "送るためです。",
        "ask.day.label": "日",
        "ask.day.must.0.say": "まだです。",
        "ask.day.warn.0.say": "もうです。",
        "ask.day.stop.say": "終わりました。",
        "ask.day.stop.next": "窓口に来てください。",
        "steps.first.must.0.say": "今日だけです。",
        "next.0": "お送りします。",
        "staff.return_reasons.unclear": "もう少しくわしく。",
    }


def test_every_sentence_has_its_place() -> None:
    marks = small(MORE).marks
    assert marks["title"] == (5, 8)
    assert marks["ask.day.stop.next"] == (32, 55)
    assert marks["ask.name.help"] == (26, 60)
    assert marks["pages.names"] == (23, 9)
    assert marks["kind"] == (4, 1)


def test_what_a_field_type_adds_is_found_by_its_words() -> None:
    labels = "{lost: {label: A4, help: 紙です。, doors: [counter]}, torn: B5}"
    texts = small(f"      - {{id: paper, type: choice, label: 紙, options: {labels}}}\n").texts["ja"]
    assert {path: text for path, text in texts.items() if path.startswith("ask.paper.")} == {
        "ask.paper.label": "紙",
        "ask.paper.options.lost.label": "A4",
        "ask.paper.options.lost.help": "紙です。",
        "ask.paper.options.torn.label": "B5",
    }


def test_what_an_answer_is_compared_with_is_no_text() -> None:
    texts = small("      - {id: kana, type: text, label: かな, pattern: '[ァ-ヺ]{1,9}', example: ミホン}\n").texts["ja"]
    assert [path for path in texts if path.startswith("ask.kana.")] == ["ask.kana.label"]


def test_a_translation_of_an_earlier_wording_is_stale() -> None:
    easy = f'title: {{text: みほん, of: "{short_hash("見本")}"}}\nsummary: {{text: みほんです。, of: "00000000"}}\n'
    procedure = small(translations={"easy": easy})
    assert procedure.stale == {"easy": ("summary",)}
    assert procedure.texts["easy"]["summary"] == "みほんです。"


def test_a_translation_of_what_is_not_there_is_an_error_in_its_file() -> None:
    complaints = refusal(SMALL, {"easy": "titel: {text: みほん, of: 12ab34cd}\n"})
    assert [str(complaint) for complaint in complaints] == [
        "small.yaml:easy:1:1: the definition has no text at titel: did you mean title? [translation.unknown]"
    ]


def test_a_translation_has_its_shape() -> None:
    complaints = refusal(SMALL, {"easy": "title: {text: みほん, of: 12345678}\nsummary: みほん\n"})
    assert [(complaint.line, complaint.key) for complaint in complaints] == [(1, "value.wrong"), (2, "value.wrong")]


def test_faults_of_definition_and_translation_come_together() -> None:
    complaints = refusal(SMALL.replace("version: 1", "version: one"), {"easy": "title: ~\n"})
    assert [(complaint.file, complaint.key) for complaint in complaints] == [
        ("small.yaml", "value.wrong"),
        ("small.yaml:easy", "yaml.null"),
    ]


def test_a_translation_that_is_no_yaml_refuses_the_definition() -> None:
    assert [complaint.key for complaint in refusal(SMALL, {"easy": "title: ~\n"})] == ["yaml.null"]
