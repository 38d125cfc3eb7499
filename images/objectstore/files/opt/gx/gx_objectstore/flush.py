"""Has the volume written to its disk: the server leaves that to the kernel, which takes half a minute."""

import ctypes
import os
import threading
import time
from pathlib import Path

from gx_program.say import Teller

EVERY_SECONDS = 5


def keep_flushing(folder: Path, teller: Teller) -> None:
    """Flushes the folder's file system again and again, beside what the process does otherwise."""
    threading.Thread(target=_flush_again_and_again, args=(folder, teller), daemon=True).start()


def flush(folder: Path) -> None:
    """Returns when all that was written to the folder's file system is on its disk. Throws OSError."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        if ctypes.CDLL(None, use_errno=True).syncfs(descriptor) != 0:
            raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    finally:
        os.close(descriptor)


def _flush_again_and_again(folder: Path, teller: Teller) -> None:
    while True:
        try:
            flush(folder)
            teller.tell("flush", "")
        except OSError as error:
            teller.tell("flush", f"{folder} can't be written to its disk: {error.strerror}: look at the node's disk")
        time.sleep(EVERY_SECONDS)
