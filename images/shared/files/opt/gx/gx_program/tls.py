"""Whom a program trusts."""

import ssl
from pathlib import Path

from .say import Refusal


def verifying_context(authority: Path) -> ssl.SSLContext:
    """TLS that accepts certificates of one authority alone. Throws Refusal where its file can't be read."""
    try:
        context = ssl.create_default_context(cafile=authority)
    except OSError as error:
        raise Refusal(f"{authority}: {error.strerror or error}. Mount the authority's certificate there.") from None
    # Python 3.13 asks for extensions that RFC 5280 wants and authorities in use leave out.
    context.verify_flags &= ~ssl.VERIFY_X509_STRICT
    return context
