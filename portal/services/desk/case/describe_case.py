from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from cryptography.exceptions import InvalidTag

from forms.city.city import City
from portal.clock import from_micro
from portal.db import Unit
from portal.services.cases.cases import Case
from portal.services.cases.fee import AmountDue, amount_due
from portal.services.cases.name_principal import listed_name
from portal.services.desk.case.describe_corrections import CorrectionView, describe_corrections
from portal.services.filing.describe_papers import PaperStatus, papers_of_case, without_late
from portal.services.procedures.ask_reception import WORDS
from portal.services.procedures.assurance import assurance
from portal.services.procedures.check_sections import CheckSection, check_sections
from portal.services.procedures.describe_consequences import Consequences, describe_consequences
from portal.services.shared.catalogue import speech_of
from portal.services.shared.city_rules import NO_DUE
from portal.services.shared.needs import HasPayments
from portal.services.shared.official_words import BASES, DOORS, INSIDE, MOVES, STATES, Deadline, deadline, place_words
from portal.services.shared.rights import Member
from portal.services.signing.describe_signatures import SignatureView, describe_signatures
from portal.services.staff.colleagues import name_for, substituting_for
from portal.store.cases import applications
from portal.store.fees.payments import (
    BY_HAND,
    PART_BY_HAND,
    PART_DONE,
    PART_DROPPED,
    PART_PROPOSED,
    WHOLE_PROPOSED,
    PaymentEventRow,
)
from portal.store.handover import hand_overs
from portal.store.handover.hand_overs import BatchRow
from portal.store.staff import staff_members

_EVIDENCE = {
    "way": "確かめ方", "came": "来た人", "shown": "見たもの", "note": "見たものの名前", "papers": "来庁で見たもの", "mandate": "代理権を示すもの",
    "clerk": "受け付けた職員", "form_number": "様式の番号",
    "provider": "確かめた先", "methods": "くわしい方式", "acr": "確かめた先の区分",
    "their_number": "もとの受付番号", "mapping": "使った対応表",
    "company": "会社（GビズIDの登録）", "sent_by": "送った担当の人",
    "register": "住民票との照合", "helped": "手伝った人が入力（本人が確かめて送った）",
}  # fmt: skip
_WAYS = {
    "card": "マイナンバーカード",
    "das": "デジタル認証アプリ",
    "gbizid": "GビズID",
    "prime": "gBizIDプライム（国が会社と代表者を審査した）",
    "member": "gBizIDメンバー（会社のプライムの人が作った）",
    "entry": "gBizIDエントリー（会社であることは、だれも確かめていない）",
    "card-agent": "窓口の読み取り機",
    "jpki-auth": "利用者証明用電子証明書（氏名は書かれていません）",
    "pin4": "4けたの暗証番号",
    "ocsp": "失効を問い合わせた（OCSP）",
    "crl": "失効リストで確かめた",
    "unsigned": "確かめていない（ログインのいらない手続）",
    "package": "マイナポータルのパッケージで届いた（署名は、取り込みのときは確かめていません）",
    "former": "前のシステムの表から入れた（本人をどう確かめたかは、ここではわかりません）",
    "mail": "メールアドレスだけ確かめました（氏名などは確かめていません）",
    "line": "LINEのアカウントだけ確かめました（氏名などは確かめていません）",
    # Its full meaning is not published: the text states only what all such levels have in common.
    "aal3": "aal3（数字が大きいほど確か）",
    "exact": "氏名・生年月日・住所が同じ人がいる",
    "linked": "職員の確認か番号紐付情報で、住民票の人と結び付いている",
    "person": "字の形や幅だけがちがう人がいる（職員が決める）",
    "alike": "氏名・生年月日が同じで、住所の書き方だけがちがう人がいる",
    "nobody": "同じ人は見つからない",
    "several": "同じ人が2人以上いて、決められない",
    **WORDS,
}


_MONEY = {
    "ask refund": "手数料を返した理由", BY_HAND: "手で返した日と返し方", PART_PROPOSED: "一部を返す理由",
    PART_BY_HAND: "一部を手で返した日と返し方", PART_DONE: "一部が返ったのを確かめたこと", PART_DROPPED: "一部を返さない理由",
    WHOLE_PROPOSED: "全部を返す理由",
}  # fmt: skip


@dataclass(frozen=True)
class Happening:
    at: datetime
    what: str
    actor: str  # in words
    after: str
    words: str  # shown to the applicant


@dataclass(frozen=True)
class CaseView:
    name: str
    state: str
    due: date | None
    deadline: Deadline | None
    assignee: str
    mine: bool
    sections: tuple[CheckSection, ...]
    consequences: Consequences
    arrival: tuple[tuple[str, str], ...]
    evidence: tuple[tuple[str, str], ...]
    corrections: tuple[CorrectionView, ...]
    history: tuple[Happening, ...]
    hand_overs: tuple[BatchRow, ...]
    owed: AmountDue | None
    papers: tuple[PaperStatus, ...]
    signatures: tuple[SignatureView, ...]


def describe_case(installation: HasPayments, unit: Unit, case: Case, staff_id: int) -> CaseView:
    """`staff_id`: the reader."""
    row, today = case.row, installation.clock.today()
    open_ = row.decided_at is None
    assignee = staff_members.by_id(unit, row.assignee_id) if row.assignee_id is not None else None
    papers = papers_of_case(installation.clock, unit, case, speech_of(case.procedure, "ja"))
    return CaseView(
        name=listed_name(case.procedure, case.summary),
        state=row.state,
        due=None if row.due == NO_DUE else date.fromisoformat(row.due),
        deadline=deadline(today, row.due, row.state, case.procedure) if open_ else None,
        assignee=name_for(assignee, substituting_for(installation.clock, unit, staff_id)),
        mine=row.assignee_id == staff_id,
        sections=check_sections(case.procedure, case.path, speech_of(case.procedure, "ja"), case.files),
        consequences=without_late(
            describe_consequences(case.procedure, case.path, speech_of(case.procedure, "ja"), case.arrival_day),
            papers,
        ),
        arrival=_arrival(installation.city, case),
        evidence=describe_evidence(case, today, lambda login: _actor(unit, f"staff:{login}")),
        corrections=describe_corrections(installation.clock, unit, case),
        history=describe_history(unit, case),
        hand_overs=tuple(hand_overs.of_application(unit, row.id)),
        owed=amount_due(installation, unit, case),
        papers=papers,
        signatures=describe_signatures(unit, case),
    )


def _arrival(city: City, case: Case) -> tuple[tuple[str, str], ...]:
    row = case.row
    basis = BASES.get(row.arrival_basis, row.arrival_basis)
    return (
        ("受付経路", DOORS[row.door]),
        ("受付場所", place_words(city, row.arrival_place)),
        ("到達の根拠", basis),
    )


def describe_evidence(case: Case, today: date, name_of: Callable[[str], str] = str) -> tuple[tuple[str, str], ...]:
    """(label, words), last the level of assurance. Settings in force are no evidence. `name_of` a login."""
    values = {name: [value] if isinstance(value, str) else value for name, value in case.evidence.items() if value}
    values |= {"clerk": [name_of(login) for login in values.get("clerk", ())]}
    # A provider that names no further method names itself.
    values["methods"] = [way for way in values.get("methods", ()) if [way] != values.get("provider")]
    level = assurance(case.evidence, today)
    return tuple(
        (_EVIDENCE[name], "、".join(_WAYS.get(word, word) for word in words))
        for name, words in values.items()
        if name in _EVIDENCE and words
    ) + ((("保証の段階", level),) if level else ())


def describe_history(unit: Unit, case: Case) -> tuple[Happening, ...]:
    """Newest first."""
    happenings = []
    for event in applications.events(unit, case.row.id):
        # Staff write freely to each other: where a protected person lives may be among it, as in notes and offers.
        withheld = case.hides and event.move in INSIDE
        words = case.sealer.open(f"words:{event.at}", event.sealed_words) if event.sealed_words and not withheld else ""
        what = MOVES[event.move]
        if event.move in INSIDE or event.move in ("cancel_time", "paper_came"):
            what, words = f"{what}：{words}" if words else what, ""
        happenings.append(
            Happening(from_micro(event.at), what, _actor(unit, event.actor), STATES[event.to_state], words)
        )
    return tuple(reversed(happenings))


def _actor(unit: Unit, actor: str) -> str:
    kind, _, name = actor.partition(":")
    if kind in ("staff", "machine"):
        row = staff_members.by_login(unit, actor if kind == "machine" else name)
        return row.name if row else name
    return "申請した人" if kind in ("resident", "guest") else "システム"


def reasons_of_money(unit: Unit, case: Case, owed: AmountDue | None) -> list[Happening]:
    # Without them the second person approves what was never explained. Free text may say where a protected person lives.
    if owed is None or case.hides:
        return []
    return [
        Happening(
            from_micro(event.at), f"{_MONEY[event.what]}（{event.amount:,}円）", _actor(unit, event.actor), "",
            _words(case, event),
        )
        for event in owed.worded
        if event.what in _MONEY
    ]  # fmt: skip


def _words(case: Case, event: PaymentEventRow) -> str:
    # Reasons of parts were once sealed under an instant before the event's.
    try:
        return str(case.sealer.open(f"payment words:{event.at}", event.sealed_words or b""))
    except InvalidTag:
        return "（読めません）"


def own_parts(member: Member, owed: AmountDue | None) -> set[str]:
    # The numbers of the parts that only another person may approve.
    return {part.number for part in (owed.parts if owed else ()) if part.proposed_by == str(member.actor)}
