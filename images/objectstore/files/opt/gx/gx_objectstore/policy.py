"""Who may do what in a bucket."""

from typing import Any

from .declaration import Bucket

# Enough to read what is there now.
READ_OBJECTS = ("s3:GetObject",)
READ_BUCKET = ("s3:ListBucket", "s3:GetBucketLocation")
# Enough to keep files there. Not: to delete or replace an earlier version, to end the keeping of versions, to change this policy.
USE_OBJECTS = (
    *(*READ_OBJECTS, "s3:GetObjectVersion", "s3:PutObject", "s3:DeleteObject"),
    *("s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"),
)
USE_BUCKET = (*READ_BUCKET, "s3:ListBucketVersions", "s3:ListBucketMultipartUploads", "s3:GetBucketVersioning")


def bucket_policy(bucket: Bucket) -> dict[str, Any]:
    """The policy by which a bucket's accounts and readers use it: the bucket is the root account's, and nobody else's."""
    resource = f"arn:aws:s3:::{bucket.name}"
    return {
        "Version": "2012-10-17",
        "Statement": [
            _allowed(bucket.accounts, USE_OBJECTS, f"{resource}/*"),
            _allowed(bucket.accounts, USE_BUCKET, resource),
            _allowed(bucket.readers, READ_OBJECTS, f"{resource}/*"),
            _allowed(bucket.readers, READ_BUCKET, resource),
        ],
    }


def _allowed(accounts: tuple[str, ...], actions: tuple[str, ...], resource: str) -> dict[str, Any]:
    return {"Effect": "Allow", "Principal": {"AWS": list(accounts)}, "Action": list(actions), "Resource": resource}
