"""Outside the answers, for staff who may judge signatures."""

from forms.definition.procedure import Field
from forms.fields.file import File, FileSettings
from forms.path.environment import KeptFile
from portal.services.files.keep_file import Shelf

QUESTION = "identity-copy"  # names in definitions have no hyphen
_MOST = 4  # two papers, both sides


def copy_field() -> Field:
    return Field(QUESTION, File(), FileSettings(most=_MOST), "本人確認書類の写し", QUESTION, required=False)


def copies_in(shelf: Shelf) -> tuple[KeptFile, ...]:
    return shelf.chosen_for(QUESTION)
