from collections.abc import Mapping
from dataclasses import replace

from forms.definition.kind import KINDS
from forms.definition.outcome import CORE_SYSTEM, EXTENDED, HERE, NOTICE_SETTING, Outcome, usual_outcome
from forms.definition.procedure import Setting
from forms.loading.items import items
from forms.loading.questions import DraftRepeat, DraftStep, Questions
from forms.loading.reading import Reading, key_place, place
from forms.loading.rules import Rules
from forms.loading.shape import DefinitionShape, OutcomeShape
from forms.loading.tree import Node
from forms.rules.faults import did_you_mean

RESULT, OUTCOME = "result", "outcome"
STARTS, TERMS = ("date", "year_month"), ("period", "date", "year_month")
# Days before the end of a term: time for a doctor's paper, and a last call.
USUAL_REMINDERS = (60, 14)
_NOT_BY_DESK = frozenset({"file", "signature", "slot", "my_number", "consent"})


def result_step(root: Node) -> Node | None:
    """The outcome is its first question, so that rules may refer to it."""
    asked = root.get(RESULT)
    if asked is None:
        return None
    labels = {name: label for name, node in root.part("outcomes").items() if (label := node.get("label")) is not None}
    outcome = {
        "id": Node(OUTCOME, asked.mark),
        "type": Node("choice", asked.mark),
        "label": Node("結果", asked.mark),
        "options": Node(labels, asked.mark),
    }
    step = {
        "step": Node("処理結果", asked.mark),
        "id": Node(RESULT, asked.mark),
        "as": Node(RESULT, asked.mark),
        "ask": Node((Node(outcome, asked.mark), *items(asked)), asked.mark),
    }
    return Node(step, asked.mark)


def draft_result(reading: Reading, questions: Questions, root: Node) -> DraftStep | None:
    step = result_step(root)
    if step is None:
        return None
    if root.get("outcomes") is None:
        reading.complain(root.keys[RESULT], "result.outcomes", "name the outcomes of this result under `outcomes`")
        return None
    draft = questions.step(step)
    for repeat in draft.repeats if draft is not None else ():
        _check_rows(reading, repeat)
    for field in draft.fields if draft is not None else ():
        if field.type.id in _NOT_BY_DESK:
            advice = f"the desk fills in no {field.type.id}: papers are attached to the case"
            reading.complain(field.node.mapping["type"].mark, "result.type", advice)
    return draft


def _check_rows(reading: Reading, repeat: DraftRepeat) -> None:
    if repeat.shape.rows is None and repeat.shape.rows_of is None:
        advice = "the desk adds no rows: write `rows_of` (a repeat of the application) or `rows` (a number)"
        reading.complain(repeat.node.mark, "result.rows", advice)


def read_outcomes(reading: Reading, rules: Rules, root: Node, shape: DefinitionShape | None) -> Mapping[str, Outcome]:
    """{} if the definition names none: those of its kind."""
    if shape is None or shape.kind not in KINDS:
        return {}
    if shape.outcomes is None:
        _check_titles(reading, root, shape)
        return {}
    if shape.staff.notices:
        mark = key_place(root, ["staff", "notices"])
        reading.complain(mark, "notice.twice", "write the title beside its outcome, as `notice`")
    for name, outcome in shape.outcomes.items():
        _check_outcome(reading, root, shape, name, outcome)
    nodes = root.part("outcomes")
    given = {name: rules.expression(node.get("at_counter"), rules.everything) for name, node in nodes.items()}
    outcomes = {name: _outcome(shape, name, outcome) for name, outcome in shape.outcomes.items()}
    for name, read in outcomes.items():
        _check_given(reading, root, name, read)
    return {name: replace(read, at_counter=given[name]) for name, read in outcomes.items()}


def _check_given(reading: Reading, root: Node, name: str, outcome: Outcome) -> None:
    # A visitor cannot take home what is typed or sent with an outcome.
    node = root.part("outcomes")[name].get("at_counter")
    if node is not None and (outcome.reasons or outcome.notice or root.get(RESULT) is not None):
        text = "the paper itself is the answer: remove `notice`, `reasons` and `result`, or `at_counter`"
        reading.complain(node.mark, "outcome.at_counter", text)


def _check_titles(reading: Reading, root: Node, shape: DefinitionShape) -> None:
    kind = KINDS[shape.kind]
    reached = [state for state in kind.outcomes if state not in kind.named]
    reached += [EXTENDED] if shape.time is not None and shape.time.period is not None else []
    for name in shape.staff.notices:
        if name not in reached:
            guess = did_you_mean(name, reached)
            text = f"no outcome leads to {name}{guess}, or name your own under `outcomes`"
            reading.complain(key_place(root, ["staff", "notices", name]), "notice.unreached", text)


def _check_outcome(reading: Reading, root: Node, shape: DefinitionShape, name: str, outcome: OutcomeShape) -> None:
    kind, mark = KINDS[shape.kind], key_place(root, ["outcomes", name])
    if name == EXTENDED:
        if outcome.written_by == CORE_SYSTEM:
            where = place(root, ["outcomes", name, "written_by"])
            reading.complain(where, "outcome.notice", "the notice of an extension is written here: remove `written_by`")
        if shape.time is None or shape.time.period is None:
            reading.complain(mark, "notice.unreached", "only a `time.period` can be extended")
        return
    state = outcome.state or name
    if (state != name) if name in kind.endings else (state not in kind.outcomes):
        where = place(root, ["outcomes", name, "state"]) if outcome.state else mark
        guess = did_you_mean(state, kind.outcomes)
        text = f"a {shape.kind} has no state {state}{guess}: write `state`, one of {', '.join(kind.outcomes)}"
        reading.complain(where, "outcome.state", text)
    if not outcome.label:
        reading.complain(mark, "key.missing", f"outcomes.{name}.label is missing: write it here", of=name)
    if outcome.written_by == CORE_SYSTEM and not outcome.notice:
        reading.complain(mark, "outcome.notice", "write under `notice` the title of the paper of the core system")


def _outcome(shape: DefinitionShape, name: str, outcome: OutcomeShape) -> Outcome:
    if name == EXTENDED:
        return Outcome(EXTENDED, "", outcome.label, outcome.notice, HERE)
    usual = usual_outcome(KINDS[shape.kind], outcome.state or name)
    days = USUAL_REMINDERS if outcome.remind_days is None else outcome.remind_days
    return Outcome(
        name,
        usual.state,
        outcome.label,
        outcome.notice,
        outcome.written_by or "",
        usual.disposition if outcome.disposition is None else outcome.disposition,
        usual.reasons if outcome.reasons is None else outcome.reasons,
        outcome.shows,
        outcome.certainty,
        _of_result(outcome.effective),
        _of_result(outcome.term),
        outcome.renews_by or "",
        tuple(sorted(set(days), reverse=True)) if outcome.term else (),
        outcome.on_list,
        outcome.law,
        coupon=_of_result(outcome.coupon),
        coupon_value=_of_result(outcome.coupon_value),
    )


def notice_setting(
    reading: Reading, root: Node, shape: DefinitionShape | None, outcomes: Mapping[str, Outcome]
) -> Mapping[str, Setting]:
    if shape is None:
        return {}
    if NOTICE_SETTING in shape.settings:
        text = f"`{NOTICE_SETTING}` is the setting that says who writes the notices: choose another name"
        reading.complain(key_place(root, ["settings", NOTICE_SETTING]), "setting.reserved", text)
    titles = [outcome.id for outcome in outcomes.values() if outcome.notice and not outcome.written_by]
    if any(name != EXTENDED for name in (*titles, *shape.staff.notices)):
        words = {HERE: "ここで作る", CORE_SYSTEM: "業務システムが作る"}
        return {
            NOTICE_SETTING: Setting(
                NOTICE_SETTING, "choice", shape.notice, "assumed", tuple(words), "通知書を作るところ", words
            )
        }
    if shape.notice == CORE_SYSTEM:
        text = "no outcome has a title that depends on this: write the titles of its papers, or remove it"
        reading.complain(key_place(root, ["notice"]), "outcome.notice", text)
    return {}


def _of_result(name: str | None) -> str:
    return f"{RESULT}.{name}" if name else ""


def check_terms(
    reading: Reading,
    root: Node,
    outcomes: Mapping[str, Outcome],
    shape: DefinitionShape | None,
    result: DraftStep | None,
) -> None:
    types = {field.name: field.type.id for field in result.fields} if result is not None else {}
    for name, outcome in outcomes.items():
        for key, question, allowed in (
            ("effective", outcome.effective, STARTS), ("term", outcome.term, TERMS),
            ("coupon", outcome.coupon, ("integer",)), ("coupon_value", outcome.coupon_value, ("money",)),
        ):  # fmt: skip
            if question and types.get(question) not in allowed:
                known = [other.removeprefix(f"{RESULT}.") for other, kind in types.items() if kind in allowed]
                guess = did_you_mean(question.removeprefix(f"{RESULT}."), known)
                text = f"no question of the result of type {' or '.join(allowed)} is named so{guess}"
                reading.complain(place(root, ["outcomes", name, key]), "name.unknown", text)
        written = shape.outcomes.get(name) if shape is not None and shape.outcomes else None
        for key in ("renews_by", "remind_days", "on_list", "coupon"):
            if written is not None and getattr(written, key) and not outcome.term:
                text = f"`{key}` belongs to a `term`: name the question of the result that holds it"
                reading.complain(place(root, ["outcomes", name, key]), "outcome.term", text)
