"""Certificates that aren't valid, or soon won't be."""

import contextlib
import io
import unittest
from datetime import datetime, timedelta, timezone
from pathlib import Path
from tempfile import TemporaryDirectory

import paths  # noqa: F401
from gx_program.say import Refusal
from gx_shared.certificates import last_day

# Of the program's own making: valid from 2026-11-01 for 395 days.
CERTIFICATE = """-----BEGIN CERTIFICATE-----
MIIBrTCCAVOgAwIBAgIUe+a8X7TNi0HHKKUhr13eX9d3jIwwCgYIKoZIzj0EAwIw
IzEhMB8GA1UEAwwYcG9zdGdyZXMgYmFja2VuZC10ZXN0bmV0MB4XDTI2MTEwMTAw
MDAwMFoXDTI3MTIwMTAwMDAwMFowEzERMA8GA1UEAwwIZ3hfYWRtaW4wWTATBgcq
hkjOPQIBBggqhkjOPQMBBwNCAATVmHmSmHb1EcDp6gBNAIBsCVaqTx2ShztkAkUo
GbbEv+TqI6c8mr4GnY859SaGyq1F9mw0tNmhwljaipnLxq+Fo3UwczAMBgNVHRMB
Af8EAjAAMA4GA1UdDwEB/wQEAwIHgDATBgNVHSUEDDAKBggrBgEFBQcDAjAdBgNV
HQ4EFgQUH1RyM1oFd3fSVCTxM+6IX6/IWXYwHwYDVR0jBBgwFoAU0CMdKjq+RtIi
erWI5yOOgZ/3IVswCgYIKoZIzj0EAwIDSAAwRQIgbo87prE0+WGgJvAm7xwWR6VL
Se9t73JHOV95wbHVLVACIQClQlrMurFA9CgtXjK2/NVYoikAwpk9ZyxipPM8irar
EA==
-----END CERTIFICATE-----
"""
BEGIN = datetime(2026, 11, 1, tzinfo=timezone.utc)
END = BEGIN + timedelta(days=395)
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)


class CertificatesTest(unittest.TestCase):
    """Each test looks at a certificate at a moment."""

    def look(self, now: datetime, text: str = CERTIFICATE) -> str | None:
        self.output = io.StringIO()
        with TemporaryDirectory() as folder, contextlib.redirect_stdout(self.output):
            file = Path(folder) / "tls.crt"
            file.write_text(text)
            return last_day(file, now)

    def test_one_that_lasts_is_not_told_of(self) -> None:
        for now in (BEGIN, BEGIN + 100 * DAY, END - 60 * DAY):
            self.assertIsNone(self.look(now))
            self.assertEqual("", self.output.getvalue())

    def test_one_that_ends_soon_is_warned_of(self) -> None:
        for now in (END - 60 * DAY + SECOND, END):
            self.assertEqual("2027-12-01", self.look(now))
            self.assertIn(
                f"warning: the certificates end on 2027-12-01: declare certificatesFrom {now:%Y-%m}",
                self.output.getvalue(),
            )

    def test_one_that_is_not_valid_is_refused_with_its_days_and_the_remedy(self) -> None:
        for now, month in ((BEGIN - SECOND, "2026-10"), (END + SECOND, "2027-12")):
            with self.assertRaisesRegex(
                Refusal, f"^certificatesFrom: .*tls.crt is valid from 2026-11-01 to 2027-12-01, .* {month}, and update"
            ):
                self.look(now)

    def test_the_first_of_a_file_counts(self) -> None:
        self.assertIsNone(self.look(BEGIN, CERTIFICATE + CERTIFICATE))

    def test_what_is_none_is_refused(self) -> None:
        for text in ("", "no certificate", "-----BEGIN CERTIFICATE-----\nQUJD\n-----END CERTIFICATE-----\n"):
            with self.subTest(text), self.assertRaisesRegex(Refusal, "no certificate in PEM"):
                self.look(BEGIN, text)


if __name__ == "__main__":
    unittest.main()
