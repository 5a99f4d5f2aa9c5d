"""What is known is a card below the heading of the page that asks for more, and no page of its own."""

from portal.services.shared.installation import Installation
from tests.portal.routes.guest_browser import GuestBrowser, offer, version
from tests.portal.routes.my_cases.test_result_shown import at_home

QUESTIONS = """\
      - {id: name, type: person_name, label: 氏名, known_from: applicant.name}
      - together: 連絡先
        id: contact
        ask:
          - {id: phone, type: text, label: 電話}
          - {id: note, type: text, label: ひとこと}
"""


def test_the_way_back_is_to_the_page_before_the_card_which_is_below_the_heading(installation: Installation) -> None:
    offer(installation, version(1, QUESTIONS))
    client = at_home(installation)
    client.follow_redirects = True
    first = GuestBrowser(client).open("/apply/small")
    page = first.press("次へ進む", {"reason": "lost"})
    assert page.path.endswith("/page/contact"), page.text
    before, heading, below = page.text.partition("<h1>連絡先</h1>")
    assert heading
    assert 'class="known"' not in before
    assert 'class="known"' in below.partition('name="phone"')[0]
    assert f'href="{first.path}"' in before, "the name was never a page"
    assert "/page/name" not in before
    assert "/page/name" in below, "the way to change it"


OTHER_STEP = """\
  - step: 産婦
    id: mother_step
    ask:
      - {id: name, type: person_name, label: 氏名, known_from: applicant.name}
  - step: 訪問
    id: visit_step
    ask:
      - together: 連絡先
        id: contact
        ask:
          - {id: phone, type: text, label: 電話}
          - {id: note, type: text, label: ひとこと}
"""


def test_a_known_name_says_of_which_step_it_is_above_a_page_of_another(installation: Installation) -> None:
    offer(installation, version(1, OTHER_STEP))
    client = at_home(installation)
    client.follow_redirects = True
    page = GuestBrowser(client).open("/apply/small").press("次へ進む", {"reason": "lost"})
    card = page.text.partition('class="known"')[2].partition("</section>")[0]
    assert "<b>産婦</b>" in card
