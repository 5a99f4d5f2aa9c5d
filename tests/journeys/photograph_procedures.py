"""`python -m tests.journeys.photograph_procedures FOLDER [ID …]`: pictures of each definition on a phone (390 px).

Reports pages wider than the screen and procedures that cannot be started now.
"""

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Page, sync_playwright
from starlette.testclient import TestClient

from forms.definition.procedure import Procedure
from forms.scenarios.sampling import valid_sample
from integrations.invitations.fake import CODE
from portal.config import Settings
from tests.browser import PHONE, launch, overflow
from tests.definitions.filing import Filing
from tests.definitions.house import BASE, House, running_house
from tests.forms.fuzzing import usual
from tests.journeys.photograph_states import answer
from tests.journeys.visitor import Visitor

SHIPPED: Path = Settings.model_fields["procedures"].default
TRIES = 5  # samples; the register or the date may exclude some


def main(folder: Path, wanted: list[str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data, sync_playwright() as playwright:
        database = f"sqlite:///{data}/kakanai.db"
        with running_house(SHIPPED, database, Path(data)) as house:
            browser = launch(playwright)
            for procedure in house.installation.catalogue.all():
                if procedure.id in wanted or not wanted:
                    page = browser.new_page(viewport=PHONE)
                    print(
                        "\n".join(
                            f"{procedure.id}: {complaint}" for complaint in photographed(house, procedure, page, folder)
                        )
                    )
                    page.close()
            browser.close()


def photographed(house: House, procedure: Procedure, page: Page, folder: Path) -> Iterator[str]:
    filer = house.visitor if procedure.sign_in == "none" else house.resident
    with filer() as visitor:
        client = visitor.client
        assert isinstance(client, TestClient)
        page.route("**/*", lambda route: answer(client, route))
        first = visitor.go(f"/apply/{procedure.id}{f'?invitation={CODE}' if procedure.invited else ''}")
        yield from _shot(page, visitor, folder / f"{procedure.id}-first.png")
        if first.status_code != 200 or "/apply/" not in visitor.path:
            yield "nobody can begin it now"
            return
        for seed in range(TRIES):
            answers = valid_sample(procedure, usual(procedure, seed), seed).answers
            try:
                Filing(visitor, procedure, {"answers": answers}).until_check()
            except AssertionError:
                continue
            yield from _shot(page, visitor, folder / f"{procedure.id}-check.png")
            return
        yield f"the check page was not reached by {TRIES} made-up people"


def _shot(page: Page, visitor: Visitor, file: Path) -> Iterator[str]:
    page.goto(f"{BASE}{visitor.path}")
    page.screenshot(path=file, full_page=True)
    wide = overflow(page)
    yield f"{file.stem} {'is ' + str(wide) + ' px too wide' if wide > 0 else 'fits'}"


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
