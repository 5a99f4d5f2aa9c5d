"""What passes between sections on the tour: part of `tour.Tour`."""

import re
from abc import ABC, abstractmethod
from functools import cached_property

from tests.definitions.filing import Filing
from tests.definitions.shelf import shelf
from tests.journeys.lamps import JPEG, PDF, at_photos, send
from tests.journeys.paying import file_for_a_copy
from tests.journeys.visitor import Visitor

ASKED_DUTY, OWN_DUTY = "resident-certificates", "care-qualification"


class BetweenSections(ABC):
    """Asked and answered by whoever reviews; the rest of the tour has the people and the cases."""

    @property
    @abstractmethod
    def sent(self) -> str:
        """A case of the section."""

    @property
    @abstractmethod
    def decided(self) -> str:
        """One that was decided."""

    @abstractmethod
    def visitor(self, whose: str) -> Visitor: ...

    @abstractmethod
    def _visitor(self) -> Visitor:
        """Somebody new."""

    @cached_property
    def opinion(self) -> str:
        """Asked by the section of another one about a case of its own."""
        return self._ask("tanto", self.sent, ASKED_DUTY)

    @cached_property
    def asked_opinion(self) -> str:
        """The section was asked by another one."""
        return "/desk/opinions/" + self._ask("yoyaku", self._of_others(), OWN_DUTY).rpartition("/")[2]

    @cached_property
    def asked_files(self) -> tuple[str, str]:
        """Another section took over a case with a photograph and a PDF, and asks this one about it: the photograph, and the first page."""
        at_photos(resident := self._visitor())
        resident.press("選んだものを加える", files={"photos.upload": [("a.jpg", JPEG), ("b.pdf", PDF)]})
        number = send(resident)
        section, other = self.visitor("tanto"), self.visitor("yoyaku")
        section.go(f"/desk/{number}/transfer")
        section.press("この課に移す", {"duty": ASKED_DUTY, "reason": "そちらの課の手続でした。"})
        for offer in re.findall(r'href="(/desk/transfers/[0-9]+)"', other.go("/desk/transfers").text):
            if number in other.go(offer).text:
                other.press("引き受ける")
                break
        other.go(f"/desk/{number}/opinions")
        words = {"duty": OWN_DUTY, "question": "写真の場所は、そちらの道ですか。", "part": "-files"}
        other.press("この課に聞く", words)
        asked = re.findall(rf"/desk/{number}/opinions/([0-9]+)", other.text)[0]
        page = section.go(f"/desk/opinions/{asked}").text
        picture, pages = re.search(r'src="([^"]+)/picture"', page), re.search(r'href="([^"]+/pages/1)"', page)
        assert picture, page
        assert pages, page
        return picture[1], pages[1]

    @cached_property
    def offered_case(self) -> str:
        """Another section offers a case to this one."""
        other = self.visitor("yoyaku")
        other.go(f"/desk/{self._of_others()}/transfer")
        other.press("この課に移す", {"duty": OWN_DUTY, "reason": "そちらの課の手続でした。"})
        section = self.visitor("tanto")
        found = re.search(r'href="(/desk/transfers/[0-9]+)"', section.go("/desk/transfers").text)
        assert found, section.text
        return found[1]

    @cached_property
    def appeal(self) -> str:
        """Somebody objects to a decision, and nobody has settled it."""
        section = self.visitor("tanto")
        section.go(f"/desk/{self.decided}/appeals")
        section.press("記録する", {"kind": "review", "filed_on": "2026-11-20", "body": "見本県介護保険審査会"})
        found = re.search(r'href="(/desk/[0-9-]+/appeals/[0-9]+)"', section.text)
        assert found, section.text
        return found[1]

    @cached_property
    def for_prefecture(self) -> str:
        """A case of a procedure that goes to the prefecture."""
        resident, procedure = self._visitor(), shelf()["forwarding"]
        Filing(resident, procedure, procedure.scenarios[0]).until_check()
        resident.press("申請する")
        return resident.path.rpartition("/")[2]

    @cached_property
    def forwarded(self) -> str:
        """It is there."""
        section = self.visitor("tanto")
        section.go(f"/desk/{self.for_prefecture}/forward")
        section.press("進達したことを記録する", {"number": "見介資第8号"})
        assert "県にあります" in section.text, section.text
        return self.for_prefecture

    def cover(self, ending: str) -> str:
        _ = self.forwarded
        section = self.visitor("tanto")
        found = re.search(rf'href="(/desk/forwardings/cover[.]{ending}[^"]+)"', section.go("/desk/forwardings").text)
        assert found, section.text
        return found[1].replace("&amp;", "&")

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
