"""Links of applications: made once, read both ways, gone with either end."""

from dataclasses import replace

from sqlalchemy import delete

from portal.db import Unit
from portal.models.cases.application import Application
from portal.store.cases import chain_links
from portal.store.cases.chain_links import ChainRow
from portal.store.statements import run, sql
from tests.portal.store.planting import plant


def test_a_link_is_made_once_and_read_both_ways(unit: Unit) -> None:
    first, second, other = (plant(unit, Application) for _ in range(3))
    link = ChainRow(second["id"], first["id"], 5)
    for row in (link, replace(link, earlier_id=other["id"])):
        chain_links.add(unit, row)
    assert (chain_links.earlier_of(unit, second["id"]), chain_links.earlier_of(unit, first["id"])) == (
        first["id"],
        None,
    )
    assert chain_links.later_of(unit, [first["id"], other["id"]]) == [link]
    numbers = chain_links.earlier_numbers(unit, [first["id"], second["id"]])
    assert numbers == {second["id"]: first["receipt_number"]}


def test_a_deleted_application_takes_its_link_along(unit: Unit) -> None:
    first, second = plant(unit, Application), plant(unit, Application)
    chain_links.add(unit, ChainRow(second["id"], first["id"], 5))
    table = Application.table
    run(unit, sql(delete(table).where(table.c.id == first["id"])), {})
    assert chain_links.earlier_of(unit, second["id"]) is None
