"""The 確認票, with certainty and source."""

from dataclasses import dataclass

CERTAINTIES = {"law": "法令", "std": "標準仕様・通知", "assumed": "推定（未確認）", "": ""}
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
