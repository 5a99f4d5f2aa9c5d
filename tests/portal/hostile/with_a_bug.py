"""`kakanai` with a bug whose message quotes the answers (tests/portal/test_leaks.py)."""

from portal.cli import main as run
from portal.routes.filing import apply


def save_page(*arguments: object) -> None:
    raise ValueError(f"a bug that quotes what it was given: {arguments}")


def main() -> None:
    vars(apply)["save_page"] = save_page
    run()
