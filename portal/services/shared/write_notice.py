"""Renders notices from `templates/mail/<message>.<language>.txt`."""

# A mail is a postcard: receipt number, day and code, never identity or answers.

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template, pass_context
from jinja2.runtime import Context

from forms.city.notices import FACTS
from forms.text.foreign_day import foreign_day, is_foreign
from forms.text.translations import kept_for_city, translate
from portal.config import TREE, Settings
from portal.services.shared.needs import Basics

FOLDER = TREE / "templates" / "mail"
# A LINE message only announces news; a message has its own file only if it exists for LINE alone.
PUSHES = TREE / "templates" / "line"
ALERTS = TREE / "templates" / "push"
_LIFF = "https://liff.line.me"
VERIFY_TEXT = "verify_sms"
TEXTS = TREE / "templates" / "sms"
# Kinds of notices a person can choose. Codes are always sent to the person who requested them.
USES = ("asks", "results", "received", "reminders")
# Only with consent: never among those with which an address begins.
BY_CONSENT = ("invitations",)
NEWS = "invited_news"
_USE = re.compile(r"\{# use: ([a-z]+) #\}")
_VALUE = re.compile(r"\{\{ ([a-z]+) \}\}")
_NOWHERE = "\0"  # in place of an address that residents do not reach
_TO_PAGE = re.compile(rf"(?:.*\n)?{_NOWHERE}")
_GAP = re.compile(r"\n{3,}")
_PERHAPS = re.compile(r"\{% if ([a-z]+) is defined %\}")


@dataclass(frozen=True)
class Notice:
    subject: str
    text: str


@cache
def _templates(folder: Path) -> Environment:
    # Plain text, so there is no markup to escape.
    return Environment(loader=FileSystemLoader(folder), autoescape=False, undefined=StrictUndefined, auto_reload=False)  # noqa: S701


@cache
def use_of(message: str) -> str:
    """One of USES, or "codes"; default "asks"."""
    match = _USE.match((FOLDER / f"{message}.ja.txt").read_text(encoding="utf-8"))
    return match[1] if match else "asks"


@cache
def messages() -> frozenset[str]:
    return frozenset(file.name.partition(".")[0] for file in FOLDER.glob("*.ja.txt"))


@cache
def codes() -> tuple[str, ...]:
    return tuple(sorted(message for message in messages() if use_of(message) == "codes"))


@cache
def heading_of(message: str) -> str:
    source = (FOLDER / f"{message}.ja.txt").read_text(encoding="utf-8")
    return next(line for line in source.splitlines() if not line.startswith(("{%", "{#")))


@cache
def values_of(message: str) -> tuple[frozenset[str], frozenset[str]]:
    """What it may name, and what of it is there each time."""
    source = (FOLDER / f"{message}.ja.txt").read_text(encoding="utf-8")
    values = frozenset(_VALUE.findall(source))
    return values, values.difference(_PERHAPS.findall(source))


def translatable() -> Iterator[str]:
    """Lines of messages, as the catalogues of languages hold them."""
    for folder in (FOLDER, PUSHES, ALERTS, TEXTS):
        for file in sorted(folder.glob("*.ja.txt")):
            yield from filter(_is_text, file.read_text("utf-8").splitlines())


def _is_text(line: str) -> bool:
    return not line.startswith(("{%", "{#")) and (not line or bool(_VALUE.sub("", line).strip()))


@kept_for_city
def templates_of(language: str, folder: Path, *messages: str) -> Template:
    """Of the first message that has one."""
    environment = _templates(folder)
    template = environment.select_template([f"{name}.{own}.txt" for name in messages for own in (language, "ja")])
    if not is_foreign(language) or template.filename is None:
        return template
    japanese = Path(template.filename).read_text("utf-8").splitlines()
    # A translation is never compiled: the template has the line's number, and calls for its text.
    lines = [f"{{{{ line({number}) }}}}" if _is_text(line) else line for number, line in enumerate(japanese)]

    @pass_context
    def translated(context: Context, number: int) -> str:
        values = {match[0]: str(context.resolve(match[1])) for match in _VALUE.finditer(japanese[number])}
        return _VALUE.sub(lambda match: values.get(match[0], match[0]), translate(language, japanese[number]))

    return environment.from_string("\n".join(lines), {"line": translated})


def write_notice(installation: Basics, message: str, language: str, link: str, facts: Mapping[str, str]) -> Notice:
    """Raises KeyError for a fact outside FACTS."""
    unknown = set(facts) - FACTS
    if unknown:
        raise KeyError(sorted(unknown))
    values = {name: _plain(name, value, language) for name, value in facts.items()}
    values["link"] = _address(installation.settings, link)
    own = installation.city.notices.of(message, language)
    if own is not None:  # in other languages the Japanese, never a translation of other words (D271)
        subject, text = own.filled({name: value for name, value in values.items() if value})
    else:
        values["link"] = values["link"] or (link and _NOWHERE)
        subject, _, text = templates_of(language, FOLDER, message).render(values).strip().partition("\n")
        text = _without_page(text)
    return Notice(
        f"【{installation.city.name}】{subject.strip()}", f"{text.strip()}\n\n{_foot(installation, language)}"
    )


def write_push(
    installation: Basics, message: str, language: str, link: str, facts: Mapping[str, str] | None = None
) -> str:
    template = templates_of(language, PUSHES, message, "notice")
    address = line_link(installation.settings, link or "/applications")
    return template.render({"city": installation.city.name, "link": address, **(facts or {})}).strip()


def write_text(installation: Basics, message: str, language: str, facts: Mapping[str, str], link: str = "") -> str:
    # A few words for a locked screen: neither event nor name, and a code alone.
    template = templates_of(language, TEXTS, message, "notice")
    address = _address(installation.settings, link or "/applications")
    return template.render({"city": installation.city.name, "link": address, **facts}).strip()


def write_alert(installation: Basics, language: str, link: str = "") -> str:
    # JSON for templates/offline/worker.js. Without event or name: a locked screen may show it.
    template = templates_of(language, ALERTS, "notice")
    city = installation.city
    title, body = translate(language, city.service), template.render({"city": city.name}).strip()
    shown = {"title": title, "body": body, "link": link or "/applications"}
    return json.dumps(shown, ensure_ascii=False)


def line_link(settings: Settings, path: str) -> str:
    # LIFF opens the same page inside LINE.
    return f"{_LIFF}/{settings.line_liff}{path}" if settings.line_liff else _address(settings, path)


def _address(settings: Settings, link: str) -> str:
    return f"{settings.resident_address}{link}" if link and settings.resident_address else ""


def _without_page(text: str) -> str:
    # Where residents reach no page the line above, which leads to it, goes too.
    return _GAP.sub("\n\n", _TO_PAGE.sub("", text))


def _plain(name: str, value: str, language: str) -> str:
    if name != "until":
        return " ".join(value.split())
    moment, minute = datetime.fromisoformat(value), "T" in value
    if is_foreign(language):
        return foreign_day(moment, language) + (f" {moment:%H:%M}" if minute else "")
    day = f"{moment.year}年{moment.month}月{moment.day}日（{'月火水木金土日'[moment.weekday()]}曜日）"
    return f"{day}{moment.hour}時{moment.minute:02d}分" if minute else day


def _foot(installation: Basics, language: str) -> str:
    city = installation.city
    address = installation.settings.resident_address
    telephone = "電話（でんわ）" if language == "easy" else translate(language, "電話")
    name = f"{city.name} {translate(language, city.service)}"
    lines = (name, *([address] if address else []), f"{telephone} {city.telephone}")
    return "\n".join(("--", *lines, ""))
