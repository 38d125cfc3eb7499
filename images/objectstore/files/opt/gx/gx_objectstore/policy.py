"""Who may do what in a bucket."""

from typing import Any

from .declaration import Bucket

# Enough to keep files there. Not: to delete or replace an earlier version, to end the keeping of versions, to change this policy.
ON_OBJECTS = (
    *("s3:GetObject", "s3:GetObjectVersion", "s3:PutObject", "s3:DeleteObject"),
    *("s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"),
)
ON_BUCKET = (
    *("s3:ListBucket", "s3:ListBucketVersions", "s3:ListBucketMultipartUploads"),
    *("s3:GetBucketLocation", "s3:GetBucketVersioning"),
)


def bucket_policy(bucket: Bucket) -> dict[str, Any]:
    """The policy by which a bucket's accounts use it: the bucket is the root account's, and nobody else's."""
    resource = f"arn:aws:s3:::{bucket.name}"
    return {
        "Version": "2012-10-17",
        "Statement": [
            _allowed(bucket, ON_OBJECTS, f"{resource}/*"),
            _allowed(bucket, ON_BUCKET, resource),
        ],
    }


def _allowed(bucket: Bucket, actions: tuple[str, ...], resource: str) -> dict[str, Any]:
    return {"Effect": "Allow", "Principal": {"AWS": list(bucket.accounts)}, "Action": list(actions), "Resource": resource}
