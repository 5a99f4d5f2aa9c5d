"""A definition with each printed form. `python -m tests.portal.services.paper.paper` updates `printed/`: review the
difference first."""

import json
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any

from forms.answers import Answers
from forms.city.city import City, load_city
from forms.definition.procedure import Procedure
from forms.definition.registry import field_types
from forms.loading import load_text
from forms.path.environment import Environment
from forms.path.path import walk
from portal.clock import TOKYO
from portal.config import TREE
from portal.services.paper.find_fonts import Face
from portal.services.paper.print_form import Filled, form_content
from portal.services.procedures.write_sheet import sheet_content
from tests.portal.pdfs import page_texts

ON = date(2026, 11, 20)
MADE = datetime(2026, 11, 20, 10, 0, tzinfo=TOKYO)
CITY: City = load_city(TREE / "forms" / "cities" / "mihon")
GOLDEN = Path(__file__).parent / "printed"

DEFINITION = """\
format: 1
procedure: paper
version: 3
kind: application
title: 見本の申請
kana: ミホンノシンセイ
summary: 紙の見本です。
duty: care-qualification
law: {text: 見本条例 第1条, certainty: assumed}
fee: {text: 300円, certainty: std}
settings:
  days: {type: integer, default: 14, certainty: assumed}
who: {online: [self], counter: [self, agent]}
bring: {online: [カード], counter: [本人確認ができるもの, 古い証]}
identity: {sign_in: card}
time:
  due: open_day_from(birth + years(20))
  certainty: std
  late: {say: すぎても出せます。}
  period: {kind: standard, days: city.days, unit: day, stops: [returned], certainty: std}
steps:
  - step: あなたのこと
    id: you
    ask:
      - together: お名前
        id: person
        ask:
          - {id: name, type: person_name, label: 氏名}
          - {id: kana, type: kana, label: ふりがな}
      - id: birth
        type: date
        label: 生年月日
        must: [{that: birth <= today, say: まだ来ていない日です。}]
      - {id: number, type: insured_number, scheme: care, label: 被保険者番号, required: false, help: 証にある番号です。}
      - {id: address, type: address, label: 住所}
  - step: 家族
    id: family
    repeat: members
    label: 家族
    each: "{who}"
    min: 1
    max: 9
    ask:
      - {id: who, type: person_name, label: 家族の氏名}
      - {id: abroad, type: yes_no, label: 外国にいますか}
      - {id: since, type: year_month, label: いつから, when: abroad}
    attach:
      - {id: proof, label: 在学証明書, when: abroad, later: true, certainty: std}
  - step: わけ
    id: cause
    when: attains(birth, 40) <= today
    ask:
      - id: reason
        type: choice
        label: どうしましたか
        options: {lost: なくした, torn: 破れた, web: {label: 画面だけ, doors: [online]}, other: {label: そのほか, tell: true}}
      - id: lost_how
        type: text
        label: いつ、どこで
        max: 200
        when: reason == lost
      - {id: note, type: long_text, label: そのほか伝えたいこと, max: 80, required: false}
      - {id: consent_true, type: consent, label: 書いたことに間違いはありません}
attach:
  - {id: photo, label: 写真, certainty: std}
  - {id: report, label: 届出の写し, when: reason == lost, one_of: [遺失届, 盗難届], certainty: assumed}
staff:
  check: [資格があるか]
  return_reasons: {unclear: もう少しくわしく書いてください。}
next: [担当の課が確かめます。]
scenarios:
  - name: なくした
    today: 2026-11-20
    answers: {name: {family: 見本, given: 太郎}}
    expect: {complete: false, not_asked: [lost_how]}
  - name: 期待が違う
    today: 2026-11-20
    answers: {name: {family: 見本, given: 太郎}}
    expect: {complete: true}
"""
ANSWERS: Answers = {
    "name": {"family": "髙橋", "given": "𠮷乃"},
    "kana": {"family": "タカハシ", "given": "ヨシノ"},
    "birth": "1949-04-03",
    "number": "0000000101",
    "address": {
        "postal": "0000001",
        "town": "見本県見本市見本町",
        "street": "一丁目2番3号",
        "building": "例示ハイツ202",
    },
    "members": ["1", "2"],
    "members.1.who": {"family": "髙橋", "given": "一"},
    "members.1.abroad": False,
    "members.2.who": {"family": "髙橋", "given": "二"},
    "members.2.abroad": True,
    "members.2.since": "2024-04",
    "reason": "lost",
    "lost_how": "先週、病院の帰りに",
    "note": "一行目\n二行目",
    "consent_true": True,
}


def procedure() -> Procedure:
    return load_text(DEFINITION, "paper.yaml", fields=field_types())


def filled(receipt_number: str = "", **changed: Any) -> Filled:
    """`changed`: None removes an answer."""
    answers = {name: value for name, value in {**ANSWERS, **changed}.items() if value is not None}
    return Filled(walk(procedure(), answers, Environment(ON, CITY.calendar)), ON, receipt_number=receipt_number)


def face(family: str, characters: str, variants: Iterable[str] = ()) -> Face:
    made = Face(family, "", 0)
    vars(made)["signs"] = frozenset(map(ord, characters))
    vars(made)["variants"] = frozenset((ord(variant[0]), ord(variant[1])) for variant in variants)
    return made


def text_of(pdf: bytes) -> str:
    """Without spaces and line ends, which depend on the typesetter."""
    return "".join(page_texts(pdf))


def golden() -> dict[str, Any]:
    made = procedure()
    return {
        "blank.json": form_content(made, CITY, ON, None),
        "filled.json": form_content(made, CITY, ON, filled("26-000-000-017")),
        "sheet.json": sheet_content(made, CITY, ON),
    }


if __name__ == "__main__":
    for name, content in golden().items():
        (GOLDEN / name).write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n")
