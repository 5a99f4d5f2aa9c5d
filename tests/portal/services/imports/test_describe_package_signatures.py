"""What was signed in a package, in the words of the desk."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from integrations.certificates.signed_files import _VERDICTS
from portal.services.imports.describe_package_signatures import (
    _WORDS,
    FORMATS,
    ITSELF,
    package_signatures_panel,
)
from portal.services.shared.installation import Installation
from tests.integrations.certificates.company import COMPANY, NUMBER, Register
from tests.integrations.certificates.signed import Pair, signed_xml
from tests.portal.services.desk.at_work import hidden
from tests.portal.services.imports.signed_packages import Brought, World, brought, data_file, signed_package
from tests.portal.services.imports.test_judge_package import database_url, world

__all__ = ["database_url", "world"]


def panel(case: Brought, *, apart: bool = False) -> Mapping[str, Any]:
    with case.site.database.read() as unit:
        seen = hidden(case.case) if apart else case.case
        return package_signatures_panel(case.site, unit, case.member, seen)


def test_form_certificate_and_files_are_named_and_the_holder_of_a_card_is_not(
    installation: Installation, world: World, tmp_path: Path
) -> None:
    case = brought(installation, world, signed_package(tmp_path, world.card()))
    assert panel(case) == {"signed_package": None, "judges_package": True}
    case.judge()
    view = panel(case)["signed_package"]
    (signature,) = view.signatures
    assert (signature.file, signature.form, signature.state, signature.against) == (
        "sig.p7s",
        FORMATS["cms"],
        "accepted",
        (),
    )
    assert (signature.covers, view.uncovered, view.checked_by) == (("package.xml",), ("委任状.txt",), "tantoさん")
    assert signature.holder == "マイナンバーカードの署名用電子証明書"
    assert signature.serial
    assert "見本　太郎" not in repr(view)
    assert not view.outdated
    with case.site.database.read() as unit:
        corrected = replace(case.case, row=case.case.row._replace(answers_revision=2))
        assert package_signatures_panel(case.site, unit, case.member, corrected)["signed_package"].outdated
    assert panel(case, apart=True) == {"signed_package": None, "judges_package": False}


def test_a_company_is_named_and_what_is_against_it(installation: Installation, world: World, tmp_path: Path) -> None:
    case = brought(installation, world, signed_package(tmp_path, Pair.of(world.register.issue())))
    case.judge()
    (signature,) = panel(case)["signed_package"].signatures
    assert (signature.holder, signature.state) == ("会社の電子証明書（商業登記）", "person")
    assert dict(signature.subject)["商号・名称"] == COMPANY.name
    assert dict(signature.subject)["法人番号"] == NUMBER
    assert signature.against == (("申請との一致", "職員が判断する（申請に書かれた人や法人番号と、同じと言えない）"),)


def test_a_stranger_is_not_named(installation: Installation, world: World, tmp_path: Path) -> None:
    case = brought(installation, world, signed_package(tmp_path, Pair.of(Register(world.register.now).issue())))
    case.judge()
    view = panel(case)["signed_package"]
    (signature,) = view.signatures
    assert (signature.state, signature.subject, signature.serial) == ("refused", (), "")
    assert signature.against[0][1].startswith("認められない（公的個人認証の認証局と登記官の")
    assert view.uncovered == ("package.xml", "委任状.txt")


def test_xml_that_came_alone_is_called_what_it_is(installation: Installation, world: World) -> None:
    case = brought(installation, world, signed_xml(world.card(), data_file()))
    case.judge()
    (signature,) = panel(case)["signed_package"].signatures
    assert (signature.file, signature.covers, signature.state) == (ITSELF, (ITSELF,), "accepted")


@pytest.mark.parametrize("name", _VERDICTS)
def test_each_verdict_has_its_words(name: str) -> None:
    assert _WORDS[name]
