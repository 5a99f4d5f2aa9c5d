"""One PDF. The first sheet shows no address."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any

from forms.numbers.calendar import era_of, in_both_calendars
from portal.db import Unit
from portal.errors import NotFound, NotYours
from portal.services.cases.cases import Case, case_of_member
from portal.services.counter.needs import CounterNeeds
from portal.services.counter.print_case import PRINTED, content_of_case
from portal.services.counter.sign_as_further_signer import Signer, place_to_sign, signers_here
from portal.services.counter.sum_up_visit import FiledLine, sum_up_visit
from portal.services.counter.visits import Visit
from portal.services.filing.drafts import Draft, draft_of_counter, draft_path
from portal.services.filing.print_receipt import written_moment
from portal.services.finding.describe_guide import ActView
from portal.services.paper.find_official import find_official
from portal.services.paper.print_form import Filled, drawn_number, form_content
from portal.services.paper.typeset import Paper, typeset
from portal.services.procedures.draw_field import empty_date
from portal.services.shared.needs import Basics, Records
from portal.services.shared.official_words import DAY_ONLY
from portal.services.shared.rights import Member
from portal.services.shared.throttle import count
from portal.services.shared.write_audit import write_audit
from portal.store.counter import visit_figures

_MARK = "下書き（まだ受け付けていません）"
_FEWEST = 2  # a single form is signed on itself


@dataclass(frozen=True)
class Papers:
    lines: Sequence[FiledLine]
    cases: Mapping[str, Case]
    signers: Mapping[str, Sequence[Signer]]
    rest: Sequence[ActView] = ()


def take_papers(
    installation: CounterNeeds, unit: Unit, member: Member, visit: Visit, rest: Sequence[ActView] = ()
) -> Papers:
    """Counts and audits. Raises TooMany."""
    lines = sum_up_visit(installation, unit, member, visit)
    for _ in range(max(1, len(lines))):
        count(installation, unit, PRINTED, member.login)
    visit_figures.count_print(unit, visit.id)
    write_audit(installation, unit, member.actor, "print visit", detail=f"{visit.id} {len(lines)}")
    cases = {line.number: case_of_member(installation, unit, member, line.number) for line in lines if line.number}
    for case in cases.values():
        write_audit(installation, unit, member.actor, "print form", application_id=case.row.id)
    signers = {number: signers_here(installation, unit, member, case) for number, case in cases.items()}
    return Papers(lines, cases, signers, rest)


def print_visit(installation: Basics, visit: Visit, papers: Papers) -> Paper:
    """Outside a unit."""
    made = max((case.arrived_at for case in papers.cases.values()), default=visit.begun_at)
    return typeset("visit", visit_content(installation, visit, papers), made)


def visit_content(installation: Basics, visit: Visit, papers: Papers) -> dict[str, Any]:
    city, ticket = installation.city, visit.row.ticket
    forms = {number: content_of_case(installation, case) for number, case in papers.cases.items()}
    signing = signing_sheet(papers.lines, forms)
    when = in_both_calendars(date.fromisoformat(visit.row.day)) + (f"　番号札 {ticket}" if ticket else "")
    return {
        "title": f"来庁のまとめ {when}",
        "heading": "来庁のまとめ（受付票）",
        "city": city.name,
        "when": when,
        "foot": f"{city.name}　来庁のまとめ　{when}",
        "hours": city.hours,
        "lines": [_filed(line, papers) for line in papers.lines],
        "none": "今日、登録した手続はありません。",
        "rest": [_rest(view) for view in papers.rest],
        "signing": signing,
        "forms": [_with_visit(form, number, signing) for number, form in forms.items()],
    }


def signing_sheet(lines: Sequence[FiledLine], forms: Mapping[str, Mapping[str, Any]]) -> dict[str, Any] | None:
    # For one signature of a visitor (署名票); None with fewer than two forms that accept it. Where law wants it on the
    # form itself (`by_hand`) the form keeps its own line.
    by_number = {line.number: line for line in lines}
    unsigned = {number: form for number, form in forms.items() if _unsigned(form)}
    covered = [by_number[number] for number, form in unsigned.items() if not form["by_hand"]]
    if len(covered) < _FEWEST:
        return None
    return {
        "heading": "来庁の署名票",
        "lines": [
            {"title": line.title, "name": line.name, "number": line.number, "office": line.office} for line in covered
        ],
        "apart": [
            f"{by_number[number].title}（{form['by_hand']}）" for number, form in unsigned.items() if form["by_hand"]
        ],
    }


def _unsigned(form: Mapping[str, Any]) -> bool:
    return bool(form["signs"] and form["identified"] and "signed" not in form)


def _with_visit(form: dict[str, Any], number: str, signing: Mapping[str, Any] | None) -> dict[str, Any]:
    places = [] if signing is None else [at for at, line in enumerate(signing["lines"], 1) if line["number"] == number]
    return {**form, "with_visit": f"{signing['heading']}の{places[0]}番"} if signing and places else form


def _filed(line: FiledLine, papers: Papers) -> dict[str, Any]:
    case = papers.cases.get(line.number)
    waiting = [signer for signer in papers.signers.get(line.number, ()) if signer.waits]
    return {
        "title": line.title,
        "name": line.name,
        "number": drawn_number(line.number) if line.number else None,
        "arrived": _arrived(case) if case is not None else "",
        "fee": line.fee,
        "signers": [
            f"{signer.asked.name}さん{f'：番号 {signer.code}' if signer.code else ''}（{in_both_calendars(date.fromisoformat(signer.asked.row.due))}まで）"
            for signer in waiting
        ]
        + [place_to_sign(signer) for signer in waiting[:1]],
        "bring": [
            f"{title}：{in_both_calendars(due)}まで（{line.office}・{line.place}へ。郵便でもよい）"
            for title, due in line.bring
        ],
        "times": list(line.times),
        "next": list(line.next),
        "where": [f"{line.office}（{line.place}）　電話 {line.telephone}"],
    }


def _rest(view: ActView) -> str:
    about, past = "" if view.sure else "（めやす）", "（すぎています）" if view.left < 0 else ""
    days = [f"{in_both_calendars(view.until)}まで{about}{past}"] if view.until else [view.until_say]
    where = (
        f"{view.office.office}（{view.office.place}）　電話 {view.office.telephone}" if view.office else view.elsewhere
    )
    bring = [f"持ってくるもの：{'、'.join(view.bring)}"] if view.bring else []
    return f"{view.title}：" + "　".join(filter(None, [*days, where, *bring]))


def _arrived(case: Case) -> str:
    day_only = case.row.arrival_basis in DAY_ONLY
    return in_both_calendars(case.arrival_day) if day_only else written_moment(case.arrived_at)


def take_drafts(installation: Records, unit: Unit, member: Member, visit: Visit) -> list[Draft]:
    """For people who come later, and sign what is prepared. Of this member's duties. Counts and audits. Raises NotFound
    if there is none, TooMany."""
    drafts = []
    for item in visit.open:
        with suppress(NotFound, NotYours):
            drafts.append(draft_of_counter(installation, unit, member, item.uid))
    if not drafts:
        raise NotFound("draft")
    for draft in drafts:
        count(installation, unit, PRINTED, member.login)
        write_audit(installation, unit, member.actor, "print draft", detail=draft.id)
    return drafts


def print_drafts(installation: Basics, visit: Visit, drafts: Sequence[Draft]) -> Paper:
    """Outside a unit."""
    return typeset("visit", drafts_content(installation, visit, drafts), installation.clock.now())


def drafts_content(installation: Basics, visit: Visit, drafts: Sequence[Draft]) -> dict[str, Any]:
    city, ticket = installation.city, visit.row.ticket
    when = in_both_calendars(date.fromisoformat(visit.row.day)) + (f"　番号札 {ticket}" if ticket else "")
    return {
        "title": f"来庁の前に用意した様式 {when}", "heading": "来庁の前に用意した様式", "city": city.name, "when": when,
        "foot": f"{city.name}　{_MARK}　{when}", "hours": city.hours, "lines": [], "signing": None,
        "none": f"次の{len(drafts)}件は、まだ受け付けていません。窓口で、内容を確かめて署名したときに受け付けます。",
        "rest": [draft.procedure.title for draft in drafts], "rest_title": "用意した様式",
        "forms": [_form(installation, draft) for draft in drafts],
    }  # fmt: skip


def _form(installation: Basics, draft: Draft) -> dict[str, Any]:
    today, procedure = installation.clock.today(), draft.procedure
    filled = Filled(draft_path(installation, draft), today)
    official = find_official(installation.settings, procedure.id)
    content = form_content(procedure, installation.city, today, filled, official)
    if content["official"] is not None:
        content["official"]["title"] = f"{_MARK}{content['official']['title']}"
    content["day"]["box"] = empty_date(today) | {"eras": [era_of(today).name]}  # they write it when they sign
    return content | {"title": f"{_MARK}{content['title']}", "version": f"{_MARK}　{content['version']}"}
