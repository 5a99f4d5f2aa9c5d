"""A resident and a clerk together, made by their own acts: at one draft from afar, at the counter with a fee; part of `Tour`."""

import re
from abc import ABC, abstractmethod
from functools import cached_property

from tests.journeys.paying import file_for_a_copy, pay_in_cash
from tests.journeys.visitor import Visitor


class OfTwo(ABC):
    """What pages of both need to stand before them. Made anew where somebody ended it."""

    _together: tuple[str, str] = ("", "")

    @property
    @abstractmethod
    def alice(self) -> Visitor: ...

    @property
    @abstractmethod
    def draft(self) -> str: ...

    @abstractmethod
    def visitor(self, whose: str) -> Visitor: ...

    @cached_property
    def fee_taken(self) -> str:
        """An application of alice's whose fee was paid in cash at the counter."""
        return pay_in_cash(self.visitor("madoguchi"), file_for_a_copy(self.alice, "takamihon-taro"))

    def looked_along(self, whose: str) -> str:
        """The address of their page, `resident` or `clerk`, while both look at it and a proposal waits."""
        clerk, address = self.visitor("madoguchi"), f"{self.draft}/with-staff"
        standing = self._together[0] == address and clerk.go(self._together[1]).url.path == self._together[1]
        if not standing:
            self._together = (address, self._begin(clerk, address))
        return self._together[0 if whose == "resident" else 1]

    def _begin(self, clerk: Visitor, address: str) -> str:
        self.alice.go(address)
        self.alice.press("コードを作る")
        code = re.search(r"[2-9A-Y]{5}-[2-9A-Y]{5}", self.alice.text)
        assert code, self.alice.text
        clerk.go("/counter/remote")
        clerk.press("同意をたずねる", {"code": code[0]})
        there = clerk.path
        self.alice.go(address)
        self.alice.press("同意して見せる")
        clerk.go(f"{there}/phone")
        clerk.press("提案する", {"phone": "000-0000-0009"})
        return there
