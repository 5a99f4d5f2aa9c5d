"""What the workshop publishes, dates and stops outward, whole: the newest wins."""

# The outer zone checks it as the workshop did, and answers (D315).

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from forms.complaint_lines import japanese
from forms.complaints import Complaint, errors
from forms.definition.procedure import Procedure
from forms.loading.canonical import parts
from portal.clock import from_micro, to_micro
from portal.db import Unit
from portal.services.courier.report_to_inner import mark_of
from portal.services.shared.deferral import LeftOver
from portal.services.shared.needs import Basics
from portal.services.shared.write_audit import Actor, write_audit
from portal.store.courier import courier_items
from portal.store.courier.courier_items import ItemRow
from portal.store.procedures import definitions, procedure_stops
from portal.store.procedures.definitions import WORKSHOP, DefinitionRow
from portal.store.procedures.procedure_stops import StopRow
from portal.store.workshop import definition_releases

PROCEDURES, OFFERED = "procedures", "offered"
UNSOUND = "unsound"
Item = tuple[str, object, Callable[[], dict[str, Any]]]
Payload = Mapping[str, Any]
_MOST_WHY, _MOST_WORDS = 5, 300


@dataclass(frozen=True)
class Crossing:
    """Of a procedure as it is inside now. `packed`, `at`: when it left, and came into the outer zone; `why`: what keeps it
    out there, in Japanese."""

    packed: datetime | None = None
    at: datetime | None = None
    why: tuple[str, ...] = ()


def report_procedures(_installation: Basics, unit: Unit) -> Iterator[Item]:
    for name, content in _contents(unit).items():
        yield name, content, lambda content=content: content  # type: ignore[misc]


def _contents(unit: Unit) -> dict[str, dict[str, Any]]:
    # `definition` "": that of the folder. Of several that wait, the next; all its lines are signed, as those of each release.
    ours = {row.procedure: row for row in definitions.of_workshop(unit)}
    stops, waiting = procedure_stops.last(unit), dict[str, list[object]]()
    approved = definition_releases.approved(unit)
    current = definitions.newest_meanings(unit, [release.procedure for release in approved])
    for release in approved:
        if release.replaces == current.get(release.procedure, ""):
            waiting.setdefault(release.procedure, [release.canonical, release.from_at])
    sent = {row.key.partition("/")[2] for row in courier_items.every_of(unit, PROCEDURES)}
    return {
        name: {
            "definition": ours[name].canonical if name in ours else "",
            "published": ours[name].published_at if name in ours else 0,
            "signed": name in ours and bool(ours[name].signed),
            "next": waiting.get(name),
            "stop": [stops[name].kind, stops[name].words, stops[name].at] if name in stops else None,
        }
        for name in sorted({*ours, *stops, *waiting, *sent})
    }


def crossings(unit: Unit) -> dict[str, Crossing]:
    """Inside, by procedure."""
    rows, answers = (
        {row.key.partition("/")[2]: row for row in courier_items.every_of(unit, kind)} for kind in (PROCEDURES, OFFERED)
    )
    return {
        name: _crossing(rows.get(name), answers.get(name), mark_of(content))
        for name, content in _contents(unit).items()
    }


def _crossing(row: ItemRow | None, answer: ItemRow | None, mark: str) -> Crossing:
    if row is None or row.sent_mark != mark:
        return Crossing()
    packed, verdict = from_micro(row.sent_at), json.loads(answer.content) if answer is not None else {}
    if verdict.get("of") != row.sent_step:
        return Crossing(packed)
    return Crossing(packed, None if verdict["why"] else from_micro(verdict["at"]), tuple(verdict["why"]))


def take_procedure(installation: Basics, rest: str, item: Payload, actor: Actor) -> None:
    # Outside. Commits its own unit. A stop holds at once; LeftOver while a definition does not pass the checks.
    later = item["next"]
    # Takes seconds for a large one: never within a transaction.
    now, wrong = _checked(installation, rest, item["definition"])
    signed = item.get("signed") is True  # an older zone does not write it
    _, wrong_later = _checked(installation, rest, later[0] if later else "")
    with installation.database.write() as unit:
        row = courier_items.of(unit, item["key"]) or ItemRow(item["key"])
        verdict = _verdict(row)
        if max(row.taken_step, verdict["of"]) > item["step"] or row.taken_step == item["step"]:
            return  # another worker took it, or a later one, a moment ago
        _stop(installation, unit, rest, item["stop"], actor)
        if not wrong:
            _offer(installation, unit, rest, now, int(item["published"]), actor, signed=signed)
        _answer(installation, unit, row, item["step"], [*wrong, *wrong_later], None if wrong_later else later)
        unit.commit()
    if wrong or wrong_later:
        raise LeftOver(UNSOUND)


def put_due(installation: Basics, actor: Actor) -> int:
    # Outside: dated versions at their time, checked again.
    now, done = to_micro(installation.clock.now()), 0
    with installation.database.read() as unit:
        due = [
            row
            for row in courier_items.every_of(unit, PROCEDURES)
            if (_verdict(row)["next"] or ["", now + 1])[1] <= now
        ]
    for seen in due:
        name, verdict = seen.key.partition("/")[2], _verdict(seen)
        procedure, wrong = _checked(installation, name, verdict["next"][0])
        with installation.database.write() as unit:
            row = courier_items.of(unit, seen.key)
            if row is None or row.content != seen.content:
                continue  # news came in the meantime
            if not wrong:
                _offer(installation, unit, name, procedure, now, actor, signed=True)
            _answer(installation, unit, row, verdict["of"], wrong, None)
            unit.commit()
            done += 1
    return done


def _verdict(row: ItemRow) -> dict[str, Any]:
    # `of`: the step that was judged.
    verdict: dict[str, Any] = json.loads(row.content) if row.content else {"of": 0, "at": 0, "why": [], "next": None}
    return verdict


def _answer(
    installation: Basics, unit: Unit, row: ItemRow, step: int, why: list[str], later: object
) -> None:  # fmt: skip
    verdict = {"of": step, "at": to_micro(installation.clock.now()), "why": why[:_MOST_WHY], "next": later}
    before = _verdict(row)
    if verdict | {"at": before["at"]} == before:
        return  # tried again
    taken = row if why and row.taken_step != step else replace(row, taken_step=step, owes=True)
    courier_items.keep(unit, replace(taken, content=json.dumps(verdict, ensure_ascii=False)))


def _stop(installation: Basics, unit: Unit, procedure: str, stop: Any, actor: Actor) -> None:
    last = procedure_stops.last(unit).get(procedure)
    if stop is None or (last is not None and [last.kind, last.words, last.at] == stop):
        return
    kind, words, at = stop
    procedure_stops.add(unit, StopRow(0, procedure, str(kind), str(words), None, int(at)))
    write_audit(installation, unit, actor, "take stop by courier", detail=f"{procedure} {kind}")


def _offer(
    installation: Basics, unit: Unit, name: str, procedure: Procedure | None, at: int, actor: Actor, *, signed: bool
) -> None:
    newest = definitions.newest_of(unit, name)
    if procedure is None:  # handed back: the folder's file is published from its next reading on
        if newest is not None and newest.origin == WORKSHOP:
            definitions.hand_back(unit, newest.meaning)
            write_audit(installation, unit, actor, "hand procedure to folder", detail=name)
        return
    row = DefinitionRow(procedure.meaning, name, procedure.version, procedure.canonical, at, WORKSHOP, signed)
    same = newest is not None and (newest.canonical, newest.origin) == (row.canonical, WORKSHOP)
    if newest is None or not same or (signed and not newest.signed):
        definitions.add(unit, row)
        write_audit(
            installation, unit, actor, "publish procedure", detail=f"{name} {row.version} {row.meaning[:12]}"
        )  # fmt: skip


def _checked(installation: Basics, name: str, canonical: str) -> tuple[Procedure | None, list[str]]:
    # And what is wrong with it, in Japanese.
    from portal.services.workshop.begin_draft import written_out  # noqa: PLC0415 - a reader of YAML, 2 MB
    from portal.services.workshop.check_texts import check_texts  # noqa: PLC0415 - see publish_folder

    if not canonical:
        return None, []
    try:
        definition, _, meaning = parts(canonical)
        checked = check_texts(installation, name, str(definition["duty"]), written_out(canonical))
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return None, ["手続として読めません。"]
    wrong = [*checked.problems, *map(_words, errors(list(checked.complaints)))]
    if not wrong and (checked.procedure is None or checked.procedure.meaning != meaning):
        wrong = ["運ばれたものと、読んだ手続が、ちがいます。"]
    return checked.procedure, wrong


def _words(complaint: Complaint) -> str:
    return " ".join(f"{japanese(complaint)} {complaint.text}".split())[:_MOST_WORDS]


def report_offered(_installation: Basics, unit: Unit) -> Iterator[Item]:
    """Outside: what became of each."""
    for row in courier_items.every_of(unit, PROCEDURES):
        content = {name: _verdict(row)[name] for name in ("of", "at", "why")}
        yield row.key.partition("/")[2], content, lambda content=content: content  # type: ignore[misc]


def apply_offered(installation: Basics, unit: Unit, rest: str, item: Payload, actor: Actor) -> str:
    """Inside. Raises LeftOver for what was never sent."""
    # Convert now: an invalid instant would break a page later.
    verdict = {
        "of": int(item["of"]), "at": to_micro(from_micro(int(item["at"]))),
        "why": [str(words)[:_MOST_WORDS] for words in item["why"][:_MOST_WHY]],
    }  # fmt: skip
    if courier_items.of(unit, f"{PROCEDURES}/{rest}") is None:
        raise LeftOver("unknown")
    return json.dumps(verdict, ensure_ascii=False)
