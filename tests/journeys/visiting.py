"""Visits to the counter; part of `Tour`."""

from abc import ABC, abstractmethod
from functools import cached_property

from tests.journeys.people import PROCEDURE, TITLE
from tests.journeys.visitor import Boxes, Visitor
from tests.pictures import printed, written

WHO: Boxes = {
    "visit-came": "self", "visit-name": "髙見本　梅子", "visit-papers": ["driving_licence"], "visit-note": "顔と見くらべた",
}  # fmt: skip
UMEKO: Boxes = {
    "reception-place": "care", "filer_kind": "self", "name.family": "髙見本", "name.given": "梅子", "kana.family": "たかみほん",
    "kana.given": "うめこ", "birth.year": "S29.6.15", "sex": "female", "address.postal": "0000001",
    "address.town": "見本県見本市見本町", "address.street": "一丁目2番3号", "cards": ["insured"], "reason": "lost",
    "lost_how": "home", "delivery": "address", "phone": "000-0000-0002", "consent_true": "yes",
}  # fmt: skip


def begin(clerk: Visitor, ticket: str) -> str:
    clerk.go("/counter")
    clerk.press("開く・さがす", {"asked": ticket})
    clerk.press("保存する", WHO)
    return clerk.path


def register(clerk: Visitor, visit: str) -> str:
    """Returns the receipt number."""
    clerk.go(visit)
    clerk.press("add", {"visit-add": PROCEDURE})
    clerk.press("画面を更新", {name: UMEKO[name] for name in ("reception-place", "filer_kind")})
    clerk.press("画面を更新", UMEKO)
    clerk.press("登録する", UMEKO)
    assert clerk.path.startswith("/counter/done/"), clerk.text
    return clerk.path.rpartition("/")[2]


class OfVisits(ABC):
    @abstractmethod
    def visitor(self, whose: str) -> Visitor: ...

    @cached_property
    def visit(self) -> str:
        """A suspended visit with two procedures, one of them filed."""
        clerk = self.visitor("madoguchi")
        address = begin(clerk, "A-12")
        register(clerk, address)
        clerk.go(address)
        clerk.press("add", {"visit-add": PROCEDURE})
        clerk.press("park", {"name.family": "髙見本", "name.given": "梅子"})
        clerk.press("park", {"visit-handed": "日付を聞く"})
        return address

    @cached_property
    def visit_paper(self) -> str:
        clerk = self.visitor("madoguchi")
        clerk.go(f"{self.visit}/people/transfer")
        scan = written(printed(), "JPEG")
        clerk.press("選んだものを加える", files={"scan-of-transfer.upload": [("paper.jpg", scan)]})
        assert "/pages/1" in clerk.text, clerk.text
        return f"{self.visit}/people/transfer"

    @property
    def visit_scan(self) -> str:
        clerk = self.visitor("madoguchi")
        clerk.go(self.visit_paper)
        return clerk.text.partition('<img src="')[2].partition("/pages/")[0]

    @cached_property
    def visit_ended(self) -> str:
        clerk = self.visitor("madoguchi")
        address = begin(clerk, "A-13")
        register(clerk, address)
        clerk.go(address)
        clerk.press("end")
        assert TITLE in clerk.text
        return address

    @cached_property
    def shelter_stay(self) -> str:
        clerk = self.visitor("madoguchi")
        clerk.go("/counter/shelters/shelter-1")
        clerk.press("開く")
        clerk.press("入れる", {"name": "見本　花子", "birth": "1980-05-06"})
        return "/counter/shelters/stays/" + clerk.text.partition("/counter/shelters/stays/")[2].partition('"')[0]

    @cached_property
    def coupon_shop(self) -> str:
        section = self.visitor("shinsa")
        section.go("/desk/coupons/fukushi-taxi")
        section.press("店を登録する", {"name": "見本タクシー"})
        return "/shops/" + section.text.partition("/shops/")[2].partition("<")[0]

    @cached_property
    def ticket_machine(self) -> str:
        clerk = self.visitor("madoguchi")
        clerk.go("/counter/tickets")
        clerk.press("この窓口にする", {"desk": "main.3", "queue": "main.moving"})
        return f"/halls/main/take/{clerk.text.partition('/halls/main/take/')[2].partition(chr(34))[0]}"

    @cached_property
    def kiosk(self) -> str:
        _ = self.ticket_machine  # a desk is chosen
        clerk = self.visitor("madoguchi")
        clerk.go("/counter/tickets")
        return f"/halls/main/kiosk/{clerk.text.partition('/halls/main/kiosk/')[2].partition(chr(34))[0]}"

    @cached_property
    def ticket(self) -> str:
        visitor = self.visitor("anyone")
        visitor.go(self.ticket_machine)
        visitor.press("引っ越し・戸籍・住民票")
        return f"/tickets/{visitor.seen.url.params['ticket']}"

    @cached_property
    def blanks(self) -> str:
        clerk = self.visitor("madoguchi")
        clerk.go("/counter/blanks")
        clerk.press("番号をつける", {"procedure": PROCEDURE, "many": "2"})
        return f"/counter/blanks?batch={clerk.seen.url.params['batch']}"

    @property
    def blanks_pdf(self) -> str:
        return f"/counter/blanks/{self.blanks.rpartition('=')[2]}/forms.pdf"
