"""What passes between sections on the tour: part of `tour.Tour`."""

import re
from functools import cached_property

from tests.journeys.paying import file_for_a_copy
from tests.journeys.visitor import Visitor

ASKED_DUTY, OWN_DUTY = "resident-certificates", "care-qualification"


class BetweenSections:
    """Asked and answered by whoever reviews; the rest of the tour has the people and the cases."""

    @cached_property
    def sent(self) -> str:
        raise NotImplementedError

    def visitor(self, whose: str) -> Visitor:
        raise NotImplementedError

    @cached_property
    def opinion(self) -> str:
        """Asked by the section of another one about a case of its own."""
        return self._ask("tanto", self.sent, ASKED_DUTY)

    @cached_property
    def asked_opinion(self) -> str:
        """The section was asked by another one."""
        return "/desk/opinions/" + self._ask("yoyaku", self._of_others(), OWN_DUTY).rpartition("/")[2]

    def _of_others(self) -> str:
        """A case of another section."""
        return file_for_a_copy(self.visitor("alice"), "takamihon-taro")

    def _ask(self, login: str, number: str, duty: str) -> str:
        section = self.visitor(login)
        section.go(f"/desk/{number}/opinions")
        section.press("この課に聞く", {"duty": duty, "question": "そちらの課の記録と合っていますか。"})
        found = re.search(rf"/desk/{number}/opinions/[0-9]+", section.text)
        assert found, section.text
        return found[0]
