import unittest

from examples import KEPT
from gx_objectstore.policy import bucket_policy

# With any of these, who has a bucket's keys could destroy earlier versions, or let others in.
NEVER = ("s3:*", "s3:DeleteObjectVersion", "s3:PutBucketVersioning", "s3:PutBucketPolicy", "s3:PutBucketAcl", "s3:DeleteBucket")


class BucketPolicyTest(unittest.TestCase):
    def setUp(self) -> None:
        self.statements = bucket_policy(KEPT)["Statement"]

    def actions(self, *accounts: str) -> set[str]:
        of_them = [one["Action"] for one in self.statements if one["Principal"] == {"AWS": list(accounts)}]
        return {action for actions in of_them for action in actions}

    def test_lets_the_buckets_accounts_and_readers_in_and_nobody_else(self) -> None:
        allowed = [(one["Effect"], *one["Principal"]["AWS"], one["Resource"]) for one in self.statements]
        resources = ("arn:aws:s3:::kept/*", "arn:aws:s3:::kept")
        accounts = [("Allow", "kept-1", "kept-2", one) for one in resources]
        self.assertEqual(allowed, [*accounts, *(("Allow", "kept.reader-1", one) for one in resources)])

    def test_gives_nothing_that_destroys_earlier_versions(self) -> None:
        actions = self.actions("kept-1", "kept-2")
        self.assertIn("s3:PutObject", actions)
        self.assertEqual(actions & set(NEVER), set())

    def test_lets_readers_get_and_list_alone(self) -> None:
        self.assertEqual(self.actions("kept.reader-1"), {"s3:GetObject", "s3:ListBucket", "s3:GetBucketLocation"})
