"""Prints docs/layout-keys.md: what a column of a layout may name, of an application, of a batch, of a line, and of each field type.

`make reference` keeps it.
"""

import random
from collections.abc import Iterator, Mapping
from functools import cache

from field_type_reference import ON, TRIES, city
from found_examples import SMALLEST

from forms.definition.field import FieldType
from forms.definition.procedure import Field, Procedure
from forms.definition.registry import field_types
from forms.loading import load_folder
from forms.messages import sentences
from integrations.city_environment import environment_of
from integrations.exports.sources import ITEMS, ROOTS
from portal.services.shared.official_words import DOORS, STATES

_HEAD = """# 列が取れるものの一覧

連携の形（[layouts.md](layouts.md)）の列（`from`、`reads`）に書ける名前です。`split` の `by` には `head.…` と `answers.…` を、`where` には `answers.…` を書けます。
このページは `make reference` で作ります。手で直しません。ここにない名前を書くと、`kakanai layouts check` が行と桁をつけて断ります。
`numbers.…`（個人番号）と `count.…` `sum.…` `min.…` `max.…`（件数と合計）は、形ごとにちがうので [layouts.md](layouts.md) にあります。"""


def _listed(words: Mapping[str, str]) -> str:
    return "、".join(f"`{code}` {title}" for code, title in words.items())


_TITLES = {
    "head": "申請のこと",
    "batch": "引渡しのこと",
    "row": "繰返しの行",
    "answer": "縦持ちの1行",
    "code": "コード表の1行",
    "item": "項目表の1行",
    "part": "場所（第1希望、第2希望…）の1行",
    "file": "添付の1行",
}
_MEANINGS: Mapping[str, Mapping[str, str]] = {
    "head": {
        "receipt_number": "受付番号",
        "receiving_office": "申請した人が選んだ受付の窓口（id）。職員があとで変えた窓口は入らない。ないときは空",
        "receiving_office_name": "その窓口の、選んだときの名前。ないときは空",
        "earlier_receipt_number": "続きのもとになった申請の受付番号。ないときは空",
        "procedure": "手続の id",
        "procedure_title": "手続の名前",
        "version": "手続の版",
        "door": f"どこから来たか: {_listed(DOORS)}",
        "arrived_at": "到達した日時（東京）",
        "state": f"申請の状態: {_listed(STATES)}",
        "state_title": "申請の状態（ことば）",
        "change": "前に渡したあとの異動: `new`、`changed`、`withdrawn`",
        "duty": "担当の事務（id）",
        "office": "到達した日にその事務を受けもつ課の名前",
        "person_name": "だれの申請か（手続の `principal` の氏名）。ないときは空",
        "addressee_number": "宛名番号。職員が打った番号、または住民票との照合で選んだ人の番号。どちらもないときは空（カードや番号紐付情報で自動に決まった人の番号は入らない）",
        "protected": "秘匿の人の申請なら `True`。ほかは空。`protected: include` の形でだけ意味がある",
    },
    "batch": {
        "number": "引渡しの番号（`20261120-003`、再発行は `20261120-003-R1`）",
        "seq": "その日の何番めの引渡しか",
        "part": "分けたときの何番めのファイルか。全体で1行（`foreach: batch`）の行だけ",
        "made_at": "作った日時（東京）",
        "city_code": "全国地方公共団体コード（6けた）",
        "care_insurer": "介護保険者番号（6けた）",
    },
    "row": {
        "place": "行の場所（`2`、入れ子なら `2.1`）",
        "outer": "外がわの行の場所",
        "number": "行の番号",
        "unanswered": "この行でたずねて答えがない質問（`;` 区切り）。横持ちの表だけ",
    },
    "answer": {
        "item": "質問の名前",
        "heading": "質問の見出し",
        "row": "いくつも選べる質問の、何番めの値か",
        "code": "選んだもののコード",
        "value": "値。コードなら、そのことば",
        "other": "選んだもののそばに書いたこと",
        "place": "繰返しの行の場所",
        "state": "`answered` 答えがある、`unanswered` たずねて答えがない",
    },
    "code": {
        "procedure": "手続の id",
        "version": "手続の版",
        "item": "質問の名前",
        "code": "コード",
        "label": "そのことば",
    },
    "item": {
        "procedure": "手続の id",
        "version": "手続の版",
        "item": "列の名前",
        "heading": "列の見出し",
        "repeat": "どの繰返しの表に立つか。申請の表なら空",
    },
    "part": {"number": "何番めか", "value": "その場所の値"},
    "file": {
        "question": "何の質問に出されたか",
        "number": "申請の中で何番めか",
        "entry": "ZIP の中の名前",
        "media": "種類（`image/jpeg` など）",
        "bytes": "大きさ（バイト）",
        "sha256": "中身の SHA-256",
    },
}


def page() -> Iterator[str]:
    yield _HEAD
    for root, names in ITEMS.items():
        lines = [kind for kind, roots in ROOTS.items() if root in roots]
        yield f"\n## `{root}.…` {_TITLES[root]}\n\n使える行（`foreach`）：{'、'.join(f'`{kind}`' for kind in lines)}。\n"
        yield "| 名前 | 意味 |\n|---|---|"
        yield from (f"| `{root}.{name}` | {_MEANINGS[root][name]} |" for name in names)
    yield "\n## `answers.…` 型ごとの、答えの部分\n"
    yield "`answers.<質問>` か `answers.<質問>.<部分>` と書きます。繰返しの質問は、前に繰返しの名前が付きます（`answers.children.birth`）。"
    yield "`answers.<繰返し>` は、行の数です。例は見本の答えです。選択肢の質問の列は、`type: C` と `map` で取込先のコードにできます。\n"
    yield "| 型 | 名前 | 見出し | 例 |\n|---|---|---|---|"
    for kind in field_types().values():
        yield from _parts(kind)


def _parts(kind: FieldType) -> Iterator[str]:
    procedure, field = _widest(kind.id)
    samples = _samples(procedure, field)
    for suffix, key in kind.columns(field.settings):
        name = f"answers.x.{suffix}" if suffix else "answers.x"
        sample = f"`{samples[suffix]}`" if suffix in samples else ""
        if field.protection == "number":
            sample = "いつも空（`numbers.<人>` を使う）"
        yield f"| `{kind.id}` | `{name}` | {sentences('ja')[key]} | {sample} |"


def _samples(procedure: Procedure, field: Field) -> Mapping[str, str]:
    """A cell of each suffix: of the good answer that has most of them and is the shortest, and of others what that one lacks."""
    environment, kind, samples = environment_of(procedure, city(), ON), field.type, list[Mapping[str, str]]()
    for seed in range(TRIES):
        value = kind.parse(kind.good(field.settings, random.Random(seed)), field.settings, environment).value
        cells = {} if value is None else kind.cells(value, field.settings)
        samples.append({suffix: _one_line(text) for suffix, text in cells.items() if text})
    samples.sort(key=lambda cells: (len(cells), -sum(map(len, cells.values()))))
    return {suffix: text for cells in samples for suffix, text in cells.items()}


def _one_line(text: str) -> str:
    return " ".join(text.split()).replace("|", "｜")


def _widest(type_id: str) -> tuple[Procedure, Field]:
    # The question of that type with the most columns: settings add some.
    asked = [(procedure, field) for procedure in smallest() for field in procedure.fields if field.type.id == type_id]
    return max(asked, key=lambda pair: len(pair[1].type.columns(pair[1].settings)))


@cache
def smallest() -> tuple[Procedure, ...]:
    return tuple(load_folder(SMALLEST, fields=field_types()).values())


if __name__ == "__main__":
    print("\n".join(page()))
