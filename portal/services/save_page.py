"""Saves one page of a draft, or hands back what is to mend."""

from collections.abc import Set
from dataclasses import dataclass, replace

from forms.answers import Answers
from forms.binding import Posted, bind
from forms.environment import Environment
from forms.field import Value
from forms.path import AskedPage, Path
from forms.procedure import Procedure
from portal.db import Unit
from portal.services.drafts import Draft, save_draft
from portal.services.helped_part import owners_alone
from portal.services.hold_slots import hold_slots
from portal.services.installation import Installation
from portal.services.keep_file import drop_told
from portal.store import attachments


@dataclass(frozen=True)
class Saved:
    """`path` after the post. With mistakes nothing was stored."""

    path: Path

    @property
    def mistaken(self) -> bool:
        return bool(self.path.mistakes)


def save_page(
    installation: Installation, unit: Unit, draft: Draft, asked: AskedPage, posted: Posted, environment: Environment
) -> Saved:
    """Binds the fields of one page. Answers that are not asked any more stay in the draft, so that a slip that is taken
    back loses nothing; what is sent is decided by the path alone.
    The times that it chose are held; without a commit they are not."""
    names = frozenset(field.id for field in asked.fields)
    path = bind(draft.procedure, names, posted, draft.answers, environment)
    if not path.mistakes:
        path = replace(path, mistakes=hold_slots(installation, unit, draft.id, asked.fields, path, environment))
    saved = Saved(path)
    if not saved.mistaken:
        answers = merged(draft.answers, path.answers, names) | rows_of(path, asked)
        # A page of which who helps saw a part is for its owner still to see.
        whole = (
            {asked.page.id} if not draft.helping or not any(owners_alone(one) for one in asked.page.fields) else set()
        )
        save_draft(installation, unit, draft, answers, draft.seen | whole, names)
        _drop_files(unit, draft, asked, answers)
    return saved


def rows_of(path: Path, asked: AskedPage) -> dict[str, Value]:
    """The rows that a page stands in: those that are there from the first are stored with their first answer."""
    inside = asked.row.key if asked.row is not None else ""
    return {key: list(numbers) for key, numbers in path.rows.items() if inside.startswith(f"{key}.")}


def save_files(
    installation: Installation, unit: Unit, draft: Draft, asked: AskedPage, posted: Posted, environment: Environment
) -> Path:
    """Keeps the file questions of a page that is to be shown again; the path has their mistakes alone."""
    path, answers = bind_files(draft.procedure, asked, posted, draft.answers, environment)
    save_draft(installation, unit, draft, answers, draft.seen)
    _drop_files(unit, draft, asked, answers)
    return path


def bind_files(
    procedure: Procedure, asked: AskedPage, posted: Posted, stored: Answers, environment: Environment
) -> tuple[Path, dict[str, Value]]:
    """The path, and the answers to keep. Nobody is told off for what comes after the files of a page, nor for one that
    was taken away."""
    names = frozenset(field.id for field in asked.fields if field.type.control == "file")
    path = bind(procedure, names, posted, stored, environment)
    wrong = {name: found for name, found in path.mistakes.items() if name not in path.missing}
    return replace(path, mistakes=wrong), merged(stored, path.answers, names - wrong.keys()) | rows_of(path, asked)


def _drop_files(unit: Unit, draft: Draft, asked: AskedPage, answers: Answers) -> None:
    """A file that was answered and is not any more is gone for good; what was refused was told by now."""
    drop_told(unit, draft.shelf, {field.id for field in asked.fields})
    for field in asked.fields:
        if field.type.control == "file":
            stays = {file["id"] for file in answers.get(field.id, ())}
            for file in draft.answers.get(field.id, ()):
                if file["id"] not in stays:
                    attachments.remove(unit, draft.shelf.holder, file["id"])


def merged(stored: Answers, bound: Answers, names: Set[str]) -> dict[str, Value]:
    """The stored answers with those of `names` as they were just bound: an emptied box empties its answer."""
    kept = {name: value for name, value in stored.items() if name not in names}
    return kept | {name: bound[name] for name in names if name in bound}
