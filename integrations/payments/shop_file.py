"""Read whole, or refused."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from forms.numbers.shop_payment import ShopPayment, read_shop_payment
from integrations.payments.shop_file_layout import ShopField, ShopFileLayout, ShopRecord, csv_lines
from integrations.sockets.shop_file_socket import ShopFault, ShopLine

MOST_LINES = 5_000
MOST_FAULTS = 20
_YEARS = range(2000, 2100)
# (place of the field in its line, the field, what is written there)
Cell = tuple[int, ShopField, str]


@dataclass(frozen=True)
class ShopFile:
    layout: ShopFileLayout

    @property
    def title(self) -> str:
        return self.layout.title

    def read(self, content: bytes) -> tuple[tuple[ShopLine, ...], tuple[ShopFault, ...]]:
        text = _text(content)
        if isinstance(text, ShopFault):
            return (), (text,)
        rows = _csv(self.layout, text) if self.layout.shape == "csv" else _fixed(self.layout, content)
        if isinstance(rows, ShopFault):
            return (), (rows,)
        lines: list[ShopLine] = []
        faults: list[ShopFault] = []
        for number, cells in rows:
            line, wrong = _line(self.layout, number, cells)
            faults += wrong
            if line is not None:
                lines.append(line)
        return tuple(() if faults else lines), tuple(faults[:MOST_FAULTS])


def _text(content: bytes) -> str | ShopFault:
    if not content:
        return ShopFault(0, 0, "何も書かれていません。")
    if b"\0" in content:
        return ShopFault(0, 0, "文字ではない部分があります。受け取ったままのファイルを選んでください。")
    try:
        return content.decode("cp932")
    except UnicodeDecodeError as wrong:
        line = content.count(b"\n", 0, wrong.start) + 1
        return ShopFault(line, 0, "Shift_JISで書かれていません。受け取ったままのファイルを選んでください。")


def _csv(layout: ShopFileLayout, text: str) -> list[tuple[int, list[Cell]]] | ShopFault:
    try:
        rows = csv_lines(text)
    except csv.Error:
        return ShopFault(0, 0, "CSVとして読めません。引用符が閉じているか、確かめてください。")
    titles = [field.name for field in layout.data.fields]
    if not rows or rows[0] != titles:
        return ShopFault(1, 0, f"1行目が「{layout.title}」の項目の名前ではありません。いる項目：{'、'.join(titles)}")
    if len(rows) - 1 > MOST_LINES:
        return ShopFault(0, 0, f"一度に入れられるのは{MOST_LINES:,}行までです。")
    numbered = []
    for number, row in enumerate(rows[1:], 2):
        if len(row) != len(titles):
            return ShopFault(number, 0, f"項目が{len(titles)}個ではなく、{len(row)}個あります。")
        numbered.append((number, list(zip(range(1, len(row) + 1), layout.data.fields, row, strict=True))))
    return numbered


def _fixed(layout: ShopFileLayout, content: bytes) -> list[tuple[int, list[Cell]]] | ShopFault:
    rows = content.split(b"\r\n")
    if rows[-1] == b"":
        rows.pop()
    if len(rows) > MOST_LINES:
        return ShopFault(0, 0, f"一度に入れられるのは{MOST_LINES:,}行までです。")
    numbered = []
    before = ""
    for number, row in enumerate(rows, 1):
        if len(row) != layout.width or b"\n" in row or b"\r" in row:
            return ShopFault(number, 0, f"1行が{layout.width}バイトではありません（{len(row)}バイト）。")
        kind = next((kind for kind, record in layout.records.items() if record.mark.encode() == row[:1]), "")
        if kind not in _AFTER[before]:
            return ShopFault(
                number, 1, f"ここに来ない行です。先頭が{_marks(layout, _AFTER[before])}の行が来るはずです。"
            )
        before = kind
        try:
            cells = list(_cells(layout.records[kind], row))
        except UnicodeDecodeError:
            return ShopFault(number, 0, "文字が項目の境で切れています。")
        numbered.append((number, cells))
    if before != "end":
        return ShopFault(len(rows), 0, "終わりの行がありません。途中で切れたファイルです。")
    return numbered


# What may come after which kind of line; "": the beginning.
_AFTER = {
    "": ("header",), "header": ("data", "trailer"), "data": ("data", "trailer"), "trailer": ("header", "end"), "end": (),
}  # fmt: skip


def _marks(layout: ShopFileLayout, kinds: Sequence[str]) -> str:
    return "か".join(layout.records[kind].mark for kind in kinds) or "どの字でもない（ファイルの終わり）"


def _cells(record: ShopRecord, row: bytes) -> Iterator[Cell]:
    place = len(record.mark)
    for field in record.fields:
        width = field.width or 0
        yield place + 1, field, row[place : place + width].decode("cp932")
        place += width


def _line(layout: ShopFileLayout, number: int, cells: Sequence[Cell]) -> tuple[ShopLine | None, list[ShopFault]]:
    # None for a line that is no payment (header, trailer, end).
    means: dict[str, str] = {field.means: text for _, field, text in cells if field.means in ("kind", "day", "time")}
    bars = next((text.removeprefix(field.prefix) for _, field, text in cells if field.means == "bars"), "")
    faults = [
        ShopFault(number, place, f"{field.name}：{words}")
        for place, field, text in cells
        if (words := _wrong(layout, field, text, bars))
    ]
    day = _day(means.get("day", ""))
    if faults or day is None:
        return None, faults
    kind = means["kind"]
    shop = " ".join(text.strip() for _, field, text in cells if field.means == "shop" and text.strip())
    paid_out = next((_day(text) for _, field, text in cells if field.means == "paid_out"), None)
    named = f"{kind} {layout.kind_names[kind]}"
    line = ShopLine(number, layout.kinds[kind], named, bars, day, means.get("time", ""), shop, paid_out)
    return line, []


def _wrong(layout: ShopFileLayout, field: ShopField, text: str, bars: str) -> str:
    if field.digits and not (text.isascii() and text.isdigit()):
        return "数字ではありません。"
    match field.means:
        case "kind":
            return "" if text in layout.kinds else f"{text[:4]}という種別はありません。"
        case "day" | "made":
            return "" if _day(text) else "年月日（20261120）として読めません。"
        case "paid_out":
            return "" if _day(text) or not text.strip(" 0") else "年月日（20261120）として読めません。"
        case "time":
            return "" if _is_time(text) else "時刻（1815）として読めません。"
        case "bars":
            return _wrong_bars(field, text)
        case "yen":
            payment = _payment(bars)
            return "" if payment is None or text == str(payment.yen) else "バーコードの金額と合いません。"
        case "same":
            return "" if text == bars[field.of[0] - 1 : field.of[1]] else "バーコードと合いません。"
    return ""


def _wrong_bars(field: ShopField, text: str) -> str:
    if not text.startswith(field.prefix):
        return f"{field.prefix}で始まっていません。"
    if _payment(text.removeprefix(field.prefix)) is None:
        return "91で始まる44けたの番号ではないか、検査数字が合いません。"
    return ""


def _payment(bars: str) -> ShopPayment | None:
    try:
        return read_shop_payment(bars)
    except ValueError:
        return None


def _day(text: str) -> date | None:
    if not (len(text) == 8 and text.isascii() and text.isdigit()):
        return None
    try:
        day = date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return None
    return day if day.year in _YEARS else None


def _is_time(text: str) -> bool:
    return len(text) == 4 and text.isascii() and text.isdigit() and int(text[:2]) < 24 and int(text[2:]) < 60
