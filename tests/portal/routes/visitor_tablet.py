"""The visitor's screen in another browser without scripts and without a session."""

import html
import re
from dataclasses import dataclass, field

from httpx2 import Response
from starlette.testclient import TestClient

from portal.app import make_app
from portal.services.shared.installation import Installation
from tests.portal.routes.staff_browser import BASE, StaffBrowser

HERE = "/counter/screen"


@dataclass
class Tablet:
    installation: Installation
    client: TestClient = field(init=False)

    def __post_init__(self) -> None:
        self.client = self._client(self.installation)
        self.client.cookies.set("kakanai_browser", "a tablet")

    def _client(self, installation: Installation) -> TestClient:
        return TestClient(make_app(installation, with_worker=False), base_url=BASE, follow_redirects=False)

    def move_to(self, installation: Installation) -> None:
        cookies = self.client.cookies
        self.client = self._client(installation)
        self.client.cookies = cookies

    @property
    def page(self) -> str:
        return html.unescape(self.client.get(HERE).text)

    @property
    def words(self) -> str:
        """Without tags and readings."""
        return re.sub(r"<rp>.*?</rp>|<rt>.*?</rt>|<[^>]+>|\s+", "", self.page.partition("<main")[2])

    @property
    def mark(self) -> str:
        mark: str = self.client.get(f"{HERE}/news").json()["mark"]
        return mark

    @property
    def token(self) -> str:
        match = re.search(r'name="csrf_token" value="([^"]+)"', self.client.get(HERE).text)
        return match[1] if match else ""

    def send(self, address: str, **boxes: str) -> Response:
        sent = {name.replace("__", "."): value for name, value in boxes.items()}
        return self.client.post(address, data={"csrf_token": self.token, **sent})

    def pair(self, code: str) -> Response:
        return self.send(f"{HERE}/pair", code=code)

    def press(self, act: str, **boxes: str) -> Response:
        """`right` and `wrong` apply to the shown section; other acts are sent unchanged."""
        match = re.search(rf'value="({act}\.[0-9a-f]+)"', self.page) if act in ("right", "wrong") else None
        return self.send(HERE, **{"screen-act": match[1] if match else act, **boxes})

    @property
    def asked(self) -> dict[str, tuple[str, tuple[str, ...]]]:
        """The open questions by their words: key and codes of the buttons."""
        questions = {}
        for form in self.client.get(HERE).text.split('class="ask"')[1:]:
            part = form.partition("</form>")[0]
            if 'value="unsure"' not in part or "ask-said" in part:
                continue
            words = re.search(r"<h2[^>]*>(.*?)</h2>", part, re.DOTALL)
            key = re.search(r'name="ask-question" value="([0-9a-f]+)"', part)
            assert words
            assert key
            plain = re.sub(r"<r[pt]>.*?</r[pt]>|<[^>]+>", "", words[1]).strip()
            questions[html.unescape(plain)] = key[1], tuple(re.findall(r'name="ask-answer" value="([^"]*)"', part))
        return questions

    @property
    def curtain(self) -> str:
        """The key of the question behind a closed curtain; "" for none."""
        part = self.page.partition('class="ask curtain"')[2]
        return part.partition('name="ask-question" value="')[2].partition('"')[0]

    def choose(self, key: str, *codes: str, act: str = "") -> Response:
        sent = {"csrf_token": self.token, "ask-question": key, "ask-answer": list(codes)}
        return self.client.post(f"{HERE}/answer", data={**sent, **({"screen-act": act} if act else {})})

    def agree(self) -> int:
        """Confirms all sections; their number."""
        count = 0
        while 'value="right.' in self.page:
            self.press("right")
            count += 1
            assert count < 30
        return count


@dataclass
class Side:
    browser: StaffBrowser
    visit: str

    @property
    def address(self) -> str:
        return f"{self.visit}/screen"

    @property
    def page(self) -> str:
        return self.browser.get(self.address)

    def press(self, act: str) -> Response:
        return self.browser.post(self.address, self.address, {"screen-act": act})

    @property
    def code(self) -> str:
        assert self.press("code").status_code == 303
        match = re.search(r'class="receipt-number number">([0-9 ]+)<', self.page)
        assert match
        return match[1]
