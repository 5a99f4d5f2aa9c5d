"""Two versions: (place, aspect) → value."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from forms.definition.budget import Budget
from forms.definition.carry_over import CarryOver
from forms.definition.drawing import Drawing
from forms.definition.outcome import Outcome
from forms.definition.predecessor import EARLIER, Predecessor
from forms.definition.procedure import Field, Paper, Procedure, Repeat, Rule, Sourced, Step, repeats_in
from forms.definition.receiving import Receiving
from forms.definition.signer import Signer
from forms.definition.terms import Appeal, Following, NextStep, Withdrawal
from forms.path.carrying import renamed
from forms.rules.expression import Expression

AspectValue = str | int | bool | Expression | tuple[str, ...]
Facts = dict[tuple[str, str], AspectValue]

WHOLE = ""  # aspect for the label of a thing: a change of it alone means that the thing is new or gone


@dataclass(frozen=True)
class Change:
    """`before` None: new; `after` None: gone. `place` is a path (`ask.reason`, `repeats.children`), "" for the
    procedure."""

    place: str
    aspect: str
    before: AspectValue | None
    after: AspectValue | None


@dataclass(frozen=True)
class Translated:
    new: tuple[str, ...]
    changed: tuple[str, ...]
    gone: tuple[str, ...]
    stale: tuple[str, ...]


def difference(old: Procedure, new: Procedure) -> list[Change]:
    """In the new version's order, removed things last."""
    rename = new.carry_over.rename if new.carry_over is not None else CarryOver().rename
    before, after = facts(old, rename), facts(new)
    places = list(dict.fromkeys([place for place, _ in (*after, *before)]))
    return [change for place in places for change in _changes(place, before, after)]


def _changes(place: str, before: Facts, after: Facts) -> Iterator[Change]:
    old = {aspect: value for (fact_place, aspect), value in before.items() if fact_place == place}
    new = {aspect: value for (fact_place, aspect), value in after.items() if fact_place == place}
    if place and not (old and new):
        yield Change(place, WHOLE, old.get(WHOLE), new.get(WHOLE))
        return
    for aspect in dict.fromkeys((*new, *old)):
        if _same(old.get(aspect)) != _same(new.get(aspect)):
            yield Change(place, aspect, old.get(aspect), new.get(aspect))


def _same(value: AspectValue | None) -> object:
    return value.text if isinstance(value, Expression) else value


def facts(procedure: Procedure, rename: Mapping[str, str] = {}) -> Facts:
    facts_by_place: Facts = {("", aspect): value for aspect, value in _terms(procedure).items()}
    for step in (*procedure.steps, *([procedure.result] if procedure.result is not None else [])):
        facts_by_place |= {(step.path, aspect): value for aspect, value in _step(step).items()}
        for field in step.fields:
            place = f"ask.{renamed(field.name, rename)}"
            facts_by_place |= {(place, aspect): value for aspect, value in _field(procedure, step, field).items()}
    for repeat in (*procedure.repeats, *(repeats_in(procedure.result.items) if procedure.result is not None else ())):
        place = f"repeats.{renamed(repeat.id, rename)}"
        facts_by_place |= {(place, aspect): value for aspect, value in _repeat(repeat).items()}
    for signer in procedure.signature.signers if procedure.signature is not None else ():
        facts_by_place |= {(f"signers.{signer.id}", aspect): value for aspect, value in _signer(signer).items()}
    for paper in procedure.papers:
        facts_by_place |= {(paper.path, aspect): value for aspect, value in _paper(paper).items()}
    return {key: value for key, value in facts_by_place.items() if key[1] == WHOLE or value not in ("", (), None)}


def _field(procedure: Procedure, step: Step, field: Field) -> dict[str, AspectValue]:
    japanese = procedure.texts["ja"]
    labels = {
        code: japanese.get(f"{field.path}.options.{code}.label", code) for code in field.type.options(field.settings)
    }
    facts_by_aspect: dict[str, AspectValue] = {
        WHOLE: field.label, "type": field.type.id, "step": step.title, "help": field.help, "why": field.why,
        "required": field.required, "when": field.when or "", "known_from": field.known_from, "compute": field.compute or "",
        "protection": field.protection, "source": _source(field.source),
    }  # fmt: skip
    if field.known_from.startswith(f"{EARLIER}."):
        facts_by_aspect |= {"known_from.change": field.change, "known_from.until": field.change_until or ""}
    facts_by_aspect |= {f"option.{code}": label for code, label in labels.items()}
    facts_by_aspect |= {f"offered.{code}": rule for code, rule in field.offered_when.items()}
    facts_by_aspect |= {
        f"places.{code}": str(places) for code, places in getattr(field.settings, "capacities", {}).items()
    }
    limits = field.settings.model_dump(mode="json", exclude={"options"}, exclude_defaults=True)
    facts_by_aspect |= {f"limit.{key}": str(value) for key, value in limits.items()}
    facts_by_aspect |= _rules(field.must, "must") | _rules(field.warn, "warn")
    if field.stop is not None:
        facts_by_aspect |= {"stop": field.stop.when, "stop.say": field.stop.say, "stop.next": field.stop.next}
        facts_by_aspect |= {"stop.source": _source(field.stop.source)}
    return facts_by_aspect


def _rules(rules: tuple[Rule, ...], kind: str) -> dict[str, AspectValue]:
    facts_by_aspect: dict[str, AspectValue] = {f"{kind}.{rule.that.text}": rule.say for rule in rules}
    return facts_by_aspect | {f"source.{rule.that.text}": _source(rule.source) for rule in rules}


def _source(source: Sourced | None) -> AspectValue:
    return () if source is None else (source.text, source.certainty)


def _step(step: Step) -> dict[str, AspectValue]:
    return {WHOLE: step.title, "when": step.when or "", **_rules(step.must, "must")}


def _repeat(repeat: Repeat) -> dict[str, AspectValue]:
    return {
        WHOLE: repeat.label, "min": repeat.min, "max": repeat.max, "rows": repeat.rows or "",
        "when": repeat.when or "", **_rules(repeat.must, "must"),
    }  # fmt: skip


def _paper(paper: Paper) -> dict[str, AspectValue]:
    return {
        WHOLE: paper.label, "why": paper.why, "when": paper.when or "", "required": paper.required, "later": paper.later,
        "later_days": paper.later_days or "", "from": paper.from_, "one_of": paper.one_of, "certainty": paper.certainty,
    }  # fmt: skip


def _signer(signer: Signer) -> dict[str, AspectValue]:
    facts_by_aspect: dict[str, AspectValue] = {
        WHOLE: signer.label, "name": signer.name, "birth": signer.birth, "when": signer.when or "", "filed_by": signer.filed_by,
        "days": signer.days, "paper": signer.paper,
    }  # fmt: skip
    return facts_by_aspect | (
        {"guardian": signer.guardian.name, "guardian.birth": signer.guardian.birth} if signer.guardian else {}
    )


def _appeal(appeal: Appeal) -> dict[str, AspectValue]:
    facts_by_aspect: dict[str, AspectValue] = {
        "appeal": appeal.body or appeal.none, "appeal.within": appeal.within, "appeal.court": appeal.court_within,
        "appeal.first": appeal.ruling_first.text if appeal.ruling_first else "", "appeal.law": appeal.law,
    }  # fmt: skip
    return facts_by_aspect | {
        f"appeal_case.{number}": _appeal_case(case) for number, case in enumerate(appeal.cases, 1)
    }


def _appeal_case(case: Appeal) -> tuple[str, ...]:
    first = case.ruling_first.text if case.ruling_first else ""
    when = case.when.text if case.when else ""
    parts = (when, *case.outcomes, case.body or case.none, case.law, case.within, case.court_within, first)
    return tuple(part for part in parts if part)


def _following(item: Following) -> tuple[str, ...]:
    about = "payment" if item.payment else ""
    parts = (about, *item.outcomes, item.when.text if item.when else "", item.say, item.source, item.certainty)
    return tuple(part for part in parts if part)


def _next(item: NextStep) -> str:
    limits = ([item.when.text] if item.when else []) + ([f"until {item.until}"] if item.until else [])
    return ": ".join((*limits, item.say))


def _outcome(outcome: Outcome) -> dict[str, AspectValue]:
    place = f"outcome.{outcome.id}"
    return {
        place: outcome.label, f"{place}.notice": outcome.notice, f"{place}.state": outcome.state,
        f"{place}.written_by": outcome.written_by, f"{place}.disposition": outcome.disposition,
        f"{place}.reasons": outcome.reasons, f"{place}.effective": outcome.effective,
        f"{place}.term": outcome.term, f"{place}.renews_by": outcome.renews_by,
        f"{place}.remind_days": tuple(str(days) for days in outcome.remind_days),
        f"{place}.on_list": outcome.on_list, f"{place}.law": outcome.law,
        f"{place}.at_counter": outcome.at_counter or "",
        f"{place}.coupon": outcome.coupon, f"{place}.coupon_value": outcome.coupon_value,
    }  # fmt: skip


def _filers(procedure: Procedure) -> dict[str, AspectValue]:
    filers: dict[str, AspectValue] = {f"who.{door}": who for door, who in procedure.who.items()}
    for role, rule in procedure.who_when.items():
        filers |= {f"who_when.{role}": rule.that, f"who_say.{role}": rule.say}
    return filers


def _follows(follows: Predecessor | None) -> dict[str, AspectValue]:
    if follows is None:
        return {}
    return {
        "follows": follows.procedure, "follows.outcomes": follows.outcomes, "follows.once": follows.once,
        "follows.by": follows.by or "", "follows.answers": follows.answers, "follows.certainty": follows.certainty,
        "budget.settles": follows.settles,
    }  # fmt: skip


def _budget(budget: Budget | None) -> dict[str, AspectValue]:
    if budget is None:
        return {}
    return {
        "budget": budget.setting, "budget.amount": budget.amount, "budget.granted": budget.granted,
        "budget.order": budget.order, "budget.used_up": budget.used_up, "budget.say": budget.say,
        "budget.certainty": budget.certainty,
    }  # fmt: skip


def _drawing(drawing: Drawing) -> dict[str, AspectValue]:
    places, slots = drawing.places, drawing.slots
    listed = places if isinstance(places, int | str) else tuple(f"{unit} {count}" for unit, count in places.items())
    return {
        "drawing": listed, "drawing.units": drawing.units, "drawing.tickets": drawing.tickets or "",
        "drawing.certainty": drawing.certainty,
        "drawing.slots": () if slots is None else (slots.from_, slots.to, str(slots.confirm)),
    }  # fmt: skip


def _receiving(receiving: Receiving | None) -> dict[str, AspectValue]:
    return {} if receiving is None else {"receiving": receiving.question, "receiving.near": receiving.near}


def _withdraw(withdraw: Withdrawal | None) -> dict[str, AspectValue]:
    if withdraw is None:
        return {}
    return {"withdraw": withdraw.until, "withdraw.say": withdraw.say, "withdraw.certainty": withdraw.certainty}


def _terms(procedure: Procedure) -> dict[str, AspectValue]:
    period, due, window, fee, keep = procedure.period, procedure.due, procedure.window, procedure.fee, procedure.keep
    appeal, signature, number = procedure.appeal, procedure.signature, procedure.my_number
    facts_by_aspect: dict[str, AspectValue] = {
        "title": procedure.title, "summary": procedure.summary, "kind": procedure.kind, "duty": procedure.duty,
        "law": procedure.law.text, "law.certainty": procedure.law.certainty, "sign_in": procedure.sign_in,
        "fee": fee.text, "fee.amount": fee.amount or "", "fee.exempt": fee.exempt or "", "fee.evidence": fee.evidence,
        "fee.certainty": fee.certainty, "fee.paid": fee.paid, "delivery": procedure.delivery, "next": tuple(map(_next, procedure.next)),
        "helper": procedure.helper, "tallied": procedure.tallied, "capacity": str(procedure.capacity or ""), "kana": procedure.kana,
        "events": procedure.events, "search": procedure.search, "invited": procedure.invited,
        "reservation": procedure.reservation, "check": procedure.check,
    }  # fmt: skip
    facts_by_aspect |= _filers(procedure)
    facts_by_aspect |= {f"bring.{door}": items for door, items in procedure.bring.items()}
    facts_by_aspect |= {f"show.{role}": items for role, items in procedure.show.items()}
    facts_by_aspect |= {f"notice.{state}": words for state, words in procedure.notices.items()}
    for outcome in procedure.named_outcomes.values():
        facts_by_aspect |= _outcome(outcome)
    facts_by_aspect |= {f"after.{number}": _following(item) for number, item in enumerate(procedure.after, 1)}
    facts_by_aspect |= {f"principal.{role}": name for role, name in procedure.principal.items()}
    facts_by_aspect |= {f"addressee.{role}": name for role, name in procedure.addressee.items()}
    facts_by_aspect |= {f"setting.{name}": str(setting.default) for name, setting in procedure.settings.items()}
    facts_by_aspect |= {f"reason.{code}": words for code, words in procedure.return_reasons.items()}
    facts_by_aspect |= {f"reason_of.{code}": names for code, names in procedure.return_reasons_of.items()}
    for ready in procedure.refusal_reasons:
        facts_by_aspect |= {
            f"refusal.{ready.id}": ready.say, f"refusal.{ready.id}.law": ready.law,
            f"refusal.{ready.id}.outcomes": ready.outcomes, f"refusal.{ready.id}.certainty": ready.certainty,
        }  # fmt: skip
    if period is not None:
        facts_by_aspect |= {
            "period": period.days, "period.unit": period.unit, "period.kind": period.kind,
            "period.stops": period.stops, "period.certainty": period.certainty,
        }  # fmt: skip
    if due is not None:
        facts_by_aspect |= {"due": due.on, "due.late": due.late, "due.certainty": due.certainty}
    if window is not None:
        facts_by_aspect |= {"window.from": window.from_, "window.to": window.to, "window.say": window.say}
    facts_by_aspect |= _follows(procedure.follows) | _budget(procedure.budget) | _receiving(procedure.receiving)
    if procedure.drawing is not None:
        facts_by_aspect |= _drawing(procedure.drawing)
    if procedure.duplicate is not None:
        facts_by_aspect |= {"duplicate": procedure.duplicate.same, "duplicate.open_only": procedure.duplicate.open_only}
        facts_by_aspect |= {"duplicate.once": procedure.duplicate.once, "duplicate.per": procedure.duplicate.per}
        facts_by_aspect |= {"duplicate.household": procedure.duplicate.household}
        facts_by_aspect |= {"duplicate.instead": procedure.duplicate.instead}
        facts_by_aspect |= {"duplicate.years": procedure.duplicate.years, "duplicate.say": procedure.duplicate.say}
    facts_by_aspect |= _withdraw(procedure.withdraw)
    if appeal is not None:
        facts_by_aspect |= _appeal(appeal)
    if procedure.forwarding is not None:
        facts_by_aspect |= {"forwarding": procedure.forwarding.to, "forwarding.when": procedure.forwarding.when or ""}
    if signature is not None:
        facts_by_aspect |= {"signature": signature.need, "signature.because": signature.because}
        facts_by_aspect |= {"signature.order": signature.order} if signature.signers else {}
    if number is not None:
        facts_by_aspect |= {"my_number": number.how, "my_number.of": number.of}
    if keep is not None:
        facts_by_aspect |= {"keep": keep.years, "keep.from": keep.from_, "keep.then": keep.then}
    return facts_by_aspect


def translations(old: Procedure, new: Procedure) -> dict[str, Translated]:
    by_language = {}
    for language in sorted({*old.texts, *new.texts} - {"ja"}):
        before, after = old.texts.get(language, {}), new.texts.get(language, {})
        translated = Translated(
            tuple(path for path in after if path not in before),
            tuple(path for path in after if path in before and after[path] != before[path]),
            tuple(path for path in before if path not in after),
            tuple(new.stale.get(language, ())),
        )
        if any((translated.new, translated.changed, translated.gone, translated.stale)):
            by_language[language] = translated
    return by_language
