"""One process of several that serve the same city: takes answers of sign-ins, and says which of them it got.

`python -m tests.portal.answering DATA DATABASE`: says "ready", then answers each line `realm state` with one.
"""

import sys
from pathlib import Path

from portal.config import load_settings
from portal.errors import SignInFailed
from portal.services.installation import Installation
from portal.services.sign_in_attempts import consume_attempt
from portal.wiring import install
from tests.databases import NOW

BROWSER = "a browser"


def taken(installation: Installation, realm: str, state: str) -> str:
    """The nonce of the attempt, or the code of why there is none."""
    with installation.database.write() as unit:
        try:
            return consume_attempt(installation, unit, realm, state, BROWSER).nonce
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
