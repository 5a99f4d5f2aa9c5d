"""What this process serves: one city, or the cities of a joint installation (共同利用), each with its own keys, tables
and definitions."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI

from forms.complaint_lines import terminal_lines
from forms.complaints import Refused
from integrations.sockets.interfaces import AdapterError
from portal.app import make_app
from portal.cities import Cities
from portal.cli.problem import Problem, complain
from portal.config import Settings, load_cities
from portal.errors import BadSetting
from portal.services.shared.installation import Installation
from portal.services.shared.kept_definitions import Shared
from portal.worker import ALONE, JointCity, Worker, background

Install = Callable[[Settings, Shared | None], Installation]


@dataclass(frozen=True)
class Started:
    """`hosts`: the city of each host name, also of those that could not start; none of an installation for one city."""

    installations: Mapping[str, Installation]
    hosts: Mapping[str, str]

    def application(self, **options: Any) -> FastAPI | Cities:
        apps = {
            name: make_app(installation, joint=self._joint(name), **options)
            for name, installation in self.installations.items()
        }
        return Cities(apps, self.hosts) if self.hosts else apps[""]

    def background(self) -> list[Worker]:
        return [
            worker
            for name, installation in self.installations.items()
            for worker in background(installation, self._joint(name))
        ]

    def close(self) -> None:
        for installation in self.installations.values():
            installation.database.close()

    def _joint(self, name: str) -> JointCity:
        return JointCity(name, len(self.hosts)) if name else ALONE


def start(settings: Settings, install: Install) -> Started:
    """Raises BadSetting, Refused, AdapterError; in a joint installation a city whose own files or tables are refused
    does not keep the others from starting: Problem if none can."""
    if not settings.cities:
        return Started({"": install(settings, None)}, {})
    installations, cities, shared = {}, load_cities(settings), Shared()
    for name, of_city in cities.items():
        try:
            installations[name] = install(of_city, shared)
        except (BadSetting, Problem) as problem:
            _complain(name, problem.sentences)
        except Refused as refused:
            _complain(name, terminal_lines(refused.complaints))
        except AdapterError as error:
            _complain(name, [f"{error}."])
    if not installations:
        raise Problem("No city can be started.")
    return Started(installations, {of_city.host_name: name for name, of_city in cities.items()})


def _complain(name: str, sentences: Iterable[str]) -> None:
    for sentence in sentences:
        complain(f"{name}: {sentence}")
