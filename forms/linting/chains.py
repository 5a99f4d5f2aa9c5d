"""`follows` over all offered procedures: only here are both ends of a link known."""

from collections.abc import Collection, Iterator, Mapping

from forms.complaints import Complaint
from forms.definition.field import FieldType
from forms.definition.linked import linked
from forms.definition.predecessor import RESULT, inherited
from forms.definition.procedure import Field, Procedure
from forms.linting.finding import Finding, complaint
from forms.rules.faults import did_you_mean

# Never the answer of another application: evidence, a decision of that day, a place that is used up, a sealed number.
_NEVER = frozenset({"file", "consent", "signature", "slot", "my_number", "note"})


def check_chains(procedures: Collection[Procedure], offered: Mapping[str, Procedure]) -> list[Complaint]:
    """`offered`: all that may be followed, by id."""
    return sorted({complaint(each, finding) for each in procedures for finding in _faults(each, offered)})


def _faults(procedure: Procedure, offered: Mapping[str, Procedure]) -> Iterator[Finding]:
    follows = procedure.follows
    if follows is None:
        return
    earlier = offered.get(follows.procedure)
    if earlier is None:
        text = f"there is no procedure {follows.procedure}{did_you_mean(follows.procedure, offered)}"
        yield Finding("follows.procedure", "follows.unknown", text)
        return
    circle = _circle(procedure, offered)
    if circle:
        text = f"a procedure cannot follow itself: {' → '.join(circle)}"
        yield Finding("follows.procedure", "follows.loop", text)
    for number, outcome in enumerate(follows.outcomes):
        if outcome not in earlier.outcomes:
            text = f"{earlier.id} has no outcome {outcome}{did_you_mean(outcome, earlier.outcomes)}"
            yield Finding(f"follows.outcomes.{number}", "follows.outcome", text)
    if follows.settles and not _has_budget_before(procedure, offered):
        text = f"neither {earlier.id} nor what it follows has a budget: write `budget` there, or remove `settles`"
        yield Finding("follows.settles", "follows.settles", text)
    for field in linked(procedure).fields:
        part, name = inherited(field.known_from)
        if part:
            yield from _unlike(field, earlier, part, name)


def _circle(procedure: Procedure, offered: Mapping[str, Procedure]) -> list[str]:
    chain = [procedure.id]
    step = procedure.follows
    while step is not None and step.procedure not in chain[1:]:
        chain.append(step.procedure)
        if step.procedure == procedure.id:
            return chain
        step = offered[step.procedure].follows if step.procedure in offered else None
    return []


def _has_budget_before(procedure: Procedure, offered: Mapping[str, Procedure]) -> bool:
    seen = {procedure.id}
    step = procedure.follows
    while step is not None and step.procedure in offered and step.procedure not in seen:
        seen.add(step.procedure)
        if offered[step.procedure].budget is not None:
            return True
        step = offered[step.procedure].follows
    return False


def _unlike(field: Field, earlier: Procedure, part: str, name: str) -> Iterator[Finding]:
    place = f"{field.path}.known_from"
    asked = earlier.result.fields if part == RESULT and earlier.result is not None else earlier.fields
    if part == RESULT:
        asked = earlier.result.fields if earlier.result is not None else ()
    known = {own.name.removeprefix(f"{RESULT}."): own for own in asked if not own.own and own.exported}
    source = known.get(name)
    if source is None:
        source_name = "the result" if part == RESULT else "the questions"
        text = f"{source_name} of {earlier.id} have no {name} outside of rows{did_you_mean(name, known)}"
        yield Finding(place, "follows.question", text)
    elif source.type.id in _NEVER:
        yield Finding(place, "follows.never", f"a {source.type.id} is never inherited: ask it again")
    elif kind_of(source.type, source.settings) != kind_of(field.type, field.settings):
        theirs, ours = kind_of(source.type, source.settings), kind_of(field.type, field.settings)
        yield Finding(place, "follows.type", f"{name} of {earlier.id} is {theirs}, and this question {ours}")
    else:
        missing = sorted(set(source.type.options(source.settings)) - set(field.type.options(field.settings)))
        if missing:
            text = f"{name} of {earlier.id} may be {', '.join(missing)}, which is no option here: add it"
            yield Finding(place, "follows.option", text)


def kind_of(type_: FieldType, settings: object) -> str:
    """A computed value is stored as its own kind."""
    of = getattr(settings, "of", "") if type_.id == "computed" else ""
    return str(of) or type_.id
