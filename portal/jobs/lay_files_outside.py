"""Brings files of applications into the object storage."""

from portal.jobs import Job
from portal.services.files.lay_outside import lay_outside

JOB = Job("lay_files_outside", 60, lay_outside, takes_long=True)
