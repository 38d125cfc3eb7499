"""Removes what has been kept long enough: earlier versions, and uploads that nobody completed."""

from collections.abc import Callable
from datetime import datetime, timedelta

from gx_program.say import say

from .declaration import Bucket
from .store import Store
from .versions import Version, to_remove

# S3's limit of one request.
AT_ONCE = 1000
UNFINISHED_UPLOAD_DAYS = 1


def clean_up(store: Store, bucket: Bucket, now: datetime, alive: Callable[[], None]) -> None:
    """Removes what is due in a bucket, and tells how much that was. Throws StoreError.

    @param alive called again and again meanwhile
    """
    versions = 0
    if bucket.earlier_versions_days is not None:
        versions = _remove_versions(store, bucket.name, now - timedelta(days=bucket.earlier_versions_days), alive)
    before = now - timedelta(days=UNFINISHED_UPLOAD_DAYS)
    due = [upload for upload in store.unfinished_uploads(bucket.name) if upload.last_part < before]
    for upload in due:
        store.abort_upload(bucket.name, upload)
        alive()
    if versions or due:
        say(f"bucket {bucket.name}: removed {versions} earlier versions and {len(due)} unfinished uploads")


def _remove_versions(store: Store, bucket: str, before: datetime, alive: Callable[[], None]) -> int:
    count = 0
    due: list[Version] = []
    for versions in store.objects(bucket):
        due += to_remove(versions, before)
        alive()
        while len(due) >= AT_ONCE:
            store.remove_versions(bucket, due[:AT_ONCE])
            count += AT_ONCE
            del due[:AT_ONCE]
    if due:
        store.remove_versions(bucket, due)
    return count + len(due)
