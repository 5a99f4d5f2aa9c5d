"""Bundles of the installation for the use cases of this room."""

from typing import Protocol

from portal.services.shared.needs import HasCodeKey, HasQuarantine


class FilesNeeds(HasCodeKey, HasQuarantine, Protocol):
    pass
