"""有効期間."""

from portal.jobs import Job
from portal.services.my_cases.remind_of_terms import remind_of_terms as remind
from portal.services.shared.installation import Installation
from portal.services.shared.write_audit import Actor


def remind_of_terms(installation: Installation) -> int:
    return remind(installation, Actor("system", "remind_of_terms"))


JOB = Job("remind_of_terms", 3600, remind_of_terms)
