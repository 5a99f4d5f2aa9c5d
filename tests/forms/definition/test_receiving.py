"""受付の窓口 of a definition."""

from forms.definition.receiving import Receiving


def test_the_office_is_the_one_of_the_answer() -> None:
    receiving = Receiving("office", "address")
    assert receiving.chosen({"office": [{"id": "office-2", "name": "港町支所"}]}) == "office-2"
    assert receiving.name({"office": [{"id": "office-2", "name": "港町支所"}]}) == "港町支所"
    assert receiving.chosen({"other": 1}) == receiving.chosen({"office": []}) == ""
