"""Whether this node's clock is right, by that of the store: where that runs on this node, the two agree."""

from datetime import datetime

from gx_program.say import Refusal

from .dump import AHEAD_AT_MOST


def require_right_clock(uploaded_at: datetime, began: datetime, ended: datetime) -> None:
    """Throws Refusal where the store says of an object that it came at another time than here, between `began` and `ended`.

    By a clock that is ahead, backups would be removed that aren't due to go; by one that is behind, the newest would be
    taken for an old one.
    """
    if began - AHEAD_AT_MOST <= uploaded_at <= ended + AHEAD_AT_MOST:
        return
    raise Refusal(
        f"this node's clock says {ended:%Y-%m-%dT%H:%M:%SZ}, and the object store had what came just now at "
        f"{uploaded_at:%Y-%m-%dT%H:%M:%SZ}: one of both is wrong. It is no backup, and none was removed. Set their clocks right, "
        "and run this again."
    )
