"""Brings the repository back from off-site into a bucket in which no database archives."""

from collections.abc import Mapping

from gx_dumps.off_site import OffSitePlaces
from gx_dumps.store import Entry
from gx_program.deadline import Deadline
from gx_program.outcome import job_parser, told_outcome
from gx_program.say import Refusal, say

from .catalogs import catalog_paths, complete_catalogs
from .copying import BATCH_BYTES, copy_objects, require_all
from .decisions import by_path, differing, lacking, some, total_bytes
from .layout import Layout
from .look import Infos, read_infos
from .settings import PLACES, RepositorySettings, read_repository_settings
from .stores import Repository, RepositoryOffSite


def main(arguments: list[str], places: OffSitePlaces = PLACES, batch_bytes: int = BATCH_BYTES) -> int:
    """Brings back and returns the exit code."""
    parser = job_parser(
        "bring-repository-back",
        "Copies all backups and all log from off-site into the bucket, each read back, and at last the info files of the "
        "newest catalog. Refuses where a database archives already, and replaces nothing. One that was interrupted goes on "
        "when it is run again. Nothing off-site is changed.",
        usage="bring-repository-back [-h] [--list | --catalog STAMP]",
    )
    parser.add_argument("--list", action="store_true", help="print the catalogs and the complete backups off-site")
    parser.add_argument("--catalog", metavar="STAMP", help="another catalog than the newest, as --list names it")
    options = parser.parse_args(arguments)
    if options.list and options.catalog is not None:
        parser.error("give --catalog STAMP, or --list")

    def run() -> dict[str, object]:
        bringer = _Bringer(read_repository_settings(places.settings), places, batch_bytes)
        return bringer.print_table() if options.list else bringer.bring_back(options.catalog)

    return told_outcome(run)


class _Bringer:
    def __init__(self, settings: RepositorySettings, places: OffSitePlaces, batch_bytes: int) -> None:
        self._places = places
        self._folder = settings.folder
        self._batch_bytes = batch_bytes
        self._deadline = Deadline(settings.timeout_seconds)
        self._layout = Layout(settings.stanza)
        self._off_site = RepositoryOffSite(places.off_site, settings.folder, self._deadline)

    def print_table(self) -> dict[str, object]:
        """Prints what is off-site; how much it is. Throws StoreFailed, Refusal."""
        there = by_path(self._off_site.first_entries())
        catalogs, backups = complete_catalogs(there), self._layout.complete(there)
        say("CATALOG")
        for stamp in catalogs:
            say(stamp)
        say("BACKUP")
        for label in backups:
            say(label)
        return {"catalogs": len(catalogs), "backups": backups}

    def bring_back(self, stamp: str | None) -> dict[str, object]:
        """All of it, with the newest catalog or that of the stamp; what is told of it. Throws Refusal."""
        bucket = Repository(self._places.store, self._folder, self._deadline)
        there = by_path(self._off_site.first_entries())
        stamp = self._chosen(stamp, there)
        infos = read_infos(self._off_site, *catalog_paths(stamp))
        kept = by_path(bucket.first_entries())
        self._require_no_database(bucket, infos, kept)
        wanted = self._layout.wanted(there.values())
        others = [f"{one.path} of {it.bytes} bytes, off-site of {one.bytes}" for one, it in differing(wanted, kept)]
        if others:
            raise Refusal(
                f"{bucket.folder} has other objects than off-site: {some(others)}. Remove them in the bucket, if what is "
                "off-site is right."
            )
        missing = lacking(wanted, kept)
        copy_objects(missing, self._off_site, bucket, self._places.work, self._batch_bytes)
        require_all(wanted, by_path(bucket.entries()), bucket)
        self._put_infos(bucket, infos)
        return {
            "catalog": stamp,
            "copied": len(missing),
            "bytes": total_bytes(missing),
            "backups": self._layout.complete(one.path for one in wanted),
            "seconds": round(self._deadline.spent()),
        }

    def _chosen(self, stamp: str | None, there: Mapping[str, Entry]) -> str:
        stamps = complete_catalogs(there)
        if stamp is not None and stamp not in stamps:
            raise Refusal(f"STAMP: {stamp!r} is no complete catalog off-site. Choose one of those that --list prints.")
        if not stamps:
            raise Refusal(
                f"{self._off_site.folder} has no complete catalog off-site: nothing was ever sent there to its end, or this "
                "is another folder, or another key of crypt. Look at all three."
            )
        return stamp or stamps[-1]

    def _infos(self, infos: Infos) -> list[tuple[str, bytes]]:
        # backup.info, by which pgBackRest knows that there are backups, says at last that all is there.
        archive, backup = self._layout.archive_info, self._layout.backup_info
        contents = ((archive, infos.archive), (backup, infos.backup))
        return [(name, content) for path, content in contents for name in (f"{path}.copy", path)]

    def _require_no_database(self, bucket: Repository, infos: Infos, kept: Mapping[str, Entry]) -> None:
        """That no info file is there, but those that a run laid which was interrupted among them. Throws Refusal."""
        for path, content in self._infos(infos):
            if path in kept and (path == self._layout.backup_info or bucket.content(path) != content):
                raise Refusal(
                    f"{bucket.folder}/{path} is there: a database has begun to archive there, or all was brought back "
                    "already. Nothing is written over: empty that folder, or give the database another bucket, if what "
                    "is off-site is right."
                )

    def _put_infos(self, bucket: Repository, infos: Infos) -> None:
        for path, content in self._infos(infos):
            bucket.put_content(path, content)
