"""How long the certificates last. All are issued for the same days, so the administrator's tells of all."""

import re
import ssl
from datetime import datetime, timedelta, timezone
from pathlib import Path

from gx_program.mounted import read_mounted
from gx_program.say import Refusal, say

ADMIN_TLS_FOLDER = "/tls/admin"
SPARE_DAYS = 60
# Python reads the dates of certificates of others only. In DER both stand together, each UTCTime or GeneralizedTime.
VALIDITY = re.compile(
    rb"\x30[\x1e\x20\x22](?:\x17\x0d|\x18\x0f)(\d{12,14})Z(?:\x17\x0d|\x18\x0f)(\d{12,14})Z", re.DOTALL
)


def last_day(certificate: Path, now: datetime) -> str | None:
    """The last day of the PEM file's first certificate, `YYYY-MM-DD`, where it is near; warns of it then.

    Throws Refusal where it isn't valid now, or is none: nobody would let anybody in.
    """
    begin, end = _validity(certificate)
    if not begin <= now <= end:
        raise Refusal(
            f"certificatesFrom: {certificate} is valid from {begin:%Y-%m-%d} to {end:%Y-%m-%d}, and this is "
            f"{now:%Y-%m-%d}. Declare the month that it is, {now:%Y-%m}, and update again; nothing was changed."
        )
    if end - now >= timedelta(days=SPARE_DAYS):
        return None
    say(f"warning: the certificates end on {end:%Y-%m-%d}: declare certificatesFrom {now:%Y-%m} to renew them")
    return f"{end:%Y-%m-%d}"


def _validity(certificate: Path) -> tuple[datetime, datetime]:
    text = read_mounted(certificate, "Mount tls.crt, tls.key and ca.crt there.")
    first, footer, _ = text.partition(ssl.PEM_FOOTER)
    try:
        found = VALIDITY.search(ssl.PEM_cert_to_DER_cert(first + footer))
    except ValueError:
        found = None
    if not found:
        raise Refusal(f"{certificate}: no certificate in PEM. Mount tls.crt there.")
    return _time(found[1].decode()), _time(found[2].decode())


def _time(digits: str) -> datetime:
    year = "%y" if len(digits) == len("YYMMDDhhmmss") else "%Y"
    return datetime.strptime(digits, f"{year}%m%d%H%M%S").replace(tzinfo=timezone.utc)
