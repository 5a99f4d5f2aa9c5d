"""Acts of staff on a case, through the services of the pages."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from forms.definition.field import Raw
from forms.definition.kind import IN_VAIN, KINDS, WITHDRAWN
from forms.definition.procedure import Field
from forms.scenarios.sample_result import sample_result
from portal.cli.demo_city.file_case import Filed
from portal.cli.demo_city.making import Making
from portal.cli.demo_city.serve_visit import pay
from portal.db import Unit
from portal.errors import Conflict
from portal.services.cases.cases import Case, case_of_member
from portal.services.cases.result import outcome_of, state_of_outcome
from portal.services.desk.case.ask_opinion import (
    ask_opinion,
    askable_sections,
    other_duties,
    read_question,
    suggested_due,
)
from portal.services.desk.case.decide_application import Decision, choices, read_decision
from portal.services.desk.case.describe_case import describe_case
from portal.services.desk.case.hold_hand_over import hold_hand_over
from portal.services.desk.case.note_case import note_case
from portal.services.desk.case.pass_screening import pass_screening
from portal.services.desk.case.receive_paper import read_received, receive_paper
from portal.services.desk.case.return_for_correction import (
    Asked,
    askable,
    default_due,
    read_return,
    reasons_for,
    return_for_correction,
)
from portal.services.desk.case.settle_outcome import approve_outcome, send_outcome_back, settle_outcome
from portal.services.desk.case.tick_checks import check_items, tick_checks
from portal.services.desk.sections.take_case import take_case
from portal.services.my_cases.send_message import answer_applicant
from portal.services.notices.hand_in_paper import requested_papers
from portal.services.shared.form_mark import new_form
from portal.services.shared.rights import Member

_REFUSED = "出された書類では、要件にあたることを確かめられませんでした。足りない書類がそろえば、もう一度申請できます。"
_GOOD, _BAD, _WAITING = "good", "bad", "waiting"


@dataclass(frozen=True)
class Desk:
    # The case as the member sees it now.

    making: Making
    unit: Unit
    member: Member
    case: Case


_PRESSED = {"choice", "multiple_choice", "yes_no", "consent", "sex"}


def at_desk(making: Making, filed: Filed, duty: str, act: Callable[[Desk], None], *, approver: bool = False) -> None:
    """In one transaction."""
    member = making.approver(duty) if approver else making.reviewer(duty)
    with making.installation.database.change() as unit:
        act(Desk(making, unit, member, case_of_member(making.installation, unit, member, filed.number)))


def take(desk: Desk) -> None:
    take_case(desk.making.installation, desk.unit, desk.member, desk.case, desk.case.row.revision)


def note(desk: Desk) -> None:
    words = "電話で確かめました。書類は来週、窓口に持ってくるそうです。"
    note_case(desk.making.installation, desk.unit, desk.member, desk.case, words, new_form())


def send_back(desk: Desk) -> None:
    """The first answer that has a ready reason of its own, else the first that was typed: what was pressed is clear."""
    installation, case = desk.making.installation, desk.case
    answered = [field for field in askable(case) if field.id in case.path.answers]
    if not answered:
        raise Conflict("return")
    own = {name: code for code, names in case.procedure.return_reasons_of.items() for name in names}
    typed = [field for field in answered if field.type.id not in _PRESSED] or answered
    field = next((field for field in answered if field.name in own), typed[0])
    reason = own.get(field.name) or next(iter(reasons_for(case, field)), "")
    words = "" if reason else "書かれたことを確かめられませんでした。もう一度見て、書きなおしてください。"
    asked = read_return(
        installation.clock, case, (Asked(field.id, reason, words),), default_due(installation).isoformat()
    )
    return_for_correction(installation, desk.unit, desk.member, case, case.row.revision, asked)


def examine(desk: Desk) -> None:
    pass_screening(desk.making.installation, desk.unit, desk.member, desk.case, desk.case.row.revision)


def tick(desk: Desk) -> None:
    installation, case = desk.making.installation, desk.case
    view = describe_case(installation, desk.unit, case, desk.member.id)
    every = {item.id for item in check_items(installation.clock, desk.unit, case, view)}
    tick_checks(installation, desk.unit, desk.member, case, str(case.row.answers_revision), set(), every)


def ask_section(desk: Desk) -> None:
    installation, case = desk.making.installation, desk.case
    duties = [duty for duty, _ in other_duties(installation, case)]
    duty = next((name for name in ("resident-moves", "tax-certificates") if name in duties), duties[0])
    shown = [section.rows[0].field for section in askable_sections(case)[:1]]
    words = "この人の世帯のようすについて、そちらの記録とちがいがないか教えてください。"
    due = suggested_due(installation).isoformat()
    wanted = read_question(installation, case, duty, due, words, shown)
    ask_opinion(installation, desk.unit, desk.member, case, wanted, new_form())


def answer_message(desk: Desk) -> None:
    words = "お問い合わせありがとうございます。審査は順番に進めています。決まったら、お知らせします。"
    answer_applicant(desk.making.installation, desk.unit, desk.member, desk.case, words, new_form())


def keep_from_batch(desk: Desk) -> None:
    hold_hand_over(desk.making.installation, desk.unit, desk.member, desk.case, "口座の名義を、電話で確かめているため")


def receive_papers(desk: Desk) -> None:
    """By post, today."""
    installation, case = desk.making.installation, desk.case
    today = installation.clock.today().isoformat()
    for row in requested_papers(desk.unit, case):
        came = read_received(installation.clock, case, "post", today, "")
        receive_paper(installation, desk.unit, desk.member, case, row, came)


def take_fee(desk: Desk) -> None:
    pay(desk.making, desk.unit, desk.member, desk.case.row.receipt_number)


def decide(want: str) -> Callable[[Desk], None]:
    """`want`: good, bad, waiting or partly."""

    def settle(desk: Desk) -> None:
        case = desk.case
        decision = decision_on(desk, outcome_for(case, want))
        settle_outcome(desk.making.installation, desk.unit, desk.member, case, case.row.revision, decision)

    return settle


def outcome_for(case: Case, want: str) -> str:
    """Raises Conflict if the kind has none of these."""
    states = {name: state_of_outcome(case, name) for name in choices(case.procedure, case.row) if name != WITHDRAWN}
    fitting = [name for name, state in states.items() if _sort(state) == want]
    if not fitting:
        raise Conflict("outcome")
    return min(fitting, key=lambda name: states[name] in KINDS[case.row.kind].waiting)  # rather one that ends the case


def _sort(state: str) -> str:
    if state in IN_VAIN:
        return _BAD
    return state if state in (_WAITING, "partly") else _GOOD


def decision_on(desk: Desk, outcome: str) -> Decision:
    """Raises Conflict if it cannot be written."""
    case, installation = desk.case, desk.making.installation
    values: Mapping[str, object] = {}
    if case.procedure.result is not None:
        values = sample_result(case.procedure, outcome, case.path, case.environment, 0, installation.clock.today())

    def raw_of(field: Field) -> Raw:
        return field.type.typed(values[field.id], field.settings) if field.id in values else {}

    chosen = outcome_of(case, outcome)
    words = _REFUSED if chosen is not None and chosen.reasons else ""
    decision = read_decision(installation, case, outcome, words, raw_of=raw_of)
    if decision.mistakes:
        raise Conflict(f"{case.procedure.id} {outcome} {decision.mistakes} {decision.wrong}")
    return decision


def approve(desk: Desk) -> None:
    approve_outcome(desk.making.installation, desk.unit, desk.member, desk.case)


def refuse_approval(desk: Desk) -> None:
    words = "理由の文に、どの書類のことかを書き足してください。"
    send_outcome_back(desk.making.installation, desk.unit, desk.member, desk.case, words)
