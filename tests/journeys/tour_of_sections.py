"""Exchanges between sections; part of `tour.Tour`."""

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
    @property
    @abstractmethod
    def sent(self) -> str:
        """A case of the section."""

    @property
    @abstractmethod
    def decided(self) -> str:
        """A decided case."""

    @abstractmethod
    def visitor(self, whose: str) -> Visitor: ...

    @abstractmethod
    def _visitor(self) -> Visitor:
        """A new visitor."""

    @cached_property
    def opinion(self) -> str:
        """Requested by the section from another section."""
        return self._ask("tanto", self.sent, ASKED_DUTY)

    @cached_property
    def asked_opinion(self) -> str:
        """Requested from the section by another one."""
        return "/desk/opinions/" + self._ask("yoyaku", self._of_others(), OWN_DUTY).rpartition("/")[2]

    @cached_property
    def asked_files(self) -> tuple[str, str]:
        """Another section requests an opinion about a case with a photograph and a PDF: the photograph, and the first
        page.
        """
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
        opinion = re.findall(rf"/desk/{number}/opinions/([0-9]+)", other.text)[0]
        page = section.go(f"/desk/opinions/{opinion}").text
        picture, pages = re.search(r'src="([^"]+)/picture"', page), re.search(r'href="([^"]+/pages/1)"', page)
        assert picture, page
        assert pages, page
        return picture[1], pages[1]

    @cached_property
    def offered_case(self) -> str:
        """A case offered to this section."""
        other = self.visitor("yoyaku")
        other.go(f"/desk/{self._of_others()}/transfer")
        other.press("この課に移す", {"duty": OWN_DUTY, "reason": "そちらの課の手続でした。"})
        section = self.visitor("tanto")
        match = re.search(r'href="(/desk/transfers/[0-9]+)"', section.go("/desk/transfers").text)
        assert match, section.text
        return match[1]

    @cached_property
    def appeal(self) -> str:
        section = self.visitor("tanto")
        section.go(f"/desk/{self.decided}/appeals")
        section.press(
            "記録する",
            {"kind": "review", "filed_on": "2026-11-20", "body": "見本県介護保険審査会", "who": "見本太郎（本人）"},
        )
        match = re.search(r'href="(/desk/[0-9-]+/appeals/[0-9]+)"', section.text)
        assert match, section.text
        return match[1]

    @cached_property
    def for_prefecture(self) -> str:
        resident, procedure = self._visitor(), shelf()["forwarding"]
        Filing(resident, procedure, procedure.scenarios[0]).until_check()
        resident.press("申請する")
        return resident.path.rpartition("/")[2]

    @cached_property
    def forwarded(self) -> str:
        section = self.visitor("tanto")
        section.go(f"/desk/{self.for_prefecture}/forward")
        section.press("進達したことを記録する", {"number": "見介資第8号"})
        assert "県にあります" in section.text, section.text
        return self.for_prefecture

    def cover(self, ending: str) -> str:
        _ = self.forwarded
        section = self.visitor("tanto")
        match = re.search(rf'href="(/desk/forwardings/cover[.]{ending}[^"]+)"', section.go("/desk/forwardings").text)
        assert match, section.text
        return match[1].replace("&amp;", "&")

    def _of_others(self) -> str:
        return file_for_a_copy(self.visitor("alice"), "takamihon-taro")

    def _ask(self, login: str, number: str, duty: str) -> str:
        section = self.visitor(login)
        section.go(f"/desk/{number}/opinions")
        section.press("この課に聞く", {"duty": duty, "question": "そちらの課の記録と合っていますか。"})
        match = re.search(rf"/desk/{number}/opinions/[0-9]+", section.text)
        assert match, section.text
        return match[0]
