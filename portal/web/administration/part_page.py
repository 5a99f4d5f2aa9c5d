"""What the pages of a part of the city's files show."""

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from fastapi import Request
from pydantic import BaseModel

from forms.city.city import Baseline, Colours
from forms.city.city_text import CityText
from forms.city.leaflets import LeafletText
from forms.city.notices import NoticeText
from forms.city.parts import CityPart
from forms.complaint_lines import japanese
from forms.complaints import Complaint, Refused
from forms.loading.misfit import models_at
from forms.messages import load
from portal.clock import TOKYO, from_micro
from portal.config.settings import BLANK
from portal.db import Unit
from portal.errors import NotFound
from portal.services.administration.city_parts import PARTS, PartWords, city_part, words_of
from portal.services.administration.edit_city import EVERYWHERE
from portal.services.administration.known_duties import known_duties
from portal.services.shared.rights import Member
from portal.services.shared.write_notice import codes, heading_of, messages, values_of
from portal.services.workshop.definition_text import DefinitionText, LeftToText
from portal.services.workshop.format_keys import Format
from portal.store.administration import city_editions
from portal.store.administration.city_editions import EditionRow
from portal.web.shared.state import installation_of, member

HERE = "/admin/city"
STATES = {
    "draft": "書いているところ", "asked": "ほかの管理者が確かめるのを待っている", "approved": "決めた日を待っている", "in_force": "使われた",
    "refused": "認められなかった", "withdrawn": "取りやめた", "faulty": "その日に合わなくなっていて、使われなかった",
}  # fmt: skip
# Rules in a language of their own, and ways that combine papers.
TEXT_ONLY = frozenset({"points", "identity"})
# It moves the days of a demo, whose files are no form's.
_OF_DEMOS = frozenset({"as_of"})
_PLACE, _AS_WRITTEN = re.compile(r"\{\{ ([a-z]+) \}\}"), r"{\1}"
_NAMED = re.compile(r"([\w-]+(?:\.[\w-]+)*?)(?:\.[0-9]+)*: ")
_SHOWN = 2  # titles of a duty's procedures


@dataclass(frozen=True)
class PartPage:
    """`edition`: the open one."""

    member: Member
    part: CityPart
    words: PartWords
    edition: EditionRow | None

    @property
    def here(self) -> str:
        return f"{HERE}/{self.part.id}"

    @property
    def writes(self) -> bool:
        row = self.edition
        return row is not None and row.state == city_editions.DRAFT and row.written_by == self.member.id


def of_city(request: Request, unit: Unit) -> Member:
    """Raises NotAllowed for administrators of some duties only."""
    signed = member(request, unit)
    signed.demand("administer", EVERYWHERE)
    return signed


def part_page(request: Request, unit: Unit, part: str) -> PartPage:
    """Raises NotFound."""
    signed = of_city(request, unit)
    try:
        return PartPage(signed, city_part(part), words_of(part), city_editions.open_ones(unit).get(part))
    except KeyError:
        raise NotFound("part") from None


def to_confirm(unit: Unit, signed: Member) -> tuple[str, ...]:
    # Parts that other administrators ask this one to look at.
    asked = (row for row in city_editions.open_ones(unit).values() if row.state == city_editions.ASKED)
    return tuple(row.part for row in asked if row.written_by != signed.id)


def day_of(micro: int) -> date:
    return from_micro(micro).astimezone(TOKYO).date()


def lines_of(
    complaints: tuple[Complaint, ...], settings: Mapping[str, str] = MappingProxyType({})
) -> list[dict[str, Any]]:
    # `about`: the box of a value, as the form calls it. `settings`: of `settings_named`.
    return [
        {
            "line": each.line, "words": japanese(each), "detail": " ".join(each.text.split()), "key": each.key, "warning": each.warning,
            "about": _box_of(each, settings),
            "file": "" if each.line else f"{Path(each.file).name}（ほかの部分）",
        }
        for each in complaints
    ]  # fmt: skip


def _box_of(complaint: Complaint, settings: Mapping[str, str]) -> str:
    named = _NAMED.match(complaint.text) if complaint.key.startswith("value.") else None
    *before, name = named[1].split(".") if named else [""]
    if before[:1] == ["settings"] and len(before) == 2:
        return settings.get(f"{before[1]}.{name}", "")  # a procedure's own name, which a key of another file may share
    shapes = [part.shape for part in PARTS.values() if part.file == Path(complaint.file).name]
    models = models_at(dict.fromkeys(shapes), before)
    with suppress(KeyError):
        return next(
            (word_of(model, name).partition("。")[0] for model in models for field, its in model.model_fields.items() if name == (its.alias or field)),
            "",
        )  # fmt: skip
    return ""


def has_form(part: CityPart) -> bool:
    return part.id in PARTS and part.id not in TEXT_ONLY


def format_of(part: CityPart) -> Format:
    """Raises LeftToText."""
    if not has_form(part):
        raise LeftToText("path")
    return Format(part.shape, word_of, (CityText, LeafletText, NoticeText, Colours, Baseline), _OF_DEMOS, part.keys)


def text_for_form(text: str) -> DefinitionText:
    """Raises LeftToText, Refused."""
    known = DefinitionText(text)
    if not isinstance(known.tree.value, dict):
        raise LeftToText("layout")
    return known


def word_of(model: type[BaseModel], key: str) -> str:
    """Raises KeyError."""
    own = _words()
    name = f"{model.__name__}.{key}"
    return own[name if name in own else key]


@cache
def _words() -> Mapping[str, str]:
    return load(Path(__file__).with_name("city_keys.yaml"))


def context_of(request: Request, page: PartPage) -> dict[str, Any]:
    return {
        "page": page, "part": page.part, "words": page.words, "here": page.here, "base": page.here, "row": page.edition,
        "folder": installation_of(request).city.folder.name, "inner": installation_of(request).settings.zone == "inner",
        "without_files": installation_of(request).settings.city == BLANK,
    }  # fmt: skip


def settings_named(request: Request, part: CityPart) -> Mapping[str, str]:
    """What definitions leave to the city: `procedure.name` → words."""
    if part.id != "fees":
        return {}
    return {
        f"{procedure.id}.{name}": f"{procedure.title}：{setting.label or name}"
        for procedure in installation_of(request).catalogue.all()
        for name, setting in procedure.settings.items()
    }


def notices_named(part: CityPart) -> Mapping[str, str]:
    # Message → the heading that it has otherwise, and what its words may name.
    if part.id != "notices":
        return {}
    return {
        message: f"{_PLACE.sub(_AS_WRITTEN, heading_of(message))}　書けるもの：{'、'.join(sorted(f'{{{value}}}' for value in values_of(message)[0]))}"
        for message in sorted(messages().difference(codes()))
    }


def duties_named(request: Request, part: CityPart) -> Mapping[str, str]:
    # Duty → the procedures that name it.
    if part.id != "offices":
        return {}
    known = known_duties(installation_of(request))
    return {
        duty: f"{len(titles)}の手続：{'、'.join(titles[:_SHOWN])}{'など' if titles[_SHOWN:] else ''}"
        for duty, titles in known.items()
    }


def names_of_city(request: Request) -> Mapping[str, Mapping[str, str]]:
    # Of boxes that name something of another part: key → what may be typed → words.
    installation = installation_of(request)
    city, today = installation.city, installation.clock.today()
    offices = {duty: next((row.office for row in rows if row.holds(today)), "") for duty, rows in city.duties.items()}
    return {
        "duty": {duty: office for duty, office in offices.items() if office},
        "counter": {counter.id: counter.title for counter in city.counters},
        "resource": {row.id: row.title for row in city.times.resources if row.holds(today)},
    }


def without_procedures(text: DefinitionText, duties: Mapping[str, str], path: tuple[str | int, ...]) -> list[str]:
    # An office of a duty that no procedure names receives nothing.
    written = text.tree.at(("duties",))
    names = written.value if duties and written is not None and isinstance(written.value, dict) else {}
    return [
        f"「{name}」という事務の手続はありません。手続の定義にある名前かどうか、確かめてください。"
        for name in names
        if name not in duties and path[:2] in ((), ("duties",), ("duties", name))
    ]


def unnamed_duties(request: Request, page: PartPage) -> list[str]:
    # Of the draft, once it can be read.
    duties = duties_named(request, page.part)
    if not duties or page.edition is None:
        return []
    try:
        return without_procedures(text_for_form(page.edition.text), duties, ())
    except (Refused, LeftToText):
        return []


def titled(settings: Mapping[str, str], at: str, title: str) -> str:
    words = settings.get(".".join(at.split(".")[1:3]))
    return f"{words}　{title}" if words and title else title
