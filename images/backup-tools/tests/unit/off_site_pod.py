"""A pod of what sends backups off-site: two sources' folders in the bucket, and folders of the same names far away."""

import json
from typing import Any

from far_pod import FarCase, contents
from gx_dumps import bring_back, send_off_site
from gx_dumps.off_site import OffSitePlaces
from pod import ago, lay_backup, stamp

SOURCES = ("redis-dump", "objects-dump")


class OffSiteCase(FarCase):
    """Each test has two backups of each source in the bucket, and nothing off-site."""

    far_bucket = "dumps"

    def setUp(self) -> None:
        super().setUp()
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

    def assert_same(self, source: str) -> None:
        """That the source is off-site as it is in the bucket."""
        self.assertEqual(contents(self.buckets[source]), contents(self.far[source]))
