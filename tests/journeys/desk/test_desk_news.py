"""The stream of the open queue."""

import re
import threading
import urllib.request
from pathlib import Path

from playwright.sync_api import expect

from tests.browser import DESKTOP, OpenPage
from tests.journeys.filing import file_application, sign_in
from tests.journeys.people import KATSUKO
from tests.journeys.service import Service
from tests.servers import running


def file_one(service: Service) -> str:
    with service.visitor() as katsuko:
        sign_in(katsuko, "yoshino-katsuko")
        return file_application(katsuko, KATSUKO)


def test_an_open_queue_shows_what_came_and_shows_it(open_page: OpenPage, base_url: str, service: Service) -> None:
    page = open_page(DESKTOP, base_url=base_url)
    cookies = service.cookies("tanto").items()
    page.context.add_cookies([{"name": name, "value": value, "url": base_url} for name, value in cookies])
    page.goto("/desk?sort=newest")
    number = file_one(service)
    link = page.get_by_role("link", name="新しい申請が1件届きました。見る")
    expect(link).to_be_visible(timeout=10_000)
    link.click()
    expect(page.get_by_role("link", name=number)).to_be_visible()
    expect(link).to_be_hidden()


def test_the_news_of_an_open_queue_can_be_stopped(open_page: OpenPage, base_url: str, service: Service) -> None:
    page = open_page(DESKTOP, base_url=base_url)
    cookies = service.cookies("tanto").items()
    page.context.add_cookies([{"name": name, "value": value, "url": base_url} for name, value in cookies])
    page.goto("/desk")
    link = page.get_by_role("link", name=re.compile("新しい申請が.*件届きました"))
    file_one(service)
    expect(link).to_be_visible(timeout=10_000)
    page.get_by_role("button", name="知らせを止める").click()
    expect(link).to_be_hidden()
    assert page.evaluate("document.activeElement.id") == "main"
    streams = []
    page.on("request", lambda request: streams.append(request.url))
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    other = page.context.new_page()
    other.goto("/desk")
    file_one(service)
    expect(other.get_by_role("link", name=re.compile("新しい申請が.*件届きました"))).to_be_visible(timeout=10_000)
    expect(link).to_be_hidden()
    assert [url for url in streams if "/desk/news" in url] == []


def test_a_server_that_is_to_stop_does_not_wait_for_its_streams(tmp_path: Path) -> None:
    with running("demo", folder=tmp_path) as server:
        service = Service(server)
        cookies = "; ".join(f"{name}={value}" for name, value in service.cookies("tanto").items())
        request = urllib.request.Request(f"{server.url}/desk/news/stream?since=0", headers={"Cookie": cookies})
        received: list[bytes] = []
        with urllib.request.urlopen(request, timeout=30) as stream:
            first = stream.readline()
            reader = threading.Thread(target=lambda: received.append(stream.read()))
            reader.start()
            server.stop()
            reader.join(timeout=30)
        assert first == b"retry: 5000\n"
        assert received, "the stream ended regularly: a broken one could not be read to its end"
