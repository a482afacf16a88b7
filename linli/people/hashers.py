"""How passwords are hashed."""

from __future__ import annotations

from django.contrib.auth.hashers import Argon2PasswordHasher


class HouseArgon2(Argon2PasswordHasher):
    """Argon2id with 19 MiB and two passes, one lane (OWASP Password Storage Cheat Sheet).

    Django's own asks for 100 MiB and eight lanes a try: on a machine of two cores eight tries at once would take its memory.
    """

    time_cost = 2
    memory_cost = 19_456
    parallelism = 1
