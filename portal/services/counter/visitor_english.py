"""The engine's words on a visitor's screen in English; the questions are translated with their definitions."""

from collections.abc import Mapping
from types import MappingProxyType

from forms.messages import sentences

_OWN = {
    "yes_no.yes": "Yes",
    "yes_no.no": "No",
    "consent.given": "Yes",
    "consent.yes": "Yes, I agree",
    "consent.no": "No, I do not agree",
    "sex.male": "Male",
    "sex.female": "Female",
    "sex.other": "Other",
    "sex.unknown": "No answer",
    "date.western": "{year}/{month}/{day}",
    "date.western_month": "{year}/{month}",
    "date.western_year": "{year}",
    "date.shown_without_day": "{known} (day unknown)",
    "date.shown_without_month": "{known} (month and day unknown)",
    "period.shown": "{first} to {last}",
    "period.shown_open": "since {first}",
    "choice.told": "{option} ({tell})",
    "choice.not_offered": "Please choose one of those shown for “{label}”.",
    "bank_account.way_bank": "An account at a bank",
    "bank_account.way_post": "An account at the Japan Post Bank",
    "bank_account.way_public": "The account that I registered with the state (公金受取口座)",
    "bank_account.savings": "savings",
    "bank_account.public": "The account that you registered with the state (公金受取口座)",
    "bank_account.ordinary": "ordinary",
    "bank_account.current": "current",
    "row.named": "{title} ({name})",
    "row.count": "{count}",
    "answer.not_shown": "Not shown here",
}
_OPEN = {key: "“{label}” is still open. Please choose." for key in sentences("ja") if key.endswith(".required")}
ENGLISH: Mapping[str, str] = MappingProxyType({**sentences("ja"), **_OPEN, **_OWN})
