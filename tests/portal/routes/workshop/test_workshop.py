"""The list of procedures, and where a new one begins."""

import re

from httpx2 import Response

from portal.services.shared.installation import Installation
from tests.portal.routes.staff_browser import at_desk
from tests.portal.services.workshop.writing import DUTY, author, publisher
from tests.portal.world import add_member

HERE = "/desk/workshop"


def test_a_procedure_begins_with_its_title_and_the_rest_is_proposed_or_asked(installation: Installation) -> None:
    browser = at_desk(installation, add_member(installation, "author", ("author", "*")))
    page = browser.get(f"{HERE}/new")
    asked = [page.index(f'name="{name}"') for name in ("template", "title", "duty", "procedure")]
    assert asked == sorted(asked)
    assert '<option value="">（選ぶ）</option><option value="care-' in page.partition('id="duty"')[2]

    def begin_by(**boxes: str) -> Response:
        return browser.post(f"{HERE}/new", f"{HERE}/new", {"title": "読み聞かせ教室", "procedure": "", **boxes})

    unset = begin_by(template=":event", duty="")
    assert (unset.status_code, "担当課を選んでください" in unset.text) == (422, True)
    assert 'value="読み聞かせ教室"' in unset.text
    copy = begin_by(template="copy", copy="", duty=DUTY)
    assert (copy.status_code, "写す手続を選んでください" in copy.text) == (422, True)
    names = [
        re.findall(r"procedure: (\S+)", browser.client.get(f"{begun.headers['location']}/file.yaml").text)[0]
        for begun in (
            begin_by(template=":event", duty=DUTY), begin_by(template=":event", duty=DUTY),
            begin_by(template="copy", copy="inu-shibo", duty=DUTY),
        )
    ]  # fmt: skip
    assert names == ["event-1", "event-2", "inu-shibo-2"]


def test_a_template_is_chosen_from_the_catalogue_without_scripts(installation: Installation) -> None:
    browser = at_desk(installation, author(installation))
    assert f'href="{HERE}/catalogue"' in browser.get(f"{HERE}/new")
    every = browser.get(f"{HERE}/catalogue")
    assert len(every.encode()) <= 64_000
    for shown in (
        every,
        browser.get(f"{HERE}/catalogue?family=dogs&law=%E7%8B%82%E7%8A%AC%E7%97%85%E4%BA%88%E9%98%B2%E6%B3%95"),
    ):
        assert 'href="new?template=inu-shibo"' in shown
    assert "介護保険法" not in shown.partition("<tbody>")[2]
    assert '<option value="dogs" selected>犬</option>' in shown
    assert '<option value="inu-shibo" selected>' in browser.get(f"{HERE}/new?template=inu-shibo")
    assert "ぜんぶを見る" in browser.get(f"{HERE}/catalogue?law=<b>&family=<b>&sure=x")
    at_desk(installation, publisher(installation)).get(f"{HERE}/catalogue", 403)


def test_the_list_is_a_fold_for_each_section_and_fits_a_phone(installation: Installation) -> None:
    own = at_desk(installation, author(installation, duty="environment")).get(HERE)
    every = at_desk(installation, add_member(installation, "bob", ("author", "*")))
    fold = r'<details class="more"( open)?><summary>([^<]*)（(\d+)）</summary>'
    ((opened, _, number),) = re.findall(fold, own)
    assert (opened, own.count('data-label="受付"')) == (" open", int(number))
    page = every.get(HERE)
    assert len(re.findall(fold, page)) > 3
    assert {opened for opened, _, _ in re.findall(fold, page)} == {""}
    assert re.findall(fold, every.get(f"{HERE}?q=死亡"))[0][0] == " open", "what was searched for is seen"
