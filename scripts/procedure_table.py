"""Prints docs/procedures.md: what each shipped definition asks, rules, demands and rests on, read from the definitions.

PYTHONPATH=. .venv/bin/python scripts/procedure_table.py > docs/procedures.md
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from ruamel.yaml import YAML

from forms.definition.kind import KINDS
from forms.definition.procedure import Procedure
from forms.definition.registry import field_types
from forms.loading import load_folder
from forms.loading.canonical import parts
from forms.loading.library import SHIPPED

FOLDER = SHIPPED / "procedures"
CERTAINTIES = ("law", "std", "assumed")
# Keys of the expanded definition that hold a rule. `rows` counts where it decides how many; a text is none.
RULES = frozenset(
    {"when", "must", "warn", "stop", "compute", "due", "amount", "exempt", "rows", "distinct", "duplicate"}
)
_HEAD = """# 手続の一覧

書かない申請に入っている手続の、全部です。このページは定義から作ります。手で直しません（作りかたは `scripts/procedure_table.py` のはじめにあります）。

- 質問：住民にたずねるもの。行の質問は1回と数えます。計算と読むだけの文は数えません。
- 決まり：聞く条件、守る決まり、注意、ここで終わり、計算、期限、額など、式で書いたものです。
- 書類：そろえてもらうもの（条件のあるものも）です。
- 確かさ：根拠のある箇所の数です。法令（law）・標準や公開された資料（std）・推定（assumed）。推定は、課が確認票のすべての推定の行に署名し、本番で公開するまで、画面に「確認中」と出ます。
- もと：根拠になる法令と、欄をくらべた様式です。様式があるものは、欄の表が `forms/procedures/boxes` にあります。様式のかっこは、様式を決めたもの（法令の条、市）とその確かさ、欄とその並びの確かさです。予約、通報とアンケートに様式はありません。
"""


def page() -> Iterator[str]:
    procedures = sorted(load_folder(FOLDER, fields=field_types()).values(), key=lambda procedure: procedure.id)
    yield _HEAD
    kinds = Counter(procedure.kind for procedure in procedures)
    counted = "、".join(f"{kind.word} {kinds[kind.id]}" for kind in KINDS.values() if kinds[kind.id])
    yield f"{len(procedures)} の手続があります（{counted}）。\n"
    yield "| 手続 | 種類 | 質問 | 決まり | 書類 | 例 | 法令 | 標準 | 推定 | もと |"
    yield "|---|---|---|---|---|---|---|---|---|---|"
    yield from (line(procedure) for procedure in procedures)


def line(procedure: Procedure) -> str:
    definition = parts(procedure.canonical)[0]
    sure = Counter(value for key, value in walked(definition) if key == "certainty")
    asked = len([field for field in procedure.fields if field.type.asks])
    cells = (
        f"{procedure.title}<br>`{procedure.id}`", KINDS[procedure.kind].word, asked, rules(definition),
        len(procedure.papers), len(procedure.scenarios), *(sure[certainty] for certainty in CERTAINTIES), sources(procedure),
    )  # fmt: skip
    return f"| {' | '.join(str(cell) for cell in cells)} |"


def rules(definition: Any) -> int:
    """How many expressions there are: each of a list of rules is one."""
    return sum(len(value) if isinstance(value, list) else 1 for key, value in walked(definition) if key in RULES)


def walked(node: Any) -> Iterator[tuple[str, Any]]:
    """Every key of a definition with its value, at any depth. Examples are no part of it."""
    if isinstance(node, Mapping):
        for key, value in node.items():
            if key != "scenarios":
                yield str(key), value
                yield from walked(value)
    elif isinstance(node, list):
        for child in node:
            yield from walked(child)


def sources(procedure: Procedure) -> str:
    boxes = FOLDER / "boxes" / f"{procedure.id}.yaml"
    if not boxes.exists():
        return f"{procedure.law.text}<br>様式：なし"
    form = YAML(typ="safe").load(boxes)
    by = form.get("set_by")
    of = f"欄 {form['certainty']}" if by is None else f"{by['text']} {by['certainty']}、欄 {form['certainty']}"
    return f"{procedure.law.text}<br>様式：{form['form']}（{of}）"


if __name__ == "__main__":
    print("\n".join(page()))
