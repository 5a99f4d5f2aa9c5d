from collections.abc import Iterator, Sequence
from datetime import date

from forms.path.result import OUTCOME, as_procedure, cell_of, walk_result
from portal.db import Unit
from portal.services.cases.cases import Case, case_of_line
from portal.services.cases.ending import cells_of_ending, ending_of
from portal.services.cases.keep_book import csv_line
from portal.services.cases.name_principal import shown_name
from portal.services.cases.own_case import is_kept_away
from portal.services.cases.result import outcome_words, values_of
from portal.services.handover.result_columns import head
from portal.services.shared.catalogue import speech_of
from portal.services.shared.needs import Records
from portal.services.shared.rights import Member
from portal.store.cases import applications, results
from portal.store.cases.results import ResultRow
from portal.store.notices import notices

MOST = 5000
COLUMNS = ("受付番号", "手続", "氏名", "結果", "決裁日", "文書番号")


def list_results(
    installation: Records, unit: Unit, member: Member, duties: Sequence[str], since: date, until: date
) -> list[tuple[dict[str, str], dict[str, str]]]:
    """By days of 決裁: columns of all, and fields by heading. Without the member's own family and what they may not
    see."""
    lines = []
    for row in results.given(unit, duties, since.isoformat(), until.isoformat(), MOST):
        application = applications.by_id(unit, row.application_id)
        number = application.receipt_number if application is not None else ""
        case = case_of_line(installation, unit, member, number)
        if case is None or case.hides or is_kept_away(installation, unit, member, case):
            continue
        lines.append((_about(unit, case, row), _fields(case, row)))
    return lines


def _about(unit: Unit, case: Case, row: ResultRow) -> dict[str, str]:
    written = [notice for notice in notices.of_application(unit, case.row.id) if notice.outcome == row.outcome]
    cells = (
        case.row.receipt_number, case.procedure.title, shown_name(case.procedure, case.summary),
        outcome_words(case.procedure, case.row.kind, row.outcome), row.decided_on, written[-1].number if written else "",
    )  # fmt: skip
    return dict(zip(COLUMNS, cells, strict=True))


def _fields(case: Case, row: ResultRow) -> dict[str, str]:
    values = values_of(case, row)
    if (ending := ending_of(values)) is not None:
        return cells_of_ending(ending)
    path = walk_result(case.procedure, values, case.path, case.environment)
    full, speech = as_procedure(case.procedure), speech_of(case.procedure, "ja")
    return {
        head(case, full.field(field.id)): cell_of(field, path.answers[field.id], speech)
        for field in path.fields
        if field.id != OUTCOME and field.id in path.answers
    }


def as_csv(lines: Sequence[tuple[dict[str, str], dict[str, str]]]) -> Iterator[bytes]:
    heads = tuple(dict.fromkeys(name for _, fields in lines for name in fields))
    yield "\ufeff".encode() + csv_line((*COLUMNS, *heads))
    for about, fields in lines:
        yield csv_line((*about.values(), *(fields.get(name, "") for name in heads)))
