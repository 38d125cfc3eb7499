"""What the programs are told."""

import unittest

from pod import document
from gx_dumps.settings import settings_of
from gx_program.say import Refusal


class SettingsTest(unittest.TestCase):
    def test_reads_all_fields(self) -> None:
        settings = settings_of(document())
        self.assertEqual(("redis-dump", "dump.rdb", 88, 7, 4), (*vars(settings).values(),)[:5])

    def test_refuses_what_is_not_valid_by_its_name(self) -> None:
        values = {
            "source": "../other",
            "file": "a/b",
            "leastBytes": 0,
            "keepDays": "7",
            "leastKept": 0,
            "mostAgeHours": True,
            "timeoutSeconds": -1,
            "recipient": "AGE-SECRET-KEY-1",
        }
        for name, value in values.items():
            with self.subTest(name), self.assertRaisesRegex(Refusal, f"^{name}: .* is not valid"):
                settings_of(document(**{name: value}))

    def test_refuses_what_is_missing_or_not_known(self) -> None:
        lacking = document()
        del lacking["keepDays"]
        with self.assertRaisesRegex(Refusal, "^keepDays: missing"):
            settings_of(lacking)
        with self.assertRaisesRegex(Refusal, "^retention: not known"):
            settings_of(document(retention=1))
        with self.assertRaisesRegex(Refusal, "^the whole: 'list' is not valid"):
            settings_of([])


if __name__ == "__main__":
    unittest.main()
