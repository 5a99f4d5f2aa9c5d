"""An HTTP client that acts as a browser."""

import re
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from html.parser import HTMLParser
from types import MappingProxyType
from urllib.parse import urlencode

import httpx

from integrations.http import trusted

Boxes = Mapping[str, str | Sequence[str]]
AS_IT_STANDS: Boxes = MappingProxyType({})
NO_MORE: Mapping[str, str] = MappingProxyType({})
# Box → chosen files as (name, content).
Chosen = Mapping[str, Sequence[tuple[str, bytes]]]
NO_FILES: Chosen = MappingProxyType({})


@dataclass
class Form:
    """`values` of its boxes, `buttons` as (words, name, value), `file_boxes` by name."""

    method: str
    action: str
    multipart: bool = False
    values: list[tuple[str, str]] = field(default_factory=list)
    buttons: list[tuple[str, str, str]] = field(default_factory=list)
    file_boxes: list[str] = field(default_factory=list)


# All else is nothing to the reader, which is slow.
_PARTS = re.compile(
    r"""</form>|<(?:form|input|select|option)\b(?:[^>"]|"[^"]*")*>|<(?:button\b.*?</button|textarea\b.*?</textarea)>""",
    re.DOTALL,
)


class _Forms(HTMLParser):
    """Text of a button or textarea is collected until its end tag."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[Form] = []
        self._open: Form | None = None
        self._gathering: tuple[str, str, str] | None = None
        self._text = ""
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if tag == "form":
            multipart = attributes.get("enctype") == "multipart/form-data"
            self._open = Form(attributes.get("method", "get"), attributes.get("action", ""), multipart)
            self.forms.append(self._open)
        if self._open is None:
            return
        if tag == "input" and attributes.get("name"):
            self._input(self._open, attributes, "checked" in attributes)
        if tag == "select":
            self._select = attributes.get("name", "")
        if tag == "option" and "selected" in attributes:
            self._open.values.append((self._select, attributes.get("value", "")))
        if tag in ("button", "textarea"):
            self._gathering, self._text = (tag, attributes.get("name", ""), attributes.get("value", "")), ""

    @staticmethod
    def _input(form: Form, attributes: Mapping[str, str], checked: bool) -> None:
        marked = attributes.get("type") in ("radio", "checkbox")
        if attributes.get("type") == "file":
            form.file_boxes.append(attributes["name"])
        elif checked or not marked:
            form.values.append((attributes["name"], attributes.get("value", "on" if marked else "")))

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
    reader.feed("".join(_PARTS.findall(html)))
    return reader.forms


class Visitor:
    """`seen` is the current response."""

    def __init__(self, base_url: str, client: httpx.Client | None = None) -> None:
        """`client`: for an application in this process."""
        # The server closes connections after five idle seconds; a request sent at that moment gets no response.
        limits = httpx.Limits(keepalive_expiry=2)
        self.client = client or httpx.Client(
            base_url=base_url, follow_redirects=True, timeout=30, limits=limits, verify=trusted()
        )
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
        """By the button that shows `words` or has this value."""
        form, name, value = self._button(words)
        values = [pair for pair in form.values if pair[0] not in boxes]
        values += [
            (box, text) for box, given in boxes.items() for text in ([given] if isinstance(given, str) else given)
        ]
        values += [(name, value)] if name else []
        assert set(files) <= set(form.file_boxes), f"no box for {set(files)} at {self.seen.url}"
        self.seen = self._send_files(form, values, files) if form.multipart else self._send(form, values)
        return self.seen

    def _button(self, words: str) -> tuple[Form, str, str]:
        for form in forms(self.text):
            for label, name, value in form.buttons:
                if words in label or words == value:
                    return form, name, value
        raise AssertionError(f"no button {words!r} at {self.seen.url}")

    def _send(self, form: Form, values: list[tuple[str, str]]) -> httpx.Response:
        target = self.seen.url.join(form.action) if form.action else self.seen.url
        if form.method == "get":
            return self.client.get(target.copy_with(query=urlencode(values).encode()))
        return self.post(str(target), values)

    def _send_files(self, form: Form, values: list[tuple[str, str]], files: Chosen) -> httpx.Response:
        # As browsers do: parts in the order of the boxes, and an empty one without a file.
        parts: list[tuple[str, tuple[str | None, bytes]]] = [(name, (None, value.encode())) for name, value in values]
        for name in form.file_boxes:
            parts += [(name, chosen) for chosen in files.get(name, [("", b"")])]
        target = self.seen.url.join(form.action) if form.action else self.seen.url
        return self.client.post(target, files=parts)

    def post(
        self, address: str, values: Sequence[tuple[str, str]], headers: Mapping[str, str] = NO_MORE
    ) -> httpx.Response:
        """Posts exactly `values`."""
        sent = {"Content-Type": "application/x-www-form-urlencoded", **headers}
        return self.client.post(address, content=urlencode(values).encode(), headers=sent)

    def piece(
        self, address: str, token: str, file: bytes, start: int = 0, content: bytes | None = None,
        headers: Mapping[str, str] = NO_MORE,
    ) -> httpx.Response:  # fmt: skip
        """All of `file` unless `content` is given."""
        sent = {
            "Content-Type": "application/partial-upload", "X-Form-Token": token, "Upload-Offset": str(start),
            "Upload-Length": str(len(file)), "Repr-Digest": f"sha-256=:{b64encode(sha256(file).digest()).decode()}:",
        }  # fmt: skip
        body = file if content is None else content
        return self.client.patch(address, content=body, headers={**sent, **headers})

    def token(self) -> str:
        """The browser's form token, constant until sign-in or sign-out."""
        if "csrf_token" not in self.go("/").text:
            self.go("/staff/sign-in")
        return next(value for form in forms(self.text) for name, value in form.values if name == "csrf_token")
