"""Leaves in a lock what another has not: `lock_beside.py requirements.lock requirements-traces.lock`."""

import re
import sys
from pathlib import Path


def packages(lock: str) -> dict[str, str]:
    """Name and version, with the lines of their hashes."""
    blocks = re.split(r"^(?=[a-z0-9])", lock, flags=re.MULTILINE)
    return {block.split(" ", 1)[0]: block for block in blocks if "==" in block}


if __name__ == "__main__":
    base, beside = (packages(Path(name).read_text(encoding="utf-8")) for name in sys.argv[1:3])
    Path(sys.argv[2]).write_text("".join(beside[name] for name in beside if name not in base), encoding="utf-8")
