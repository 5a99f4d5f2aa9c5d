"""A person at a browser without a screen: follows links and redirects, keeps cookies, sends the forms that pages carry.

Knows HTTP and HTML, and nothing of what is behind them.
"""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from html.parser import HTMLParser
from types import MappingProxyType
from urllib.parse import urlencode

import httpx

Boxes = Mapping[str, str | Sequence[str]]
AS_IT_STANDS: Boxes = MappingProxyType({})
NO_MORE: Mapping[str, str] = MappingProxyType({})
# Box → files chosen in it, as (name, content).
Chosen = Mapping[str, Sequence[tuple[str, bytes]]]
NO_FILES: Chosen = MappingProxyType({})


@dataclass
class Form:
    """As a browser would send it: `values` of its boxes now, `buttons` as (words, name, value), `file_boxes` by name."""

    method: str
    action: str
    multipart: bool = False
    values: list[tuple[str, str]] = field(default_factory=list)
    buttons: list[tuple[str, str, str]] = field(default_factory=list)
    file_boxes: list[str] = field(default_factory=list)


class _Forms(HTMLParser):
    """The forms of a page. Text of a button or textarea is gathered until its end tag."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Form] = []
        self._open: Form | None = None
        self._gathering: tuple[str, str, str] | None = None
        self._text = ""
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "form":
            multipart = told.get("enctype") == "multipart/form-data"
            self._open = Form(told.get("method", "get"), told.get("action", ""), multipart)
            self.found.append(self._open)
        if self._open is None:
            return
        if tag == "input" and told.get("name"):
            self._input(self._open, told, "checked" in told)
        if tag == "select":
            self._select = told.get("name", "")
        if tag == "option" and "selected" in told:
            self._open.values.append((self._select, told.get("value", "")))
        if tag in ("button", "textarea"):
            self._gathering, self._text = (tag, told.get("name", ""), told.get("value", "")), ""

    @staticmethod
    def _input(form: Form, told: Mapping[str, str], checked: bool) -> None:
        if told.get("type") == "file":
            form.file_boxes.append(told["name"])
        elif told.get("type") not in ("radio", "checkbox") or checked:
            form.values.append((told["name"], told.get("value", "on")))

    def handle_data(self, data: str) -> None:
        self._text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
        if self._open is None or self._gathering is None or tag != self._gathering[0]:
            return
        _, name, value = self._gathering
        if tag == "button":
            self._open.buttons.append((self._text.strip(), name, value))
        else:
            self._open.values.append((name, self._text.removeprefix("\n")))
        self._gathering = None


def forms(html: str) -> list[Form]:
    reader = _Forms()
    reader.feed(html)
    return reader.found


class Visitor:
    """One person. `seen` is the answer they look at now."""

    def __init__(self, base_url: str, client: httpx.Client | None = None) -> None:
        """`client`: one that speaks to an application without a network."""
        # The server closes a connection after five idle seconds: whoever sends over it at that moment gets no answer.
        limits = httpx.Limits(keepalive_expiry=2)
        self.client = client or httpx.Client(base_url=base_url, follow_redirects=True, timeout=30, limits=limits)
        self.seen: httpx.Response

    def __enter__(self) -> "Visitor":
        return self

    def __exit__(self, *_: object) -> None:
        self.client.close()

    @property
    def text(self) -> str:
        return self.seen.text

    @property
    def path(self) -> str:
        return self.seen.url.path

    def go(self, address: str) -> httpx.Response:
        self.seen = self.client.get(address)
        return self.seen

    def press(self, words: str, boxes: Boxes = AS_IT_STANDS, files: Chosen = NO_FILES) -> httpx.Response:
        """Presses the button that says `words` or carries this value, after writing into `boxes` of its form and choosing
        `files`."""
        form, name, value = self._button(words)
        values = [pair for pair in form.values if pair[0] not in boxes]
        values += [(box, one) for box, given in boxes.items() for one in ([given] if isinstance(given, str) else given)]
        values += [(name, value)] if name else []
        assert set(files) <= set(form.file_boxes), f"no box for {set(files)} at {self.seen.url}"
        self.seen = self._send_files(form, values, files) if form.multipart else self._send(form, values)
        return self.seen

    def _button(self, words: str) -> tuple[Form, str, str]:
        for form in forms(self.text):
            for said, name, value in form.buttons:
                if words in said or words == value:
                    return form, name, value
        raise AssertionError(f"no button says {words!r} at {self.seen.url}")

    def _send(self, form: Form, values: list[tuple[str, str]]) -> httpx.Response:
        target = self.seen.url.join(form.action) if form.action else self.seen.url
        if form.method == "get":
            return self.client.get(target.copy_with(query=urlencode(values).encode()))
        return self.post(str(target), values)

    def _send_files(self, form: Form, values: list[tuple[str, str]], files: Chosen) -> httpx.Response:
        """As browsers do: parts in the order of the boxes, and an empty one where no file was chosen."""
        parts: list[tuple[str, tuple[str | None, bytes]]] = [(name, (None, value.encode())) for name, value in values]
        for name in form.file_boxes:
            parts += [(name, chosen) for chosen in files.get(name, [("", b"")])]
        target = self.seen.url.join(form.action) if form.action else self.seen.url
        return self.client.post(target, files=parts)

    def post(
        self, address: str, values: Sequence[tuple[str, str]], headers: Mapping[str, str] = NO_MORE
    ) -> httpx.Response:
        """The bare post: nothing is added to `values`."""
        sent = {"Content-Type": "application/x-www-form-urlencoded", **headers}
        return self.client.post(address, content=urlencode(values).encode(), headers=sent)

    def piece(
        self, address: str, token: str, file: bytes, start: int = 0, content: bytes | None = None,
        headers: Mapping[str, str] = NO_MORE,
    ) -> httpx.Response:  # fmt: skip
        """A piece of `file`, as files.js sends it; all of it unless `content` says which."""
        sent = {
            "Content-Type": "application/partial-upload", "X-Form-Token": token, "Upload-Offset": str(start),
            "Upload-Length": str(len(file)), "Repr-Digest": f"sha-256=:{b64encode(sha256(file).digest()).decode()}:",
        }  # fmt: skip
        body = file if content is None else content
        return self.client.patch(address, content=body, headers={**sent, **headers})

    def token(self) -> str:
        """The form token of this browser: the same on each of its pages until somebody signs in or out."""
        if "csrf_token" not in self.go("/").text:
            self.go("/staff/sign-in")
        return next(value for form in forms(self.text) for name, value in form.values if name == "csrf_token")
