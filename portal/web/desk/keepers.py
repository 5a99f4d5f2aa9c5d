"""For whom a view of the queue may be saved."""

from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member


def keepers(installation: Installation, signed: Member) -> list[tuple[str, str]]:
    """(duty, label); "": the member alone."""
    duties = signed.duties("review", tuple(installation.city.duties))
    return [("", "自分だけ"), *((duty, section(installation, duty)) for duty in duties)]


def section(installation: Installation, duty: str) -> str:
    city, today = installation.city, installation.clock.today()
    office = city.office(duty, today).office
    duties = [candidate for candidate in city.duties if city.office(candidate, today).office == office]
    return office if len(duties) == 1 else f"{office}（{duty}）"
