"""Two procedures of one visit, keyed on the screen of the interview and registered; nothing is committed."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from hashlib import sha256
from itertools import chain, permutations, product
from typing import Any

from forms.definition.procedure import Field, Procedure
from forms.path.environment import KeptFile
from forms.scenarios.scenario_answers import Given, read_answers
from integrations.sockets.interfaces import Remade
from portal.db import Unit
from portal.services.counter.interview import APART, Interview, Part, interview_of, read_interview
from portal.services.counter.move_visit import add_procedure
from portal.services.counter.register_interview import register_interview
from portal.services.counter.visits import Visit, begin_visit, save_visit, visit_of_counter
from portal.services.files.keep_file import Waiting, put_as_named
from portal.services.filing.drafts import Draft, draft_of_counter, save_draft
from portal.services.filing.visit_facts import Facts
from portal.services.procedures.ask_reception import DOOR
from portal.services.shared.installation import Installation
from portal.services.shared.known_sources import CARD
from portal.services.shared.rights import Member
from portal.web.counter.interview_screen import read_parts
from tests.pictures import jpeg
from tests.portal.routes.interviewing import usual_boxes
from tests.portal.world import add_member

PLACE = "general"
JPEG = jpeg()
# 52: old enough for care insurance and every examination, young enough for the pension.
HANAKO: Mapping[str, Any] = {
    "name": {"family": "例示", "given": "花子"},
    "kana": {"family": "レイジ", "given": "ハナコ"},
    "birth": "1974-02-11",
    "sex": "female",
    "address": {"postal": "0000003", "town": "見本県見本市標本町", "street": "三丁目7番8号"},
}
FACTS = Facts(came="1").joined(HANAKO, CARD)[0]
Boxes = dict[str, list[str]]
_TURNS = 30


@dataclass
class Pairs:
    """`drafts`: of all procedures of the visit, by procedure."""

    installation: Installation
    member: Member
    visit: Visit
    drafts: dict[str, Draft] = field(default_factory=dict)
    _read: dict[str, list[Given]] = field(default_factory=dict)
    _fitted: dict[str, Given] = field(default_factory=dict)  # what each was last registered with

    def register(self, *names: str) -> str:
        """Returns "" if all are registered, otherwise what kept each attempt from it: procedures that exclude each other for one
        person (50歳からの検診, 採用試験の年齢) need fitting answers, which another scenario has."""
        refusals = []
        assert all(map(self._scenarios, names)), f"{names}: nothing to be keyed"
        ways = sorted(product(*map(self._scenarios, names)), key=lambda chosen: self._unlike_the_last(names, chosen))
        for facts, chosen in product((FACTS, Facts()), ways):
            refusal = self._attempt(names, facts, dict(zip(names, chosen, strict=True)))
            if not refusal:
                self._fitted |= zip(names, chosen, strict=True)
                return ""
            refusals.append(refusal)
        return "\n".join(refusals)

    def _unlike_the_last(self, names: Sequence[str], chosen: Sequence[Given]) -> int:
        """In how many: a scenario that this person does not fit would be tried first beside each other procedure."""
        return sum(self._fitted.get(name, given) is not given for name, given in zip(names, chosen, strict=True))

    def _scenarios(self, name: str) -> list[Given]:
        if name not in self._read:
            self._read[name] = self._read_scenarios(name)
        return self._read[name]

    def _read_scenarios(self, name: str) -> list[Given]:
        today, procedure = self.installation.clock.today(), self.drafts[name].procedure
        return list(chain.from_iterable(_givens(procedure, scenario, today) for scenario in _complete(procedure)))

    def _attempt(self, names: Sequence[str], facts: Facts, givens: Mapping[str, Given]) -> str:
        drafts = [self._with_apart(self.drafts[name], givens[name]) for name in names]
        with self.installation.database.write() as unit:
            interview = interview_of(self.installation, Interview(self.visit, facts, ()), drafts, PLACE)
            interview = self._keyed(interview, givens)
            done = register_interview(self.installation, unit, self.member, interview)
        return "" if len(done.numbers) == len(names) else why(interview, done.why)

    def _with_apart(self, draft: Draft, given: Given) -> Draft:
        apart = {
            name: value
            for name, value in given.answers.items()
            if name in draft.procedure.by_name and draft.procedure.field(name).type.control == "location"
        }
        return replace(draft, answers={**draft.answers, **apart})

    def _keyed(self, interview: Interview, givens: Mapping[str, Given]) -> Interview:
        for _ in range(_TURNS):
            act = next(_rows_to_add(interview, givens), "")
            before = [part.entry.kept for part in interview.parts]
            posted, shown = _page(interview, givens)
            interview = read_interview(self.installation, interview, *read_parts(interview, posted, shown), act)
            if not act and (interview.ready or [part.entry.kept for part in interview.parts] == before):
                break
        return interview


def _page(interview: Interview, givens: Mapping[str, Given]) -> tuple[Boxes, list[str]]:
    """What a browser posts: each box of the page, as it is or, where an answer is missing, as the clerk keys it."""
    posted: Boxes = {}
    shown: list[str] = []
    for at, part in enumerate(interview.parts):
        start, given = f"p{at}.", givens[part.draft.procedure.id]
        own = {f"{start}{asked.id}": asked for asked in part.path.fields if asked.type.control not in APART}
        for name, asked in {asked.id: asked for asked in part.entry.reception.fields}.items():
            if name not in posted and name != DOOR:
                shown.append(name)
                posted |= _boxes(name, asked, part, given)
        for name, asked in own.items():
            shown.append(name)
            posted |= _boxes(name, asked, part, given)
    return posted, shown


def _boxes(name: str, asked: Field, part: Part, given: Given) -> Boxes:
    value = part.entry.kept.get(asked.id)
    if value is None:
        value = given.get(asked)
    if value is not None:
        raw: Any = asked.type.typed(value, asked.settings)
    elif asked.id in (*part.entry.reception.missing, *part.path.missing):
        raw = usual_boxes(asked)
    else:
        raw = {}
    return {f"{name}.{box}" if box else name: list(values) for box, values in raw.items()}


def _rows_to_add(interview: Interview, givens: Mapping[str, Given]) -> Iterator[str]:
    for at, part in enumerate(interview.parts):
        for key, wanted in givens[part.draft.procedure.id].answers.items():
            numbers = part.entry.path.rows.get(key)
            if numbers is not None and isinstance(wanted, list | tuple) and len(numbers) < len(wanted):
                yield f"add.{at}.{key}"


def _complete(procedure: Procedure) -> list[Mapping[str, Any]]:
    return [each for each in procedure.scenarios if each["expect"].get("complete") and "earlier" not in each]


def _givens(procedure: Procedure, scenario: Mapping[str, Any], today: date) -> Iterator[Given]:
    """A scenario of another day also with the days near it moved to this one."""
    given, then = read_answers(procedure, scenario["answers"]), date.fromisoformat(scenario["today"])
    yield given
    if then > today:
        yield replace(given, answers={name: _moved(value, then, today) for name, value in given.answers.items()})


def _moved(value: Any, then: date, today: date) -> Any:
    if not isinstance(value, str) or not re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        return value
    day = date.fromisoformat(value)
    return (day - (then - today)).isoformat() if abs(then - day) < timedelta(days=366) else value


def why(interview: Interview, reason: str) -> str:
    """What the clerk has to go by."""
    lines = [reason]
    for part in interview.parts:
        mistakes = {**part.entry.reception.mistakes, **part.entry.path.mistakes}
        missing = (*part.entry.reception.missing, *part.path.missing)
        lines.append(f"{part.draft.procedure.id}: mistakes {mistakes}, missing {missing}, {part.entry.path.stopped}")
    return "\n  ".join(lines)


def _with_files(installation: Installation, unit: Unit, draft: Draft) -> Mapping[str, Any]:
    """With a picture for each question for files that has to be answered."""
    answers = dict(draft.answers)
    for asked in draft.procedure.fields:
        if asked.type.control == "file" and "." not in asked.name and asked.required is not False:
            kept = KeptFile(f"{asked.name}-{draft.id}", "写真.jpg", "image/jpeg", len(JPEG), sha256(JPEG).hexdigest())
            put_as_named(
                installation.clock, unit, draft.shelf, Waiting(kept, JPEG, asked.name), Remade(JPEG, kept.media)
            )
            answers[asked.name] = [kept.stored]
    return answers


def begun(installation: Installation) -> Pairs:
    """A visit with each shipped procedure of the counter, but for those that follow a decided one; its person showed a card."""
    member = add_member(installation, "clerk", ("clerk", "*"))
    with installation.database.write() as unit:
        visit_id = begin_visit(installation, unit, member, "pairs".ljust(20, "x"), "")
        visit = visit_of_counter(installation, unit, member, visit_id)
        save_visit(installation, unit, visit, replace(visit.words, came="self", came_by="", papers=("my_number_card",)))
        drafts = {}
        for procedure in installation.catalogue.all():
            if "counter" in procedure.who and _complete(procedure):
                visit = visit_of_counter(installation, unit, member, visit_id)
                draft_id = add_procedure(installation, unit, member, visit, procedure.id)
                draft = draft_of_counter(installation, unit, member, draft_id)
                save_draft(installation, unit, draft, _with_files(installation, unit, draft), frozenset())
                drafts[procedure.id] = draft_of_counter(installation, unit, member, draft_id)
        visit = visit_of_counter(installation, unit, member, visit_id)
        unit.commit()
    return Pairs(installation, member, visit, drafts)


def of_each_kind(procedures: Collection[Procedure]) -> list[tuple[str, str]]:
    """Ordered pairs: each procedure before and after one other of each set of questions that two of them share. All pairs
    would be their square, and what is filled in for both is what they share."""
    asked = {each.id: {(field.concept, field.role) for field in each.fields if field.concept} for each in procedures}
    first: dict[tuple[str, frozenset[tuple[str, str]]], str] = {}
    second: dict[tuple[str, frozenset[tuple[str, str]]], str] = {}
    for before, after in sorted(permutations(asked, 2), key=lambda pair: sha256(" ".join(pair).encode()).digest()):
        shared = frozenset(asked[before] & asked[after])
        first.setdefault((before, shared), after)
        second.setdefault((after, shared), before)
    pairs = {(before, after) for (before, _), after in first.items()}
    return sorted(pairs | {(before, after) for (after, _), before in second.items()})
