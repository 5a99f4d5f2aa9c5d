"""A procedure that needs a signature, from the check page over the card provider to the receipt, and every way it fails."""

import re

from tests.journeys.filing import sign_in
from tests.journeys.paying import ask_for_a_copy
from tests.journeys.service import Service
from tests.journeys.signing import sign
from tests.journeys.visitor import Visitor

TARO, HANAKO = "mihon-taro", "mihon-hanako"


def at_the_check_page(visitor: Visitor, person: str) -> str:
    """The draft's address."""
    sign_in(visitor, person)
    ask_for_a_copy(visitor)
    return visitor.path.removesuffix("/check")


def test_what_was_checked_is_signed_and_arrives(service: Service) -> None:
    with service.visitor() as visitor:
        draft = at_the_check_page(visitor, TARO)
        assert "署名して申請する" in visitor.text
        assert "英字と数字をまぜた、6から16文字" in visitor.text
        sign(visitor, TARO)
        assert re.fullmatch(r"/applications/[0-9-]+", visitor.path), visitor.text
        receipt = visitor.path
        for page in ("sign", "check", "sign/go"):
            visitor.go(f"{draft}/{page}")
            assert visitor.path == receipt
