"""Editions of parts of the city's files: written, approved by another where it harms, in force from a day, and back
(D293)."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path

from forms.city.parts import PARTS, CityPart, here, lay, read_file, text_of
from forms.complaint_lines import japanese
from forms.complaints import Complaint, Refused
from forms.messages import load
from forms.text.japanese import unusable
from portal.clock import iso_day, to_micro
from portal.config.settings import FICTIONAL
from portal.db import Unit
from portal.errors import Conflict, NotAllowed, NotFound, required
from portal.services.administration.city_parts import LAYOUTS, city_part, words_of
from portal.services.administration.follow_city import city_of, follow_city, new_complaints, of_whole, texts_in_force
from portal.services.administration.known_duties import known_procedures, unpublished
from portal.services.administration.needs import Administered
from portal.services.procedures.fit_city import fit_settings, unknown_names
from portal.services.shared.needs import Basics
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import Actor, write_audit
from portal.store.administration import city_editions
from portal.store.administration.city_editions import (
    APPROVED,
    ASKED,
    DRAFT,
    FAULTY,
    IN_FORCE,
    OPEN,
    REFUSED,
    WITHDRAWN,
    EditionRow,
)

EVERYWHERE = "*"  # what a part says holds for every duty
MOST, MOST_REASON = 200_000, 300


@cache
def _beginnings() -> Mapping[str, str]:
    # Papers are those that nearly each city takes: its administrators change what they do otherwise.
    papers = read_file(FICTIONAL, PARTS["identity"])
    return {**load(Path(__file__).with_name("beginnings.yaml")), "identity": papers}


def text_now(installation: Basics, unit: Unit, part: CityPart) -> str:
    """Raises Refused if the file cannot be read."""
    row = city_editions.in_force(unit).get(part.id)
    if row is not None and not row.to_file:
        return row.text
    return text_in_file(installation, part) or _beginnings().get(part.id, "")


def text_in_file(installation: Basics, part: CityPart) -> str:
    """Raises Refused if it cannot be read."""
    if part.file.startswith(LAYOUTS):
        return read_file(installation.settings.layouts, replace(part, file=part.file.removeprefix(LAYOUTS)))
    return text_of(part, read_file(installation.city.folder, part))


def begin_edition(
    installation: Basics, unit: Unit, member: Member, part: str, *, former: int = 0, to_file: bool = False
) -> int:  # fmt: skip
    """`former`: an earlier edition, proposed again. Raises NotAllowed, NotFound; Conflict while another is open, Refused if
    the file cannot be read."""
    member.demand("administer", EVERYWHERE)
    try:
        known = city_part(part)
    except KeyError:
        raise NotFound("part") from None
    if part in city_editions.open_ones(unit):
        raise Conflict("city edition")
    text = "" if to_file else text_now(installation, unit, known)
    if former:
        earlier = city_editions.by_id(unit, former)
        if earlier is None or earlier.part != part:
            raise NotFound("edition")
        text, to_file = earlier.text, bool(earlier.to_file)
    now, today = to_micro(installation.clock.now()), installation.clock.today().isoformat()
    number = city_editions.add(
        unit, EditionRow(0, part, part, text, int(to_file), "", today, DRAFT, 1, member.id, now)
    )  # fmt: skip
    write_audit(installation, unit, member.actor, "begin city edition", detail=f"{part} {number}")
    return number


def open_edition(unit: Unit, member: Member, part: str) -> EditionRow:
    """Raises NotAllowed, NotFound."""
    member.demand("administer", EVERYWHERE)
    return required(city_editions.open_ones(unit).get(part), NotFound("edition"))


def save_edition(installation: Basics, unit: Unit, member: Member, part: str, read: int, text: str) -> None:
    """`read`: the revision that was shown. Raises NotAllowed for another's; Conflict if it changed or is too long."""
    row = open_edition(unit, member, part)
    if row.written_by != member.id:
        raise NotAllowed("edition")
    now = to_micro(installation.clock.now())
    if row.to_file or len(text) > MOST or not city_editions.save(unit, row.id, read, text, now):
        raise Conflict("city edition")
    write_audit(installation, unit, member.actor, "write city edition", detail=f"{part} {row.id}")


@dataclass(frozen=True)
class Judged:
    """`count`: of editions in force when it was read; `unreadable`: what keeps the files from being read without it, so
    that nothing can be known of it yet."""

    count: int
    complaints: tuple[Complaint, ...]
    unreadable: tuple[Complaint, ...] = ()


def judge(installation: Administered, row: EditionRow) -> Judged:
    """What it brings to everything else as it is in force. Takes a second: never within a transaction."""
    part = city_part(row.part)
    follow_city(installation)
    with installation.database.read() as unit:
        count, left_out = city_editions.count(unit), installation.laid.left_out
        texts, now = texts_in_force(unit, row, left_out), texts_in_force(unit, None, left_out)
        without = texts_in_force(unit, None, (*left_out, row.part))
    after, readable = _found(installation, texts)
    if readable and "settings" in part.keys:
        after += _of_unpublished(installation, texts, now)
    if not after:
        return Judged(count, ())
    before, known = _found(installation, now)
    if not known:
        before, _ = _found(installation, without)
    complaints = new_complaints(before, after)
    if not complaints and not readable:
        return Judged(count, (), tuple(after))
    if complaints and not row.to_file:
        with suppress(Refused):
            complaints = here(part, lay(installation.city.folder, texts)[part.file], complaints)
    return Judged(count, tuple(complaints))


def _of_unpublished(
    installation: Administered, texts: Mapping[CityPart, str], now: Mapping[CityPart, str]
) -> list[Complaint]:
    # A wrong value is found where it is written, and not by who publishes the procedure later. To read all takes seconds.
    city, as_now = city_of(installation.city, texts), city_of(installation.city, now)
    written = [name for name, rows in city.settings.items() if rows != as_now.settings.get(name)]
    return fit_settings(city, unpublished(installation, written))


def _found(installation: Administered, texts: Mapping[CityPart, str]) -> tuple[list[Complaint], bool]:
    # And whether the files could be read.
    try:
        city = city_of(installation.city, texts)
        # A misspelt procedure would keep the former fee without a word.
        return [*of_whole(installation, city), *unknown_names(city, known_procedures(installation))], True
    except Refused as refused:
        return list(refused.complaints), False


def read_day(text: str, today: date) -> str | None:
    """An ISO day, today or later."""
    day = iso_day(text)
    return day.isoformat() if day and today <= day <= today.replace(year=today.year + 2, day=1) else None


def ask_for_edition(
    installation: Basics, unit: Unit, member: Member, part: str, read: int, judged: Judged, reason: str, from_day: str
) -> EditionRow:  # fmt: skip
    """`judged`: of the revision `read`. Raises NotAllowed; Conflict if it is wrong, changed or has no reason."""
    row = open_edition(unit, member, part)
    if row.written_by != member.id:
        raise NotAllowed("edition")
    to = ASKED if words_of(part).by_two else APPROVED
    if judged.complaints or judged.unreadable or not 0 < len(reason) <= MOST_REASON or unusable(reason):
        raise Conflict("city edition")
    if not city_editions.ask(unit, row.id, read, to, reason=reason, from_day=from_day):
        raise Conflict("city edition")
    write_audit(installation, unit, member.actor, "ask for city edition", detail=f"{part} {row.id} from {from_day}")
    return open_edition(unit, member, part)


def may_approve(member: Member, row: EditionRow) -> bool:
    """Never one's own."""
    return row.state == ASKED and row.written_by != member.id and member.may("administer", EVERYWHERE)


def decide_edition(
    installation: Basics, unit: Unit, member: Member, edition: int, act: str, words: str = ""
) -> EditionRow:
    """`act`: approve, refuse or withdraw. Raises NotAllowed, NotFound; Conflict if it was moved before."""
    member.demand("administer", EVERYWHERE)
    row = required(city_editions.by_id(unit, edition), NotFound("edition"))
    to = {"approve": APPROVED, "refuse": REFUSED, "withdraw": WITHDRAWN}[act]
    if act != "withdraw" and row.written_by == member.id:
        raise NotAllowed("city edition")
    if row.state not in (OPEN if act == "withdraw" else (ASKED,)):
        raise Conflict("city edition")
    now = to_micro(installation.clock.now())
    if not city_editions.move(unit, row, to, decided_by=member.id, decided_at=now, words=words):
        raise Conflict("city edition")
    write_audit(installation, unit, member.actor, f"{act} city edition", detail=f"{row.part} {row.id}")
    after = city_editions.by_id(unit, edition)
    return row if after is None else after


def is_due(installation: Basics, row: EditionRow) -> bool:
    return row.state == APPROVED and row.from_day <= installation.clock.today().isoformat()


def bring_into_force(installation: Basics, unit: Unit, actor: Actor, row: EditionRow, judged: Judged) -> str:
    """IN_FORCE or FAULTY; "" while the files cannot be read, or if another came first: judge it again."""
    city_editions.lock(unit)
    if judged.unreadable or city_editions.count(unit) != judged.count:
        return ""
    words = "\n".join(map(_in_words, judged.complaints[:5]))
    to = FAULTY if words else IN_FORCE
    at = None if words else to_micro(installation.clock.now())
    if not city_editions.move(unit, row, to, in_force_at=at, words=words or row.words):
        return ""
    action = "leave out city edition" if words else "put city edition in force"
    write_audit(installation, unit, actor, action, detail=f"{row.part} {row.id}")
    return to


def _in_words(complaint: Complaint) -> str:
    # Line 0: it is in another part or in a definition, whose name the English has.
    place = f"{complaint.line}行 " if complaint.line else ""
    return f"{place}{japanese(complaint)}（{' '.join(complaint.text.split())}）"


def differing_lines(before: str, after: str) -> list[tuple[str, str]]:
    """("-" | "+" | " " | "…", line), with two lines around."""
    old, new = before.splitlines(), after.splitlines()
    lines: list[tuple[str, str]] = []
    for group in SequenceMatcher(None, old, new, autojunk=False).get_grouped_opcodes(2):
        lines += [("…", "")] if lines else []
        for kind, start, end, new_start, new_end in group:
            if kind == "equal":
                lines += [(" ", line) for line in old[start:end]]
                continue
            lines += [("-", line) for line in old[start:end]]
            lines += [("+", line) for line in new[new_start:new_end]]
    return lines
