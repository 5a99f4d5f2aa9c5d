"""A paper of somebody else, brought by its file, over HTTP."""

import re

import typst
from httpx2 import Response

from portal.services.shared.installation import Installation
from tests.integrations.remaking.test_qr import page as sheet
from tests.pictures import written
from tests.portal.routes.dispatching import TO, decided, line_of
from tests.portal.routes.staff_browser import StaffBrowser, at_desk
from tests.portal.services.notices.dispatching import other_person
from tests.portal.world import DUTY, add_member


def bring(clerk: StaffBrowser, page: str, name: str, paper: str | bytes, **boxes: str) -> Response:
    """`paper`: a picture, or the text of a PDF."""
    token = re.search(r'name="csrf_token" value="([^"]+)"', clerk.get(page))
    assert token
    content = typst.compile(paper.encode(), format="pdf") if isinstance(paper, str) else paper
    sent = {"csrf_token": token[1], **boxes}
    return clerk.client.post(f"{page}/enclosures", data=sent, files={"brought": (name, content, "application/pdf")})


def test_a_renamed_paper_of_somebody_else_is_stopped_and_a_doctors_name_is_explained(
    installation: Installation,
) -> None:
    number = decided(installation, add_member(installation, "reviewer", ("reviewer", DUTY)))
    other_person(installation)
    clerk = at_desk(installation, add_member(installation, "clerk", ("clerk", DUTY)))
    page = f"/desk/dispatches/{line_of(installation, number).id}"
    assert "受付番号を入れて" not in clerk.get(page)
    stopped = bring(clerk, page, f"{number}.pdf", "決定通知書\n\n例示　一郎　様")
    assert (stopped.status_code, "ほかの申請の人の氏名" in stopped.text) == (422, True)
    assert 'id="explained"' in stopped.text
    assert "例示" not in stopped.text
    named = "髙見本　太郎　様\n\n主治医 例示　一郎"
    assert bring(clerk, page, "意見書.pdf", named, explained="医師").status_code == 422
    assert (
        bring(clerk, page, "意見書.pdf", named, explained="主治医の氏名で、申請した人ではありません").status_code == 303
    )
    assert "意見書.pdf" in clerk.get(page)
    compared: dict[str, str | list[str]] = {
        **TO,
        "confirmed": "1",
        "enclosed": [],
    }  # by a member whose page was open before
    assert clerk.post(page, page, compared).headers["location"] == f"{page}?did=late"
    assert clerk.post(page, page, {**TO, "confirmed": "1"}).headers["location"].startswith("/desk/dispatches?duty=")
    assert "主治医の氏名で、申請した人ではありません" in clerk.get(f"/desk/{number}")


def test_a_picture_with_the_code_of_another_case_is_stopped_though_its_name_has_the_number_of_this_one(
    installation: Installation,
) -> None:
    number = decided(installation, add_member(installation, "reviewer", ("reviewer", DUTY)))
    other = other_person(installation)
    clerk = at_desk(installation, add_member(installation, "clerk", ("clerk", DUTY)))
    page = f"/desk/dispatches/{line_of(installation, number).id}"
    for kind in ("JPEG", "PNG"):
        scan = written(sheet(other).convert("RGB"), kind)
        stopped = bring(clerk, page, f"{number}.{kind.lower()}", scan, explained="この人の書類だと電話で確かめました")
        assert (stopped.status_code, "この紙には、ほかの申請の受付番号が書いてあります" in stopped.text) == (422, True)
    own = bring(clerk, page, "スキャン.jpg", written(sheet(number).convert("RGB"), "JPEG"))
    assert own.status_code == 303, "the code of this case says whose it is"
