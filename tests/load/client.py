"""A minimal browser for load tests: cookies, form tokens, keep-alive."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import unescape
from http.client import HTTPConnection
from typing import NamedTuple
from urllib.parse import urlencode, urlsplit

Boxes = Mapping[str, str | Sequence[str]]

_TOKEN = re.compile(r'name="csrf_token" value="([0-9a-f]+)"')
_PERSON = re.compile(r'name="person" value="([^"]+)"')


class Answer(NamedTuple):
    status: int
    location: str
    body: str


@dataclass
class Browser:
    """One user's browser; picklable except for its connections."""

    origin: str
    cookies: dict[str, str] = field(default_factory=dict)
    token: str = ""
    _connections: dict[str, HTTPConnection] = field(default_factory=dict, repr=False)

    def __getstate__(self) -> dict[str, object]:
        return vars(self) | {"_connections": {}}

    def get(self, address: str) -> Answer:
        return self._ask("GET", address, None)

    def post(self, address: str, boxes: Boxes) -> Answer:
        return self._ask("POST", address, urlencode({"csrf_token": self.token} | dict(boxes), doseq=True))

    def sign_in(self, person: str) -> None:
        at_provider = self.get("/sign-in/card?next=/applications").location
        self.get(at_provider)
        location = self._ask("POST", at_provider, urlencode({"person": person})).location
        answer = self.get(location)
        assert (answer.status, answer.location) == (303, "/applications"), answer
        answer = self.get(answer.location)
        assert answer.status == 200, answer
        self.token = _TOKEN.findall(answer.body)[0]

    def people(self) -> list[str]:
        return [unescape(name) for name in _PERSON.findall(self.get(self.get("/sign-in/card").location).body) if name]

    def close(self) -> None:
        for connection in self._connections.values():
            connection.close()
        self._connections.clear()

    def _ask(self, method: str, address: str, form: str | None) -> Answer:
        parts = urlsplit(address)
        ours = not parts.netloc or f"{parts.scheme}://{parts.netloc}" == self.origin
        headers = {"Content-Type": "application/x-www-form-urlencoded"} if form is not None else {}
        if ours and self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        netloc = parts.netloc or urlsplit(self.origin).netloc
        connection = self._connections.setdefault(netloc, HTTPConnection(netloc, timeout=60))
        connection.request(method, parts._replace(scheme="", netloc="", fragment="").geturl(), form, headers)
        response = connection.getresponse()
        body = response.read().decode()
        if response.will_close:
            connection.close()
        if ours:
            for line in response.headers.get_all("Set-Cookie", []):
                name, _, value = line.partition(";")[0].partition("=")
                self.cookies[name] = value
        return Answer(response.status, response.headers.get("Location", ""), body)
