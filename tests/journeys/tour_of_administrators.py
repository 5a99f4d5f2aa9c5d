"""Requests between administrators; part of `tour.Tour`."""

import re
from abc import ABC, abstractmethod
from functools import cached_property

from tests.journeys.service import Service
from tests.journeys.visitor import Visitor

DUTY = "care-qualification"


class OfAdministrators(ABC):
    service: Service

    @abstractmethod
    def visitor(self, whose: str) -> Visitor: ...

    def browser(self) -> Visitor:
        """A separate browser, as she is a stranger elsewhere and watches nothing there."""
        admin = self._visitor()
        admin.client.cookies.update(self.service.cookies("kanri"))
        return admin

    @abstractmethod
    def _visitor(self) -> Visitor: ...

    @cached_property
    def colleague(self) -> str:
        """The page of a member of staff outside all stories."""
        page = self.visitor("kanri").go("/admin/people?q=jinji").text
        match = re.search(r'href="(/admin/people/[0-9]+)"', page)
        assert match, page
        return match[1]

    @cached_property
    def change(self) -> str:
        admin = self.browser()
        admin.go(f"{self.colleague}/give")
        admin.press("ほかの管理者に頼む", {"role": "clerk", "duty": "roads", "to": "2099-03-31"})
        assert "/changes/" in admin.path, admin.text
        return admin.path

    @cached_property
    def disaster(self) -> str:
        """A disaster that awaits confirmation, on days outside other stories."""
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
        match = re.search(r'action="(/admin/disaster/[0-9]+)/withdraw"', admin.text)
        assert match, admin.text
        return match[1]

    @cached_property
    def edition(self) -> str:
        """The page of a part of the city's files that is being changed."""
        admin = self.browser()
        admin.go("/admin/city/facilities")
        admin.press("直す")
        return admin.path.partition("?")[0]

    @cached_property
    def client(self) -> str:
        return self._client("介護保険システム")

    def _client(self, name: str) -> str:
        admin = self.browser()
        admin.go("/admin/clients/new")
        boxes = {"name": name, "duty": DUTY, "scope": "applications:read", "places": "10.0.0.0/8"}
        admin.press("ほかの管理者に頼む", boxes)
        assert admin.path.startswith("/admin/clients/c-"), admin.text
        return admin.path
