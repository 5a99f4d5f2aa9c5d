"""The 確認票, with certainty and source."""

from dataclasses import dataclass

CERTAINTIES = {"law": "法令", "std": "標準仕様・通知", "assumed": "推定（未確認）", "": ""}
PAID = {
    "before_sending": "送る前",
    "before": "送ったらすぐ",
    "later": "よい結果が出てから",
    "on_delivery": "受け取るとき",
}
REFUND = {
    "stopped": "申請した人がやめたとき",
    "withdrawn": "やめることを市が認めたとき",
    "refused": "認められなかったとき",
}
ASSUMED = "assumed"


@dataclass(frozen=True)
class SheetLine:
    """`code`: name in the definition. `certainty` "": covered by the signature under the sheet. `row`: line of the
    file. `part` of the question above."""

    what: str
    says: str
    code: str = ""
    formula: str = ""
    source: str = ""
    certainty: str = ""
    row: int = 0
    part: bool = False

    @property
    def assumed(self) -> bool:
        return self.certainty == ASSUMED


@dataclass(frozen=True)
class SheetSection:
    id: str
    title: str
    lines: tuple[SheetLine, ...]
