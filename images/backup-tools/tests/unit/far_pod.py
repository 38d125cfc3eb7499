"""A pod that reaches a destination off-site besides its bucket."""

from collections.abc import Callable, Sequence
from pathlib import Path
from unittest.mock import patch

# First: it knows where the programs are.
from pod import PodCase
from fake_tools import FakeTools
from gx_program.deadline import Deadline
from gx_program.processes import Ended


class FarCase(PodCase):
    """Each test has nothing off-site, in a bucket of that name, and nothing in the pod's own room."""

    far_bucket: str

    def setUp(self) -> None:
        super().setUp()
        (self.folder / "off-site").mkdir()
        (self.folder / "off-site/rclone.conf").write_text("[store]\ntype = crypt\n")
        (self.folder / "off-site/bucket").write_text(f"{self.far_bucket}\n")
        for file in self.dump.iterdir():
            file.unlink()
        self.far_tools = FakeTools(self.folder / "far")
        self.enterContext(patch("gx_dumps.store.run_command", self._run))

    def far_fault(self, what: str, *words: str, times: int = 1000) -> None:
        """As `fault`, of what is called off-site."""
        self.far_tools.fault = (what, words, times)

    def _run(
        self,
        words: Sequence[str],
        what: str,
        deadline: Deadline,
        receive: Callable[[bytes], object] = lambda _part: None,
    ) -> Ended:
        config = words[words.index("--config") + 1]
        tools = self.far_tools if Path(config).parent.name == "off-site" else self.tools
        return tools.run(words, what, deadline, receive)


def contents(folder: Path) -> dict[str, bytes]:
    """All files below, by their paths in there."""
    return {str(one.relative_to(folder)): one.read_bytes() for one in folder.rglob("*") if one.is_file()}
