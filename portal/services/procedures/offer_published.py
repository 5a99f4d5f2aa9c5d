"""Adopts versions published by any process."""

from portal.services.shared.needs import Basics


def offer_published(installation: Basics) -> int:
    with installation.database.read() as unit:
        return int(installation.catalogue.keep_up(unit))
