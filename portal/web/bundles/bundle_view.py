import hashlib
from collections.abc import Mapping
from datetime import date
from typing import Any

from fastapi import Request

from forms.definition.sharing import Together
from forms.path.binding import sentence
from forms.path.path import Path
from forms.text.speech import Speech
from portal.services.bundles.open_bundle import Bundle, Onward, onward_in, wholes
from portal.services.files.keep_file import refusals, waits
from portal.services.filing.describe_papers import papers_of_draft, without_late
from portal.services.filing.drafts import Draft, deleted_on, mark_of, together_of
from portal.services.procedures.check_sections import check_sections
from portal.services.procedures.describe_consequences import describe_consequences
from portal.services.procedures.last_day import last_day
from portal.services.shared.catalogue import speech_of
from portal.services.shared.installation import Installation
from portal.web.filing.check_view import DrawnRow, DrawnSection, Row, faults_view, fold
from portal.web.filing.draft_address import draft_address, question_address
from portal.web.filing.helped_view import helped_words
from portal.web.filing.who_files import lacks
from portal.web.shared.file_answer import linked
from portal.web.shared.page import language_of, office_view
from portal.web.shared.words import words


def address_in(bundle_id: str, onward: Onward | None) -> str:
    if onward is None:
        return f"/bundles/{bundle_id}/check"
    page = question_address(onward.draft.procedure.id, onward.draft.id, onward.asked.page.id)
    return f"{page}/stopped" if onward.stopped else page


def bundle_way(installation: Installation, draft: Draft) -> str:
    return address_in(draft.bundle, onward_in(installation, draft.bundle, draft.parts))


def bundle_back(installation: Installation, draft: Draft, shown: str) -> str:
    together = together_of(installation, draft)
    pages = [(part, page.page.id) for place, part in enumerate(draft.parts) for page in together.cut(place).pages]
    position = next((n for n, (part, page) in enumerate(pages) if (part.id, page) == (draft.id, shown)), 0)
    if not position:
        return f"/bundles/{draft.bundle}"
    before, page = pages[position - 1]
    return question_address(before.procedure.id, before.id, page)


def title_of(draft: Draft, language: str) -> str:
    return speech_of(draft.procedure, language).text("title", draft.procedure.title)


def mark_of_bundle(form_key: bytes, bundle: Bundle) -> str:
    marks = "\n".join(f"{draft.id} {mark_of(form_key, draft)}" for draft in bundle.drafts)
    return hashlib.sha256(marks.encode()).hexdigest()


def part_lines(request: Request, installation: Installation, bundle: Bundle) -> list[dict[str, Any]]:
    language, today = language_of(request), installation.clock.today()
    together, lines = together_of(installation, bundle.drafts[0]), []
    for place, draft in enumerate(bundle.drafts):
        path = together.cut(place)
        until, sure = last_day(installation.rules, draft.procedure, path, today)
        lines.append(
            {
                "id": draft.id,
                "procedure": draft.procedure.id,
                "title": title_of(draft, language),
                "done": sum(page.page.id in draft.seen and not page.open for page in path.pages),
                "total": len(path.pages),
                "until": until,
                "sure": sure,
                "closed": installation.rules.closed_words(draft.procedure, speech_of(draft.procedure, language), today),
                "office": office_view(installation.city.office(draft.procedure.duty, today), language),
            }
        )
    return lines


def bundle_context(request: Request, installation: Installation, bundle: Bundle) -> dict[str, Any]:
    parts = part_lines(request, installation, bundle)
    last = max(bundle.drafts, key=lambda part_draft: part_draft.row.changed_at)
    return {
        "bundle": bundle.id,
        "parts": parts,
        "next": address_in(bundle.id, onward_in(installation, bundle.id, bundle.drafts)),
        "lacks": lacks(getattr(request.state, "person", None), *(draft.procedure.id for draft in bundle.drafts)),
        "begun": any(draft.seen for draft in bundle.drafts),
        "saved_at": last.saved_at,
        "deleted_on": deleted_on(installation.settings, last),
        "office": parts[0]["office"],
        "invite": next(
            (f"{_here(part_draft)}/with-helper" for part_draft in bundle.drafts if part_draft.procedure.helper), ""
        ),
    }


def _here(draft: Draft) -> str:
    return draft_address(draft.procedure.id, draft.id)


def check_parts(request: Request, installation: Installation, bundle: Bundle) -> list[dict[str, Any]]:
    together, today = together_of(installation, bundle.drafts[0]), installation.clock.today()
    paths = wholes(installation, bundle)
    return [_checked(request, installation, bundle, together, place, path, today) for place, path in enumerate(paths)]


def _checked(
    request: Request, installation: Installation, bundle: Bundle, together: Together, place: int, path: Path, today: date
) -> dict[str, Any]:  # fmt: skip
    draft = bundle.drafts[place]
    speech = speech_of(draft.procedure, language_of(request))
    here = _here(draft)
    papers = papers_of_draft(installation, draft, path, speech)
    own, shared = _rows(bundle, together, place, path, speech, helped_words(request, draft))
    undelivered = refusals(path, draft.shelf)
    return {
        "id": draft.id,
        "title": title_of(draft, speech.language),
        "office": office_view(installation.city.office(draft.procedure.duty, today), speech.language),
        "here": here,
        "folded": fold(own, draft, path, words(speech.language)),
        "shared": shared,
        "consequence_view": without_late(describe_consequences(draft.procedure, path, speech, today), papers),
        "papers": papers,
        "waits": waits(path, draft.shelf),
        "untold": [
            (sentence(mistake, draft.procedure.field(name), speech), question_address(draft.procedure.id, draft.id, page.page.id))
            for page in path.pages
            for name, mistakes in undelivered.items()
            if name in {field.id for field in page.fields}
            for mistake in mistakes
        ],
        "warnings": faults_view(draft, path, path.warnings, speech),
    }  # fmt: skip


def _rows(
    bundle: Bundle, together: Together, place: int, path: Path, speech: Speech, helped: Mapping[str, str]
) -> tuple[list[DrawnSection], list[Row]]:
    # (own by section, shared). `helped`: by helpers, in words.
    draft, pages = bundle.drafts[place], _pages(together)
    here = _here(draft)
    own: list[DrawnSection] = []
    shared: list[Row] = []
    for section in check_sections(draft.procedure, path, speech, draft.files):
        rows: list[DrawnRow] = []
        for row in section.rows:
            link = _there(bundle, together, pages, place, row.field, row.page) if row.page else ""
            mine = together.home(place, row.field)[0] == place
            line = (row.label, row.value, link, linked(row.files, here), helped.get(row.field, ""))
            if mine:
                rows.append(DrawnRow(row.field, line))
            else:
                shared.append(line)
        own.append(DrawnSection(section.title, tuple(rows), section.brief))
    return own, shared


def _pages(together: Together) -> Mapping[tuple[int, str], str]:
    return {
        (part, field.id): asked.page.id
        for part, path in enumerate(together.paths)
        for asked in path.pages
        for field in asked.fields
    }


def _there(
    bundle: Bundle, together: Together, pages: Mapping[tuple[int, str], str], place: int, question: str, page: str
) -> str:
    part, asked = together.home(place, question)
    draft = bundle.drafts[part]
    return question_address(draft.procedure.id, draft.id, pages.get((part, asked), page))
