"""Answers as the Web-API does, for corporations that do not exist."""

import csv
import io
from collections.abc import Sequence
from datetime import date

from fastapi import APIRouter
from fastapi.responses import PlainTextResponse, Response

PATH = "/houjin-bangou/4"
ID = "mock-application"
# Number, name, kana, prefecture, city, street, day of closing.
ROWS = (
    ("7000000000101", "株式会社見本建設", "ミホンケンセツ", "見本県", "見本市", "見本町一丁目8番9号", ""),
    ("5000000000202", "株式会社サンプル製作所", "サンプルセイサクジョ", "見本県", "見本市", "港町四丁目5番6号", ""),
    ("3000000000303", "合同会社むかしの店", "ムカシノミセ", "見本県", "見本市", "見本町二丁目1番1号", "2024-03-31"),
)


def number_pages(rows: Sequence[tuple[str, ...]], today: date) -> APIRouter:
    router = APIRouter()

    @router.get(f"{PATH}/num")
    def num(id: str = "", number: str = "", type: str = "", history: str = "0") -> Response:
        if id != ID:
            return PlainTextResponse("", 404)
        if type != "02" or not number or history not in ("0", "1"):
            return PlainTextResponse("050,パラメータが正しくありません。", 400)
        matches = [row for row in rows if row[0] in number.split(",")]
        text = io.StringIO()
        text.write(f"{today},{len(matches)},1,1\r\n")
        for place, row in enumerate(matches, 1):
            csv.writer(text, quoting=csv.QUOTE_NONNUMERIC).writerow(_columns(place, row))
        return Response(text.getvalue().encode(), media_type="text/csv; charset=utf-8")

    return router


def _columns(place: int, row: tuple[str, ...]) -> list[object]:
    number, name, kana, prefecture, city, street, closed = row
    return [
        place, number, "01", "0", "2024-04-01", "2015-10-05", name, "", "301", prefecture, city, street, "", "00", "000",
        "0000001", "", "", closed, "01" if closed else "", "", "", "2015-10-05", "1", "", "", "", "", kana, "0",
    ]  # fmt: skip
