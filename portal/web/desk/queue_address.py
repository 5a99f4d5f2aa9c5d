import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from urllib.parse import parse_qsl, urlencode

from forms.definition.procedure import Procedure
from portal.services.desk.queue.page import DUES, HOLDS, PAPERS, TASKS, Wanted, open_states
from portal.services.shared.catalogue import Catalogue
from portal.store.desk.queues import ORDERS

EVERYBODY = "who=all"  # no filter, but explicit: the desk otherwise opens with the chosen view

BOARD = "board?"
_NAME = re.compile(r"[a-z][a-z0-9_-]{0,59}", re.ASCII)


def wanted_in(catalogue: Catalogue, asked: Mapping[str, str]) -> Wanted:
    states, procedures = open_states(catalogue), catalogue.of_all(_ids)
    return Wanted(
        who=asked["who"] if asked.get("who") in ("mine", "unassigned") else "",
        state=asked["state"] if asked.get("state") in states else "",
        procedure=asked["procedure"] if asked.get("procedure") in procedures else "",
        office=asked["office"] if _NAME.fullmatch(asked.get("office", "")) else "",
        due=asked["due"] if asked.get("due") in DUES else "",
        papers=asked["papers"] if asked.get("papers") in PAPERS else "",
        hold=asked["hold"] if asked.get("hold") in HOLDS else "",
        sort=asked["sort"] if asked.get("sort") in list(ORDERS)[1:] else "",
        task=asked["task"] if asked.get("task") in TASKS else "",
        after=asked.get("after", ""),
    )


def _ids(procedures: Sequence[Procedure]) -> frozenset[str]:
    return frozenset(procedure.id for procedure in procedures)


def query_of(wanted: Wanted) -> str:
    parts = {
        "who": wanted.who, "state": wanted.state, "procedure": wanted.procedure, "office": wanted.office, "due": wanted.due,
        "papers": wanted.papers, "hold": wanted.hold, "sort": wanted.sort, "task": wanted.task, "after": wanted.after,
    }  # fmt: skip
    return urlencode({name: value for name, value in parts.items() if value})


def board_again(catalogue: Catalogue, query: str, number: str, did: str) -> str:
    """ "" if the act did not come from the board. `query`: BOARD and the view."""
    if not query.startswith(BOARD):
        return ""
    return f"/desk/board?{plain_query(catalogue, query[len(BOARD) :])}&did={did}#card-{number}"


def listed_in(catalogue: Catalogue, query: str) -> Wanted:
    return replace(wanted_in(catalogue, dict(parse_qsl(query[:500]))), after="")


def of_list(query: str) -> str:
    """The parameter that keeps the list from which a case was opened."""
    return urlencode({"list": query}) if query else ""


def plain_query(catalogue: Catalogue, query: str) -> str:
    return query_of(listed_in(catalogue, query))
