"""A revision of answers and questions left empty: a later walk would be slow and use later settings."""

from forms.answers import Answers
from forms.path.path import Path
from portal.db import Unit
from portal.sealing import Sealer
from portal.store.cases import applications
from portal.store.cases.applications import AnswersRow


def keep_answers(
    unit: Unit, box: Sealer, application_id: int, revision: int, answers: Answers, path: Path, now: int
) -> None:  # fmt: skip
    applications.add_answers(unit, [sealed_answers(box, application_id, revision, answers, path, now)])


def sealed_answers(
    box: Sealer, application_id: int, revision: int, answers: Answers, path: Path, now: int
) -> AnswersRow:  # fmt: skip
    sealed, sealed_left = (
        box.seal(f"answers:{revision}", dict(answers)),
        box.seal(f"left:{revision}", left_empty(path, answers)),
    )
    return AnswersRow(application_id, revision, sealed, sealed_left, now)


def left_empty(path: Path, answers: Answers) -> list[str]:
    """Includes repeats without rows."""
    asked = {field.id for field in path.fields if field.type.asks} | path.rows.keys()
    return sorted(asked - answers.keys())
