"""A definition with every structure of answers."""

from datetime import date
from functools import cache
from pathlib import Path

from forms.definition.procedure import Procedure
from forms.definition.registry import field_types
from forms.loading import Library, load_text, read_library
from forms.path.environment import Environment
from tests.forms.fields.asking import environment

TODAY = date(2026, 11, 20)
FORMS = Path(__file__).resolve().parents[2] / "forms"
HOUSEHOLD = """\
format: 1
procedure: household
version: 1
kind: request
title: 見本の世帯
kana: ミホンノセタイ
summary: 見本です。
duty: care-qualification
law: {text: 見本条例, certainty: assumed}
fee: {text: 無料, certainty: std}
who: {online: [anyone]}
identity: {sign_in: card}
settings:
  opens: {type: date, default: 2026-10-01, certainty: assumed}
attach:
  - {id: proof, label: 証明書, when: reason == moved}
steps:
  - step: 理由
    id: reason_step
    ask:
      - {id: reason, type: choice, label: 理由, options: {moved: 転入, born: 出生, other: {label: そのほか, tell: true}}}
      - id: moved_on
        type: date
        label: 転入の日
        when: reason == moved
        must:
          - {that: moved_on <= today, say: まだ来ていない日です。}
          - {that: moved_on >= city.opens, say: 受付の前の日です。}
      - {id: explain, type: note, label: 次に家族のことをたずねます。}
      - id: lives_here
        type: yes_no
        label: この市に住んでいますか
        stop: {when: not lives_here, say: ここでは受け付けていません。, next: お住まいの市区町村に申し込んでください。}
  - step: 申請する人
    id: claimant_step
    use: person
    as: claimant
    role: principal
    with: {phone: optional, my_number: true}
    must:
      - {that: 'attains(claimant.birth, 18) <= today', say: 18歳になってから申し込めます。}
    ask:
      - {id: work, type: choice, label: 仕事, options: {company: 会社, none: なし}}
      - repeat: jobs
        label: 勤め先
        when: work == company
        min: 1
        max: 2
        ask:
          - {id: employer, type: text, label: 会社の名前, max: 40}
  - step: 子ども
    id: children_step
    repeat: children
    label: 子ども
    each: "{name}"
    max: 3
    order: birth
    rows_from: household.children_until(18)
    distinct: {of: [name, birth], say: 同じ子どもが2回書かれています。}
    must:
      - {that: birth <= today, say: まだ生まれていません。}
    attach:
      - {id: custody, label: 監護の書類, when: apart}
    ask:
      - together: 子ども
        id: child
        ask:
          - {id: name, type: person_name, label: 氏名, concept: person.name}
          - {id: birth, type: date, label: 生年月日, concept: person.birth}
      - {id: apart, type: yes_no, label: 別に住んでいますか}
      - repeat: schools
        label: 学校
        max: 2
        ask:
          - {id: school, type: text, label: 学校の名前, max: 40, protection: open}
  - step: 年上の子
    id: older_step
    ask:
      - {id: older_count, type: integer, label: 年上の子の数, min: 0, max: 2}
      - repeat: older
        label: 年上の子
        max: 2
        rows: older_count
        ask:
          - {id: nick, type: text, label: 呼び名, required: false, max: 20}
      - {id: in_all, type: computed, of: number, label: 子どもの数, compute: children.count() + older_count}
      - {id: since, type: year_month, label: いつから, required: false}
      - {id: weight, type: decimal, label: 重さ, required: false}
      - {id: income, type: money, label: 収入, when: in_all > 1}
      - {id: remark, type: long_text, label: ひとこと, required: in_all > 3, max: 200}
"""


def library() -> Library:
    return read_library((FORMS,))


@cache
def household() -> Procedure:
    return load_text(HOUSEHOLD, "household.yaml", fields=field_types(), library=library())


def at_home(**changed: object) -> Environment:
    """20 November 2026; two children in the register."""
    known = {
        "applicant": {"birth": "1990-04-02"},
        "household": (
            {"id": "ichi", "name": {"family": "見本", "given": "一"}, "birth": "2015-06-01", "relation": "child"},
            {"id": "ni", "name": {"family": "見本", "given": "二"}, "birth": "2020-06-01", "relation": "child"},
        ),
    }
    return Environment(**{**vars(environment()), **known, **changed})
