"""A case as the desk reads it: answers, how identity was checked, arrival, deadline, corrections, history."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from forms.kind import RETURNED
from forms.path import Path, walk
from portal.clock import from_micro
from portal.db import Unit
from portal.services.ask_reception import WORDS
from portal.services.assurance import assurance
from portal.services.cases import Case
from portal.services.check_sections import CheckSection, check_sections
from portal.services.colleagues import name_for, standing_in
from portal.services.describe_consequences import Consequences, describe_consequences
from portal.services.describe_papers import PaperStands, papers_of_case, without_late
from portal.services.describe_signatures import SignatureView, describe_signatures
from portal.services.enter_correction import CAME_BY
from portal.services.installation import Installation
from portal.services.name_principal import shown_name
from portal.services.official_words import (
    BASES,
    DOORS,
    INSIDE,
    MOVES,
    STATES,
    Deadline,
    days_left,
    deadline,
    place_words,
)
from portal.services.owed import Owed, owed
from portal.services.row_names import labels
from portal.services.submit_application import NO_DUE
from portal.store import applications, corrections, hand_overs, staff_members
from portal.store.corrections import CorrectionRow
from portal.store.hand_overs import BatchRow


@dataclass(frozen=True)
class Change:
    """One answer that differs between two revisions; "" = nothing was entered, or it was not asked."""

    label: str
    before: str
    after: str

    @property
    def word(self) -> str:
        if not self.before:
            return "追加"
        return "変更" if self.after else "削除"


@dataclass(frozen=True)
class CorrectionView:
    """What was asked, and what was answered: (label, sentence), and the answers that changed. `ended_at`: answered, or
    not waited for any more if `unanswered`. `passed`: its day is over, and somebody has to decide what comes next.
    `came`: how the answer came and what was noted of it, where staff took it in."""

    asked_at: datetime
    due: date
    left: Deadline | None
    asked: tuple[tuple[str, str], ...]
    ended_at: datetime | None
    unanswered: bool
    passed: bool
    came: str
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class Happening:
    """One line of the history. `actor`: who, in words; `words`: told to the applicant."""

    at: datetime
    what: str
    actor: str
    after: str
    words: str


@dataclass(frozen=True)
class CaseView:
    name: str
    state: str
    due: date | None
    deadline: Deadline | None
    assignee: str
    mine: bool
    sections: tuple[CheckSection, ...]
    found: Consequences
    arrival: tuple[tuple[str, str], ...]
    evidence: tuple[tuple[str, str], ...]
    corrections: tuple[CorrectionView, ...]
    history: tuple[Happening, ...]
    hand_overs: tuple[BatchRow, ...]
    owed: Owed | None
    papers: tuple[PaperStands, ...]
    signatures: tuple[SignatureView, ...]


def describe_case(installation: Installation, unit: Unit, case: Case, staff_id: int) -> CaseView:
    """`staff_id`: who looks, so that one's own cases are told."""
    row, today = case.row, installation.clock.today()
    open_ = row.decided_at is None
    assignee = staff_members.by_id(unit, row.assignee_id) if row.assignee_id is not None else None
    papers = papers_of_case(installation, unit, case, installation.speech(case.procedure, "ja"))
    return CaseView(
        name=shown_name(installation, case.procedure, case.summary),
        state=row.state,
        due=None if row.due == NO_DUE else date.fromisoformat(row.due),
        deadline=deadline(today, row.due, row.state, case.procedure) if open_ else None,
        assignee=name_for(assignee, standing_in(installation, unit, staff_id)),
        mine=row.assignee_id == staff_id,
        sections=check_sections(case.procedure, case.path, installation.speech(case.procedure, "ja"), case.files),
        found=without_late(
            describe_consequences(
                case.procedure, case.path, installation.speech(case.procedure, "ja"), case.arrival_day
            ),
            papers,
        ),
        arrival=_arrival(installation, case),
        evidence=_evidence(case, today),
        corrections=_corrections(installation, unit, case, today),
        history=_history(unit, case),
        hand_overs=tuple(hand_overs.of_application(unit, row.id)),
        owed=owed(installation, unit, case),
        papers=papers,
        signatures=describe_signatures(unit, case),
    )


def _arrival(installation: Installation, case: Case) -> tuple[tuple[str, str], ...]:
    row = case.row
    basis = BASES.get(row.arrival_basis, row.arrival_basis)
    return (
        ("受付経路", DOORS[row.door]),
        ("受付場所", place_words(installation.city, row.arrival_place)),
        ("到達の根拠", basis),
    )


def _evidence(case: Case, today: date) -> tuple[tuple[str, str], ...]:
    """How identity was checked, in words where there are some, and how sure that makes it; settings in force are no evidence."""
    told = {name: [value] if isinstance(value, str) else value for name, value in case.evidence.items() if value}
    # A provider that names no further method names itself.
    told["methods"] = [way for way in told.get("methods", ()) if [way] != told.get("provider")]
    level = assurance(case.evidence, today)
    return tuple(
        (_EVIDENCE[name], "、".join(_WAYS.get(word, word) for word in words))
        for name, words in told.items()
        if name in _EVIDENCE and words
    ) + ((("保証の段階", level),) if level else ())


_EVIDENCE = {
    "way": "確かめ方", "came": "来た人", "shown": "見たもの", "note": "見たものの名前", "papers": "来庁で見たもの", "mandate": "代理権を示すもの",
    "clerk": "受け付けた職員", "form_number": "様式の番号",
    "provider": "確かめた先", "methods": "くわしい方式", "acr": "確かめた先の区分",
    "their_number": "マイナポータルの受付番号", "mapping": "使った対応表",
    "register": "住民票との照合", "helped": "手伝った人が入力（本人が確かめて送った）",
}  # fmt: skip
_WAYS = {
    "card": "マイナンバーカード",
    "das": "デジタル認証アプリ",
    "card-agent": "窓口の読み取り機",
    "jpki-auth": "利用者証明用電子証明書（氏名は書かれていません）",
    "pin4": "4けたの暗証番号",
    "ocsp": "失効を問い合わせた（OCSP）",
    "crl": "失効リストで確かめた",
    "unsigned": "確かめていない（ログインのいらない手続）",
    "package": "マイナポータルのパッケージで届いた（署名は、ここでは確かめていません）",
    "mail": "メールアドレスだけ確かめました（氏名などは確かめていません）",
    # Its full meaning is not published: no more is said than all such levels have in common.
    "aal3": "aal3（数字が大きいほど確か）",
    "exact": "氏名・生年月日・住所が同じ人がいる",
    "linked": "職員の確認か番号紐付情報で、住民票の人と結び付いている",
    "person": "字の形や幅だけがちがう人がいる（職員が決める）",
    "alike": "氏名・生年月日が同じで、住所の書き方だけがちがう人がいる",
    "nobody": "同じ人は見つからない",
    "several": "同じ人が2人以上いて、決められない",
    **WORDS,
}


def _corrections(installation: Installation, unit: Unit, case: Case, today: date) -> tuple[CorrectionView, ...]:
    """Newest first."""
    made = applications.revisions(unit, case.row.id)
    rows = corrections.of_application(unit, case.row.id)
    return tuple(_correction(installation, unit, case, row, made, today) for row in reversed(rows))


def _correction(
    installation: Installation, unit: Unit, case: Case, row: CorrectionRow, made: Mapping[int, int], today: date
) -> CorrectionView:
    """An answer made a revision at the instant at which it ended the waiting; without one, nobody answered."""
    words: dict[str, str] = case.sealer.open(f"correction:{row.asked_at}", row.sealed_words)
    revision = made.get(row.answered_at or 0)
    changes: tuple[Change, ...] = ()
    if revision is not None:
        changes = changes_between(installation, case, _path(unit, case, revision - 1), _path(unit, case, revision))
    return CorrectionView(
        asked_at=from_micro(row.asked_at),
        due=date.fromisoformat(row.due),
        left=days_left(today, row.due) if row.answered_at is None else None,
        asked=asked_words(installation, case, words),
        ended_at=None if row.answered_at is None else from_micro(row.answered_at),
        unanswered=row.answered_at is not None and revision is None,
        passed=row.answered_at is None and row.due < today.isoformat() and case.row.state == RETURNED,
        came=_came(case, row),
        changes=changes,
    )


def _came(case: Case, row: CorrectionRow) -> str:
    if row.sealed_note is None:
        return "手紙の番号で、本人の側が入れた" if row.came_by else ""
    note: dict[str, str] = case.sealer.open(f"note:{row.id}", row.sealed_note)
    who = "、".join(part for part in (note["who"], note["at"].replace("T", " ")) if part)
    return f"{CAME_BY[row.came_by]}{f'（{who}）' if who else ''}：{note['said']}"


def _path(unit: Unit, case: Case, revision: int) -> Path:
    sealed = applications.answers(unit, case.row.id, revision)
    return case.veiled(walk(case.procedure, case.sealer.open(f"answers:{revision}", sealed), case.environment))


def changes_between(installation: Installation, case: Case, before: Path, after: Path) -> tuple[Change, ...]:
    """Compared as people read them, in the order of the form."""
    speech = installation.speech(case.procedure, "ja")
    old, new = (
        {row.field: row.value for section in check_sections(case.procedure, path, speech) for row in section.rows}
        for path in (before, after)
    )
    titles = labels(case.procedure, before, speech) | labels(case.procedure, after, speech)
    return tuple(
        Change(title, old.get(name, ""), new.get(name, ""))
        for name, title in titles.items()
        if old.get(name, "") != new.get(name, "")
    )


def asked_words(installation: Installation, case: Case, words: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """What a correction asks: each question as it is called, with the city's sentence."""
    titles = labels(case.procedure, case.path, installation.speech(case.procedure, "ja"))
    return tuple((titles.get(name) or case.procedure.field(name).label, sentence) for name, sentence in words.items())


def _history(unit: Unit, case: Case) -> tuple[Happening, ...]:
    """Newest first."""
    found = []
    for event in applications.events(unit, case.row.id):
        words = case.sealer.open(f"words:{event.at}", event.sealed_words) if event.sealed_words else ""
        what = MOVES[event.move]
        if event.move in INSIDE:
            what, words = f"{what}：{words}" if words else what, ""
        found.append(Happening(from_micro(event.at), what, _actor(unit, event.actor), STATES[event.to_state], words))
    return tuple(reversed(found))


def _actor(unit: Unit, actor: str) -> str:
    kind, _, name = actor.partition(":")
    if kind in ("staff", "machine"):
        row = staff_members.by_login(unit, actor if kind == "machine" else name)
        return row.name if row else name
    return "申請した人" if kind in ("resident", "guest") else "システム"
