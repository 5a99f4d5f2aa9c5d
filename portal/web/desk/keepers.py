"""For whom a view of the queue may be saved."""

from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.staff.words import distinct_offices


def keepers(installation: Installation, signed: Member) -> list[tuple[str, str]]:
    """(duty, label); "": the member alone."""
    sections = _sections(installation)
    duties = signed.duties("review", tuple(installation.city.duties))
    return [("", "自分だけ"), *((duty, sections[duty]) for duty in duties)]


def section(installation: Installation, duty: str) -> str:
    return _sections(installation)[duty]


def _sections(installation: Installation) -> dict[str, str]:
    city, today = installation.city, installation.clock.today()
    return distinct_offices({duty: city.office(duty, today).office for duty in city.duties})
