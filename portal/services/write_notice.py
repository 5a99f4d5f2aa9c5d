"""Puts a notice into words: `templates/mail/<message>.<language>.txt`, its first line the subject. It may say a receipt
number, a day and a code, never who somebody is or what they answered: a mail is a postcard."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from portal.config import TREE
from portal.services.installation import Installation

FOLDER = TREE / "templates" / "mail"
# By LINE nobody is told more than that there is something; a file of its own only where the message is for LINE alone.
PUSHES = TREE / "templates" / "line"
# What a template may ask for, besides `link`. A new one is a decision, made here: it leaves the house in the clear.
FACTS = frozenset({"receipt", "until", "code", "minutes", "count", "office"})
# What a person can choose to hear of. Codes are sent to whoever asked for them, whatever they chose.
USES = ("asks", "results", "received", "reminders")
_USE = re.compile(r"\{# use: ([a-z]+) #\}")


@dataclass(frozen=True)
class Notice:
    subject: str
    text: str


@cache
def _templates(folder: Path) -> Environment:
    # Plain text: there is no markup that a value could break out of.
    return Environment(loader=FileSystemLoader(folder), autoescape=False, undefined=StrictUndefined, auto_reload=False)  # noqa: S701


@cache
def use_of(message: str) -> str:
    """What it is for: one of USES, or codes. Its Japanese text says so in the first line; asks where it does not."""
    found = _USE.match((FOLDER / f"{message}.ja.txt").read_text(encoding="utf-8"))
    return found[1] if found else "asks"


@cache
def messages() -> frozenset[str]:
    """All that there are."""
    return frozenset(file.name.partition(".")[0] for file in FOLDER.glob("*.ja.txt"))


@cache
def codes() -> tuple[str, ...]:
    """The messages that bring one."""
    return tuple(sorted(message for message in messages() if use_of(message) == "codes"))


def write_notice(
    installation: Installation, message: str, language: str, link: str, facts: Mapping[str, str]
) -> Notice:
    """In this language, or in Japanese where there is none. `link`: an address of ours from the root, "" for none.

    KeyError where the template may not say one of the facts; a missing one is a bug, too."""
    beyond = set(facts) - FACTS
    if beyond:
        raise KeyError(sorted(beyond))
    template = _templates(FOLDER).select_template([f"{message}.{language}.txt", f"{message}.ja.txt"])
    one_line = {name: _said(name, value) for name, value in facts.items()}
    subject, _, text = template.render(one_line | {"link": _address(installation, link)}).strip().partition("\n")
    return Notice(f"【{installation.city.name}】{subject.strip()}", f"{text.strip()}\n\n{_foot(installation)}")


def write_push(installation: Installation, message: str, language: str, link: str) -> str:
    """For a messenger: that there is something to read, and where."""
    names = [f"{name}.{spoken}.txt" for name in (message, "notice") for spoken in (language, "ja")]
    template = _templates(PUSHES).select_template(names)
    where = _address(installation, link or "/applications")
    return template.render({"city": installation.city.name, "link": where}).strip()


def _address(installation: Installation, link: str) -> str:
    return f"{installation.settings.resident_address}{link}" if link else ""


def _said(name: str, value: str) -> str:
    """One line. `until` is an ISO day, or a minute of Tokyo."""
    if name != "until":
        return " ".join(value.split())
    then, minute = datetime.fromisoformat(value), "T" in value
    day = f"{then.year}年{then.month}月{then.day}日（{'月火水木金土日'[then.weekday()]}曜日）"
    return f"{day}{then.hour}時{then.minute:02d}分" if minute else day


def _foot(installation: Installation) -> str:
    city = installation.city
    return f"--\n{city.name} {city.service}\n{installation.settings.resident_address}\n{city.telephone}\n"
