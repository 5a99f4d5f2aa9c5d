from portal.jobs import Job
from portal.services.desk.queue.mail_sections import mail_sections

JOB = Job("mail_sections", 60, mail_sections)
