"""Paper forms keyed at the counter; part of `Tour`."""

import shutil
from abc import ABC, abstractmethod
from functools import cached_property
from pathlib import Path

from portal.config import Settings
from tests.journeys.visitor import Boxes, Visitor
from tests.pictures import printed, written

# Keyed by two people independently in this city.
TITLE = "犬の死亡届"
PAPER: Boxes = {
    "reception-door": "post", "reception-place": "general", "reception-shown": "none", "reception-stamp.year": "R081117",
    "died_on.year": "R081021", "dog.called": "ポチ", "dog.breed": "柴犬", "dog.colour": "茶", "dog.sex": "male",
    "dog.born.year": "H240501", "dog.kept_elsewhere": "no", "dog.tags": "post", "owner.name.family": "見本", "owner.name.given": "花子",
    "owner.kana.family": "みほん", "owner.kana.given": "はなこ", "owner.address.postal": "0000011", "owner.address.town": "見本県見本市中央",
    "owner.address.street": "1丁目2番3号", "owner.phone": "090-0000-0005", "consent_true": "yes",
}  # fmt: skip


def city_by_two(folder: Path) -> Path:
    shutil.copytree(Settings.model_fields["city"].default, folder)
    with (folder / "city.yaml").open("a", encoding="utf-8") as city:
        city.write("\npaper_by_two:\n  - {procedure: inu-shibo, blind: true, from: 2026-04-01}\n")
    return folder


def key(clerk: Visitor, otherwise: Boxes) -> None:
    """Includes questions that answers reveal."""
    for _ in range(3):
        clerk.press("refresh", {**PAPER, **otherwise})


class OfPaperForms(ABC):
    @abstractmethod
    def visitor(self, whose: str) -> Visitor: ...

    @cached_property
    def scanned(self) -> str:
        """The first clerk read another name."""
        first = self.visitor("hogo")
        first.go("/counter")
        first.press(TITLE)
        address = first.path
        key(first, {})
        scan = written(printed(), "JPEG")
        first.press("選んだものを加える", files={"scan-of-form.upload": [("form.jpg", scan)]})
        first.press("登録する")
        assert "入れ終わりました" in first.text, first.text
        clerk = self.visitor("madoguchi")
        clerk.go(address)
        key(clerk, {"dog.called": "ボチ", "owner.phone": "090-0000-0006"})
        return address

    @cached_property
    def compared(self) -> str:
        """Before the second clerk decides."""
        clerk = self.visitor("madoguchi")
        clerk.go(self.scanned)
        clerk.press("登録する")
        assert clerk.path.endswith("/compare"), clerk.text
        return clerk.path

    @cached_property
    def paper_filed(self) -> str:
        """Keyed equally by two, not scanned."""
        first, clerk = self.visitor("hogo"), self.visitor("madoguchi")
        first.go("/counter")
        first.press(TITLE)
        address = first.path
        key(first, {"dog.called": "シロ"})
        first.press("登録する")
        clerk.go(address)
        key(clerk, {"dog.called": "シロ"})
        clerk.press("登録する")
        assert clerk.path.startswith("/counter/done/"), clerk.text
        return clerk.path.rpartition("/")[2]

    @property
    def scan_page(self) -> str:
        clerk = self.visitor("madoguchi")
        clerk.go(self.scanned)
        return clerk.text.partition('<img src="')[2].partition('"')[0]
