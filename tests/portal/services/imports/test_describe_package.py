"""Imported packages on the desk, and beside their case."""

from dataclasses import replace

from portal.services.cases.cases import Case, open_case
from portal.services.imports.describe_package import PackageView, describe_package, package_of_case
from portal.services.imports.settle_package import discard_package
from portal.services.shared.installation import Installation
from portal.store.cases import applications
from portal.store.imports import import_packages
from portal.store.imports.import_packages import PackageRow
from tests.portal.importing import bring, package
from tests.portal.world import DUTY, PROCEDURE, add_member, alice, file_application


def view_of(installation: Installation, row: PackageRow) -> PackageView:
    with installation.database.read() as unit:
        now = import_packages.by_id(unit, row.id)
        assert now
        return describe_package(installation, unit, now)


def case_of(installation: Installation, number: str | int | None) -> Case:
    with installation.database.read() as unit:
        row = applications.by_number(unit, number) if isinstance(number, str) else applications.by_id(unit, number or 0)
        assert row
        return open_case(installation, unit, row)


def test_a_taken_package_names_its_application_and_cannot_be_discarded(installation: Installation) -> None:
    (row,) = bring(installation, package(), "髙見本.zip")
    view = view_of(installation, row)
    case = case_of(installation, row.application_id)
    assert (view.receipt_number, view.number, view.file_name) == (case.row.receipt_number, "GS1", "髙見本.zip")
    assert (view.title, view.words) == (installation.catalogue.current(PROCEDURE).title, "受け付けた")
    assert (view.came_by, view.synthetic) == ("画面から", True)
    assert (view.unmapped, view.held, view.discardable) == (False, False, False)


def test_a_held_package_says_why_and_what_the_member_wrote_when_discarding_it(installation: Installation) -> None:
    (row,) = bring(installation, package(form="KKN-X"))
    held = view_of(installation, row)
    assert (held.unmapped, held.held, held.discardable, held.receipt_number) == (True, True, True, "")
    assert "対応表がありません" in held.reason
    reviewer = add_member(installation, "reviewer", ("reviewer", DUTY))
    with installation.database.write() as unit:
        discard_package(installation, unit, reviewer, row, "まちがい")
        unit.commit()
    discarded = view_of(installation, row)
    assert (discarded.note, discarded.held, discarded.discardable) == ("まちがい", False, False)


def test_findings_are_hidden_from_who_may_not_see_a_protected_person(installation: Installation) -> None:
    (row,) = bring(installation, package(fields={"生年月日": "99999999", "余白": "x"}))
    case = case_of(installation, row.application_id)
    protected = replace(case, protected=True)
    with installation.database.read() as unit:
        visible = package_of_case(unit, case)
        hidden = package_of_case(unit, protected)
        allowed = package_of_case(unit, replace(protected, shows_all=True))
    assert visible
    assert hidden
    assert [(finding.kind, finding.question) for finding in visible.to_mend] == [("mistake", "birth")]
    assert [(finding.kind, finding.label) for finding in visible.others] == [("left", "余白")]
    assert (hidden.findings, hidden.to_mend, hidden.others) == (None, (), ())
    assert allowed == visible


def test_an_application_filed_here_has_no_package(installation: Installation) -> None:
    case = case_of(installation, file_application(installation, alice(installation)))
    with installation.database.read() as unit:
        assert package_of_case(unit, case) is None
