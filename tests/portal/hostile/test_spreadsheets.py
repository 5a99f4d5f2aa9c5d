"""No exported CSV contains a name that a spreadsheet would evaluate as a formula."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from integrations.exports.loading import load_layouts
from integrations.sockets.layout_socket import Batch, Bench
from portal.services.cases.keep_book import as_csv, rows
from portal.services.shared.installation import Installation
from tests.integrations.exports.sample import PROCEDURE, record, tables
from tests.portal.world import DUTY, alice, file_application

FORMULAS = ("=1+1", "+1", "-1", "@SUM(1)", "＝1+1", "＋１", "－１", "＠ＳＵＭ")
BATCH = Batch("20261120-001", datetime(2026, 11, 20, tzinfo=UTC), "991015", 0, "", {"care_insurer": "991018"})


@pytest.mark.parametrize("formula", FORMULAS)
def test_no_layout_hands_a_formula_over(formula: str, tmp_path: Path) -> None:
    answers = {"lost_how": {"": "other", "tell": formula}, "insured_no": "0000000101"}
    made = record(head={"person_name": formula}, answers=answers)
    texts = []
    for layout in (layout for layout in load_layouts(tables) if layout.fits(PROCEDURE, 1)):
        for file in layout.write([made], BATCH, Bench(tmp_path)):
            if file.name.endswith(".csv"):
                encoding = (
                    "cp932"
                    if ("kaigo" in layout.id and not file.name.endswith("_report.csv"))
                    or file.name.endswith("_rpa.csv")
                    else "utf-8-sig"
                )
                texts.append(file.path.read_bytes().decode(encoding))
    assert sum(f'"\'{formula}"' in text for text in texts) >= 2
    assert [text for text in texts if f'"{formula}"' in text] == []


def test_the_book_has_no_formula(installation: Installation) -> None:
    session = alice(installation)
    for formula in FORMULAS:
        file_application(installation, session, {"name": {"full": formula}})
    today = installation.clock.today()
    with installation.database.read() as unit:
        text = b"".join(as_csv(rows(installation, unit, [DUTY], today, today))).decode()
    assert all(f'"\'{formula}"' in text and f'"{formula}"' not in text for formula in FORMULAS)
