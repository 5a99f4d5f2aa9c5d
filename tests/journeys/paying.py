"""A certificate with a fee, paid at the mock provider."""

import httpx

from tests.journeys.signing import send
from tests.journeys.visitor import AS_IT_STANDS, Boxes, Visitor

PROCEDURE = "juminhyo-utsushi"
FEE = "300円"
# Boxes of all pages at once; a page ignores the others.
COPY: Boxes = {
    "filer": "self", "certificate": "copy", "extent": "whole", "claimant.kana.family": "たかみほん",
    "claimant.kana.given": "たろう", "claimant.phone": "000-0000-0001", "purpose": "house", "copies": "1",
    "receive": "counter", "pickup.1": "office-1", "exempt": "nothing", "consent_true": "yes",
}  # fmt: skip
# Answers at the counter: card data, and how the visit was recorded.
COPY_TITLE = "住民票の写しの交付請求"
CLAIMANT: Boxes = {
    "claimant.name.family": "見本", "claimant.name.given": "太郎", "claimant.birth.era": "western",
    "claimant.birth.year": "1994", "claimant.birth.month": "4", "claimant.birth.day": "12",
    "claimant.address.postal": "0000011", "claimant.address.town": "見本県見本市中央",
    "claimant.address.street": "1丁目2番3号",
}  # fmt: skip
COUNTER_VISIT: Boxes = {
    "reception-door": "counter", "reception-place": "care", "reception-shown": "driving_licence",
}  # fmt: skip
MOST_PAGES = 20


def ask_for_a_copy(visitor: Visitor, more: Boxes = AS_IT_STANDS) -> None:
    """`more`: answers that a card lacks."""
    visitor.go(f"/apply/{PROCEDURE}")
    if "続きから書く" in visitor.text:
        visitor.press("消してはじめから書く")
    for _ in range(MOST_PAGES):
        if visitor.path.endswith("/check"):
            return
        visitor.press("次へ進む", {**COPY, **more})
        assert visitor.seen.status_code == 200, visitor.text
    raise AssertionError(f"going in circles at {visitor.path}")


def file_for_a_copy(visitor: Visitor, person: str) -> str:
    """`person` signs in and signs."""
    ask_for_a_copy(visitor)
    return send(visitor, person)


def visit_to_sign(clerk: Visitor) -> str:
    clerk.go("/counter")
    clerk.press(COPY_TITLE)
    boxes = {**COPY, **CLAIMANT, **COUNTER_VISIT}
    for _ in range(8):  # answers may reveal questions
        clerk.press("refresh", boxes)
    clerk.press("カードで署名する画面へ", boxes)
    assert clerk.path.endswith("/sign"), clerk.text
    return clerk.path


def pay_in_cash(clerk: Visitor, number: str) -> str:
    clerk.go(f"/counter/fees/{number}")
    clerk.press("を受け取った", {"place": "care"})
    assert "領収書を印刷する" in clerk.text, clerk.text
    return number


def pay_page(visitor: Visitor, number: str) -> str:
    """On another origin."""
    visitor.client.follow_redirects = False
    left = visitor.client.get(f"/applications/{number}/payment/go")
    visitor.client.follow_redirects = True
    assert left.status_code == 303, left.text
    return left.headers["location"]


def choose(page: str, way: str) -> str:
    """Returns the redirect to the portal."""
    answer = httpx.post(page, data={"way": way})
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]
