"""For whom a member of staff may keep a view of the queue, as options of a form."""

from portal.services.installation import Installation
from portal.services.rights import Member


def keepers(installation: Installation, signed: Member) -> list[tuple[str, str]]:
    """(duty, words); "" for themselves. A section has several duties: its name alone would stand there twice."""
    duties = signed.duties("review", tuple(installation.city.duties))
    return [("", "自分だけ"), *((duty, section(installation, duty)) for duty in duties)]


def section(installation: Installation, duty: str) -> str:
    """Who uses what was kept for this duty."""
    city, today = installation.city, installation.clock.today()
    office = city.office(duty, today).office
    beside = [one for one in city.duties if city.office(one, today).office == office]
    return office if len(beside) == 1 else f"{office}（{duty}）"
