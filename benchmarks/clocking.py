"""Runs one Python process and prints its wall seconds and the most memory of its largest process, in MiB.

    python clocking.py ARGUMENT ...

A process of its own, and a small one: the system counts to a new process what its parent held when it was started.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time

_PER_MEBIBYTE = 2**20 if sys.platform == "darwin" else 2**10  # in the unit in which the system gives memory


def main() -> None:
    """Run Python with the arguments, its output dropped; its errors are shown."""
    began = time.perf_counter()
    process = subprocess.Popen([sys.executable, *sys.argv[1:]], stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    print(time.perf_counter() - began, usage.ru_maxrss / _PER_MEBIBYTE)
    sys.exit(os.waitstatus_to_exitcode(status) != 0)


if __name__ == "__main__":
    main()
