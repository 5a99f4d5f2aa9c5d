"""What a command found wrong, and how commands print what they found: the same for all of them."""

import json
import os
import sys
from collections.abc import Mapping, Sequence
from typing import Annotated

import typer

from portal.services.actor import Actor

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


class Problem(Exception):
    """Ends the command with status 1, each sentence on a line of stderr."""

    def __init__(self, *sentences: str) -> None:
        super().__init__("\n".join(sentences))
        self.sentences = sentences


def complain(sentence: str) -> None:
    """One line on stderr; the command goes on."""
    print(sentence, file=sys.stderr)


def listing(rows: Sequence[Mapping[str, object]], as_json: bool, columns: Sequence[str]) -> None:
    """All of each row as JSON, or these columns as lines with tabs between."""
    if as_json:
        print(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for row in rows:
        print("\t".join(str(row[name]) for name in columns))


def command_line() -> Actor:
    """Who acts here: whoever of the operating system runs the command. Names may be missing in a container."""
    return Actor("system", f"command line, uid {os.getuid()}")
