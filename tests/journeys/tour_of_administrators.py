"""What administrators ask one another on the tour: part of `tour.Tour`."""

import re
from abc import ABC, abstractmethod
from functools import cached_property

from tests.journeys.service import Service
from tests.journeys.visitor import Visitor

DUTY = "care-qualification"


class OfAdministrators(ABC):
    """Asked for by one; the rest of the tour has the people."""

    service: Service

    @abstractmethod
    def visitor(self, whose: str) -> Visitor: ...

    def browser(self) -> Visitor:
        """A browser of her own: she is a stranger in other stories, and follows nothing there."""
        admin = self._visitor()
        admin.client.cookies.update(self.service.cookies("kanri"))
        return admin

    @abstractmethod
    def _visitor(self) -> Visitor: ...

    @cached_property
    def colleague(self) -> str:
        """The page of somebody who is in no story."""
        page = self.visitor("kanri").go("/admin/people?q=jinji").text
        found = re.search(r'href="(/admin/people/[0-9]+)"', page)
        assert found, page
        return found[1]

    @cached_property
    def change(self) -> str:
        """What an administrator asks a colleague to confirm."""
        admin = self.browser()
        admin.go(f"{self.colleague}/give")
        admin.press("ほかの管理者に頼む", {"role": "clerk", "duty": "roads", "to": "2099-03-31"})
        assert "/changes/" in admin.path, admin.text
        return admin.path

    @cached_property
    def disaster(self) -> str:
        """What an administrator asks a colleague to confirm; it stays away from the days of other stories."""
        admin = self.browser()
        admin.go("/admin/disaster")
        boxes = {
            "procedure": "risai-shomei",
            "name": "見本の大雨",
            "reason": "見学",
            "from": "2099-03-01",
            "to": "2099-03-31",
        }
        admin.press("ほかの管理者に頼む", boxes)
        found = re.search(r'action="(/admin/disaster/[0-9]+)/withdraw"', admin.text)
        assert found, admin.text
        return found[1]

    @cached_property
    def client(self) -> str:
        """A machine that an administrator asks a colleague to confirm."""
        return self._client("介護保険システム")

    @cached_property
    def other_client(self) -> str:
        """One of which nobody else asks for anything: who asks for a secret may not confirm it, in whatever order they come."""
        return self._client("児童手当システム")

    def _client(self, name: str) -> str:
        admin = self.browser()
        admin.go("/admin/clients/new")
        boxes = {"name": name, "duty": DUTY, "scope": "applications:read", "places": "10.0.0.0/8"}
        admin.press("ほかの管理者に頼む", boxes)
        assert admin.path.startswith("/admin/clients/c-"), admin.text
        return admin.path
