"""A mail address, with hints for typos in common domains; delivery is not checked."""

import random
import re
import unicodedata
from difflib import get_close_matches
from typing import Any

from forms.definition.boxes import ReadLine
from forms.definition.field import FieldSettings, Parsed, Part, Raw, Value
from forms.mistakes import Mistake

_LABEL = "[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
# Dots anywhere before the @: Japanese carriers assigned such addresses for years.
_ADDRESS = re.compile(rf"[A-Za-z0-9.!#$%&'*+/=?^_`{{|}}~-]{{1,64}}@{_LABEL}(\.{_LABEL})+")
_COMMON = (
    "gmail.com", "yahoo.co.jp", "icloud.com", "outlook.jp", "outlook.com", "hotmail.com", "hotmail.co.jp",
    "docomo.ne.jp", "ezweb.ne.jp", "au.com", "softbank.ne.jp", "i.softbank.jp", "ymobile.ne.jp", "nifty.com",
)  # fmt: skip
_LETTERS = tuple((common, frozenset(common)) for common in _COMMON)
_ALIKE = 0.85


def likely_meant(address: str) -> str:
    name, _, domain = address.rpartition("@")
    if domain in _COMMON:
        return ""
    letters = set(domain)
    # Compare only domains that share letters, because comparing is slow and most addresses match none.
    near = [common for common, its in _LETTERS if len(letters ^ its) <= (1 - _ALIKE) * (len(domain) + len(common))]
    return next((f"{name}@{meant}" for meant in get_close_matches(domain, near, 1, _ALIKE)), "")


class Email(ReadLine):
    id = "email"
    longest = 254  # RFC 5321 4.5.3.1.3 without the angle brackets

    def parts(self, settings: FieldSettings) -> tuple[Part, ...]:
        return (Part("", autocomplete="email", inputmode="email", width=40),)

    def read(self, typed: str, settings: FieldSettings) -> Parsed:
        name, separator, domain = unicodedata.normalize("NFKC", typed).strip().rpartition("@")
        address = name + separator + domain.lower()
        if not separator:
            return Parsed(mistakes=(Mistake("email.no_at"),))
        if len(address) > self.longest or not _ADDRESS.fullmatch(address):
            return Parsed(mistakes=(Mistake("email.unclear"),))
        return Parsed(address)

    def hints(self, value: Value, settings: FieldSettings) -> tuple[Mistake, ...]:
        meant = likely_meant(str(value))
        return (Mistake("email.did_you_mean", arguments={"meant": meant}),) if meant else ()

    def json_schema(self, settings: FieldSettings) -> dict[str, Any]:
        return {"type": "string", "maxLength": self.longest, "pattern": f"^{_ADDRESS.pattern}$"}

    def good(self, settings: FieldSettings, source: random.Random) -> Raw:
        name = source.choice(("mihon.taro", "Mihon+Form", "a.b..c."))
        return {"": (f"{name}{source.choice('@＠')}{source.choice(('example.jp', 'MAIL.EXAMPLE.COM'))}",)}

    def bad(self, settings: FieldSettings, source: random.Random) -> tuple[Raw, str]:
        ways = (
            ("mihon.example.jp", "email.no_at"),
            ("mihon taro@example.jp", "email.unclear"),
            ("見本@", "email.unclear"),
        )
        text, key = source.choice(ways)
        return {"": (text,)}, key
