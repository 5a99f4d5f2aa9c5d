"""Values that only rules use, at the pages of a guest."""

from portal.services.procedures.answer_tables import answer_table
from portal.services.shared.installation import Installation
from tests.forms.loading.small import small
from tests.portal.routes.guest_browser import DUTY, guest, offer

MORE = """\
      - {id: cost, type: money, label: 費用}
      - id: half
        type: computed
        of: money
        label: 半分
        hidden: true
        compute: "share(cost, 1, 2, round=down)"
        stop: {when: half > 1000, say: ここではできません。, next: 窓口に来てください。}
      - {id: cap, type: computed, of: money, label: 上限, hidden: true, exported: true, compute: "min(half, 700)"}
      - {id: wish, type: text, label: 希望}
"""


def test_a_stop_of_a_hidden_value_follows_the_page_that_causes_it_and_leads_back_there(
    installation: Installation,
) -> None:
    offer(installation, small(MORE, duty=DUTY))
    cost = guest(installation).open("/apply/small").press("次へ進む", {"reason": "torn"})
    assert cost.path.endswith("/page/cost")
    halted = cost.press("次へ進む", {"cost": "5000"})
    assert halted.path.endswith("/page/cost/stopped")
    assert "窓口に来てください" in halted.text
    own = halted.text.partition("<main")[2].partition("</main>")[0]
    for telephone in (
        installation.city.office(DUTY, installation.clock.today()).telephone,
        installation.city.telephone,
    ):
        assert f'href="tel:{telephone.replace("-", "")}"' in own  # at night the section does not answer
    mended = halted.browser.open(cost.path).press("次へ進む", {"cost": "1600"})
    assert mended.path.endswith("/page/wish")
    check = mended.press("次へ進む", {"wish": "早めに"})
    assert check.path.endswith("/check")
    assert "半分" not in check.text
    assert "700円" not in check.text


def test_only_what_is_exported_has_a_column() -> None:
    columns = [column.name for column in answer_table(small(MORE)).columns]
    assert columns == ["reason", "cost", "cap", "wish"]
