import unittest

from examples import KEPT
from gx_objectstore.policy import bucket_policy

# With any of these, who has a bucket's keys could destroy earlier versions, or let others in.
NEVER = ("s3:*", "s3:DeleteObjectVersion", "s3:PutBucketVersioning", "s3:PutBucketPolicy", "s3:PutBucketAcl", "s3:DeleteBucket")


class BucketPolicyTest(unittest.TestCase):
    def test_lets_the_buckets_accounts_use_it_and_nothing_else(self) -> None:
        statements = bucket_policy(KEPT)["Statement"]
        for statement in statements:
            self.assertEqual((statement["Effect"], statement["Principal"]), ("Allow", {"AWS": ["kept-1", "kept-2"]}))
        self.assertEqual([one["Resource"] for one in statements], ["arn:aws:s3:::kept/*", "arn:aws:s3:::kept"])

    def test_gives_nothing_that_destroys_earlier_versions(self) -> None:
        actions = [action for statement in bucket_policy(KEPT)["Statement"] for action in statement["Action"]]
        self.assertIn("s3:PutObject", actions)
        self.assertEqual(set(actions) & set(NEVER), set())
