"""Stores a revision of an application's answers and, beside it, what was asked and left empty. A file must tell that from what was never
asked; to walk the path again for each file would cost more than all the rest of it, and calendars and settings go on meanwhile."""

from forms.answers import Answers
from forms.path import Path
from portal.db import Unit
from portal.sealing import Sealer
from portal.store import applications
from portal.store.applications import AnswersRow


def keep_answers(
    unit: Unit, box: Sealer, application_id: int, revision: int, answers: Answers, path: Path, now: int
) -> None:  # fmt: skip
    """`path`: the one on which these answers were given. The caller commits."""
    applications.add_answers(unit, [sealed_answers(box, application_id, revision, answers, path, now)])


def sealed_answers(
    box: Sealer, application_id: int, revision: int, answers: Answers, path: Path, now: int
) -> AnswersRow:  # fmt: skip
    """As `keep_answers` stores it, for who stores several at once."""
    sealed, left = (
        box.seal(f"answers:{revision}", dict(answers)),
        box.seal(f"left:{revision}", left_empty(path, answers)),
    )
    return AnswersRow(application_id, revision, sealed, left, now)


def left_empty(path: Path, answers: Answers) -> list[str]:
    """Keys of what was asked and has no answer, repeats without rows among them. A note asks nothing, nor does what is computed."""
    asked = {field.id for field in path.fields if field.type.asks} | path.rows.keys()
    return sorted(asked - answers.keys())
