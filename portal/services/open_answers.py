"""The answers of an application as they stand now, and the version they were given to: for those who need no more of the case."""

from forms.answers import Answers
from forms.procedure import Procedure
from portal.db import Unit
from portal.services.drafts import application_sealer
from portal.services.installation import Installation
from portal.store import applications
from portal.store.applications import ApplicationRow


def open_answers(installation: Installation, unit: Unit, row: ApplicationRow) -> tuple[Procedure, Answers]:
    box = application_sealer(installation, row.uid, row.key_id, row.wrapped_key)
    sealed = applications.answers(unit, row.id, row.answers_revision)
    answers: Answers = box.open(f"answers:{row.answers_revision}", sealed)
    return installation.catalogue.version(unit, row.meaning), answers
