"""One line of the 確認票: what the definition says at one place, how sure that is, and where it stands."""

from dataclasses import dataclass

CERTAINTIES = {"law": "法令", "std": "標準仕様・通知", "assumed": "推定（未確認）", "": ""}
ASSUMED = "assumed"


@dataclass(frozen=True)
class SheetLine:
    """`code`: its name in the definition. `formula`: a rule as it is computed, beside its words. `source`: what it rests on. `certainty` "" where the
    definition gives none: the section answers for it by its signature under the whole. `row`: line of the file.
    `part`: belongs to the question above it."""

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
        """To be confirmed by signature, this line alone."""
        return self.certainty == ASSUMED


@dataclass(frozen=True)
class SheetSection:
    """`id` is stable, for machines."""

    id: str
    title: str
    lines: tuple[SheetLine, ...]
