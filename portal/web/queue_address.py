"""What the address of the queue asks for, read and written: one way for list, board and saved views."""

from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import parse_qsl, urlencode

from portal.services.installation import Installation
from portal.services.queue_page import DUES, HOLDS, PAPERS, Wanted, open_states
from portal.store.queues import ORDERS

EVERYBODY = (
    "who=all"  # asks for nothing, and yet is an address of its own: the desk opens with a view where one was chosen
)

BOARD = "board?"


def wanted_in(installation: Installation, asked: Mapping[str, str]) -> Wanted:
    """A value that there is not counts as none."""
    states, procedures = open_states(installation), [procedure.id for procedure in installation.catalogue.all()]
    return Wanted(
        who=asked["who"] if asked.get("who") in ("mine", "unassigned") else "",
        state=asked["state"] if asked.get("state") in states else "",
        procedure=asked["procedure"] if asked.get("procedure") in procedures else "",
        due=asked["due"] if asked.get("due") in DUES else "",
        papers=asked["papers"] if asked.get("papers") in PAPERS else "",
        hold=asked["hold"] if asked.get("hold") in HOLDS else "",
        sort=asked["sort"] if asked.get("sort") in list(ORDERS)[1:] else "",
        after=asked.get("after", ""),
    )


def query_of(wanted: Wanted) -> str:
    parts = {
        "who": wanted.who, "state": wanted.state, "procedure": wanted.procedure, "due": wanted.due,
        "papers": wanted.papers, "hold": wanted.hold, "sort": wanted.sort, "after": wanted.after,
    }  # fmt: skip
    return urlencode({name: value for name, value in parts.items() if value})


def board_again(installation: Installation, query: str, number: str, did: str) -> str:
    """The board after an act on one of its cards, at that card; "" if the act did not come from the board. `query` is what
    the board sent: BOARD and the view that it showed."""
    if not query.startswith(BOARD):
        return ""
    return f"/desk/board?{plain_query(installation, query[len(BOARD) :])}&did={did}#card-{number}"


def plain_query(installation: Installation, query: str) -> str:
    """Of what somebody sent, what means something here; from its first page on."""
    return query_of(replace(wanted_in(installation, dict(parse_qsl(query[:500]))), after=""))
