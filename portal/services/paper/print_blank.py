"""The public blank form, typeset once a day per process."""

import json
from datetime import datetime, time
from functools import lru_cache

from forms.definition.procedure import Procedure
from portal.clock import TOKYO
from portal.errors import NotFound
from portal.services.paper.find_official import find_official
from portal.services.paper.print_form import form_content
from portal.services.paper.typeset import Paper, typeset
from portal.services.procedures.ask_reception import counter_doors
from portal.services.shared.needs import Basics


def print_blank(installation: Basics, procedure: Procedure) -> Paper:
    """Raises NotFound if the procedure takes no paper."""
    if not counter_doors(procedure):
        raise NotFound(procedure.id)
    today = installation.clock.today()
    content = form_content(
        procedure, installation.city, today, None, find_official(installation.settings, procedure.id)
    )
    # cached by content, which changes with the form and contains no personal data
    return _set(json.dumps(content), datetime.combine(today, time.min, TOKYO))


@lru_cache(maxsize=200)
def _set(content: str, made: datetime) -> Paper:
    return typeset("form", json.loads(content), made)
