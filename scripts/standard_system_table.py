"""Prints docs/standard-systems.md: of each standard system its functions, layout, questions, columns and the test that shows them, read from the layouts.

`make reference` keeps it.
"""

from collections.abc import Iterator

from forms.definition.registry import field_types
from forms.loading import load_folder
from forms.loading.library import SHIPPED
from forms.text.reading import read_sheet
from integrations.exports.column_spec import ColumnSpec
from integrations.exports.definition import LayoutFile
from integrations.exports.loading import LAYOUTS, STANDARD
from integrations.exports.standard.systems import SYSTEMS, gif_title

_TESTS = "tests/integrations/exports"
_UNCONFIRMED = "未確認"
# A system for which no procedure is shipped, and why.
_WITHOUT: dict[str, str] = {}
_BASES = {"fact": "公開された仕様", "vendor": "業者の仕様", "assumption": "推定"}
_HEAD = """# 標準化対象の20業務と、渡す形

標準化法の20業務ごとに、標準仕様書の機能、渡す形（[layouts.md](layouts.md)）、手続の答え、列、それを見せる試験をならべた表です。
このページは `make reference` で、形の YAML から作ります。手で直しません。

- **機能ID**：標準仕様書がその機能に付けた番号です。公開された文書で読めなかったものは「未確認」です。住民基本台帳のものは機能ID のまだない第1.0版の、軽自動車税のものはたたき台の、節の番号です。
- **どの業務にも**：申請を業務システムにわたすのは、共通機能標準仕様書 第2.7版 2.1.4 の「一括取込」（方式4）に当たります。決まった形（データ要件・連携要件標準仕様書）は見ていません。どの形も、標準に合うとは言えません。
- **根拠**：文書の名前があるものは、その項目が公開された文書にあります。「推定」は、手続の質問から付けた項目です。順番、長さ、コードは、どれも推定です。
- **GIF**：項目が当たる、政府相互運用性フレームワークのコアデータモデル（DMD）の項目です。書きかたは同じではありません（日付はここでは YYYYMMDD、GIF は YYYY-MM-DD）。
- **中間標準レイアウト・地域情報プラットフォーム**：2つは項目の名称・型・桁数を合わせてあります（利活用ガイド）。その一覧表は、読めた公開文書にありませんでした。名前は未確認です。業務ユニットの番号は、住民基本台帳の1だけが読めました（V2.1 業務1-20）。年号コードは、中間標準レイアウトが2けた、既存住基が1けたです。
- **置き場所**：`layouts` は、はじめから読みます。`standard` は見本で、市が自分の形のフォルダーに写すか、管理者の画面（`/admin/layouts`）で案にしたときから使います（[layouts.md](layouts.md#標準化対象の業務の見本)）。
"""


def page() -> Iterator[str]:
    sheets = [
        (folder.name, read_sheet(path, LayoutFile))
        for folder in (LAYOUTS, STANDARD)
        for path in sorted(folder.glob("*.yaml"))
    ]
    yield _HEAD
    yield "| 業務 | 手続 | 形 | 形の根拠 | 機能ID | 置き場所 |\n|---|---|---|---|---|---|"
    for system in SYSTEMS:
        of_system = [(place, sheet) for place, sheet in sheets if sheet.system == system]
        if not of_system:
            yield f"| {system} | なし | {_WITHOUT[system]} | | {_UNCONFIRMED} | |"
        for place, sheet in of_system:
            cells = (system, f"`{sheet.applies_to.procedure}`", f"`{sheet.layout}`", _BASES[sheet.basis], _numbers(sheet), f"`{place}`")  # fmt: skip
            yield f"| {' | '.join(cells)} |"
    titles = {
        procedure.id: procedure.title
        for procedure in load_folder(SHIPPED / "procedures", fields=field_types()).values()
    }
    for system in SYSTEMS:
        for _, sheet in sheets:
            if sheet.system == system:
                yield from _section(sheet, titles[sheet.applies_to.procedure])


def _numbers(sheet: LayoutFile) -> str:
    return (
        "、".join(function.id or f"{_UNCONFIRMED}（{function.name}）" for function in sheet.functions) or _UNCONFIRMED
    )


def _section(sheet: LayoutFile, title: str) -> Iterator[str]:
    yield f"\n## {sheet.system}：`{sheet.layout}`\n"
    yield f"{sheet.title}。手続は「{title}」（`{sheet.applies_to.procedure}`）。\n"
    functions = (
        f"{function.id or _UNCONFIRMED} {function.name}（{function.document}）" for function in sheet.functions
    )
    yield f"- 機能ID：{'、'.join(functions) or _UNCONFIRMED}"
    yield from (f"- {name}：{document}" for name, document in sheet.documents.items())
    test = f"`test_a_scenario_of_the_procedure_leaves_as_the_kept_file_has_it[{sheet.layout}]`"
    yield f"- 試験：{test}。手続の例の1件を、`{_TESTS}/kept/{sheet.layout}.txt` とくらべます"
    yield "\n| ファイル | 答え | 列 | 型と長さ | GIF | 根拠 |\n|---|---|---|---|---|---|"
    for record in sheet.records:
        for column in record.columns:
            gif = f"{gif_title(column.gif)} `{column.gif}`" if column.gif else ""
            cells = (
                record.title,
                _answer(column),
                column.name,
                _type(column),
                gif,
                column.document or _BASES[sheet.basis],
            )
            yield f"| {' | '.join(cells)} |"


def _answer(column: ColumnSpec) -> str:
    if column.value or column.blank:
        return f"決まった値 `{column.value}`" if column.value else "いつも空"
    if column.compute:
        return f"式：{'、'.join(f'`{source}`' for source in column.reads)}"
    return " ".join(f"`{source}`" for source in column.from_)


def _type(column: ColumnSpec) -> str:
    shape = f"D {column.fmt}" if column.fmt else column.type
    return f"{shape} {column.len}" if column.len else shape


if __name__ == "__main__":
    print("\n".join(page()))
