"""A pod of what sends backups off-site: two sources' folders in the bucket, and folders of the same names far away."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from unittest.mock import patch

from pod import PodCase, ago, lay_backup, stamp
from fake_tools import FakeTools
from gx_dumps import bring_back, send_off_site
from gx_dumps.off_site import OffSitePlaces
from gx_program.deadline import Deadline
from gx_program.processes import Ended

SOURCES = ("redis-dump", "objects-dump")


class OffSiteCase(PodCase):
    """Each test has two backups of each source in the bucket, and nothing off-site."""

    def setUp(self) -> None:
        super().setUp()
        (self.folder / "off-site").mkdir()
        (self.folder / "off-site/rclone.conf").write_text("[store]\ntype = crypt\n")
        (self.folder / "off-site/bucket").write_text("dumps\n")
        for file in self.dump.iterdir():
            file.unlink()
        self.far_tools = FakeTools(self.folder / "far")
        self.enterContext(patch("gx_dumps.store.run_command", self._run))
        self.buckets = {name: self.folder / "store/dumps" / name for name in SOURCES}
        self.far = {name: self.folder / "far/dumps" / name for name in SOURCES}
        self.moments = (ago(hours=7), ago(hours=1))
        self.stamps_kept = [stamp(moment) for moment in self.moments]
        for folder in self.buckets.values():
            for moment in self.moments:
                lay_backup(folder, moment)
        self.off_site_places = OffSitePlaces(
            self.folder / "backup/off-site.json", self.folder / "rclone", self.folder / "off-site", self.dump
        )
        self.declare_off_site()

    def declare_off_site(self, **changes: Any) -> None:
        """Changes off-site.json."""
        settings = {"sources": list(SOURCES), "keepDays": 30, "leastKept": 4, "timeoutSeconds": 60, **changes}
        self.off_site_places.settings.write_text(json.dumps(settings))

    def send(self) -> dict[str, Any]:
        """Runs it and returns its outcome."""
        return self.outcome(lambda: send_off_site.main([], self.off_site_places))

    def bring_back(self, *words: str) -> dict[str, Any]:
        """Runs it and returns its outcome."""
        return self.outcome(lambda: bring_back.main(list(words), self.off_site_places))

    def far_fault(self, what: str, *words: str, times: int = 1000) -> None:
        """As `fault`, of what is called off-site."""
        self.far_tools.fault = (what, words, times)

    def assert_same(self, source: str) -> None:
        """That the source is off-site as it is in the bucket."""
        self.assertEqual(contents(self.buckets[source]), contents(self.far[source]))

    def _run(
        self,
        words: Sequence[str],
        what: str,
        deadline: Deadline,
        receive: Callable[[bytes], object] = lambda _part: None,
    ) -> Ended:
        config = words[words.index("--config") + 1]
        tools = self.far_tools if Path(config).parent.name == "off-site" else self.tools
        return tools.run(words, what, deadline, receive)


def contents(folder: Path) -> dict[str, bytes]:
    """All files below, by their paths in there."""
    return {str(one.relative_to(folder)): one.read_bytes() for one in folder.rglob("*") if one.is_file()}
