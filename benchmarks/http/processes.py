"""Processor time of whole process trees, as the kernel counts it."""

from __future__ import annotations

import os
from collections import defaultdict
from pathlib import Path

TICK = 1000 / os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")


def _stat(pid: int) -> list[str]:
    """Return the fields of /proc/PID/stat after the name (which may hold spaces), the state first."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def tree(root: int) -> list[int]:
    """Return a process and everything below it."""
    children: dict[int, list[int]] = defaultdict(list)
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                children[int(_stat(int(folder.name))[1])].append(int(folder.name))
            except OSError:  # it has ended meanwhile
                continue
    found, left = [], [root]
    while left:
        pid = left.pop()
        found.append(pid)
        left += children[pid]
    return found


def parent(pid: int) -> int:
    """Return who started a process."""
    return int(_stat(pid)[1])


def processor_ms(root: int) -> float:
    """Return the processor milliseconds that a tree has used, children that have ended included."""
    spent = 0
    for pid in tree(root):
        try:
            fields = _stat(pid)
        except OSError:
            continue
        spent += sum(map(int, fields[11:15]))  # utime, stime, and those of children waited for
    return spent * TICK


def memory_mb(root: int) -> float:
    """Return the memory of a tree in megabytes, what processes share counted once (proportional set size)."""
    kilobytes = 0
    for pid in tree(root):
        try:
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        kilobytes += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return kilobytes / 1024
