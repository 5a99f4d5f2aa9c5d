"""口座振替依頼書 with the account and the box of the seal."""

from dataclasses import replace

import pytest
from pypdfium2 import PdfDocument

from portal.errors import Closed
from portal.services.fees.print_debit_form import debit_form_content, print_debit_form
from portal.services.shared.installation import Installation
from tests.portal.services.fees.debiting import case_of, drawing
from tests.portal.services.fees.paying import file_with_fee
from tests.portal.services.paper.paper import text_of
from tests.portal.world import alice


def test_it_has_the_account_for_the_bank_and_a_copy(installation: Installation) -> None:
    session = alice(installation)
    number = drawing(installation, session)
    case = case_of(installation, session, number)
    with installation.database.read() as unit:
        content = debit_form_content(installation, unit, case)
        with pytest.raises(Closed):
            debit_form_content(installation, unit, case_of(installation, session, file_with_fee(installation, session)))
        with pytest.raises(Closed):
            debit_form_content(installation, unit, replace(case, protected=True, shows_all=False))
    made = print_debit_form(installation, content)
    assert len(PdfDocument(made)) == 1
    words = text_of(made)
    for text in ("口座振替依頼書", number, "架空銀行", "0000789", "普通", "金融機関への届出印", "控え"):
        assert text in words
    assert words.count("0000789") == 2


def test_a_post_office_account_has_its_symbol_too(installation: Installation) -> None:
    session = alice(installation)
    case = case_of(installation, session, drawing(installation, session))
    post = {
        "way": "post", "bank": "9900", "branch": "018", "branch_name": "〇一八", "kind": "ordinary", "number": "0012345",
        "symbol": "10180", "post_number": "123451", "holder": "ミホン　ハナコ", "holder_zengin": "ﾐﾎﾝ ﾊﾅｺ",
    }  # fmt: skip
    case.path.answers["answer"] = post  # type: ignore[index]
    with installation.database.read() as unit:
        content = debit_form_content(installation, unit, case)
    assert ["記号・番号", "10180　123451"] in content["rows"]
    assert len(PdfDocument(print_debit_form(installation, content))) == 1
