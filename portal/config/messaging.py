"""Checks the settings of what reaches people: mail, LINE, SMS, browsers."""

import re

from portal.config.settings import Settings

_MOST_BOUNCES = 27  # RFC 5321 4.5.3.1.1 allows 64 before the @; a mail's id takes 37
_MAILBOX = re.compile(r"[A-Za-z0-9.!#$%&'*/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,200}")
_LIFF_ID = re.compile(r"[0-9]{10}-[A-Za-z0-9]{8}")
_CHANNEL = re.compile(r"[0-9]{10}")
_LINE_ID = re.compile(r"@[a-z0-9._-]{3,30}")


def messaging_faults(settings: Settings) -> list[str]:
    return [*_mail(settings), *_line(settings), *_line_login(settings), *_sms(settings), *_web_push(settings)]


def _mail(settings: Settings) -> list[str]:
    faults = []
    if settings.mail == "smtp" and not settings.mail_host:
        faults.append("KAKANAI_MAIL=smtp needs KAKANAI_MAIL_HOST.")
    if settings.mail_host and not _MAILBOX.fullmatch(settings.mail_from):
        faults.append("KAKANAI_MAIL_FROM must be the sender's address, for example kakanai@city.example.")
    if settings.mail_bounces and not _MAILBOX.fullmatch(settings.mail_bounces):
        faults.append("KAKANAI_MAIL_BOUNCES must be an address.")
    elif len((settings.mail_bounces or settings.mail_from).rpartition("@")[0]) > _MOST_BOUNCES:
        named = "KAKANAI_MAIL_BOUNCES" if settings.mail_bounces else "KAKANAI_MAIL_FROM"
        faults.append(f"{named}: at most {_MOST_BOUNCES} characters before the @; each mail appends 37 of its own.")
    unfit = [address for address in settings.morning_mail.split() if not _MAILBOX.fullmatch(address)]
    if unfit:
        faults.append(f"KAKANAI_MORNING_MAIL: {', '.join(unfit)} is no address; separate them by spaces.")
    if settings.morning_mail and (settings.mail == "none" or (settings.env == "production" and not settings.mail_host)):
        faults.append("KAKANAI_MORNING_MAIL needs a mail server (KAKANAI_MAIL_HOST).")
    if bool(settings.mail_user) != bool(settings.mail_password_file):
        faults.append("KAKANAI_MAIL_USER and KAKANAI_MAIL_PASSWORD_FILE go together.")
    if settings.mail_user and settings.mail_tls == "none":
        faults.append("KAKANAI_MAIL_TLS=none would send the password of KAKANAI_MAIL_USER in the clear.")
    return faults


def _sms(settings: Settings) -> list[str]:
    if settings.sms == "none":
        return []
    given = (settings.sms_account, settings.sms_secret_file, settings.sms_sender)
    faults = []
    if not all(given) and (any(given) or settings.env == "production"):
        faults.append("KAKANAI_SMS_ACCOUNT, KAKANAI_SMS_SECRET_FILE and KAKANAI_SMS_SENDER go together.")
    if settings.zone == "inner":
        faults.append("KAKANAI_SMS cannot be set in zone inner: nothing inside calls the internet.")
    return faults


def _line(settings: Settings) -> list[str]:
    faults = []
    if bool(settings.line_token_file) != bool(settings.line_secret_file):
        faults.append("KAKANAI_LINE_TOKEN_FILE and KAKANAI_LINE_SECRET_FILE go together.")
    if settings.line_token_file and not settings.line_account:
        faults.append("KAKANAI_LINE_ACCOUNT is empty; residents could not find the account.")
    if settings.line_account and not _LINE_ID.fullmatch(settings.line_account):
        faults.append("KAKANAI_LINE_ACCOUNT must begin with @, for example @mihon.")
    if settings.line_liff and not _LIFF_ID.fullmatch(settings.line_liff):
        faults.append("KAKANAI_LINE_LIFF must be the id of a LIFF app, for example 1234567890-AbcdEfgh.")
    if settings.line_token_file and settings.zone == "inner":
        faults.append("KAKANAI_LINE_TOKEN_FILE cannot be set in zone inner: nothing inside calls the internet.")
    return faults


def _line_login(settings: Settings) -> list[str]:
    if settings.line_login == "off":
        return []
    given, faults = (settings.line_login_channel, settings.line_login_secret_file), []
    if not all(given) and (any(given) or settings.env == "production"):
        faults.append("KAKANAI_LINE_LOGIN_CHANNEL and KAKANAI_LINE_LOGIN_SECRET_FILE go together.")
    if settings.line_login_channel and not _CHANNEL.fullmatch(settings.line_login_channel):
        faults.append("KAKANAI_LINE_LOGIN_CHANNEL must be the channel's id, ten digits.")
    if settings.zone == "inner":
        faults.append("KAKANAI_LINE_LOGIN=on cannot be set in zone inner: nothing inside calls the internet.")
    for name, address in (("ISSUER", settings.line_login_issuer), ("API", settings.line_login_api)):
        if address and settings.env == "production" and not address.startswith("https://"):
            faults.append(f"KAKANAI_LINE_LOGIN_{name} must be an https:// address in production.")
    return faults


def _web_push(settings: Settings) -> list[str]:
    faults = []
    if settings.web_push == "on" and settings.zone == "inner":
        faults.append("KAKANAI_WEB_PUSH=on cannot be set in zone inner: nothing inside calls the internet.")
    if settings.web_push == "on" and not settings.web_push_hosts.split():
        faults.append("KAKANAI_WEB_PUSH_HOSTS is empty; no browser could be reached.")
    return faults
