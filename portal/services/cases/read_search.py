import re
import unicodedata
from dataclasses import dataclass

from forms.mistakes import Mistake
from forms.text.written_day import read_day
from portal.services.shared.fold_names import is_kana, kana_keys, name_key, organisation_keys, phone_key
from portal.services.shared.fold_words import spoken
from portal.services.shared.receipt_number import read

MOST_SIGNS = 100
_DIGITS = 11  # of a receipt number and of a mobile telephone
_PHONES = (10, 11)
_FIGURES = re.compile(r"[0-9\s+()\-‐‑‒–—―−ー.]+")
_ERA = r"(?:明治|大正|昭和|平成|令和|西暦|(?<![A-Za-z])[MTSHR明大昭平令])"
# Whole days only: years and months would match too many.
_DAY = re.compile(
    rf"(?<![0-9])(?:{_ERA}?\s*(?:[0-9]{{1,4}}|元)\s*[年/.・\-]\s*[0-9]{{1,2}}\s*[月/.・\-]\s*[0-9]{{1,2}}\s*日?"
    rf"|{_ERA}\s*[0-9]{{6}}|[0-9]{{8}})(?![0-9])",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Search:
    number: str = ""
    phone: str = ""
    names: frozenset[str] = frozenset()
    readings: frozenset[str] = frozenset()
    birth: str = ""
    problem: str = ""  # a message

    @property
    def kind(self) -> str:
        """For the audit, which never gets the text."""
        if self.phone:
            return "phone"
        named = "name" if self.names or self.readings else ""
        return "+".join(part for part in (named, "birth" if self.birth else "") if part)


def read_search(typed: str) -> Search:
    text = unicodedata.normalize("NFKC", typed).strip()[:MOST_SIGNS]
    number = read(text)
    if number is not None and not number.startswith(
        "0"
    ):  # with a leading 0 it is a mobile number: one in ten has a valid check digit
        return Search(number=number)
    written = _DAY.search(text)
    if written is None:
        return _figures(text) if _FIGURES.fullmatch(text) else _named(text, "")
    day = read_day("", re.sub(r"\s", "", written[0]), "", "")
    if isinstance(day, Mistake):
        return Search(problem="生年月日が読めません。昭和24年4月3日、S24.4.3、1949-04-03 のように入れてください。")
    rest = (text[: written.start()] + " " + text[written.end() :]).strip(" 　生年月日:：、,")
    return _named(rest, day.isoformat()) if rest else Search(birth=day.isoformat())


def _figures(text: str) -> Search:
    digits = phone_key(text)
    if digits.startswith("0") and len(digits) in _PHONES:
        return Search(phone=digits)
    if len(digits) == _DIGITS:
        return Search(problem="受付番号のどこかが違うようです。もう一度確かめてください。")
    return Search(
        problem=f"数字が{len(digits)}けたです。受付番号は11けた、電話番号は市外局番から10けたか11けた、"
        "生年月日は 19490403 のように8けたで入れてください。"
    )


def _named(text: str, birth: str) -> Search:
    if is_kana(text):
        return Search(names=frozenset({name_key(text)} - {""}), readings=kana_keys(text), birth=birth)
    name = name_key(text)
    if not any(character.isalpha() for character in name):
        return Search(problem="氏名、ふりがな、生年月日、電話番号か受付番号を入れてください。")
    kana = spoken("".join(text.lower().split()))
    return Search(names=organisation_keys(text), readings=kana_keys(kana) if kana else frozenset(), birth=birth)
