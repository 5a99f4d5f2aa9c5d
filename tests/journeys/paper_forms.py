"""Paper forms that came by post, keyed at the counter; part of `Tour`."""

from abc import ABC, abstractmethod
from functools import cached_property

from tests.journeys.visitor import Boxes, Visitor
from tests.pictures import printed, written

# The fictional city has it keyed by two who do not see each other (`paper_by_two` in its city.yaml).
TITLE = "犬の死亡届"
PAPER: Boxes = {
    "reception-door": "post", "reception-place": "general", "reception-shown": "none", "reception-stamp.year": "R081117",
    "reception-came": "anyone", "died_on.year": "R081021", "dog.called": "ポチ", "dog.breed": "柴犬", "dog.colour": "茶", "dog.sex": "male",
    "dog.born.year": "H240501", "dog.tags": "post", "owner.name.family": "見本", "owner.name.given": "花子",
    "owner.kana.family": "みほん", "owner.kana.given": "はなこ", "owner.address.postal": "0000011", "owner.address.town": "見本県見本市中央",
    "owner.address.street": "1丁目2番3号", "owner.phone": "090-0000-0005", "consent_true": "yes",
}  # fmt: skip


def key(clerk: Visitor, otherwise: Boxes) -> None:
    """Its screen from its first question to the last: more are asked as they are answered."""
    for _ in range(3):
        clerk.press("refresh", {**PAPER, **otherwise})


class OfPaperForms(ABC):
    """What their pages need to stand before them."""

    @abstractmethod
    def visitor(self, whose: str) -> Visitor: ...

    @cached_property
    def scanned(self) -> str:
        """The screen of a form whose scan lies beside the boxes. Its first saw another name on it."""
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
        """What two keyed otherwise, before the second of them."""
        clerk = self.visitor("madoguchi")
        clerk.go(self.scanned)
        clerk.press("登録する")
        assert clerk.path.endswith("/compare"), clerk.text
        return clerk.path

    @property
    def scan_page(self) -> str:
        clerk = self.visitor("madoguchi")
        clerk.go(self.scanned)
        return clerk.text.partition('<img src="')[2].partition('"')[0]
