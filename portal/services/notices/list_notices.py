"""A definition's notices, for commands and tests."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from forms.city.city import City
from forms.definition.kind import KINDS, REVOKED
from forms.definition.outcome import ENDINGS, EXTENDED
from forms.definition.procedure import Procedure
from forms.numbers.calendar import in_both_calendars
from forms.path.consequences import appeal_of
from forms.path.environment import Environment
from forms.path.path import Path
from forms.path.result import asked_with, path_with_result
from forms.scenarios.sample_result import sample_result
from portal.services.cases.ending import EXPLANATION, Ending, rows_of_ending
from portal.services.cases.result import label_of_shown, rows_in
from portal.services.notices.appeal_words import appeal_paragraphs
from portal.services.notices.ask_by_letter import addressee_in
from portal.services.notices.notice_text import FORWARDED_TITLE
from portal.services.notices.outcome_notice import (
    About,
    Written,
    content_about,
    core_title,
    decided_elsewhere,
    is_sent_back,
    notice_title,
    provision_of,
)
from portal.services.notices.print_letter import Letter
from portal.services.notices.print_notice import extension_about, sheet_of
from portal.services.shared.catalogue import speech_of

_RECEIPT_NUMBER = "KKN-2026-0000-0000"
_REASON = "（見本の理由）申請のときに、決まりにある条件の1つに当てはまらなかったためです。どの事実が、どの決まりに合わないかを、ここに書きます。"
_EXTENDED_WORDS = "（見本の理由）確かめるための書類が、まだ届いていないためです。令和9年1月29日ごろに決まる見込みです。"
_PLACE = ("0000001", ("見本県見本市見本町", "一丁目2番3号"))


@dataclass(frozen=True)
class NoticeOfOutcome:
    """`core_system` writes the paper."""

    procedure: str
    outcome: str
    title: str
    fields: tuple[str, ...]
    core_system: bool
    forwarded: bool  # another body decides


def notices_of(procedure: Procedure, city: City, on: date) -> Iterator[NoticeOfOutcome]:
    """With an extension, which has no result."""
    away, kind = procedure.forwarding, procedure.kind
    for name, outcome in procedure.outcomes.items():
        core = core_title(city, procedure, kind, name, on)
        title = core or (outcome.notice if name == EXTENDED else notice_title(city, procedure, kind, name, on))
        if not title:
            continue
        law = ("根拠となる規定",) if outcome.disposition and not outcome.reasons else ()
        decided = (*law, "決定した日") if outcome.disposition else ()
        asked = tuple(labels_of_result(procedure, name))
        if away is None or away.when is not None or is_sent_back(outcome):
            fields = () if name == EXTENDED else ("結果", *asked, *decided, "受付番号")
            yield NoticeOfOutcome(procedure.id, name, title, fields, core_system=bool(core), forwarded=False)
        if away is not None and name != EXTENDED and not is_sent_back(outcome):
            fields = ("結果", *asked, "受付番号")
            yield NoticeOfOutcome(procedure.id, name, FORWARDED_TITLE, fields, core_system=False, forwarded=True)


def endings_of(procedure: Procedure, city: City, on: date) -> Iterator[NoticeOfOutcome]:
    """取消し and 撤回 of what was granted here, if the definition names no notice for them."""
    away, kind = procedure.forwarding, KINDS[procedure.kind]
    if procedure.appeal is None or (away is not None and away.when is None):
        return
    for name in kind.endings:
        if name in procedure.outcomes:
            continue
        title = notice_title(city, procedure, procedure.kind, name, on)
        labels = tuple(label for label, _ in rows_of_ending(_sample_ending(name, on)))
        yield NoticeOfOutcome(
            procedure.id, name, title, ("結果", *labels, "決定した日", "受付番号"), core_system=False, forwarded=False
        )


def _sample_ending(outcome: str, on: date) -> Ending:
    return Ending(on.isoformat() if outcome == REVOKED else "", EXPLANATION, on.isoformat())


def labels_of_result(procedure: Procedure, outcome: str) -> Iterator[str]:
    shows = procedure.outcomes[outcome].shows
    speech = speech_of(procedure, "ja")
    yield from (
        label_of_shown(procedure, field, speech)
        for field in procedure.fields
        if field.name in shows or field.type.id == "slot"
    )
    yield from (question.label for question, _ in asked_with(procedure, outcome))


def sample_notice(procedure: Procedure, path: Path, environment: Environment, city: City, outcome: str) -> Letter:
    """For invented answers. Raises KeyError if no paper of the city has this outcome, NoSample."""
    on, kind, chosen = environment.today, procedure.kind, procedure.outcome(procedure.kind, outcome)
    office = city.office(procedure.duty, on)
    to = addressee_in(procedure, path.answers, path, "見本　太郎")
    to = to if any(to.address) else replace(to, postal=_PLACE[0], address=_PLACE[1])
    if chosen is not None and outcome == EXTENDED and chosen.notice:
        about = About(procedure, kind, path, to, on, _RECEIPT_NUMBER)
        return extension_about(about, office, on, _EXTENDED_WORDS, f"{office.symbol}第123号")
    title = notice_title(city, procedure, kind, outcome, on)
    if not title or chosen is None:
        raise KeyError(outcome)
    appeal = appeal_of(procedure, path, outcome) if chosen.disposition else None
    paragraphs = appeal_paragraphs(city, office, appeal) if appeal is not None else ()
    if outcome in ENDINGS and outcome not in procedure.outcomes:
        rows, former = rows_of_ending(_sample_ending(outcome, on)), f"{in_both_calendars(on)}　{office.symbol}第100号"
    else:
        values, former = sample_result(procedure, outcome, path, environment, 0), ""
        rows = rows_in(procedure, path, environment, chosen.shows, values)
        path = path_with_result(procedure, outcome, values, path, environment)
    written = Written(
        outcome, _REASON if chosen.reasons else "", "\n".join(paragraphs), "", on,
        rows=tuple(rows), former=former,
        provision=provision_of(procedure, chosen) if chosen.reasons and chosen.disposition else "",
    )  # fmt: skip
    title = FORWARDED_TITLE if decided_elsewhere(procedure, kind, outcome, path) is not None else title
    content = content_about(city, About(procedure, kind, path, to, on, _RECEIPT_NUMBER), office, title, written, on)
    return sheet_of(content, title, on, f"{office.symbol}第123号", [])
