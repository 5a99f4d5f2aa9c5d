"""Counts a search that found nothing."""

from collections.abc import Mapping
from typing import Any

from fastapi import Request

from portal.outages import outage_of
from portal.services.finding.count_search_miss import count_search_miss
from portal.web.shared.state import installation_of, place_of


def note_miss(request: Request, search: Mapping[str, Any]) -> None:
    """`search`: of `ways_in.searched`. An outage of the store costs the count, not the page."""
    if not search["missed"]:
        return
    installation = installation_of(request)
    try:
        with installation.database.change() as unit:
            count_search_miss(installation, unit, search["asked"], place_of(request))
    except Exception as error:
        if not outage_of(error):
            raise
