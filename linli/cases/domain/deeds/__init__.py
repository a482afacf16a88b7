"""The rules of the deeds, by subject. Importing this package registers them all."""

from linli.cases.domain.deeds import calling, judging, moving, resolving, sweeping, taking, timing
from linli.cases.domain.deeds.registry import decide, precondition

__all__ = ["calling", "decide", "judging", "moving", "precondition", "resolving", "sweeping", "taking", "timing"]
