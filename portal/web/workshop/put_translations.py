"""Translations of the database into this process, and what was made of them out of it."""

from forms.messages import sentences
from portal.db import Unit
from portal.services.shared import write_notice
from portal.services.shared.installation import Installation
from portal.services.workshop.translate_texts import put_stored
from portal.store.workshop import translations
from portal.web.shared.templates import templates
from portal.web.shared.words import words


class _Taken:
    newest: tuple[str, int] = ("", 0)  # database, id of the last row


def put_translations(installation: Installation, unit: Unit) -> bool:
    """Whether there was anything new."""
    newest = (installation.settings.database, translations.last(unit))
    if newest[1] == 0 == _Taken.newest[1] or newest == _Taken.newest:
        return False
    put_stored(unit)
    for made in (sentences, words, templates, write_notice.templates_of):
        made.cache_clear()
    _Taken.newest = newest
    return True
