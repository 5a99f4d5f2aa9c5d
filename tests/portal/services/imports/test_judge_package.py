"""Signatures in a package are judged for the time of its arrival, when staff ask."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from portal.errors import NotAllowed, NotFound, TooMany
from portal.services.imports.describe_package import package_of_case
from portal.services.imports.judge_package import (
    JUDGED,
    found_in,
    judge_package,
    keep_judged,
    may_judge_package,
    open_package,
)
from portal.services.shared.installation import Installation
from portal.store.imports import import_packages
from portal.store.imports.import_packages import PackageRow
from tests.databases import Makers
from tests.portal.services.desk.at_work import acting, audited, hidden
from tests.portal.services.imports.signed_packages import TARO, Brought, World, brought, signed_package
from tests.portal.world import DUTY, add_member, alice, file_application


@pytest.fixture(scope="module")
def world() -> World:
    return World()


@pytest.fixture
def database_url(makers: Makers) -> str:
    return makers["sqlite"].handed_on()


def row_of(case: Brought) -> PackageRow:
    with case.site.database.read() as unit:
        row = import_packages.of_application(unit, case.case.row.id)
    assert row
    return row


def signed(case: Brought) -> Any:
    return found_in(case.case, row_of(case))[1]


def states(case: Brought) -> list[str]:
    return [each["state"] for each in signed(case)["signatures"]]


def test_what_is_found_is_kept_sealed_beside_the_findings_and_asking_again_replaces_it(
    installation: Installation, world: World, tmp_path: Path
) -> None:
    case = brought(installation, world, signed_package(tmp_path, world.card()))
    with case.site.database.read() as unit:
        before = package_of_case(unit, case.case)
    assert signed(case) is None
    world.revocation.down = True
    case.judge()
    assert states(case) == ["pending_revocation"]
    world.revocation.down = False
    case.judge()
    assert states(case) == ["accepted"]
    kept = signed(case)
    assert (kept["signatures"][0]["covers"], kept["uncovered"]) == (["package.xml"], ["委任状.txt"])
    with case.site.database.read() as unit:
        assert package_of_case(unit, case.case) == before, "the findings of the import stay"
    sealed = row_of(case).sealed_findings or b""
    assert "委任状".encode() not in sealed
    assert TARO.name not in str(kept), "of a card's holder only the comparison is kept"
    assert [detail.split()[1:] for _, detail in audited(case.site, "judge package signatures")] == [
        ["pending_revocation"], ["accepted"],
    ]  # fmt: skip


def test_somebody_elses_card_is_for_a_person(installation: Installation, world: World, tmp_path: Path) -> None:
    other = world.card(replace(TARO, name="見本　花子"))
    case = brought(installation, world, signed_package(tmp_path, other))
    case.judge()
    assert states(case) == ["person"]


def test_a_package_without_a_signature_or_with_another_form_is_taken_and_noted_as_such(
    installation: Installation, world: World, tmp_path: Path
) -> None:
    case = brought(installation, world, signed_package(tmp_path, None))
    case.judge()
    assert (states(case), signed(case)["unread"]) == ([], [])
    assert signed(case)["uncovered"] == ["package.xml", "委任状.txt"]


def test_an_unknown_form_is_named(installation: Installation, world: World, tmp_path: Path) -> None:
    case = brought(installation, world, signed_package(tmp_path, None, signature=b"\x00\x01own form"))
    case.judge()
    assert (states(case), signed(case)["unread"]) == ([], ["sig.p7s"])


def test_who_may_not_review_or_see_the_case_asks_nothing(
    installation: Installation, world: World, tmp_path: Path
) -> None:
    case = brought(installation, world, signed_package(tmp_path, world.card()))
    clerk, row = add_member(case.site, "clerk", ("clerk", DUTY)), row_of(case)
    without = replace(case.site, files_judge=None)
    former = replace(case.case, row=case.case.row._replace(arrival_basis="former"))
    assert may_judge_package(case.site, case.member, case.case, row)
    assert not may_judge_package(case.site, clerk, case.case, row)
    assert not may_judge_package(case.site, case.member, hidden(case.case), row)
    assert not may_judge_package(case.site, case.member, case.case, None)
    assert not may_judge_package(case.site, case.member, former, row)
    with acting(case.site, case.member, case.number) as (unit, opened):
        with pytest.raises(NotAllowed):
            open_package(case.site, unit, clerk, opened)
        for site, seen in ((without, opened), (case.site, hidden(opened))):
            with pytest.raises(NotFound):
                open_package(site, unit, case.member, seen)
        package = open_package(case.site, unit, case.member, opened)
        with pytest.raises(NotFound):
            judge_package(without, package)
    assert signed(case) is None


def test_what_is_no_longer_this_cases_package_is_not_kept(
    installation: Installation, world: World, tmp_path: Path
) -> None:
    case = brought(installation, world, signed_package(tmp_path, world.card()))
    own = file_application(case.site, alice(case.site))
    with acting(case.site, case.member, case.number) as (unit, opened):
        package = open_package(case.site, unit, case.member, opened)
    with acting(case.site, case.member, own) as (unit, filed), pytest.raises(NotFound):
        keep_judged(case.site, unit, case.member, filed, package, {"signatures": []})


def test_who_asks_again_and_again_waits(installation: Installation, world: World, tmp_path: Path) -> None:
    case = brought(installation, world, signed_package(tmp_path, world.card()))
    with acting(case.site, case.member, case.number) as (unit, opened):
        for _ in range(JUDGED.tries):
            open_package(case.site, unit, case.member, opened)
        with pytest.raises(TooMany):
            open_package(case.site, unit, case.member, opened)
