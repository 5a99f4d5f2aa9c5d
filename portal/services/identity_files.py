"""Files of an ID (本人確認書類の写し), as a question beside a definition's own: they are no answers, and nothing that reads answers
knows of them. Whoever may not judge a signature has no business with them."""

from dataclasses import replace

from forms.environment import KeptFile
from forms.fields.file import File, FileSettings
from forms.procedure import Field
from portal.services.keep_file import Shelf

QUESTION = "identity-copy"  # no question of a definition has a hyphen in its name
_MOST = 4  # both sides of two


def copy_field() -> Field:
    return Field(QUESTION, File(), FileSettings(most=_MOST), "本人確認書類の写し", QUESTION, required=False)


def copies_in(shelf: Shelf) -> tuple[KeptFile, ...]:
    return shelf.chosen_for(QUESTION)


def without_copies(shelf: Shelf) -> Shelf:
    files = {name: file for name, file in shelf.files.items() if shelf.questions.get(name) != QUESTION}
    return replace(shelf, files=files, refused=tuple(one for one in shelf.refused if one.question != QUESTION))
