"""Removes objects of the storage that no file names any more."""

from portal.jobs import Job
from portal.services.files.lay_outside import sweep_outside

JOB = Job("sweep_objects", 86_400, sweep_outside, takes_long=True)
