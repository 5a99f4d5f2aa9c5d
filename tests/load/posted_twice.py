"""A client process of the load test."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import cycle
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier
from threading import Thread

from tests.load.client import Answer, Browser

Draft = tuple[Browser, str]
Outcomes = dict[str, Answer]


def send_twice(lanes: list[list[Draft]], origins: Sequence[str]) -> list[Outcomes]:
    """Two processes send each draft at once, each to one of `origins`; returns their responses by the draft's address."""
    context = get_context("spawn")
    barriers = [context.Barrier(2, timeout=60) for _ in lanes]
    pipes = [context.Pipe(duplex=False) for _ in range(2)]
    turns = zip(cycle(origins), pipes, strict=False)
    clients = [
        context.Process(target=_client, args=(lanes, barriers, answers, origin)) for origin, (_, answers) in turns
    ]
    for client in clients:
        client.start()
    outcomes: list[Outcomes] = [results.recv() for results, _ in pipes]
    for client in clients:
        client.join()
    return outcomes


def _client(lanes: list[list[Draft]], barriers: list[Barrier], answers: Connection, origin: str) -> None:
    outcomes: Outcomes = {}
    theirs = [[(replace(browser, origin=origin), draft) for browser, draft in drafts] for drafts in lanes]
    threads = [Thread(target=_lane, args=(*lane, outcomes)) for lane in zip(theirs, barriers, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    answers.send(outcomes)


def _lane(drafts: list[Draft], barrier: Barrier, outcomes: Outcomes) -> None:
    for browser, draft in drafts:
        barrier.wait()
        outcomes[draft] = browser.post(f"{draft}/submit", {})
    browser.close()
