"""Prints docs/standard-systems.md: of each standard system its functions, layout, questions, columns and the test that shows them, read from the layouts.

`make reference` keeps it.
"""

from collections.abc import Iterator

from forms.definition.registry import field_types
from forms.loading import load_folder
from forms.loading.library import SHIPPED
from forms.text.reading import read_sheet
from integrations.exports.column_spec import ColumnSpec
from integrations.exports.definition import LayoutFile, RecordSpec, SystemFunction
from integrations.exports.loading import LAYOUTS, STANDARD
from integrations.exports.standard.systems import NUMBERED, SPECIFICATIONS, SYSTEMS, UNREAD, gif_title
from tests.integrations.exports.kept_cases import case_names, kept, shown

_TESTS = "tests/integrations/exports"
_BASES = {"fact": "公開された仕様", "vendor": "業者の仕様", "assumption": "推定"}
_HEAD = """# 標準化対象の20業務と、渡す形

標準化法の20業務ごとに、標準仕様書の機能、渡す形（[layouts.md](layouts.md)）、手続の答え、列、それを見せる試験をならべた表です。
このページは `make reference` で、形の YAML と、試験がくらべるファイルから作ります。手で直しません。

- **機能**：受け取るシステムの標準仕様書の機能です。7けたの番号は機能ID、ほかの番号は章か節です。「未確認」は、標準仕様書を読めず番号がわからないもので、名前は仮です。
- **どの業務にも**：申請を業務システムにわたすのは、申請管理システム標準仕様書 3.4 の「一括取込」です（共通機能標準仕様書 第2.7版 2.1.4 の方式4）。決まった形（データ要件・連携要件標準仕様書の基本データリスト）は見ていません。どの形も、標準に合うとは言えません。
- **根拠**：文書の名前があるものは、その項目が公開された文書にあります。「推定」は、手続の質問から付けた項目です。順番、長さ、コードは、どれも推定です。
- **試験**：その列に値の入る、手続の例の番号です。例は形ごとに表の上にあります。どの列にも例がなければ、試験 `test_each_column_is_filled_in_a_kept_case` が落ちます。
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
    titles = {
        procedure.id: procedure.title
        for procedure in load_folder(SHIPPED / "procedures", fields=field_types()).values()
    }
    yield _HEAD
    yield "| 業務 | 標準仕様書 | 機能ID の頭 |\n|---|---|---|"
    yield from (
        f"| {system} | {SPECIFICATIONS.get(system, UNREAD)} | {NUMBERED.get(system, UNREAD)} |" for system in SYSTEMS
    )
    yield "\n| 業務 | 手続 | 形 | 形の根拠 | 機能 | 列（文書にある列） | 置き場所 |\n|---|---|---|---|---|---|---|"
    for system in SYSTEMS:
        for place, sheet in sheets:
            if sheet.system == system:
                cells = (system, f"`{sheet.applies_to.procedure}`", f"`{sheet.layout}`", _BASES[sheet.basis], _numbers(sheet), _count(sheet), f"`{place}`")  # fmt: skip
                yield f"| {' | '.join(cells)} |"
    for system in SYSTEMS:
        for _, sheet in sheets:
            if sheet.system == system:
                yield from _section(sheet, titles[sheet.applies_to.procedure])


def _numbers(sheet: LayoutFile) -> str:
    return "、".join(
        f"{UNREAD}（{function.name}）" if function.id in ("", UNREAD) else function.id for function in sheet.functions
    )


def _count(sheet: LayoutFile) -> str:
    columns = [column for record in sheet.records for column in record.laid if not column.blank]
    return f"{len(columns)}（{sum(bool(column.document) for column in columns)}）"


def _section(sheet: LayoutFile, title: str) -> Iterator[str]:
    text = kept(sheet.layout)
    yield f"\n## {sheet.system}：`{sheet.layout}`\n"
    yield f"{sheet.title}。手続は「{title}」（`{sheet.applies_to.procedure}`）。\n"
    yield from (f"- 機能：{_function(function)}" for function in sheet.functions)
    yield from (f"- {name}：{document}" for name, document in sheet.documents.items())
    test = f"`test_a_scenario_of_the_procedure_leaves_as_the_kept_file_has_it[{sheet.layout}]`"
    yield f"- 試験：{test}。下の例を、`{_TESTS}/kept/{sheet.layout}.txt` とくらべます"
    yield f"- 例：{'、'.join(f'{number} {name}' for number, name in enumerate(case_names(text), 1))}"
    yield "\n| 機能 | ファイル | 答え | 列 | 型と長さ | GIF | 根拠 | 試験 |\n|---|---|---|---|---|---|---|---|"
    filled = shown(text, sheet)
    for record in sheet.records:
        for column in record.columns:
            cells = (_served(sheet, column), record.title, _answer(column), column.name, _type(column), _gif(column), column.document or _BASES[sheet.basis], _proof(record, column, filled))  # fmt: skip
            yield f"| {' | '.join(cells)} |"


def _function(function: SystemFunction) -> str:
    read = f"{function.name}（{function.document}）" if function.document else f"{function.name}（名前は仮）"
    return f"{function.id or UNREAD} {read}"


def _served(sheet: LayoutFile, column: ColumnSpec) -> str:
    return "、".join(
        function.id or UNREAD for function in sheet.functions if not function.columns or column.name in function.columns
    )


def _proof(record: RecordSpec, column: ColumnSpec, filled: dict[tuple[str, str], int]) -> str:
    if column.blank:
        return "いつも空"
    return f"例{filled[record.id, column.name]}" if (record.id, column.name) in filled else "なし"


def _gif(column: ColumnSpec) -> str:
    return f"{gif_title(column.gif)} `{column.gif}`" if column.gif else ""


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
