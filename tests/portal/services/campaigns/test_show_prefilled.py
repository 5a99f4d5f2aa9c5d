"""What a person of the list finds filled in, as its section sees it."""

import pytest

from portal.errors import NotFound
from portal.services.campaigns.follow_campaign import call_back
from portal.services.campaigns.show_prefilled import show_prefilled
from portal.services.shared.installation import Installation
from tests.portal.invited import start
from tests.portal.services.desk.at_work import audited


def test_the_answers_of_the_list_are_shown_while_they_are_there(installation: Installation) -> None:
    campaign, member = start(installation)
    with installation.database.change() as unit:
        shown = show_prefilled(installation, unit, member, campaign, 2)
    answers = {row.label: row.value for section in shown.sections for row in section.rows}
    assert (shown.person.reference, answers["被保険者番号"]) == ("K-2", "0000000102")
    assert audited(installation, "see prefilled") == [(str(member.actor), f"{campaign.id} 2")]
    with installation.database.change() as unit:
        call_back(installation, unit, member, campaign, 2)
    for number in (2, 3, 9):  # called back, by their office, not in the list
        with installation.database.change() as unit, pytest.raises(NotFound):
            show_prefilled(installation, unit, member, campaign, number)
