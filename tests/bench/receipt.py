"""P10: the receipt as a PDF, without and with its signature, against typst alone on the same data."""

import json
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path

import typst

from portal.config import load_settings
from portal.services.cases.cases import Case, case_of_resident
from portal.services.filing.print_receipt import as_sent, print_receipt, receipt_content, set_receipt
from portal.services.paper.find_fonts import fonts
from portal.services.paper.typeset import FOLDER, frame
from portal.wiring import install
from tests.bench.ratio import ROUNDS, Line, take_turns
from tests.databases import NOW
from tests.portal.world import alice, file_application

TARGET = 0.8
TIMES = 10


def measure() -> Iterator[Line]:
    with tempfile.TemporaryDirectory() as folder:
        installation = install(load_settings(env="test", data=Path(folder), identity="none", now=NOW))
        session = alice(installation)
        number = file_application(installation, session)
        with installation.database.read() as unit:
            case = as_sent(unit, case_of_resident(installation, unit, session, number))
        numbers = count(1)

        def another() -> Case:
            """Typst remembers what it has set: the same receipt again would measure its memory."""
            return replace(case, row=case.row._replace(receipt_number=f"26-{next(numbers):06}-0"))

        contents = (receipt_content(installation, another()) for _ in range(2 * TIMES * (ROUNDS + 1)))
        ready = [json.dumps(frame(content, case.arrived_at)[0], ensure_ascii=False) for content in contents]

        def floor() -> None:
            for _ in range(TIMES):
                typst.compile(
                    FOLDER / "receipt.typ", root=FOLDER, font_paths=fonts(), ignore_system_fonts=True,
                    sys_inputs={"data": ready.pop()}, pdf_standards=["ua-1"], timestamp=case.arrived_at.replace(microsecond=0),
                )  # fmt: skip

        def ours() -> None:
            for _ in range(TIMES):
                set_receipt(installation, another())

        def signed() -> None:
            for _ in range(TIMES):
                print_receipt(installation, another())

        for words, side in (("", ours), (", signed", signed)):
            yield take_turns("receipt", f"typst, same data ready, each another{words}", TIMES, TARGET, floor, side)
        installation.database.close()
