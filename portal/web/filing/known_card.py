from collections.abc import Mapping
from dataclasses import dataclass

from forms.definition.procedure import Field, Repeat
from forms.path.path import AskedPage, Path, RowPlace
from forms.text.speech import Speech
from portal.services.filing.drafts import Draft, mark_of
from portal.services.filing.known.assume_known import Assumed, assume_known
from portal.services.filing.known.join_asked import join_asked
from portal.services.procedures.row_names import repeat_label, row_name, row_title
from portal.services.shared.installation import Installation
from portal.services.shared.known_sources import BUNDLE
from portal.web.filing.draft_address import question_address
from portal.web.filing.question_page import page_title, step_title
from portal.web.residents.source_words import source_of_answer
from portal.web.shared.posting import first
from portal.web.shared.words import words

ASSUMED = "assumed"  # name of the hidden field with the mark of what the card showed


@dataclass(frozen=True)
class KnownPage:
    title: str
    href: str
    rows: tuple[tuple[str, str, str], ...]  # (label, value, source)
    named: str = ""  # the row, unless a line names it, or a step that is not the one of the page below


@dataclass(frozen=True)
class KnownCard:
    mark: str
    pages: tuple[KnownPage, ...]
    first: str  # id of a page


def assumed_at(installation: Installation, draft: Draft, path: Path, page: str) -> Assumed:
    """Nothing is assumed but on the page that follows."""
    assumed = assume_known(installation, draft, path)
    if assumed.asked is not None and assumed.asked.page.id == page:
        return join_asked(installation, assumed)
    return join_asked(installation, Assumed(draft, path, path.page(page)))


def confirmed_at(
    installation: Installation, draft: Draft, path: Path, page: str, posted: Mapping[str, list[str]]
) -> Assumed:
    """Only what the page showed."""
    assumed = assumed_at(installation, draft, path, page)
    if assumed.passed and first(posted, ASSUMED) != _mark(installation, assumed):
        return join_asked(installation, Assumed(draft, path, path.page(page)))
    return assumed


def known_card(installation: Installation, assumed: Assumed, speech: Speech) -> KnownCard | None:
    if not assumed.passed:
        return None
    pages = tuple(_page(assumed, page, speech) for page in assumed.passed)
    return KnownCard(_mark(installation, assumed), pages, assumed.passed[0].page.id)


def _mark(installation: Installation, assumed: Assumed) -> str:
    return mark_of(installation.form_key, assumed.draft, assumed.names)


def _page(assumed: Assumed, asked: AskedPage, speech: Speech) -> KnownPage:
    draft, path = assumed.draft, assumed.path
    if asked.repeat is not None:
        title = repeat_label(asked.repeat, speech)
        href = question_address(draft.procedure.id, draft.id, asked.page.id)
        return KnownPage(
            title, href, ((title, _names(assumed, asked, speech), _source_of_rows(draft, asked.repeat, speech)),)
        )
    title = row_title(draft.procedure, path, asked.row, speech) if asked.row is not None else page_title(speech, asked)
    rows = tuple(_row(draft, path, field, speech) for field in asked.fields if field.id in path.answers)
    named = title if asked.row is not None and all(field.concept != "person.name" for field in asked.fields) else ""
    if asked.row is None and assumed.asked is not None and assumed.asked.step.id != asked.step.id:
        # The heading of the page below is of another step: a name here would be taken for the name of that person.
        named = step_title(speech, asked)
    return KnownPage(title, question_address(draft.procedure.id, draft.id, asked.page.id), rows, named)


def _source_of_rows(draft: Draft, repeat: Repeat, speech: Speech) -> str:
    household = next((source.name for source in draft.known.sources if source.household), BUNDLE)
    return words(speech.language)[f"source.{household if repeat.of_household else BUNDLE}"]


def _names(assumed: Assumed, asked: AskedPage, speech: Speech) -> str:
    key, path = asked.page.id, assumed.path
    places = (RowPlace(asked.repeat, f"{key}.{row}", 0) for row in path.rows[key]) if asked.repeat is not None else ()
    named = [row_name(assumed.draft.procedure, path, place, speech) for place in places]
    return speech.joined(named) or words(speech.language)["check.nothing"]


def _row(draft: Draft, path: Path, field: Field, speech: Speech) -> tuple[str, str, str]:
    value = field.type.show(path.answers[field.id], field.settings, speech, field.path)
    source = "" if field.compute is not None else source_of_answer(draft, field, speech.language)
    return speech.text(field.label_place, field.label), value, source
