"""What kubelet asks of the keeper, by exit codes: 0 for yes. The reason of a no is printed."""

from pathlib import Path

from gx_program.probes import looked
from gx_program.say import failed

RUN_FOLDER = Path("/run/objectstore")
# Touched by the keeper again and again, and once everything declared has been applied.
SIGN_OF_LIFE = RUN_FOLDER / "keeper"
APPLIED = RUN_FOLDER / "applied"
# Longer than the keeper waits for one answer of the server, asked twice.
LONGEST_LOOK_SECONDS = 300


def readiness(applied: Path = APPLIED) -> int:
    """Whether all buckets are there: 1 until they first were, as long as the pod lives."""
    return 0 if applied.exists() else failed("not all that is declared has been applied yet: the keeper's log says why")


def liveness(sign: Path = SIGN_OF_LIFE) -> int:
    """Whether restarting the keeper wouldn't help: 1 where it hangs."""
    return looked(sign, LONGEST_LOOK_SECONDS)
