"""What this process serves: one city, or the cities of a joint installation (共同利用), each with its own keys, tables
and definitions."""

import threading
import time
from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Mapping
from concurrent.futures import Future, wait
from dataclasses import dataclass, field
from functools import partial
from time import monotonic
from typing import Any

from fastapi import FastAPI

from forms.complaint_lines import terminal_lines
from forms.complaints import Refused
from integrations.sockets.interfaces import AdapterError
from portal.app import make_app
from portal.cities import TRIED_AGAIN, Cities
from portal.cli.problem import Problem, both, complain, outage_sentence
from portal.config import Settings
from portal.config.cities import ended_hosts, load_cities
from portal.config.fault_words import words_of
from portal.errors import BadSetting
from portal.logs import log, log_bug
from portal.outages import NotAnswered
from portal.services.administration.begin_city import is_unnamed
from portal.services.shared.installation import Installation
from portal.services.shared.kept_definitions import Shared
from portal.worker import ALONE, JointCity, Worker, background

_PATIENCE = 15.0  # seconds for which a start waits for one city
_LOOKS = 0.2  # seconds between looks whether the process is to end

Install = Callable[[Settings, Shared | None], Installation]


@dataclass
class Started:
    """`hosts`: the city of each host name, also of those that could not start; none of an installation for one city.
    `away`: cities whose database or keys do not answer."""

    install: Install
    hosts: Mapping[str, str] = field(default_factory=dict)
    installations: dict[str, Installation] = field(default_factory=dict)
    away: dict[str, Settings] = field(default_factory=dict)
    shared: Shared = field(default_factory=Shared)
    ended: Container[str] = frozenset()
    _opening: dict[str, Future[Installation]] = field(default_factory=dict)

    def application(self, **options: Any) -> FastAPI | Cities:
        def app(name: str) -> FastAPI:
            return make_app(self.installations[name], joint=self.joint(name), **options)

        apps = {name: app(name) for name in self.installations}
        if not self.hosts:
            return apps[""]
        return Cities(apps, self.hosts, lambda: {name: app(name) for name in self.open_away()}, self.ended)

    def background(self) -> list[Worker]:
        return [worker for name in self.installations for worker in self.workers_of(name)]

    def workers_of(self, name: str) -> list[Worker]:
        return background(self.installations[name], self.joint(name))

    def joint(self, name: str) -> JointCity:
        return JointCity(name, len(self.hosts)) if name else ALONE

    def open_away(self) -> list[str]:
        """Names of the cities that answer now."""
        opened = []
        for name, settings in tuple(self.away.items()):
            if (installation := self.open(name, settings)) is not None:
                self.installations[name] = installation
                opened.append(name)
                log.info("city opened", city=name)
        return opened

    def open(self, name: str, settings: Settings) -> Installation | None:
        """A city whose own files or tables are refused does not keep the others from starting; one that does not answer
        is tried again."""
        was_away = self.away.pop(name, None) is not None
        try:
            return self._installed(name, settings)
        except BadSetting as bad:
            _complain(name, list(map(both, words_of(bad), bad.sentences)))
        except Problem as problem:
            _complain(name, problem.sentences)
        except Refused as refused:
            _complain(name, terminal_lines(refused.complaints))
        except Exception as error:  # noqa: BLE001  # whatever is wrong with one city, the others serve
            sentence = f"{error}." if isinstance(error, AdapterError) else outage_sentence(error)
            if sentence:
                self.away[name] = settings
                _complain(name, [] if was_away else [f"{sentence} It is tried again."])
            else:
                log_bug(name, error)
                _complain(
                    name,
                    [
                        both(
                            "始められません。記録を見てください（journalctl）。",
                            f"It cannot be started: {type(error).__name__}; the log has more.",
                        )
                    ],
                )
        return None

    def _installed(self, name: str, settings: Settings) -> Installation:
        # On a thread of its own: a database that hangs keeps no other city from starting. The same thread is asked again later.
        waits = name in self._opening
        opening = self._opening.pop(name, None) or _on_thread(partial(self.install, settings, self.shared))
        if not wait([opening], 0 if waits else _PATIENCE).done:
            self._opening[name] = opening
            raise NotAnswered
        return opening.result()

    def close(self) -> None:
        for installation in self.installations.values():
            installation.database.close()


def _on_thread(call: Callable[[], Installation]) -> Future[Installation]:
    answer = Future[Installation]()

    def run() -> None:
        try:
            answer.set_result(call())
        except BaseException as error:  # noqa: BLE001  # raised to who asks
            answer.set_exception(error)

    threading.Thread(target=run, name="opens a city", daemon=True).start()
    return answer


class LateWorkers:
    """Background work of the cities that were away."""

    def __init__(self, cities: Started) -> None:
        self._cities = cities
        self._workers: list[Worker] = []
        self._ended = False
        self._thread = threading.Thread(target=self.run, name="late cities", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def end(self) -> None:
        """In a signal handler: the interrupted code may hold a lock."""
        self._ended = True

    def call_off(self) -> None:
        self.end()
        for worker in self._workers:
            worker.call_off()

    def stop(self) -> None:
        self.call_off()
        if self._thread.is_alive():
            self._thread.join(timeout=10)
        for worker in self._workers:
            worker.stop()

    def run(self) -> None:
        tried = monotonic()
        while not self._ended:
            time.sleep(_LOOKS)
            if self._cities.away and monotonic() - tried >= TRIED_AGAIN:
                self._open()
                tried = monotonic()

    def _open(self) -> None:
        for name in self._cities.open_away():
            workers = self._cities.workers_of(name)
            self._workers += workers
            for worker in workers:
                worker.start()


def start(settings: Settings, install: Install) -> Started:
    """Raises BadSetting, Refused, AdapterError; Problem if no city can start or is away."""
    if not settings.cities:
        return Started(install, installations={"": install(settings, None)})
    cities = load_cities(settings)
    hosts = {of_city.host_name: name for name, of_city in cities.items()}
    started = Started(install, hosts, ended=ended_hosts(settings))
    for name, of_city in cities.items():
        if (installation := started.open(name, of_city)) is not None:
            started.installations[name] = installation
    if not started.installations and not started.away:
        raise Problem.of("始められる市町村が1つもありません。", "No city can be started.")
    _complain_of_codes(started.installations)
    return started


def _complain_of_codes(installations: Mapping[str, Installation]) -> None:
    # Folders with one code are refused. A code that was typed in the browser closes no other city.
    names = defaultdict(list)
    for name, installation in installations.items():
        if not is_unnamed(installation.city):
            names[installation.city.code].append(name)
    for code, several in names.items():
        if len(several) > 1:
            _complain(", ".join(several), [f"they have one municipality code, {code}; correct the wrong one."])


def _complain(name: str, sentences: Iterable[str]) -> None:
    for sentence in sentences:
        complain(f"{name}: {sentence}")
