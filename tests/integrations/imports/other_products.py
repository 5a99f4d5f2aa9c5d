"""Tables as e-TUMO, LoGoフォーム and Graffer could give them out. Made up: none of them publishes its columns."""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from typing import Any

_TUMO = (
    "整理番号", "パスワード", "申込日時", "処理状況", "だれの証ですか", "氏名", "フリガナ", "生年月日", "性別", "住所", "どの証を再交付しますか", "再交付の理由", "受け取り方",
    "電話番号", "備考",
)  # fmt: skip
_LOGO = (
    "受付番号", "送信日時", "ステータス", "だれの証を再交付しますか", "氏名", "ふりがな", "生年月日", "性別", "住民票の住所", "どの証を再交付しますか",
    "どうして再交付が必要ですか", "どのようになくしましたか", "新しい証をどう受け取りますか", "昼間につながる電話番号", "書いたことに間違いはありません",
)  # fmt: skip
_GRAFFER = (
    "申請ID",
    "申請日時",
    "ステータス",
    "氏名",
    "氏名",
    "フリガナ",
    "生年月日",
    "住所",
    "携帯電話の番号",
    "どうして再交付が必要ですか",
)
ADDRESS = "〒000-0001 見本県見本市見本町1-2-3 ひかり荘101"


def tumo(rows: int = 3) -> bytes:
    """Every cell in quotes, in the Shift_JIS of Windows."""
    lines = [
        [f"{100_000_000_000 + row}", "aB3x", f"2026/11/10 {row % 24:02}:15", ("完了", "処理中", "処理待ち")[row % 3], "自分の証", "髙見本　太郎",
         "タカミホン　タロウ", "昭和24年4月3日", "男", ADDRESS, "介護保険被保険者証、負担割合証", "なくした（家で）", "住民票の住所に郵送", "0000000001",
         "=HYPERLINK(\"http://example.jp\")"]
        for row in range(rows)
    ]  # fmt: skip
    return _table([_TUMO, *lines], "cp932", quoting=csv.QUOTE_ALL)


def logo(rows: int = 3) -> bytes:
    """With a byte order mark, and numbers that each form counts from 1."""
    lines = [
        [str(row + 1), f"2026-11-1{row % 7} 10:05:00", ("未対応", "対応済み")[row % 2], "自分の証", "髙見本 太郎", "たかみほん たろう", "1949-04-03",
         "男性", ADDRESS, "被保険者証,負担割合証", "なくした", "家の中で見あたらない", "住民票の住所に郵便で受け取る", "=\"0000000001\"", "はい"]
        for row in range(rows)
    ]  # fmt: skip
    return b"\xef\xbb\xbf" + _table([_LOGO, *lines], "utf-8")


def graffer(rows: int = 3) -> bytes:
    """With a heading twice, a comma at the end of each line, and times with their zone."""
    lines = [
        [f"a1b2c3d4-{row:04}", "2026-11-12T12:34:56+09:00", "submitted", "髙見本 太郎", "髙見本 花子", "タカミホン タロウ", "1949/04/03", ADDRESS,
         "000-0000-0001", "破れた・よごれた", ""]
        for row in range(rows)
    ]  # fmt: skip
    return _table([[*_GRAFFER, ""], *lines], "utf-8")


def _table(rows: Sequence[Sequence[str]], encoding: str, **how: Any) -> bytes:
    block = io.StringIO(newline="")
    csv.writer(block, **how).writerows(rows)
    return block.getvalue().encode(encoding)


# What staff write into the draft: lines for headings without a question, and the states that are done.
FINISHED: Mapping[str, tuple[Callable[[int], bytes], Sequence[Mapping[str, Any]], Sequence[str]]] = {
    "tumo": (
        tumo,
        (
            {"from": "再交付の理由", "to": "reason", "codes": {"なくした（家で）": "lost"}},
            {"to": "lost_how", "value": '"home"'},
            {"from": "受け取り方", "to": "delivery", "codes": {"住民票の住所に郵送": "address"}},
            {"to": "consent_true", "value": '"yes"'},
        ),
        ("完了",),
    ),
    "logo": (logo, (), ("対応済み",)),
    "graffer": (
        graffer,
        (
            {"to": "filer_kind", "value": '"self"'},
            {"to": "consent_true", "value": '"yes"'},
        ),
        (),
    ),
}
