"""Letters of the tour."""

from functools import cache

from tests.journeys.filing import decide, file_application
from tests.journeys.papers import owed
from tests.journeys.people import TARO
from tests.journeys.tour import Tour
from tests.pictures import pdf


@cache
def waiting(tour: Tour) -> str:
    return _line(tour, tour.decided)


@cache
def printed(tour: Tour) -> str:
    number, section = file_application(tour.alice, TARO), tour.visitor("tanto")
    decide(section, number, "refused", "証はもう送ってあります。")
    line = _line(tour, number)
    section.go(line)
    section.press("送る用意をする", {"confirmed": "1"})
    section.go("/desk/dispatches?state=checked")
    section.press("選んだ手紙を束にする", {"line": line.rpartition("/")[2]})
    batch = section.path
    section.post(f"{batch}/letters", [("csrf_token", section.token())])
    return batch


@cache
def handed_in(tour: Tour) -> str:
    number = owed(tour.alice, ("a.pdf", pdf(2)))
    page = tour.visitor("tanto").go(f"/desk/{number}").text
    return f"/desk/{number}/files/" + page.partition(f'href="/desk/{number}/files/')[2].partition('"')[0] + "/pages/1"


def _line(tour: Tour, number: str) -> str:
    page = tour.visitor("tanto").go(f"/desk/{number}").text
    return "/desk/dispatches/" + page.partition('href="/desk/dispatches/')[2].partition('"')[0]
