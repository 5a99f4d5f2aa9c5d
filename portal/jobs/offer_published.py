# Jobs go by what was published, as pages do: a drawing begins without a restart of the worker.

from portal.jobs import Job
from portal.services.procedures.offer_published import offer_published

JOB = Job("offer_published", 1, offer_published)
