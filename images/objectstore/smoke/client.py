"""What a bucket's account sees of a real server, each function one check: client.py CHECK ACCESS_KEY_ID SECRET."""

import ssl
import sys
import time
import urllib.request
from datetime import UTC, datetime, timedelta
from typing import Any

sys.path.insert(0, "/opt/gx")

import botocore.session  # noqa: E402
from botocore.config import Config  # noqa: E402
from botocore.exceptions import ClientError  # noqa: E402
from gx_objectstore import bring_back as bringing_back  # noqa: E402
from gx_objectstore.clean_up import clean_up as clean_bucket_up  # noqa: E402
from gx_objectstore.declaration import AUTHORITY_FILE, read_declaration  # noqa: E402
from gx_objectstore.store import Store  # noqa: E402

ENDPOINT = "https://localhost:7070"
BUCKET = "kept"


class Account:
    def __init__(self, access_key_id: str, secret: str) -> None:
        self.client = botocore.session.get_session().create_client(
            "s3",
            endpoint_url=ENDPOINT,
            region_name="us-east-1",
            aws_access_key_id=access_key_id,
            aws_secret_access_key=secret,
            verify=str(AUTHORITY_FILE),
            config=Config(s3={"addressing_style": "path"}, proxies={}, retries={"total_max_attempts": 1}),
        )

    def put(self, key: str, text: str, bucket: str = BUCKET) -> str:
        return self.client.put_object(Bucket=bucket, Key=key, Body=text.encode()).get("VersionId", "")

    def read(self, key: str, bucket: str = BUCKET, **version: str) -> str:
        return self.client.get_object(Bucket=bucket, Key=key, **version)["Body"].read().decode()

    def keys(self) -> set[str]:
        return {one["Key"] for one in self.client.list_objects_v2(Bucket=BUCKET).get("Contents", [])}

    def refused(self, operation: str, **parameters: Any) -> None:
        try:
            getattr(self.client, operation)(**parameters)
        except ClientError as error:
            equal(error.response["Error"]["Code"], "AccessDenied")
        else:
            raise AssertionError(f"{operation} {parameters} isn't refused")


def equal(found: object, wanted: object) -> None:
    if found != wanted:
        raise AssertionError(f"{found!r} instead of {wanted!r}")


def health(_: Account) -> None:
    context = ssl.create_default_context(cafile=str(AUTHORITY_FILE))
    context.verify_flags &= ~ssl.VERIFY_X509_STRICT
    with urllib.request.urlopen(f"{ENDPOINT}/health", context=context) as answer:
        equal(answer.status, 200)


def least_privilege(account: Account) -> None:
    account.put("a/b", "1")
    equal(account.read("a/b"), "1")
    equal(account.client.list_buckets()["Buckets"], [])
    equal(account.client.get_bucket_versioning(Bucket=BUCKET)["Status"], "Enabled")
    upload = account.client.create_multipart_upload(Bucket=BUCKET, Key="parts")["UploadId"]
    part = account.client.upload_part(Bucket=BUCKET, Key="parts", UploadId=upload, PartNumber=1, Body=b"whole")
    parts = {"Parts": [{"PartNumber": 1, "ETag": part["ETag"]}]}
    account.client.complete_multipart_upload(Bucket=BUCKET, Key="parts", UploadId=upload, MultipartUpload=parts)
    equal(account.read("parts"), "whole")
    account.refused("create_bucket", Bucket="mine")
    account.refused("delete_bucket", Bucket=BUCKET)
    account.refused("delete_bucket_policy", Bucket=BUCKET)
    account.refused("put_bucket_policy", Bucket=BUCKET, Policy="{}")
    account.refused("put_bucket_acl", Bucket=BUCKET, ACL="public-read")
    account.refused("put_bucket_versioning", Bucket=BUCKET, VersioningConfiguration={"Status": "Suspended"})
    account.refused("list_objects_v2", Bucket="plain")
    account.refused("put_object", Bucket="plain", Key="a", Body=b"")


def earlier_versions(account: Account) -> None:
    first = account.put("replaced", "1")
    account.put("replaced", "2")
    equal((account.read("replaced"), account.read("replaced", VersionId=first)), ("2", "1"))
    account.refused("delete_object", Bucket=BUCKET, Key="replaced", VersionId=first)
    last = account.put("deleted", "1")
    account.client.delete_object(Bucket=BUCKET, Key="deleted")
    equal("deleted" in account.keys(), False)
    equal(account.read("deleted", VersionId=last), "1")


def clean_up(account: Account) -> None:
    """With the clock of later days: what is due goes, and nothing else."""
    declared = read_declaration()
    store, bucket = Store(declared), declared.buckets[0]
    account.client.create_multipart_upload(Bucket=BUCKET, Key="unfinished")

    def left_after(days: float) -> list[tuple[str, int]]:
        clean_bucket_up(store, bucket, datetime.now(UTC) + timedelta(days=days), lambda: None)
        return sorted((versions[0].key, len(versions)) for versions in store.objects(BUCKET))

    whole = [("a/b", 1), ("deleted", 2), ("parts", 1), ("replaced", 2)]
    equal(left_after(0.5), whole)
    equal(len(list(store.unfinished_uploads(BUCKET))), 1)
    equal(left_after(13.9), whole)
    equal(len(list(store.unfinished_uploads(BUCKET))), 0)
    equal(left_after(14.1), [("a/b", 1), ("deleted", 1), ("parts", 1), ("replaced", 1)])
    equal(left_after(14.1), [("a/b", 1), ("parts", 1), ("replaced", 1)])
    equal((account.read("replaced"), account.keys()), ("2", {"a/b", "parts", "replaced"}))


def bring_back(account: Account) -> None:
    account.put("a/b", "2")
    moment = datetime.now(UTC)
    # The server counts in whole milliseconds.
    time.sleep(0.01)
    account.put("a/b", "spoilt")
    account.put("a/new", "stays")
    account.client.delete_object(Bucket=BUCKET, Key="parts")
    equal(bringing_back.main([BUCKET, moment.isoformat(), "a/"]), 0)
    equal((account.read("a/b"), account.keys()), ("2", {"a/b", "a/new", "replaced"}))
    equal(bringing_back.main([BUCKET, moment.isoformat()]), 0)
    equal((account.read("parts"), account.keys()), ("whole", {"a/b", "a/new", "parts", "replaced"}))


def read_only(reader: Account) -> None:
    """Of what the checks before left."""
    equal((reader.read("a/b"), reader.keys()), ("2", {"a/b", "a/new", "parts", "replaced"}))
    reader.refused("put_object", Bucket=BUCKET, Key="a/b", Body=b"")
    reader.refused("put_object", Bucket=BUCKET, Key="mine", Body=b"")
    reader.refused("create_multipart_upload", Bucket=BUCKET, Key="mine")
    reader.refused("copy_object", Bucket=BUCKET, Key="mine", CopySource={"Bucket": BUCKET, "Key": "a/b"})
    reader.refused("delete_object", Bucket=BUCKET, Key="a/b")
    # Which is answered object by object.
    [error] = reader.client.delete_objects(Bucket=BUCKET, Delete={"Objects": [{"Key": "a/b"}]})["Errors"]
    equal((error["Key"], error["Code"]), ("a/b", "AccessDenied"))
    reader.refused("list_object_versions", Bucket=BUCKET)
    reader.refused("put_bucket_policy", Bucket=BUCKET, Policy="{}")
    reader.refused("list_objects_v2", Bucket="plain")
    equal((reader.read("a/b"), reader.keys()), ("2", {"a/b", "a/new", "parts", "replaced"}))


def still_there(account: Account) -> None:
    equal((account.read("a/b"), account.read("parts")), ("2", "whole"))


def can_log_in(account: Account) -> None:
    account.client.head_bucket(Bucket=BUCKET)


if __name__ == "__main__":
    check, *arguments = sys.argv[1:]
    if check == "can_use":
        bucket, *arguments = arguments
        Account(*arguments).put("own", "1", bucket)
    else:
        globals()[check](Account(*arguments))
