"""A running service for many stories; staff sign in once each, as a code is valid once."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

from playwright.sync_api import Page

from tests.databases import Makers
from tests.journeys.lamps import offered
from tests.journeys.paper_forms import city_by_two
from tests.journeys.visitor import Visitor
from tests.servers import Server, running, surroundings
from tests.warm import run

PASSWORDS = {
    "tanto": "mihon-tanto-2026",
    "yoyaku": "mihon-yoyaku-2026",
    "madoguchi": "mihon-madoguchi-2026",
    "hogo": "mihon-hogo-2026",
    "kansa": "mihon-kansa-2026",
    "kanri": "mihon-kanri-2026",
    "jinji": "mihon-jinji-2026",
    "shinsa": "mihon-shinsa-2026",
    "kessai": "mihon-kessai-2026",
}


@dataclass
class Service:
    """A demo: portal and card provider in one process."""

    server: Server
    _staff: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return self.server.url

    @property
    def database_url(self) -> str:
        own = f"sqlite:///{self.server.folder / 'data' / 'kakanai.sqlite'}"
        return self.server.settings.get("KAKANAI_DATABASE_URL", own)

    @contextmanager
    def visitor(self) -> Iterator[Visitor]:
        with Visitor(self.url) as visitor:
            yield visitor

    @contextmanager
    def member(self, login: str) -> Iterator[Visitor]:
        with Visitor(self.url) as visitor:
            visitor.client.cookies.update(self.cookies(login))
            yield visitor

    def command(self, *words: str, **more: str) -> CompletedProcess[str]:
        """`more` are settings."""
        return run(words, env=self.environment(**more))

    def environment(self, **more: str) -> dict[str, str]:
        """Of a command. `more` are settings."""
        return surroundings(**{"KAKANAI_DATA": str(self.server.folder / "data"), **self.server.settings, **more})

    def seat(self, page: Page, login: str) -> None:
        """The first call signs in."""
        if login not in self._staff:
            page.context.clear_cookies()  # signing in would end the session that others will use
            sign_in_on_the_page(page, login)
            self._staff[login] = {cookie["name"]: cookie["value"] for cookie in page.context.cookies(self.url)}
            return
        kept: list[Any] = [
            {"name": name, "value": value, "url": self.url} for name, value in self._staff[login].items()
        ]
        page.context.add_cookies(kept)

    def cookies(self, login: str) -> dict[str, str]:
        if login not in self._staff:
            with Visitor(self.url) as visitor:
                code = code_of(visitor.go("/mock/codes").text, login)
                visitor.go("/staff/sign-in")
                visitor.press("サインイン", {"login": login, "password": PASSWORDS[login], "code": code})
                assert "サインアウト" in visitor.text, visitor.text
                self._staff[login] = dict(visitor.client.cookies)
        return self._staff[login]


def code_of(html: str, login: str) -> str:
    return html.partition(f'data-code="{login}">')[2][:6]


def sign_in_on_the_page(page: Page, login: str) -> None:
    page.goto("/mock/codes")
    code = page.locator(f'[data-code="{login}"]').inner_text()
    page.goto("/staff/sign-in")
    page.get_by_label("ログイン名").fill(login)
    page.get_by_label("パスワード").fill(PASSWORDS[login])
    page.get_by_label("認証アプリの6けたの番号").fill(code)
    page.get_by_role("button", name="サインイン").click()
    page.get_by_role("button", name="サインアウト").wait_for()


class Services:
    def __init__(self, makers: Makers, folder: Path, stack: ExitStack) -> None:
        self._makers, self._folder, self._stack = makers, folder, stack
        self._running: dict[str, Service] = {}

    def __getitem__(self, engine: str) -> Service:
        if engine not in self._running:
            address = self._makers[engine].migrated()
            folder = self._folder / engine
            procedures = str(offered(folder / "procedures"))
            # Staff sign in once for all stories, so sessions last longer.
            settings = {
                "KAKANAI_DATABASE_URL": address,
                "KAKANAI_PROCEDURES": procedures,
                "KAKANAI_CITY": str(city_by_two(folder / "city")),
                "KAKANAI_FRESH_MINUTES": "600",
            }
            server = running("demo", folder=folder, **settings)
            self._running[engine] = Service(self._stack.enter_context(server))
        return self._running[engine]

    @property
    def outer(self) -> Service:
        """The internet zone only: no desk, no counter, no register."""
        if "outer" not in self._running:
            folder = self._folder / "outer"
            procedures = str(offered(folder / "procedures"))
            server = running("demo", folder=folder, KAKANAI_ZONE="outer", KAKANAI_PROCEDURES=procedures)
            self._running["outer"] = Service(self._stack.enter_context(server))
        return self._running["outer"]
