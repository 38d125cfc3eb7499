"""Where the programs under test are: GX_PROGRAMS in the image, else beside these tests."""

import os
import sys
from pathlib import Path

PROGRAMS = Path(os.environ.get("GX_PROGRAMS") or Path(__file__).resolve().parent.parent / "files/opt/gx")
sys.path.insert(0, str(PROGRAMS))
