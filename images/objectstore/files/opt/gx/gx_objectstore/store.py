"""What the keeper asks of the server, as the root account."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

import botocore.session
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from .declaration import AUTHORITY_FILE, ROOT, Declaration, root_secret
from .versions import Version, by_object

CONNECT_SECONDS = 5
# The server copies what is deleted while the request waits.
READ_SECONDS = 60


class StoreError(Exception):
    """The server gave no answer, or none that helps."""


class Upload(NamedTuple):
    """An upload in parts that nobody has completed."""

    key: str
    id: str
    last_part: datetime


class Store:
    """The object store. Every method throws StoreError."""

    def __init__(self, declared: Declaration) -> None:
        """Throws Refusal where the root account's secret isn't mounted."""
        session = botocore.session.get_session()
        try:
            self._client = session.create_client(
                "s3",
                # The name that the certificate has for the pod itself.
                endpoint_url=f"https://localhost:{declared.port}",
                region_name=declared.region,
                aws_access_key_id=ROOT,
                aws_secret_access_key=root_secret(),
                verify=str(AUTHORITY_FILE),
                config=Config(
                    connect_timeout=CONNECT_SECONDS,
                    read_timeout=READ_SECONDS,
                    retries={"mode": "standard", "total_max_attempts": 2},
                    s3={"addressing_style": "path"},
                    # Those of an environment lead out of the pod.
                    proxies={},
                ),
            )
        except BotoCoreError as error:
            raise StoreError(str(error)) from None

    def buckets(self) -> list[str]:
        """The names of all buckets."""
        return [bucket["Name"] for bucket in self._ask("list_buckets").get("Buckets", [])]

    def make_bucket(self, bucket: str) -> None:
        """Makes a bucket that belongs to the root account."""
        self._ask("create_bucket", Bucket=bucket)

    def keeps_versions(self, bucket: str) -> bool:
        """Whether what is overwritten or deleted there stays as an earlier version."""
        return bool(self._ask("get_bucket_versioning", Bucket=bucket).get("Status") == "Enabled")

    def keep_versions(self, bucket: str, is_wanted: bool) -> None:
        """Has earlier versions kept from now on, or no more; those there are stay."""
        status = "Enabled" if is_wanted else "Suspended"
        self._ask("put_bucket_versioning", Bucket=bucket, VersioningConfiguration={"Status": status})

    def policy(self, bucket: str) -> Any:
        """The bucket's policy, None where it has none."""
        try:
            return json.loads(self._ask("get_bucket_policy", Bucket=bucket)["Policy"])
        except StoreError as error:
            if isinstance(error.__cause__, ClientError) and error.__cause__.response["Error"]["Code"] == "NoSuchBucketPolicy":
                return None
            raise

    def set_policy(self, bucket: str, policy: Any) -> None:
        """Replaces the bucket's policy."""
        self._ask("put_bucket_policy", Bucket=bucket, Policy=json.dumps(policy))

    def objects(self, bucket: str) -> Iterator[list[Version]]:
        """All versions of each object, the latest first and then the newer before the older."""
        pages = self._pages("list_object_versions", Bucket=bucket)
        return by_object((_versions(page), page.get("NextKeyMarker")) for page in pages)

    def remove_versions(self, bucket: str, versions: list[Version]) -> None:
        """Removes versions for good, at most a thousand."""
        objects = [{"Key": version.key, "VersionId": version.id} for version in versions]
        answer = self._ask("delete_objects", Bucket=bucket, Delete={"Objects": objects, "Quiet": True})
        for problem in answer.get("Errors", []):
            raise StoreError(f"{bucket}/{problem.get('Key')}: {problem.get('Code')} {problem.get('Message')}")

    def unfinished_uploads(self, bucket: str) -> Iterator[Upload]:
        """Uploads in parts that nobody has completed, with when something last came for them."""
        for page in self._pages("list_multipart_uploads", Bucket=bucket):
            for upload in page.get("Uploads", []):
                yield Upload(upload["Key"], upload["UploadId"], upload["Initiated"])

    def abort_upload(self, bucket: str, upload: Upload) -> None:
        """Gives up an upload in parts."""
        self._ask("abort_multipart_upload", Bucket=bucket, Key=upload.key, UploadId=upload.id)

    def write_again(self, bucket: str, version: Version) -> None:
        """Makes a copy of a version the latest one."""
        source = {"Bucket": bucket, "Key": version.key, "VersionId": version.id}
        self._ask("copy_object", Bucket=bucket, Key=version.key, CopySource=source)

    def _ask(self, operation: str, **parameters: Any) -> dict[str, Any]:
        try:
            answer: dict[str, Any] = getattr(self._client, operation)(**parameters)
            return answer
        except (BotoCoreError, ClientError) as error:
            raise StoreError(_described(operation, parameters, error)) from error

    def _pages(self, operation: str, **parameters: Any) -> Iterator[dict[str, Any]]:
        try:
            yield from self._client.get_paginator(operation).paginate(**parameters)
        except (BotoCoreError, ClientError) as error:
            raise StoreError(_described(operation, parameters, error)) from error


def _versions(page: dict[str, Any]) -> list[Version]:
    return [
        Version(found["Key"], found["VersionId"], found["IsLatest"], is_deletion, found["LastModified"])
        for kind, is_deletion in (("Versions", False), ("DeleteMarkers", True))
        for found in page.get(kind, [])
    ]


def _described(operation: str, parameters: dict[str, Any], error: Exception) -> str:
    subject = "/".join(str(parameters[name]) for name in ("Bucket", "Key") if name in parameters)
    return f"{operation} {subject}: {error}".replace(" :", ":")
