"""Offers in this process what was published by any: each serving process looks by itself, so that none must be told."""

from portal.services.installation import Installation


def offer_published(installation: Installation) -> int:
    """1 if something new is offered from now on."""
    with installation.database.read() as unit:
        return int(installation.catalogue.keep_up(unit))
