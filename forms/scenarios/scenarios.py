from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import Any

from forms.complaints import Complaint
from forms.definition.field import Parsed
from forms.definition.known import Known
from forms.definition.linked import linked
from forms.definition.predecessor import ANSWERS, KNOWN, RESULT, inherited
from forms.definition.procedure import Field, Procedure, full_name
from forms.definition.signers import due_signers, twice
from forms.definition.text_values import with_values
from forms.fields.choice import ChoiceSettings
from forms.messages import sentences
from forms.path.consequences import budget_amount, due_day, fee_amount, is_late, papers, tickets, withdraw_until
from forms.path.environment import Environment
from forms.path.filer import CAME, SELF
from forms.path.path import Path, trace
from forms.path.rows import confirm_offers
from forms.scenarios.scenario_answers import Given, as_stored, read_answers
from forms.text.hand_written import read_hand_written
from forms.text.speech import Speech

People = Mapping[str, Known]
_NOBODY: People = MappingProxyType({})
_JAPANESE = Speech("ja", sentences("ja"), {})
Fault = tuple[str, str]  # kind of fault, actual result


def run_scenario(
    procedure: Procedure, number: int, environment: Environment, people: People = _NOBODY
) -> list[Complaint]:
    scenario = procedure.scenarios[number]
    line, column = procedure.marks.get(f"scenarios.{number}", (1, 1))
    return [
        Complaint(procedure.source, line, column, f"scenario.{key}", f"{scenario['name']}: {text}")
        for key, text in scenario_faults(procedure, scenario, environment, people)
    ]


def answers_of_part(part: Procedure, environment: Environment) -> list[Complaint]:
    """For a refused definition: impossible answers of its scenarios."""
    complaints = []
    for number, scenario in enumerate(part.scenarios):
        line, column = part.marks.get(f"scenarios.{number}", (1, 1))
        here = replace(environment, today=date.fromisoformat(scenario["today"]), door=scenario.get("door", "online"))
        given = read_answers(part, scenario["answers"])
        for key, value in given.answers.items():
            field = part.field(key) if full_name(key) in part.by_name else None
            message = read_hand_written(field, value, here)[1] if field is not None else ""
            if message:
                text = f"{scenario['name']}: {key} cannot be stored like this: {message}"
                complaints.append(Complaint(part.source, line, column, "scenario.answer", text))
    return complaints


def scenario_faults(
    procedure: Procedure, scenario: Mapping[str, Any], environment: Environment, people: People
) -> list[Fault]:
    return list(_Run(procedure, scenario, environment, people).faults())


def scenario_path(procedure: Procedure, scenario: Mapping[str, Any], environment: Environment, people: People) -> Path:
    return _Run(procedure, scenario, environment, people).walk()


class _Run:
    def __init__(
        self, procedure: Procedure, scenario: Mapping[str, Any], environment: Environment, people: People
    ) -> None:
        self.procedure = linked(procedure) if "earlier" in scenario else procedure
        self.scenario = scenario
        self.given = read_answers(procedure, scenario["answers"])
        self.expect: Mapping[str, Any] = scenario["expect"]
        known = people.get(scenario.get("person", ""), Known({}))
        household = tuple(scenario.get("household", ())) or known.household
        self.environment = replace(
            environment,
            today=date.fromisoformat(scenario["today"]),
            door=scenario.get("door", "online"),
            city={**environment.city, **scenario.get("city", {})},
            applicant=known.applicant,
            household=household,
            principal=known.principal,
            events={name: date.fromisoformat(day) for name, day in scenario.get("events", {}).items()},
        )
        self.wrong: dict[str, str] = {}
        if "earlier" in scenario:
            self.environment = replace(self.environment, earlier=self.earlier(scenario["earlier"]))

    def earlier(self, given: Mapping[str, Any]) -> Mapping[str, object]:
        """As the questions that inherit them read what was written."""
        values: dict[str, object] = {KNOWN: True}
        values |= {name: value for name, value in given.items() if name not in (ANSWERS, RESULT)}
        for field in self.procedure.fields:
            part, name = inherited(field.known_from)
            if part and name in given.get(part, {}):
                parsed, message = read_hand_written(field, as_stored(field, given[part][name]), self.environment)
                values[f"{part}.{name}"] = parsed.value
                if message:
                    self.wrong[f"earlier.{part}.{name}"] = message
        return values

    def faults(self) -> Iterator[Fault]:
        known = set(self.procedure.by_name) | {repeat.id for repeat in self.procedure.repeats}
        unknown = sorted((self.given.unknown | {_plain(name) for name in self.named()}) - known | self.given.unknown)
        if unknown:
            yield "name", f"there is no question {', '.join(unknown)}"
            return
        no_paper = set(self.expect.get("not_attached", ())) - {paper.id for paper in self.procedure.papers}
        if no_paper:
            yield "name", f"there is no paper {', '.join(sorted(no_paper))}"
        path = self.walk()
        self.unread(path)
        for name, reason in self.wrong.items():
            yield "answer", f"{name} cannot be stored like this: {reason}"
        if self.wrong:
            return  # whatever else comes out follows from it
        for look in (
            self.questions,
            self.ending,
            self.mistakes,
            self.warnings,
            self.consequences,
            self.signers,
            self.values,
        ):
            yield from look(path)

    def walk(self) -> Path:
        path = self.trace()
        if self.scenario.get("offers") != "all":
            return path
        for key in list(path.offers):
            if key not in self.given.answers:
                every = range(len(path.offers[key]))
                taken = confirm_offers(self.procedure, path, self.given.answers, key, every)
                self.given = Given(taken, self.given.everywhere)
        return self.trace()

    def trace(self) -> Path:
        came = self.scenario.get("filed_by", SELF)
        return trace(self.procedure, self.read, self.environment, {**self.given.answers, CAME: came})

    def named(self) -> list[str]:
        expect = self.expect
        stop = [expect["stops_at"]] if "stops_at" in expect else []
        keys = ("asked", "not_asked", "mistakes", "warnings", "rows", "computed", "offered")
        return [*stop, *(name for key in keys for name in expect.get(key, ()))]

    def read(self, field: Field) -> Parsed:
        value = self.given.get(field)
        if value is None:
            return Parsed()
        parsed, message = read_hand_written(field, value, self.environment)
        if message:
            self.wrong[field.id] = message
        return parsed

    def unread(self, path: Path) -> None:
        # An answer to a question that is not asked may be of no type, too: the demo and the counter store it.
        for key, value in self.given.answers.items():
            if key not in path.asked and full_name(key) in self.procedure.by_name:
                message = read_hand_written(self.procedure.field(key), value, self.environment)[1]
                if message:
                    self.wrong[key] = message

    def questions(self, path: Path) -> Iterator[Fault]:
        asked = path.asked | {full_name(name) for name in path.asked}
        for name in map(_plain, self.expect.get("asked", ())):
            if name not in asked:
                yield "asked", f"{name} is not asked"
        unasked = {_plain(name) for name in self.expect.get("not_asked", ())}
        for name in sorted(unasked & asked):
            yield "not_asked", f"{name} is asked"
        answered = {name for name in self.given.names if name in self.procedure.by_name}
        idle = sorted(answered - asked - unasked)
        if idle:
            verbs = "have answers, but are" if len(idle) > 1 else "has an answer, but is"
            yield "not_asked", f"{', '.join(idle)} {verbs} not asked"
        steps = self.expect.get("steps")
        actual_steps = list(dict.fromkeys(page.step.id for page in path.pages))
        if steps is not None and list(steps) != actual_steps:
            yield "steps", f"the steps are {', '.join(actual_steps)}"
        for key, count in self.expect.get("rows", {}).items():
            if len(path.rows.get(key, ())) != count:
                yield "rows", f"{key} has {len(path.rows.get(key, ()))} rows"

    def ending(self, path: Path) -> Iterator[Fault]:
        complete = self.expect.get("complete")
        if complete is not None and complete != path.complete:
            listed = [page.page.id for page in path.pages if page.open and page.repeat is not None]
            lacks = ", ".join((*path.missing, *path.mistakes, *listed)) or "nothing"
            yield "complete", f"complete is {str(path.complete).lower()}; open: {lacks}"
        stopped = path.stopped.place.removeprefix("ask.").removesuffix(".stop") if path.stopped is not None else None
        if stopped != self.expect.get("stops_at"):
            yield "stops_at", f"it stops at {stopped}" if stopped else "it does not stop"
        for door, who in self.expect.get("who", {}).items():
            if list(who) != list(self.procedure.who.get(door, ())):
                yield "who", f"may file at the door {door}: {', '.join(self.procedure.who.get(door, ())) or 'nobody'}"

    def mistakes(self, path: Path) -> Iterator[Fault]:
        expected = {_plain(name): sentence for name, sentence in self.expect.get("mistakes", {}).items()}
        messages = _sentences(path.mistakes)
        messages |= {name: ["required"] for name in path.missing}
        for name, sentence in expected.items():
            if sentence not in _of(name, messages):
                yield "mistakes", f"{name} says {' / '.join(_of(name, messages) or ['nothing'])}"
        for name in path.mistakes:
            if name not in expected and full_name(name) not in expected and name not in self.wrong:
                yield "mistakes", f"{name} says {' / '.join(messages[name])}, which is not expected"

    def warnings(self, path: Path) -> Iterator[Fault]:
        messages = _sentences(path.warnings)
        for name, sentence in self.expect.get("warnings", {}).items():
            if sentence not in _of(_plain(name), messages):
                yield "warnings", f"{name} warns {' / '.join(_of(_plain(name), messages) or ['of nothing'])}"
        expected = {_plain(name) for name in self.expect.get("warnings", {})}
        for name in messages:
            if full_name(name) not in expected:
                yield "warnings", f"{name} warns {' / '.join(messages[name])}, which is not expected"

    def consequences(self, path: Path) -> Iterator[Fault]:
        day, until = due_day(self.procedure, path), withdraw_until(self.procedure, path)
        facts: dict[str, Callable[[], object]] = {
            "due": lambda: day.isoformat() if day is not None else None,
            "late": lambda: is_late(self.procedure, path, self.environment.today),
            "fee": lambda: fee_amount(self.procedure, path),
            "budget": lambda: budget_amount(self.procedure, path),
            "withdraw_until": lambda: until.isoformat() if until is not None else None,
            "tickets": lambda: tickets(self.procedure, path),
        }
        for name, find in facts.items():
            if name in self.expect and find() != self.expect[name]:
                yield name, f"{name} is {find()}"
        needed = sorted({needed.paper.id for needed in papers(self.procedure, path)})
        wanted = self.expect.get("attachments")
        if wanted is not None and sorted(wanted) != needed:
            yield "attachments", f"the papers are {', '.join(needed) or 'none'}"
        for name in sorted(set(self.expect.get("not_attached", ())) & set(needed)):
            yield "attachments", f"{name} is asked for"

    def signers(self, path: Path) -> Iterator[Fault]:
        due = due_signers(self.procedure, path, self.scenario.get("filed_by", SELF), self.environment.today)
        keys, wanted = [signer.key for signer in due], self.expect.get("signers")
        if wanted is not None and sorted(wanted) != sorted(keys):
            yield "signers", f"the signers are {', '.join(keys) or 'only the sender'}"
        for signer in twice(due):
            yield "signers", f"{signer.key} is the same person as another signer"

    def values(self, path: Path) -> Iterator[Fault]:
        for name, value in self.expect.get("computed", {}).items():
            field = self.procedure.field(_plain(name))
            # Numbers are stored as text, but scenarios give them as numbers.
            wanted = field.type.stored_of(value, field.settings) if type(value) is int else value
            value_there = path.unseen.get(name, path.answers.get(name))
            if value_there != wanted:
                yield "computed", f"{name} is {value_there}"
        for name, codes in self.expect.get("offered", {}).items():
            settings = next((asked.settings for asked in path.fields if asked.id == name), None)
            offered = settings.offered(self.environment.door) if isinstance(settings, ChoiceSettings) else ()
            if list(codes) != list(offered):
                yield "offered", f"{name} offers {', '.join(offered) or 'nothing'}"


def _plain(name: str) -> str:
    return full_name(name.replace("[*]", ""))


def _of(name: str, messages: Mapping[str, list[str]]) -> list[str]:
    return [sentence for key, sentences in messages.items() if full_name(key) == name for sentence in sentences]


def _sentences(mistakes: Mapping[str, Any]) -> dict[str, list[str]]:
    return {
        name: [
            with_values(str(mistake.arguments.get("say", mistake.key)), mistake.values, _JAPANESE)
            for mistake in mistakes_of_field
        ]
        for name, mistakes_of_field in mistakes.items()
    }
