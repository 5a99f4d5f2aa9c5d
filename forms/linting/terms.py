from collections.abc import Iterator

from forms.definition.procedure import Procedure
from forms.definition.terms import BEFORE_SENDING, Appeal
from forms.linting.finding import Check, Finding
from forms.rules.faults import did_you_mean


def _appeal(procedure: Procedure) -> Iterator[Finding]:
    # 教示 (行政不服審査法82条) belongs only to a 処分 of the city.
    disposition = any(outcome.disposition for outcome in procedure.outcomes.values())
    appeal, away = procedure.appeal, procedure.forwarding
    elsewhere = away is not None and away.when is None
    if appeal is None:
        if disposition and not elsewhere:
            text = (
                f"this {procedure.kind} may end in a disposition: write under `appeal` to whom and until when to object"
            )
            yield Finding("kind", "lint.appeal", text)
        return
    if elsewhere:
        text = "another body decides and names where to object: remove `appeal`, or write `when` under `forwarding`"
        yield Finding("appeal", "lint.appeal_forwarded", text)
    if not disposition:
        text = f"a {procedure.kind} ends without a decision to object to: remove `appeal`"
        yield Finding("appeal", "lint.appeal_none", text)
    yield from _appeal_cases(procedure, appeal)


def _appeal_cases(procedure: Procedure, appeal: Appeal) -> Iterator[Finding]:
    dispositions = [name for name, outcome in procedure.outcomes.items() if outcome.disposition]
    for number, rule in enumerate(appeal.cases):
        place = f"appeal.cases.{number}"
        for outcome in rule.outcomes:
            if outcome not in dispositions:
                text = f"no disposition {outcome}{did_you_mean(outcome, dispositions)}"
                yield Finding(f"{place}.outcomes", "lint.appeal_outcome", text)
        if rule.when is None and not rule.outcomes:
            text = "a case without `when` or `outcomes` leaves nothing to what follows: write one, or remove the case"
            yield Finding(place, "lint.appeal_case", text)


def _following(procedure: Procedure) -> Iterator[Finding]:
    for item in procedure.after:
        for outcome in item.outcomes:
            if outcome not in procedure.outcomes:
                text = f"no outcome {outcome}{did_you_mean(outcome, procedure.outcomes)}"
                yield Finding(f"{item.place}.outcomes", "lint.after_outcome", text)


def _refusal_reasons(procedure: Procedure) -> Iterator[Finding]:
    reasoned = [name for name, outcome in procedure.outcomes.items() if outcome.reasons]
    for ready in procedure.refusal_reasons:
        for outcome in ready.outcomes:
            if outcome not in reasoned:
                text = f"no outcome {outcome} that needs reasons{did_you_mean(outcome, reasoned)}"
                yield Finding(f"staff.refusal_reasons.{ready.id}.outcomes", "lint.refusal_outcome", text)


def _return_reasons(procedure: Procedure) -> Iterator[Finding]:
    # The applicant is asked only for what is named: a reason without a question or paper asks for nothing.
    askable = {field.name for field in procedure.fields if field.type.asks} | {paper.id for paper in procedure.papers}
    for code in procedure.return_reasons:
        if askable.isdisjoint(procedure.return_reasons_of.get(code, ())):
            text = "write under `return_reasons_of` which questions or papers it is about, or why it is about the whole"
            yield Finding(f"staff.return_reasons.{code}", "lint.return_reason", text, warning=True)


def _due_place(procedure: Procedure) -> str:
    by = procedure.follows.by if procedure.follows is not None else None
    return "follows.by" if by is not None and procedure.due is not None and procedure.due.on is by else "time.due"


def _late(procedure: Procedure) -> Iterator[Finding]:
    if procedure.due is not None and not procedure.due.late:
        text = "write under `late` what happens after the deadline: late applications are accepted"
        yield Finding(_due_place(procedure), "lint.late", text, warning=True)


def _closed_day(procedure: Procedure) -> Iterator[Finding]:
    # 地方自治法4条の2第4項: a statutory term that ends on a closed day ends on the next open day.
    if procedure.due is None or procedure.due.on.text.startswith("city."):
        return  # a day that the city chose
    computed = {field.name: field.compute for field in procedure.fields if field.compute is not None}
    rules = [procedure.due.on, *(computed[name] for name in procedure.due.on.names if name in computed)]
    if not any("open_day" in rule.text for rule in rules):
        text = "if this day is a closed day, is the next open day in time? write open_day_from(…), or why not"
        yield Finding(_due_place(procedure), "lint.closed_day", text, warning=True)


def signature(procedure: Procedure) -> Iterator[Finding]:
    signature = procedure.signature
    if signature is not None and signature.need != "none" and not signature.because:
        text = "a signature is an obstacle: name the rule that requires it under `because`"
        yield Finding("identity.signature", "lint.signature_because", text)


def _forwarding(procedure: Procedure) -> Iterator[Finding]:
    stops = procedure.period.stops if procedure.period is not None else ()
    if "forwarded" in stops and procedure.forwarding is None:
        text = "the period stops during forwarding: write under `forwarding` to whom"
        yield Finding("time.period.stops", "lint.forwarding", text)


def _once(procedure: Procedure) -> Iterator[Finding]:
    rule, keep = procedure.duplicate, procedure.keep
    if rule is None or not (rule.once or rule.household):
        return
    if rule.once and rule.counts_others and procedure.sign_in != "card":
        text = "who gives somebody else's answer would learn whether it was applied for: require the card"
        yield Finding("duplicate.per" if rule.per else "duplicate.household", "lint.once_card", text)
    if keep is not None and rule.years > keep.years:
        text = f"after {keep.years} years the earlier application is gone and no longer counts: keep it longer"
        yield Finding("duplicate.years", "lint.once_kept", text, warning=True)
    if not rule.counts_others and procedure.sign_in == "none":
        text = "without a sign-in an earlier application cannot be recognised: remove `once`, or require a sign-in"
        yield Finding("duplicate.once", "lint.once", text)


def _before_sending(procedure: Procedure) -> Iterator[Finding]:
    if procedure.fee.paid != BEFORE_SENDING:
        return
    if procedure.fee.amount is None:
        text = "what is paid before sending is a sum that the answers give: write it under `amount`"
        yield Finding("fee.paid", "lint.fee_before_sending_amount", text)
    if "online" not in procedure.who:
        text = "nothing is sent on line here: write `paid: before`, or who may file on line under `who`"
        yield Finding("fee.paid", "lint.fee_before_sending_door", text)


def _decided_fee(procedure: Procedure) -> Iterator[Finding]:
    # An order that is paid before the decision has the sum of the answers.
    fee = procedure.fee
    if fee.decided and (fee.amount is None or fee.paid in ("before", BEFORE_SENDING)):
        text = "what the decision names is paid afterwards: write `paid: later` or `on_delivery`, and what is expected until then under `amount`"
        yield Finding("fee.decided", "lint.fee_decided", text)


def _result_term(procedure: Procedure) -> Iterator[Finding]:
    # A term that no outcome names ends unnoticed.
    named = {outcome.term for outcome in procedure.named_outcomes.values()}
    for field in procedure.result.fields if procedure.result is not None else ():
        if field.type.id == "period" and field.name not in named:
            text = f"write `term: {field.name.removeprefix('result.')}` beside the outcome that sets this term, or why it is none"
            yield Finding(field.path, "lint.term", text, warning=True)


CHECKS: tuple[Check, ...] = (
    _appeal,
    _following,
    _refusal_reasons,
    _return_reasons,
    _late,
    _closed_day,
    signature,
    _forwarding,
    _once,
    _before_sending,
    _decided_fee,
    _result_term,
)
