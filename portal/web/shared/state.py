"""Installation and client address of a request."""

from collections.abc import Callable

from fastapi import Request

from portal.services.counter.ask_neighbours import Neighbours
from portal.services.procedures.board import Board
from portal.services.procedures.finder import Finder
from portal.services.shared.installation import Installation


def installation_of(request: Request) -> Installation:
    installation: Installation = request.app.state.installation
    return installation


def board_of(request: Request) -> Board:
    board: Board = request.app.state.board
    return board


def neighbours_of(request: Request) -> Neighbours:
    neighbours: Neighbours = request.app.state.neighbours
    return neighbours


def finder_of(request: Request) -> Finder:
    finder: Finder = request.app.state.finder
    return finder


def begin_anew_of(request: Request) -> Callable[[], None] | None:
    """None but in a demo that made its own city."""
    begin_anew: Callable[[], None] | None = request.app.state.begin_anew
    return begin_anew


def place_of(request: Request) -> str:
    """uvicorn trusts only configured proxies."""
    return request.client.host if request.client else ""
