"""`python -m tests.torture FAULTS SEED ENGINE…`: exit status 1 where a promise was broken."""

import sys
import tempfile
from collections import Counter
from pathlib import Path
from random import Random
from time import monotonic, sleep

from tests.torture.crowd import crowd
from tests.torture.ending import end_what_was_begun
from tests.torture.faults import ordered
from tests.torture.settlement import settled
from tests.torture.site import opened_site

REST = (0.2, 1.5)  # seconds between two faults


def main(faults: int, seed: int, engines: list[str]) -> int:
    end_what_was_begun()
    complaints = []
    for engine in engines or ["sqlite", "postgresql"]:
        with tempfile.TemporaryDirectory(prefix="kakanai-torture-") as folder:
            complaints += _on(Path(folder), engine, faults, seed)
    for complaint in complaints:
        print(complaint)
    return 1 if complaints else 0


def _on(folder: Path, engine: str, faults: int, seed: int) -> list[str]:
    chance, pauses = Random(seed), list[tuple[float, str]]()
    with opened_site(folder, engine) as site:
        with crowd(site.server.url, seed=seed) as ledger:
            for name, fault in ordered(site, chance, faults):
                sleep(chance.uniform(*REST))
                begun = monotonic()
                fault()
                pauses.append((monotonic() - begun, name))
        figures, complaints = settled(site, ledger)
    kinds = ", ".join(f"{kind} {count}" for kind, count in sorted(Counter(kind for _, kind in pauses).items()))
    longest, name = max(pauses)
    print(f"{engine}: {faults} faults ({kinds}), the longest {name} with {longest:.1f} s; {figures}", flush=True)
    return complaints


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]))
