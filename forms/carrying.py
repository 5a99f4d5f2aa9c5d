"""What becomes of the answers of an open draft when the version it was begun in is followed by another.

`carry_over` of the new version says it; where it is silent, an answer stays unless what may be answered there has changed:
then it is asked again, the old one beside it. Knows no person and no page."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from forms.answers import TAKEN, Answers
from forms.complaints import Complaint
from forms.field import Value
from forms.procedure import CarryOver, Field, Procedure, full_name
from forms.rules.faults import did_you_mean

KEPT, DOUBTFUL, ASKED_AGAIN, LOST = "kept", "doubtful", "asked_again", "lost"


@dataclass(frozen=True)
class Fate:
    """What becomes of the answers of a question of the old version. `to` is its full name in the new one, or ""."""

    what: str
    to: str


@dataclass(frozen=True)
class Doubt:
    """An answer that is to be given again. `key` and `value` are the old ones; `fits`: it may be given once more."""

    key: str
    value: Value
    fits: bool


@dataclass(frozen=True)
class Carried:
    """The answers under their new keys. `doubts` by new key; `again`: keys that are asked again without an old answer
    beside; `lost`: old keys whose answers are gone."""

    answers: Answers
    doubts: Mapping[str, Doubt] = field(default_factory=dict)
    again: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()


def fates(old: Procedure, new: Procedure) -> dict[str, Fate]:
    """By the full name of each question of the old version that somebody answers."""
    said = new.carry_over or CarryOver()
    return {name: _fate(one, name, new, said) for name, one in old.by_name.items() if one.type.asks}


def _fate(old: Field, name: str, new: Procedure, said: CarryOver) -> Fate:
    to = renamed(name, said.rename)
    target = new.by_name.get(to)
    if within(name, said.drop) or target is None or not target.type.asks:
        return Fate(LOST, "")
    if within(to, said.ask_again):
        return Fate(ASKED_AGAIN, to)
    doubtful = old.type.id != target.type.id or within(to, said.review)
    if doubtful or (not within(to, said.keep) and _answerable(old) != _answerable(target)):
        return Fate(DOUBTFUL, to)
    return Fate(KEPT, to)


def _answerable(one: Field) -> tuple[dict[str, Any], dict[str, bool]]:
    """What may be answered: the limits of the type, and the codes it offers whatever they are called."""
    return one.settings.model_dump(exclude={"options"}), _offered(one)


def _offered(one: Field) -> dict[str, bool]:
    """The codes of the options; whether there is more to tell beside."""
    options = getattr(one.settings, "options", {})
    return {code: code in options and options[code].tell for code in one.type.options(one.settings)}


def carry(old: Procedure, new: Procedure, answers: Answers) -> Carried:
    """The answers of a draft of `old` as answers of `new`. Rows stay rows."""
    fate, said = fates(old, new), new.carry_over or CarryOver()
    repeats = {repeat.id for repeat in new.repeats}
    kept: dict[str, Value] = {}
    doubts: dict[str, Doubt] = {}
    again, lost = [], []
    for key, value in answers.items():
        if key == TAKEN:
            kept[TAKEN] = {
                _key(one, renamed(full_name(one), said.rename), repeats): most for one, most in value.items()
            }
            continue
        name = full_name(key)
        to = fate[name].to if name in fate else renamed(name, said.rename)
        there = _key(key, to, repeats) if name in fate or (to in repeats and not within(name, said.drop)) else ""
        what = fate[name].what if name in fate else KEPT
        if not there:
            lost += [key] if name in fate else []
        elif what == ASKED_AGAIN:
            again.append(there)
        elif what == DOUBTFUL or (name in fate and not _fits(old.by_name[name], new.by_name[to], value)):
            doubts[there] = Doubt(key, value, _fits(old.by_name[name], new.by_name[to], value))
        else:
            kept[there] = value
    return Carried(kept, doubts, tuple(again), tuple(lost))


def _fits(old: Field, new: Field, value: Value) -> bool:
    """Whether the same can be answered again: the type reads it, and what was chosen is still offered."""
    if old.type.id != new.type.id:
        return False
    now, before = _offered(new), _offered(old)
    chosen = old.type.rule_value(value, old.settings) if before else ()
    codes = (chosen,) if isinstance(chosen, str) else chosen
    return not isinstance(codes, tuple) or all(now.get(code) == before[code] for code in codes)


def _key(key: str, to: str, repeats: set[str]) -> str:
    """`kids.1.born` for `children.1.birth` → `kids.born`; "" where it would stand in more or fewer rows."""
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
    """The name in the new version; a block or repeat that is renamed takes its questions along."""
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        to = rename.get(".".join(parts[:length]))
        if to is not None:
            return ".".join((to, *parts[length:]))
    return name


def within(name: str, named: tuple[str, ...]) -> bool:
    """Whether the question, or the block or repeat that it stands in, is named."""
    return any(name == one or name.startswith(f"{one}.") for one in named)


def silences(old: Procedure, new: Procedure) -> list[Complaint]:
    """Where a draft of `old` could be hurt and `new` says nothing, and what it says of questions that were not there."""
    said = new.carry_over or CarryOver()
    found = [*_unknown(old, new, said)]
    for name, one in old.by_name.items():
        text = _silence(one, name, new, said) if one.type.asks else ""
        if text:
            path = f"ask.{renamed(name, said.rename)}"
            mark = new.marks.get(path) or new.marks.get("carry_over") or new.marks.get("version", (1, 1))
            text = f"the question {name}（{one.label}）{text}: open drafts may answer it; say under `carry_over` what becomes of that"
            found.append(Complaint(new.source, *mark, "carry_over.silent", text))
    return sorted(found)


def _silence(old: Field, name: str, new: Procedure, said: CarryOver) -> str:
    target = new.by_name.get(renamed(name, said.rename))
    if within(name, said.drop):
        return ""
    if target is None or not target.type.asks:
        return " is gone (drop or rename)"
    if within(target.name, (*said.ask_again, *said.review)):
        return ""
    if old.type.id != target.type.id:
        return f" is {target.type.id} instead of {old.type.id} (ask_again, review or drop)"
    gone = [code for code in old.type.options(old.settings) if code not in target.type.options(target.settings)]
    if gone and not within(target.name, said.keep):
        return f" no longer offers {', '.join(gone)} (keep, review, ask_again or drop)"
    return ""


def _unknown(old: Procedure, new: Procedure, said: CarryOver) -> Iterator[Complaint]:
    """What lint cannot know: names of the version before."""
    known = _names(old)
    for key, names in (("drop", said.drop), ("rename", tuple(said.rename))):
        for name in names:
            if name not in known:
                text = f"the version before has no question {name}{did_you_mean(name, known)}"
                mark = new.marks.get(f"carry_over.{key}", (1, 1))
                yield Complaint(new.source, *mark, "carry_over.unknown", text)


def _names(procedure: Procedure) -> set[str]:
    """Questions, and the blocks and repeats that they stand in."""
    return {
        ".".join(parts[:length])
        for parts in (name.split(".") for name in (*procedure.by_name, *(one.id for one in procedure.repeats)))
        for length in range(1, len(parts) + 1)
    }
