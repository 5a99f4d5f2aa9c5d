"""The second run publishes nothing; tests/portal/services/workshop/test_publish_release.py shows what it publishes."""

from portal.jobs.publish_releases import publish_releases
from portal.services.shared.installation import Installation


def test_where_nothing_was_approved_nothing_is_published(installation: Installation) -> None:
    assert [publish_releases(installation) for _ in range(2)] == [0, 0]
