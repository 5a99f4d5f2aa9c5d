"""The desk asks what is signed in a package, beside the other signatures."""

from pathlib import Path

from portal.services.shared.installation import Installation
from tests.portal.routes.staff_browser import at_desk
from tests.portal.services.imports.signed_packages import World, brought, signed_package
from tests.portal.world import DUTY, add_member, alice, file_application


def test_a_reviewer_asks_and_everybody_of_the_case_reads(installation: Installation, tmp_path: Path) -> None:
    world = World()
    case = brought(installation, world, signed_package(tmp_path, world.card()))
    desk, page = at_desk(case.site, case.member), f"/desk/{case.number}"
    assert "取り込みのときは確かめていません" in desk.get(page)
    answer = desk.post(page, f"{page}/package-signatures", {})
    assert (answer.status_code, answer.headers["location"]) == (303, f"{page}#package-signatures")
    shown = desk.get(page).partition('id="package-signatures"')[2].partition("</section>")[0]
    for words in (
        "証明書は届いた時点で有効です", "署名用電子証明書", "package.xml", "委任状.txt", "人が見て決めます", "もう一度確かめる",
    ):  # fmt: skip
        assert words in shown
    clerk = at_desk(case.site, add_member(case.site, "clerk", ("clerk", DUTY)))
    seen = clerk.get(page).partition('id="package-signatures"')[2]
    assert "package.xml" in seen
    assert "もう一度確かめる" not in seen
    assert clerk.post(page, f"{page}/package-signatures", {}).status_code == 403


def test_what_was_filed_here_has_no_such_question(installation: Installation) -> None:
    number = file_application(installation, alice(installation))
    desk = at_desk(installation, add_member(installation, "tanto", ("reviewer", DUTY)))
    assert "package-signatures" not in desk.get(f"/desk/{number}")
    assert desk.post(f"/desk/{number}", f"/desk/{number}/package-signatures", {}).status_code == 404
