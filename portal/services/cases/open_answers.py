"""The current ones, with their version."""

from forms.answers import Answers
from forms.definition.procedure import Procedure
from portal.db import Unit
from portal.services.filing.drafts import application_sealer
from portal.services.shared.needs import Records
from portal.store.cases import applications
from portal.store.cases.applications import ApplicationRow


def open_answers(installation: Records, unit: Unit, row: ApplicationRow) -> tuple[Procedure, Answers]:
    box = application_sealer(installation, row.uid, row.key_id, row.wrapped_key)
    sealed = applications.answers(unit, row.id, row.answers_revision)
    answers: Answers = box.open(f"answers:{row.answers_revision}", sealed)
    return installation.catalogue.version(unit, row.meaning), answers
