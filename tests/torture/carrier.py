"""Carries packages between the zones, and loses, doubles, delays, cuts off and damages them."""

import subprocess
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from time import sleep

from tests.torture.zones import OTHER, Pair
from tests.warm import Process

_KILLED, _AGAIN = 0.2, 0.3  # shares of the commands


@dataclass
class Carrier:
    pair: Pair
    chance: Random
    carried: set[Path] = field(default_factory=set)
    kept: list[Path] = field(default_factory=list)  # for later, or a second time
    mishaps: Counter[str] = field(default_factory=Counter)

    def go(self, zone: str) -> None:
        """From this zone to the other, badly."""
        again = ["--again"] if self.chance.random() < _AGAIN else []
        self._end(self.pair.carry(zone, "pack", "--out", str(self.pair.way(zone, "out")), *again))
        late, self.kept = self.kept, []
        for path in [path for path in late if zone in path.parts]:
            self._lay(zone, path, path.read_bytes())
        self.kept += [path for path in late if zone not in path.parts]
        for path in self._fresh(zone):
            self._happen(zone, path)
        self._end(self.pair.carry(OTHER[zone], "take", str(self.pair.way(OTHER[zone], "in"))))

    def go_well(self, zone: str) -> None:
        """Whatever was lost is packed again."""
        self.pair.carry(zone, "pack", "--again", "--out", str(self.pair.way(zone, "out"))).wait(120)
        for path in self._fresh(zone):
            self._lay(zone, path, path.read_bytes())
        self.pair.carry(OTHER[zone], "take", str(self.pair.way(OTHER[zone], "in"))).wait(120)

    def _fresh(self, zone: str) -> list[Path]:
        paths = [path for path in sorted(self.pair.way(zone, "out").glob("*.courier")) if path not in self.carried]
        self.carried |= set(paths)
        return paths

    def _happen(self, zone: str, path: Path) -> None:
        kinds = ("carried", "lost", "delayed", "doubled", "cut off", "damaged")
        (kind,) = self.chance.choices(kinds, weights=(4, 2, 2, 2, 1, 1))
        self.mishaps[kind] += 1
        content = path.read_bytes()
        if kind in ("delayed", "doubled"):
            self.kept.append(path)
        if kind in ("carried", "doubled"):
            self._lay(zone, path, content)
        elif kind == "cut off":
            self._lay(zone, path, content[: self.chance.randrange(len(content))])
        elif kind == "damaged":
            place = self.chance.randrange(len(content))
            self._lay(zone, path, content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])

    def _lay(self, zone: str, path: Path, content: bytes) -> None:
        (self.pair.way(OTHER[zone], "in") / path.name).write_bytes(content)

    def _end(self, command: Process) -> None:
        """Some are killed at some moment."""
        if self.chance.random() < _KILLED:
            sleep(self.chance.uniform(0.02, 0.8))
            self.mishaps["command killed"] += command.poll() is None
            command.kill()
        with suppress(subprocess.TimeoutExpired):
            command.wait(600)
