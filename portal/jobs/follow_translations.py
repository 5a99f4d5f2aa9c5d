"""Reads translations that were saved in the browser, in this process or another."""

from portal.jobs import Job
from portal.services.shared.installation import Installation
from portal.services.workshop.translate_texts import put_translations


def follow_translations(installation: Installation) -> int:
    with installation.database.read() as unit:
        return int(put_translations(installation.translated, unit))


JOB = Job("follow_translations", 1, follow_translations)
