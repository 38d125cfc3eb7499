"""Proves, by the dump alone, that etcd can be had back: an etcd of its own has it, and all secrets open."""

import shutil
from collections.abc import Sequence
from pathlib import Path

from gx_program.deadline import Deadline
from gx_program.outcome import job_parser, told_outcome
from gx_program.say import Refusal, say
from gx_program.sigterm import ToldToEnd

from .archive import ARCHIVE, ENCRYPTION, TOKEN, read_archive
from .bootstrap import require_own_data
from .contents import REGISTRY, keys_at, objects_at
from .decryption import decrypted, is_encrypted
from .encryption import Provider, providers_of
from .etcdctl import ENDPOINT
from .etcdutl import restore_snapshot
from .facts import Facts, read_facts
from .scratch_etcd import ScratchEtcd, scratch_etcd
from .server_token import require_token
from .settings import Places, Settings, read_settings

PLACES = Places()
SNAPSHOT, RESTORED = "snapshot", "restored"
CLUSTER = f"{REGISTRY}namespaces/kube-system"
SECRETS = f"{REGISTRY}secrets/"
BY_HAND = "Fetch an older dump by its stamp, and look at what the job that dumps told."


def main(arguments: list[str], places: Places = PLACES) -> int:
    """Proves and returns the exit code."""
    parser = job_parser(
        "prove-etcd",
        f"Reads /dump/{ARCHIVE} back: it is what facts.json tells of, an etcd of this program's own runs on its snapshot, "
        "has all keys, and is the declared cluster's; each Secret in it can be decrypted with the configuration kept, and "
        "K3s' own data with the token kept.",
    )
    parser.add_argument("--keep", action="store_true", help="keep it for people to look at, until the pod is deleted")
    options = parser.parse_args(arguments)
    return told_outcome(lambda: _run(read_settings(places.settings), places, options.keep))


def _run(settings: Settings, places: Places, is_kept: bool) -> dict[str, object]:
    deadline = Deadline(settings.timeout_seconds)
    facts = read_facts(places.dump, BY_HAND)
    snapshot, restored = places.dump / SNAPSHOT, places.dump / RESTORED
    _remove(snapshot, restored)
    try:
        archive = places.dump / ARCHIVE
        kept = read_archive(archive, (facts.snapshot, snapshot), facts.sha256, BY_HAND, deadline)
        require_token(kept.token, f"{TOKEN} in {archive}", BY_HAND)
        providers = providers_of(kept.encryption, f"{ENCRYPTION} in {archive}", BY_HAND)
        say(f"restoring {facts.snapshot}, of {facts.taken_at}")
        restore_snapshot(snapshot, restored, deadline)
        snapshot.unlink()
        with scratch_etcd(restored, deadline) as etcd:
            keys = _require_keys(facts, etcd, deadline)
            objects, secrets = _require_objects(settings, facts, keys, providers, deadline)
            say(f"read {objects} objects, and decrypted {secrets} Secrets")
            # At last: of another cluster's snapshot that is told, and not that the token is another, too.
            require_own_data(kept.token, facts.revision, keys, BY_HAND, deadline)
            say("the token opens K3s' own data")
            seconds = round(deadline.spent(), 1)
            if is_kept:
                _keep(etcd)
    finally:
        _remove(snapshot, restored)
    return {"keys": facts.keys, "secrets": secrets, "revision": facts.revision, "seconds": seconds}


def _require_keys(facts: Facts, etcd: ScratchEtcd, deadline: Deadline) -> list[str]:
    """All keys. Throws Refusal unless they are as many as the facts tell."""
    if etcd.revision < facts.revision:
        raise Refusal(f"revision: the facts say {facts.revision}, and {etcd.revision} was restored. {BY_HAND}")
    keys = keys_at(facts.revision, deadline)
    if len(keys) != facts.keys:
        raise Refusal(f"keys: the facts say {facts.keys}, and {len(keys)} were restored. {BY_HAND}")
    return keys


def _require_objects(
    settings: Settings, facts: Facts, keys: Sequence[str], providers: Sequence[Provider], deadline: Deadline
) -> tuple[int, int]:
    """How many objects there are, and Secrets among them. Throws Refusal unless they are the whole and the right ones."""
    if CLUSTER not in keys:
        raise Refusal(f"clusterIdentity: {CLUSTER} isn't there, which every cluster has. {BY_HAND}")
    objects = secrets = 0
    for path, value in objects_at(facts.revision, keys, deadline):
        objects += 1
        if path == CLUSTER:
            # Namespaces may be encrypted, too.
            clear = decrypted(path, value, providers) if is_encrypted(value) else value
            _require_cluster(settings.cluster_identity, clear)
        elif path.startswith(SECRETS):
            decrypted(path, value, providers)
            secrets += 1
    if objects < settings.least_keys:
        raise Refusal(
            f"leastKeys: {objects} keys were restored under {REGISTRY}, fewer than {settings.least_keys}. {BY_HAND}"
        )
    if not secrets:
        raise Refusal(f"{SECRETS} has no Secret, and every cluster has some. {BY_HAND}")
    return objects, secrets


def _require_cluster(identity: str, namespace: bytes) -> None:
    if identity.encode() not in namespace:
        raise Refusal(
            f"clusterIdentity: {CLUSTER} hasn't the uid {identity}: it is another cluster's snapshot. Look at which "
            "server's folder the job that dumps has mounted."
        )


def _keep(etcd: ScratchEtcd) -> None:
    say(f"ready, until this pod is deleted: etcdctl --endpoints={ENDPOINT} get /registry --prefix --keys-only")
    try:
        etcd.await_end()
    except ToldToEnd:
        say("ended: what was restored is removed")


def _remove(snapshot: Path, restored: Path) -> None:
    snapshot.unlink(missing_ok=True)
    shutil.rmtree(restored, ignore_errors=True)
