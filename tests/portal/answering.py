"""One of several processes that consume sign-in responses for a city.

`python -m tests.portal.answering DATA DATABASE` prints "ready", then one line for each line `realm state`.
"""

import sys
from pathlib import Path

from portal.config import load_settings
from portal.errors import SignInFailed
from portal.services.residents.sign_in_attempts import consume_attempt
from portal.services.shared.installation import Installation
from portal.wiring import install
from tests.databases import NOW

BROWSER = "a browser"


def taken(installation: Installation, realm: str, state: str) -> str:
    """The nonce of the attempt, or the error code."""
    with installation.database.write() as unit:
        try:
            return consume_attempt(installation.clock, unit, realm, state, BROWSER).nonce
        except SignInFailed as failed:
            return failed.code
        finally:
            unit.commit()


def main() -> None:
    data, database = sys.argv[1:]
    settings = load_settings(env="test", data=Path(data), database_url=database, identity="none", now=NOW)
    installation = install(settings)
    print("ready", flush=True)
    for line in sys.stdin:
        print(taken(installation, *line.split()), flush=True)
    installation.database.close()


if __name__ == "__main__":
    main()
