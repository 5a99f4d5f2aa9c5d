"""Running services for the stories. No story touches a database: people see pages, and so do these tests."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.databases import ENGINES, Makers
from tests.journeys.service import Service, Services
from tests.journeys.tour import Tour


@pytest.fixture(scope="session")
def services(lasting_makers: Makers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    with ExitStack() as stack:
        yield Services(lasting_makers, tmp_path_factory.mktemp("services"), stack)


@pytest.fixture(params=ENGINES)
def service(request: pytest.FixtureRequest, services: Services) -> Service:
    """The story is told on both engines."""
    return services[request.param]


@pytest.fixture(scope="session")
def sqlite_service(services: Services) -> Service:
    """For what does not depend on the engine."""
    return services["sqlite"]


@pytest.fixture(scope="session")
def tour(sqlite_service: Service) -> Iterator[Tour]:
    made = Tour(sqlite_service)
    yield made
    made.close()


@pytest.fixture(params=["single", "outer"])
def zone(request: pytest.FixtureRequest) -> str:
    """The story is told where one installation is all, and on the internet side alone."""
    return str(request.param)


@pytest.fixture
def base_url(request: pytest.FixtureRequest) -> str:
    if "zone" in request.fixturenames and request.getfixturevalue("zone") == "outer":
        services: Services = request.getfixturevalue("services")
        return services.outer.url
    name = "service" if "service" in request.fixturenames else "sqlite_service"
    service: Service = request.getfixturevalue(name)
    return service.url
