"""Where the programs under test are: all in GX_PROGRAMS in the image, else beside these tests and in what images share."""

import os
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent
PROGRAMS = Path(os.environ.get("GX_PROGRAMS") or FOLDER / "files/opt/gx")
sys.path[:0] = [str(PROGRAMS), str(FOLDER.parent / "shared/files/opt/gx")]
