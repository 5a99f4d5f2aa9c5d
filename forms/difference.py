"""What changed between two versions of a procedure, thing by thing. Pure: says nothing, prints nothing.

Each version is laid out as facts, (place, aspect) → what stands there; a change is a fact that is not the same in both."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from forms.carrying import renamed
from forms.procedure import CarryOver, Field, Paper, Procedure, Repeat, Rule, Sourced, Step
from forms.rules.expression import Expression
from forms.signer import Signer

Said = str | int | bool | Expression | tuple[str, ...]
Facts = dict[tuple[str, str], Said]

WHOLE = ""  # the aspect of a thing as a whole: its label, so that a change of it alone means new or gone


@dataclass(frozen=True)
class Change:
    """`before` None: it is new; `after` None: it is gone. `place` is a path (`ask.reason`, `attach.deed`, `steps.first`,
    `repeats.children`, `signers.spouse`) or "" for the procedure itself; `aspect` names what of it."""

    place: str
    aspect: str
    before: Said | None
    after: Said | None


@dataclass(frozen=True)
class Translated:
    """Paths of the sentences of one language."""

    new: tuple[str, ...]
    changed: tuple[str, ...]
    gone: tuple[str, ...]
    stale: tuple[str, ...]


def difference(old: Procedure, new: Procedure) -> list[Change]:
    """In the order of the new version, what is gone behind. A thing that is new or gone is one change."""
    rename = new.carry_over.rename if new.carry_over is not None else CarryOver().rename
    before, after = facts(old, rename), facts(new)
    places = list(dict.fromkeys([place for place, _ in (*after, *before)]))
    return [change for place in places for change in _changes(place, before, after)]


def _changes(place: str, before: Facts, after: Facts) -> Iterator[Change]:
    old = {aspect: said for (where, aspect), said in before.items() if where == place}
    new = {aspect: said for (where, aspect), said in after.items() if where == place}
    if place and not (old and new):
        yield Change(place, WHOLE, old.get(WHOLE), new.get(WHOLE))
        return
    for aspect in dict.fromkeys((*new, *old)):
        if _same(old.get(aspect)) != _same(new.get(aspect)):
            yield Change(place, aspect, old.get(aspect), new.get(aspect))


def _same(said: Said | None) -> object:
    return said.text if isinstance(said, Expression) else said


def facts(procedure: Procedure, rename: Mapping[str, str] = {}) -> Facts:
    """Everything that is said to people or decides something; nothing where nothing is said."""
    found: Facts = {("", aspect): said for aspect, said in _terms(procedure).items()}
    for step in procedure.steps:
        found |= {(step.path, aspect): said for aspect, said in _step(step).items()}
        for field in step.fields:
            place = f"ask.{renamed(field.name, rename)}"
            found |= {(place, aspect): said for aspect, said in _field(procedure, step, field).items()}
    for repeat in procedure.repeats:
        place = f"repeats.{renamed(repeat.id, rename)}"
        found |= {(place, aspect): said for aspect, said in _repeat(repeat).items()}
    for signer in procedure.signature.signers if procedure.signature is not None else ():
        found |= {(f"signers.{signer.id}", aspect): said for aspect, said in _signer(signer).items()}
    for paper in procedure.papers:
        found |= {(paper.path, aspect): said for aspect, said in _paper(paper).items()}
    return {key: said for key, said in found.items() if key[1] == WHOLE or said not in ("", (), None)}


def _field(procedure: Procedure, step: Step, one: Field) -> dict[str, Said]:
    japanese = procedure.texts["ja"]
    labels = {code: japanese.get(f"{one.path}.options.{code}.label", code) for code in one.type.options(one.settings)}
    found: dict[str, Said] = {
        WHOLE: one.label, "type": one.type.id, "step": step.title, "help": one.help, "why": one.why,
        "required": one.required, "when": one.when or "", "known_from": one.known_from, "compute": one.compute or "",
        "protection": one.protection, "source": _source(one.source),
    }  # fmt: skip
    found |= {f"option.{code}": label for code, label in labels.items()}
    limits = one.settings.model_dump(mode="json", exclude={"options"}, exclude_defaults=True)
    found |= {f"limit.{key}": str(value) for key, value in limits.items()}
    found |= _rules(one.must, "must") | _rules(one.warn, "warn")
    if one.stop is not None:
        found |= {"stop": one.stop.when, "stop.say": one.stop.say, "stop.next": one.stop.next}
        found |= {"stop.source": _source(one.stop.source)}
    return found


def _rules(rules: tuple[Rule, ...], kind: str) -> dict[str, Said]:
    found: dict[str, Said] = {f"{kind}.{rule.that.text}": rule.say for rule in rules}
    return found | {f"source.{rule.that.text}": _source(rule.source) for rule in rules}


def _source(said: Sourced | None) -> Said:
    return () if said is None else (said.text, said.certainty)


def _step(step: Step) -> dict[str, Said]:
    return {WHOLE: step.title, "when": step.when or "", **_rules(step.must, "must")}


def _repeat(repeat: Repeat) -> dict[str, Said]:
    return {
        WHOLE: repeat.label, "min": repeat.min, "max": repeat.max, "rows": repeat.rows or "",
        "when": repeat.when or "", **_rules(repeat.must, "must"),
    }  # fmt: skip


def _paper(paper: Paper) -> dict[str, Said]:
    return {
        WHOLE: paper.label, "why": paper.why, "when": paper.when or "", "later": paper.later,
        "later_days": paper.later_days or "", "from": paper.from_, "one_of": paper.one_of, "certainty": paper.certainty,
    }  # fmt: skip


def _signer(one: Signer) -> dict[str, Said]:
    found: dict[str, Said] = {
        WHOLE: one.label, "name": one.name, "birth": one.birth, "when": one.when or "", "filed_by": one.filed_by,
        "days": one.days, "paper": one.paper,
    }  # fmt: skip
    return found | ({"guardian": one.guardian.name, "guardian.birth": one.guardian.birth} if one.guardian else {})


def _terms(procedure: Procedure) -> dict[str, Said]:
    period, due, window, fee, keep = procedure.period, procedure.due, procedure.window, procedure.fee, procedure.keep
    appeal, signature, number = procedure.appeal, procedure.signature, procedure.my_number
    found: dict[str, Said] = {
        "title": procedure.title, "summary": procedure.summary, "kind": procedure.kind, "duty": procedure.duty,
        "law": procedure.law.text, "law.certainty": procedure.law.certainty, "sign_in": procedure.sign_in,
        "fee": fee.text, "fee.amount": fee.amount or "", "fee.exempt": fee.exempt or "", "fee.evidence": fee.evidence,
        "fee.certainty": fee.certainty, "fee.paid": fee.paid, "delivery": procedure.delivery, "next": procedure.next,
        "helper": procedure.helper, "capacity": str(procedure.capacity or ""), "kana": procedure.kana,
        "events": procedure.events, "search": procedure.search, "invited": procedure.invited,
        "reservation": procedure.reservation, "check": procedure.check,
    }  # fmt: skip
    found |= {f"who.{door}": who for door, who in procedure.who.items()}
    found |= {f"bring.{door}": what for door, what in procedure.bring.items()}
    found |= {f"show.{role}": what for role, what in procedure.show.items()}
    found |= {f"notice.{state}": words for state, words in procedure.notices.items()}
    found |= {f"principal.{role}": name for role, name in procedure.principal.items()}
    found |= {f"setting.{name}": str(one.default) for name, one in procedure.settings.items()}
    found |= {f"reason.{code}": words for code, words in procedure.return_reasons.items()}
    if period is not None:
        found |= {
            "period": period.days, "period.unit": period.unit, "period.kind": period.kind,
            "period.stops": period.stops, "period.certainty": period.certainty,
        }  # fmt: skip
    if due is not None:
        found |= {"due": due.on, "due.late": due.late, "due.certainty": due.certainty}
    if window is not None:
        found |= {"window.from": window.from_, "window.to": window.to, "window.say": window.say}
    if procedure.duplicate is not None:
        found |= {"duplicate": procedure.duplicate.same, "duplicate.open_only": procedure.duplicate.open_only}
        found |= {"duplicate.once": procedure.duplicate.once}
    if appeal is not None:
        found |= {"appeal": appeal.body, "appeal.within": appeal.within, "appeal.court": appeal.court_within}
    if procedure.forwarding is not None:
        found |= {"forwarding": procedure.forwarding.to}
    if signature is not None:
        found |= {"signature": signature.need, "signature.because": signature.because}
        found |= {"signature.order": signature.order} if signature.signers else {}
    if number is not None:
        found |= {"my_number": number.how, "my_number.of": number.of}
    if keep is not None:
        found |= {"keep": keep.years, "keep.from": keep.from_, "keep.then": keep.then}
    return found


def translations(old: Procedure, new: Procedure) -> dict[str, Translated]:
    """By language, where anything differs or is behind its Japanese."""
    found = {}
    for language in sorted({*old.texts, *new.texts} - {"ja"}):
        before, after = old.texts.get(language, {}), new.texts.get(language, {})
        one = Translated(
            tuple(path for path in after if path not in before),
            tuple(path for path in after if path in before and after[path] != before[path]),
            tuple(path for path in before if path not in after),
            tuple(new.stale.get(language, ())),
        )
        if any((one.new, one.changed, one.gone, one.stale)):
            found[language] = one
    return found
