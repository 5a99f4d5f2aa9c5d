from collections.abc import Mapping, Set
from dataclasses import dataclass, replace

from forms.answers import Answers
from forms.definition.field import Value
from forms.definition.procedure import Procedure
from forms.path.binding import Posted, bind
from forms.path.environment import Environment
from forms.path.path import AskedPage, Path, walk
from forms.path.rows import add_row
from portal.db import Unit
from portal.services.bookings.hold_slots import hold_slots
from portal.services.files.keep_file import drop_refusals
from portal.services.filing.drafts import Draft, save_draft
from portal.services.filing.helped_part import owners_alone
from portal.services.shared.needs import HasNumberKeys
from portal.store.files import attachments


@dataclass(frozen=True)
class Saved:
    """`draft` as it is stored now, as it was with mistakes."""

    path: Path
    draft: Draft
    added: str = ""  # key of a new row

    @property
    def mistaken(self) -> bool:
        return bool(self.path.mistakes)


def save_page(
    installation: HasNumberKeys, unit: Unit, draft: Draft, asked: AskedPage, posted: Posted, environment: Environment
) -> Saved:
    """Answers no longer asked stay in the draft, unsent. Holds the chosen times."""
    names = frozenset(field.id for field in asked.fields)
    path = bind(draft.procedure, names, posted, draft.answers, environment)
    if not path.mistakes:
        path = replace(path, mistakes=hold_slots(installation, unit, draft.id, asked.fields, path, environment))
    saved = Saved(path, draft)
    if not saved.mistaken:
        answers = merged(draft.answers, path.answers, names) | rows_of(path, asked)
        # the owner still has to see pages that a helper saw in part
        seen = (
            frozenset(name for name in asked.ids if path.page(name) is not None)
            if not draft.helping or not any(owners_alone(field) for field in asked.page.fields)
            else frozenset[str]()
        )
        seen, added = draft.seen | seen, ""
        if asked.listed is not None and posted.get("act") == ["add"]:
            answers, number = add_row(path, answers, asked.listed.page.id)
            seen, added = seen - {asked.listed.page.id}, f"{asked.listed.page.id}.{number}"
        save_draft(installation, unit, draft, answers, seen, names)
        _drop_files(unit, draft, asked, answers)
        saved = Saved(path, replace(draft, answers=answers, seen=seen), added)
    return saved


def with_sums(path: Path, draft: Draft, asked: AskedPage, typed: Posted, environment: Environment) -> Path:
    """Computed on this page from what is typed and not saved."""
    names = frozenset(field.id for field in asked.fields)
    return _summed(path, asked, bind(draft.procedure, names, typed, draft.answers, environment))


def with_known_sums(
    path: Path, draft: Draft, asked: AskedPage, known: Mapping[str, Value], environment: Environment
) -> Path:
    # Computed on this page from what is filled in and not confirmed.
    filled = {field.id: known[field.id] for field in asked.fields if field.id in known and field.id not in path.answers}
    if not filled or all(field.type.asks for field in asked.fields):
        return path
    return _summed(path, asked, walk(draft.procedure, {**draft.answers, **filled}, environment))


def _summed(path: Path, asked: AskedPage, filled: Path) -> Path:
    answers = filled.answers
    sums = {field.id: answers[field.id] for field in asked.fields if not field.type.asks and field.id in answers}
    return replace(path, answers={**path.answers, **sums})


def rows_of(path: Path, asked: AskedPage) -> dict[str, Value]:
    inside = [page.row.key for page in asked.parts or (asked,) if page.row is not None]
    return {
        key: list(numbers) for key, numbers in path.rows.items() if any(row.startswith(f"{key}.") for row in inside)
    }


def save_files(
    installation: HasNumberKeys, unit: Unit, draft: Draft, asked: AskedPage, posted: Posted, environment: Environment
) -> Path:
    path, answers = bind_files(draft.procedure, asked, posted, draft.answers, environment)
    save_draft(installation, unit, draft, answers, draft.seen)
    _drop_files(unit, draft, asked, answers)
    return path


def bind_files(
    procedure: Procedure, asked: AskedPage, posted: Posted, stored: Answers, environment: Environment
) -> tuple[Path, dict[str, Value]]:
    """Missing or too few files are no mistakes yet."""
    names = frozenset(field.id for field in asked.fields if field.type.control == "file")
    path = bind(procedure, names, posted, stored, environment)
    wrong = {name: mistakes for name, mistakes in path.mistakes.items() if not {name} & {*path.missing, *path.answers}}
    return replace(path, mistakes=wrong), merged(stored, path.answers, names - wrong.keys()) | rows_of(path, asked)


def _drop_files(unit: Unit, draft: Draft, asked: AskedPage, answers: Answers) -> None:
    drop_refusals(unit, draft.shelf, {field.id for field in asked.fields})
    for field in asked.fields:
        if field.type.control == "file":
            stays = {file["id"] for file in answers.get(field.id, ())}
            for file in draft.answers.get(field.id, ()):
                if file["id"] not in stays:
                    attachments.remove(unit, draft.shelf.holder, file["id"])


def merged(stored: Answers, bound: Answers, names: Set[str]) -> dict[str, Value]:
    """Emptied boxes remove answers."""
    kept = {name: value for name, value in stored.items() if name not in names}
    return kept | {name: bound[name] for name in names if name in bound}
