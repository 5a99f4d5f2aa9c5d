"""補正: questions, reasons and a due day."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from forms.definition.kind import RETURNED
from forms.definition.procedure import Field, full_name
from forms.numbers.calendar import add_days, open_day_from
from portal.clock import Clock
from portal.db import Unit
from portal.services.cases.cases import Case
from portal.services.cases.move_application import Act, move_application, notify_applicant
from portal.services.desk.needs import DeskNeeds
from portal.services.filing.describe_papers import asked_titles
from portal.services.filing.papers_that_follow import needed_papers, paper_of
from portal.services.notices.hand_in_paper import extend_until
from portal.services.shared.needs import Basics
from portal.services.shared.past_day import typed_day
from portal.services.shared.rights import Member
from portal.store.desk import corrections
from portal.store.my_cases import late_papers
from portal.store.my_cases.late_papers import OWED

_DAYS, _MOST_DAYS = 14, 365
MOST_SIGNS = 500  # per reason
# Ready for each question or file that the clerk marks, in every procedure.
GENERAL = {"unclear": "書かれたことがよくわかりませんでした。もう少しくわしく書いてください。"}
GENERAL_OF_FILES = {
    "missing": "まだ届いていません。出してください。",
    "unreadable": "届いたものが読めませんでした。もう一度、はっきり写して出してください。",
}


@dataclass(frozen=True)
class Asked:
    field: str
    reason: str
    words: str


@dataclass(frozen=True)
class Return:
    words: Mapping[str, str]  # by question or paper
    due: date | None
    mistakes: tuple[tuple[str, str], ...]


def default_due(installation: Basics) -> date:
    return open_day_from(add_days(installation.clock.today(), _DAYS), installation.city.calendar)


def read_return(clock: Clock, case: Case, asked: tuple[Asked, ...], due: str) -> Return:
    fields = {field.id: field for field in askable(case)}
    words = {
        question.field: _sentence(case, fields[question.field], question)
        for question in asked
        if question.field in fields
    }
    mistakes = [(name, "no_words") for name, sentence in words.items() if not sentence]
    mistakes += [(name, "too_long") for name, sentence in words.items() if len(sentence) > MOST_SIGNS]
    if not words:
        mistakes.append(("fields", "none_chosen"))
    day, problem = read_due(clock, due, clock.today())
    return Return(words, day, (*mistakes, ("due", problem)) if problem else tuple(mistakes))


def about_reason(reason: str) -> list[tuple[str, str]]:
    if not reason.strip():
        return [("reason", "no_reason")]
    return [("reason", "too_long")] if len(reason) > MOST_SIGNS else []


def read_due(clock: Clock, typed: str, after: date) -> tuple[date | None, str]:
    """With the problem, or "". A year at most."""
    day = typed_day(typed)
    if day is None:
        return None, "no_day"
    if day <= after:
        return day, "too_early"
    return day, "too_late" if day > clock.today() + timedelta(days=_MOST_DAYS) else ""


def reasons_for(case: Case, field: Field) -> dict[str, str]:
    """Those of this question or paper, then the general ones. An older version may bind a reason to nothing."""
    of, name = case.procedure.return_reasons_of, full_name(paper_of(field.id)) or field.name
    own = {code: words for code, words in case.procedure.return_reasons.items() if code not in of or name in of[code]}
    return own | {
        code: words
        for code, words in (GENERAL_OF_FILES if field.type.id == "file" else GENERAL).items()
        if code not in own
    }


def _sentence(case: Case, field: Field, asked: Asked) -> str:
    ready = reasons_for(case, field).get(asked.reason, "")
    return "\n".join(part for part in (ready, asked.words.strip()) if part)


def askable(case: Case) -> tuple[Field, ...]:
    """The questions, then the papers."""
    papers = needed_papers(case.procedure, case.path).values()
    return (*(field for field in case.path.fields if field.type.asks), *(asked.field for asked in papers))


def return_for_correction(
    installation: DeskNeeds, unit: Unit, member: Member, case: Case, revision: int, asked: Return
) -> None:
    """Raises NotAllowed, Conflict."""
    if asked.mistakes or asked.due is None:
        raise ValueError(asked.mistakes)
    titles = asked_titles(case)
    sentences = "\n".join(f"{titles[name]}：{sentence}" for name, sentence in asked.words.items())
    act = Act("return", RETURNED, "return for correction", sentences, " ".join(asked.words))
    now = move_application(installation, unit, member, case, revision, act)
    sealed = case.sealer.seal(f"correction:{now}", dict(asked.words))
    corrections.add(unit, case.row.id, tuple(asked.words), sealed, asked.due.isoformat(), now)
    _request_papers(unit, case, asked.words, asked.due.isoformat(), now)
    notify_applicant(installation, unit, case, "returned", now, until=asked.due.isoformat())


def _request_papers(unit: Unit, case: Case, asked: Iterable[str], due: str, now: int) -> None:
    # The papers among `asked`, not before `due`; one that came is asked for again.
    for key in filter(None, map(paper_of, asked)):
        late_papers.add(unit, case.row.id, key, due, now, None)
        row = late_papers.by_key(unit, case.row.id, key)
        if row is None:  # it was just added: a bug
            raise KeyError(key)
        if row.state != OWED:
            late_papers.ask(unit, row.id, due)
        else:
            extend_until(unit, row, due)
