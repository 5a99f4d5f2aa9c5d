"""`kakanai` whose providers have four seconds to answer, not ten."""

from integrations.http import Transport
from portal import cli


def main() -> None:
    Transport.__init__.__kwdefaults__ = {**(Transport.__init__.__kwdefaults__ or {}), "timeout": 4.0}
    cli.main()
