"""Why an applicant takes an application back, asked alike wherever it happens."""

from fastapi import Request

from portal.services.my_cases.stop_application import MOST_SIGNS
from portal.web.shared.page import language_of
from portal.web.shared.state import installation_of
from portal.web.shared.words import words


def reason_problem(request: Request, reason: str) -> str:
    texts = words(language_of(request))
    if len(reason) > MOST_SIGNS:
        return texts["stop.too_long"].format(most=MOST_SIGNS, now=len(reason))
    return texts["stop.no_reason"] if installation_of(request).city.withdraw_reason and not reason else ""
