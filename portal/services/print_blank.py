"""The blank form of a procedure as the public gets it: set once a day and process, however often it is asked for."""

import json
from datetime import datetime, time
from functools import lru_cache

from forms.procedure import Procedure
from portal.clock import TOKYO
from portal.errors import NotFound
from portal.services.ask_reception import counter_doors
from portal.services.installation import Installation
from portal.services.print_form import form_content
from portal.services.typeset import Paper, typeset


def print_blank(installation: Installation, procedure: Procedure) -> Paper:
    """NotFound where no paper is taken: neither at the counter nor by post."""
    if not counter_doors(procedure):
        raise NotFound(procedure.id)
    today = installation.clock.today()
    content = form_content(procedure, installation.city, today, None)
    # The content is the key: what changes the form changes it. It holds nothing of any person.
    return _set(json.dumps(content), datetime.combine(today, time.min, TOKYO))


@lru_cache(maxsize=200)
def _set(content: str, made: datetime) -> Paper:
    return typeset("form", json.loads(content), made)
