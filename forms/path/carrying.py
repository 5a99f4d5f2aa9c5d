"""Carries answers of drafts to the next version by `carry_over`."""

# Without an entry an answer is kept, or asked again if the possible answers changed.

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from forms.answers import TAKEN, Answers
from forms.complaints import Complaint
from forms.definition.carry_over import CarryOver
from forms.definition.field import Value
from forms.definition.procedure import Field, Procedure, full_name
from forms.rules.faults import did_you_mean

KEPT, DOUBTFUL, ASKED_AGAIN, LOST = "kept", "doubtful", "asked_again", "lost"


@dataclass(frozen=True)
class Fate:
    what: str
    to: str


@dataclass(frozen=True)
class Doubt:
    key: str
    value: Value
    fits: bool


@dataclass(frozen=True)
class Carried:
    """`answers`, `doubts` by new key."""

    answers: Answers
    doubts: Mapping[str, Doubt] = field(default_factory=dict)
    again: tuple[str, ...] = ()  # new keys without the old answer
    lost: tuple[str, ...] = ()  # old keys


def fates(old: Procedure, new: Procedure) -> dict[str, Fate]:
    carry_over = new.carry_over or CarryOver()
    return {name: _fate(field_, name, new, carry_over) for name, field_ in old.by_name.items() if field_.type.asks}


def _fate(old: Field, name: str, new: Procedure, carry_over: CarryOver) -> Fate:
    to = renamed(name, carry_over.rename)
    target = new.by_name.get(to)
    if within(name, carry_over.drop) or target is None or not target.type.asks:
        return Fate(LOST, "")
    if within(to, carry_over.ask_again):
        return Fate(ASKED_AGAIN, to)
    doubtful = old.type.id != target.type.id or within(to, carry_over.review)
    if doubtful or (not within(to, carry_over.keep) and _answerable(old) != _answerable(target)):
        return Fate(DOUBTFUL, to)
    return Fate(KEPT, to)


def _answerable(question: Field) -> tuple[dict[str, Any], dict[str, bool]]:
    return question.settings.model_dump(exclude={"options"}), _offered(question)


def _offered(question: Field) -> dict[str, bool]:
    options = getattr(question.settings, "options", {})
    return {code: code in options and options[code].tell for code in question.type.options(question.settings)}


def carry(old: Procedure, new: Procedure, answers: Answers) -> Carried:
    fate, carry_over = fates(old, new), new.carry_over or CarryOver()
    repeats = {repeat.id for repeat in new.repeats}
    kept: dict[str, Value] = {}
    doubts: dict[str, Doubt] = {}
    again, lost = [], []
    for key, value in answers.items():
        if key == TAKEN:
            kept[TAKEN] = {
                _key(repeat_key, renamed(full_name(repeat_key), carry_over.rename), repeats): most
                for repeat_key, most in value.items()
            }
            continue
        name = full_name(key)
        to = fate[name].to if name in fate else renamed(name, carry_over.rename)
        new_key = (
            _key(key, to, repeats) if name in fate or (to in repeats and not within(name, carry_over.drop)) else ""
        )
        outcome = fate[name].what if name in fate else KEPT
        if not new_key:
            lost += [key] if name in fate else []
        elif outcome == ASKED_AGAIN:
            again.append(new_key)
        elif outcome == DOUBTFUL or (name in fate and not _fits(old.by_name[name], new.by_name[to], value)):
            doubts[new_key] = Doubt(key, value, _fits(old.by_name[name], new.by_name[to], value))
        else:
            kept[new_key] = value
    return Carried(kept, doubts, tuple(again), tuple(lost))


def _fits(old: Field, new: Field, value: Value) -> bool:
    if old.type.id != new.type.id:
        return False
    now, before = _offered(new), _offered(old)
    chosen = old.type.rule_value(value, old.settings) if before else ()
    codes = (chosen,) if isinstance(chosen, str) else chosen
    return not isinstance(codes, tuple) or all(now.get(code) == before[code] for code in codes)


def _key(key: str, to: str, repeats: set[str]) -> str:
    numbers = [part for part in key.split(".") if part.isdigit()]
    parts: list[str] = []
    name = ""
    for part in to.split(".") if to else ():
        name = f"{name}.{part}" if name else part
        parts.append(part)
        if name in repeats and name != to:
            if not numbers:
                return ""
            parts.append(numbers.pop(0))
    return "" if numbers else ".".join(parts)


def renamed(name: str, rename: Mapping[str, str]) -> str:
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        to = rename.get(".".join(parts[:length]))
        if to is not None:
            return ".".join((to, *parts[length:]))
    return name


def within(name: str, named: tuple[str, ...]) -> bool:
    return any(name == prefix or name.startswith(f"{prefix}.") for prefix in named)


def silences(old: Procedure, new: Procedure) -> list[Complaint]:
    """Changes that may affect drafts and are missing in `carry_over`, and its unknown old names."""
    carry_over = new.carry_over or CarryOver()
    complaints = [*_unknown(old, new, carry_over)]
    for name, field_ in old.by_name.items():
        text = _silence(field_, name, new, carry_over) if field_.type.asks else ""
        if text:
            path = f"ask.{renamed(name, carry_over.rename)}"
            mark = new.marks.get(path) or new.marks.get("carry_over") or new.marks.get("version", (1, 1))
            text = f"the question {name}（{field_.label}）{text}: open drafts may have answers to it; write under `carry_over` what happens to them"
            complaints.append(Complaint(new.source, *mark, "carry_over.silent", text))
    return sorted(complaints)


def _silence(old: Field, name: str, new: Procedure, carry_over: CarryOver) -> str:
    target = new.by_name.get(renamed(name, carry_over.rename))
    if within(name, carry_over.drop):
        return ""
    if target is None or not target.type.asks:
        return " is gone (drop or rename)"
    if within(target.name, (*carry_over.ask_again, *carry_over.review)):
        return ""
    if old.type.id != target.type.id:
        return f" is {target.type.id} instead of {old.type.id} (ask_again, review or drop)"
    removed_codes = [
        code for code in old.type.options(old.settings) if code not in target.type.options(target.settings)
    ]
    if removed_codes and not within(target.name, carry_over.keep):
        return f" no longer offers {', '.join(removed_codes)} (keep, review, ask_again or drop)"
    return ""


def _unknown(old: Procedure, new: Procedure, carry_over: CarryOver) -> Iterator[Complaint]:
    known = _names(old)
    for key, names in (("drop", carry_over.drop), ("rename", tuple(carry_over.rename))):
        for name in names:
            if name not in known:
                text = f"the version before has no question {name}{did_you_mean(name, known)}"
                mark = new.marks.get(f"carry_over.{key}", (1, 1))
                yield Complaint(new.source, *mark, "carry_over.unknown", text)


def _names(procedure: Procedure) -> set[str]:
    return {
        ".".join(parts[:length])
        for parts in (name.split(".") for name in (*procedure.by_name, *(repeat.id for repeat in procedure.repeats)))
        for length in range(1, len(parts) + 1)
    }
