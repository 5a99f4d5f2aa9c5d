"""Resident and clerk at one draft; part of `Tour`."""

import re
from abc import ABC, abstractmethod
from functools import cached_property

from tests.journeys.paying import file_for_a_copy, pay_in_cash
from tests.journeys.visitor import Visitor


class OfTwo(ABC):
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
        return pay_in_cash(self.visitor("madoguchi"), file_for_a_copy(self.alice, "takamihon-taro"))

    def looked_along(self, whose: str) -> str:
        """`whose` is `resident` or `clerk`."""
        clerk, address = self.visitor("madoguchi"), f"{self.draft}/with-staff"
        standing = self._together[0] == address and clerk.go(self._together[1]).url.path == self._together[1]
        if not standing:
            self._together = (address, self._begin(clerk, address))
        return self._together[0 if whose == "resident" else 1]

    def _begin(self, clerk: Visitor, address: str) -> str:
        self.alice.go(address)
        self.alice.press("コードを作る")
        code = re.search(r"(?<![\w-])[2-9A-Y]{5}-[2-9A-Y]{5}(?![\w-])", self.alice.text)
        assert code, self.alice.text
        clerk.go("/counter/remote")
        clerk.press("同意をたずねる", {"code": code[0]})
        start = clerk.path
        self.alice.go(address)
        self.alice.press("同意して見せる")
        clerk.go(f"{start}/page/phone")
        clerk.press("提案する", {"phone": "000-0000-0009"})
        return start
