"""What a course is: a story told step by step, with a `yield` of the moment at which it goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from linli.config.demo.story import Story

Steps = Iterator[datetime]
Course = Callable[[Story], Steps]
