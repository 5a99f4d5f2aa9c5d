"""Reads the city's editions that came into force in this process or another."""

from portal.jobs import Job
from portal.services.administration.follow_city import follow_city

JOB = Job("follow_city", 1, follow_city, takes_long=True)
