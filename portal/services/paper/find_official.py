from forms.complaints import Refused
from forms.definition.official_form import OfficialForm, official_form
from portal.config import Settings
from portal.logs import log


def find_official(settings: Settings, procedure: str) -> OfficialForm | None:
    """None also if it cannot be read: our own form is printed then."""
    try:
        return official_form(settings.procedures, procedure)
    except Refused:
        log.warning("official form", code="unreadable")
        return None
