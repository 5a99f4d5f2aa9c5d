"""A visitor at a screen of their own, over HTTP: presses what is asked, then confirms what is shown."""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

import httpx

HERE = "/counter/screen"
MOST = 200


@dataclass
class VisitorSide:
    url: str
    answers: Mapping[str, str]
    agrees: tuple[str, ...] = ()  # words of the yes/no questions that the visitor answers with yes
    taps: int = 0
    paired: bool = False
    client: httpx.Client = field(init=False)

    def __post_init__(self) -> None:
        self.client = httpx.Client(base_url=self.url, follow_redirects=True, timeout=15)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.client.close()

    def _page(self) -> str:
        return html.unescape(self.client.get(HERE).text)

    def _send(self, address: str, page: str, sent: Mapping[str, str | list[str]]) -> None:
        token = re.search(r'name="csrf_token" value="([^"]+)"', page)
        assert token, "the screen shows nothing to press"
        self.taps += 1
        self.client.post(address, data={"csrf_token": token[1], **sent})

    def pair(self, code: str) -> None:
        self._send(f"{HERE}/pair", self._page(), {"code": code})
        self.paired, self.taps = True, 0

    def answer(self) -> None:
        """A rule may refuse an answer: then the visitor presses another, or leaves the question to the clerk."""
        pressed: dict[str, list[str]] = {}
        for _ in range(MOST):
            page = self._page()
            question = next(
                (part for part in page.split('class="ask')[1:] if 'value="unsure"' in part and "ask-said" not in part),
                "",
            )
            key = re.search(r'name="ask-question" value="([0-9a-f]+)"', question)
            if key is None:
                return
            if 'name="screen-act" value="open"' in question:
                self._send(f"{HERE}/answer", page, {"ask-question": key[1], "screen-act": "open"})
                continue
            before = pressed.setdefault(key[1], [])
            codes = re.findall(r'name="ask-answer" value="([^"]*)"', question.partition("</form>")[0])
            codes = [code for code in codes if code not in before]
            chosen = (
                "yes" if "yes" in codes and any(words in question for words in self.agrees) else self._chosen(codes)
            )
            before.append(chosen)
            sent: dict[str, str | list[str]] = {"ask-question": key[1]}
            self._send(
                f"{HERE}/answer", page, {**sent, **({"ask-answer": chosen} if chosen else {"screen-act": "unsure"})}
            )
        raise AssertionError("the visitor's screen asks without end")

    def _chosen(self, codes: list[str]) -> str:
        wanted = next(
            (value for value in self.answers.values() if value in codes and value not in ("yes", "no", "")), ""
        )
        return wanted or ("no" if "no" in codes else codes[0] if codes else "")

    def confirm(self) -> None:
        for _ in range(MOST):
            page = self._page()
            right = re.search(r'value="(right\.[0-9a-f]+)"', page)
            if right is None:
                return
            self._send(HERE, page, {"screen-act": right[1]})
        raise AssertionError("the visitor's screen shows sections without end")
