"""A web address, never opened; https:// is added if it has no scheme."""

import random
import re
from typing import Any
from urllib.parse import urlsplit

from forms.definition.boxes import MARKS_PER_SIGN, ReadLine, flaws
from forms.definition.field import FieldSettings, Parsed, Part, Raw
from forms.mistakes import Mistake

_ADDED = "https://"
# Japanese keyboards produce full-width ASCII, and 。 for a dot. Other characters belong to a name or a path.
_NARROW = {sign + 0xFEE0: sign for sign in range(0x21, 0x7F)} | dict.fromkeys(map(ord, "。｡"), ord("."))
_SCHEME = re.compile("([A-Za-z][A-Za-z0-9+.-]*):/")
_WEB = re.compile(r"https?://[^\s<>\"\\@]+")
_LABEL = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
_HOST = re.compile(rf"({_LABEL}\.)+(?![0-9]+$){_LABEL}")


class Url(ReadLine):
    id = "url"
    longest = 500

    def parts(self, settings: FieldSettings) -> tuple[Part, ...]:
        return (Part("", autocomplete="url", inputmode="url", width=40),)

    def read(self, typed: str, settings: FieldSettings) -> Parsed:
        narrow = typed.translate(_NARROW)
        scheme = _SCHEME.match(narrow)
        if scheme and scheme[1].lower() not in ("http", "https"):
            return Parsed(mistakes=(Mistake("url.other_scheme"),))
        address = scheme[1].lower() + narrow[len(scheme[1]) :] if scheme else _ADDED + narrow
        mistakes = flaws(address, "", self.longest) if _is_web(address) else (Mistake("url.unclear"),)
        return Parsed(mistakes=mistakes) if mistakes else Parsed(address)

    def json_schema(self, settings: FieldSettings) -> dict[str, Any]:
        most = self.longest * MARKS_PER_SIGN
        return {"type": "string", "maxLength": most, "pattern": f"^{_WEB.pattern}$"}

    def good(self, settings: FieldSettings, source: random.Random) -> Raw:
        scheme = source.choice(("", "https://", "http://", "HTTPS://", "ｈｔｔｐｓ：／／"))
        host = source.choice(("example.jp", "www.example.com:8080", "見本.example", "ｅｘａｍｐｌｅ．ｊｐ"))
        return {
            "": (
                scheme
                + host
                + source.choice(
                    (
                        "",
                        "/",
                        "/a/b?c=d#e",
                        "/道/見本%20",
                    )
                ),
            )
        }

    def bad(self, settings: FieldSettings, source: random.Random) -> tuple[Raw, str]:
        ways = (
            ("ftp://example.jp/", "url.other_scheme"),
            ("javascript://example.jp/%0aalert(1)", "url.other_scheme"),
            ("javascript:alert(1)", "url.unclear"),
            ("mihon@example.jp", "url.unclear"),
            ("見本市のページ", "url.unclear"),
            ("example.jp のページ", "url.unclear"),
        )
        text, key = source.choice(ways)
        return {"": (text,)}, key


def _is_web(address: str) -> bool:
    # A public host name, no user or password.
    if not _WEB.fullmatch(address):
        return False
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").encode("idna").decode()
        return parts.port != 0 and _HOST.fullmatch(host) is not None
    except ValueError:
        # invalid port, single bracket, or invalid international name
        return False
