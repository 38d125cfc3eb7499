"""Makes the buckets what they are declared to be."""

from gx_program.say import Teller, say

from .declaration import Bucket
from .policy import bucket_policy
from .store import Store


def declare(store: Store, buckets: tuple[Bucket, ...], teller: Teller) -> None:
    """Makes and changes what isn't as declared, and tells of it. Never removes a bucket. Throws StoreError."""
    found = store.buckets()
    for bucket in buckets:
        if bucket.name not in found:
            store.make_bucket(bucket.name)
            say(f"bucket {bucket.name}: made")
        _keep_versions(store, bucket)
        wanted = bucket_policy(bucket)
        if store.policy(bucket.name) != wanted:
            store.set_policy(bucket.name, wanted)
            say(f"bucket {bucket.name}: may be used by {', '.join(bucket.accounts)}, read by {', '.join(bucket.readers)}")
    declared = {bucket.name for bucket in buckets}
    for name in found:
        remark = "" if name in declared else f"bucket {name}: no longer declared; it is kept"
        teller.tell(f"bucket {name}", remark)


def _keep_versions(store: Store, bucket: Bucket) -> None:
    is_wanted = bucket.earlier_versions_days is not None
    if store.keeps_versions(bucket.name) == is_wanted:
        return
    store.keep_versions(bucket.name, is_wanted)
    change = "keeps earlier versions from now on" if is_wanted else "keeps no more earlier versions; those there are stay"
    say(f"bucket {bucket.name}: {change}")
