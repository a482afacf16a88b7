"""People who report, work and judge over HTTP without a pause, repeat what was not answered, and remember what was."""

from __future__ import annotations

import hashlib
import http.client
import json
import threading
import time
from typing import Any

SURE = (200, 201)
# What each does to a case, one after the other, and what it carries.
COURSE: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("worker", "accept", {}),
    ("worker", "contact", {"how": "phone", "result": "已电话联系，说好今天上门"}),
    ("worker", "resolve", {"outcome": "explained", "answer": "灯已经换好，请您晚上看一看亮不亮。"}),
    ("resident", "evaluate", {"solved": "yes", "satisfied": True}),
)


class Neighbour(threading.Thread):
    """One who reports case after case and sees each through.

    What is not answered, because somebody was killed, is sent again under the same key, as a browser or a program does.
    `acknowledged` holds the keys, as the events keep them, of what was answered with success; `odd` answers that say
    neither yes nor come again.
    """

    def __init__(self, name: str, port: int, keys: dict[str, Any]) -> None:
        super().__init__(name=name, daemon=True)
        self.port, self.who, self.door = port, keys["who"], keys["door"]
        self.acknowledged: list[str] = []
        self.bodies: list[str] = []
        self.repeated = 0
        self.odd: list[str] = []
        self.enough = threading.Event()
        self.over = threading.Event()

    def run(self) -> None:
        """Report and see through, until it is enough; what has been begun is ended."""
        number = 0
        while not self.enough.is_set():
            self._one(f"{self.name}-{number}")
            number += 1

    def _one(self, name: str) -> None:
        body = f"楼道灯坏了，编号 {name}"
        made = self._do("resident", "/api/v1/cases", {"body": body, "place": {"door_code": self.door}}, name)
        if made is None:
            return
        self.bodies.append(body)
        address = f"/api/v1/cases/{made['case']['id']}"
        for who, deed, carried in COURSE:
            if self._do(who, f"{address}/deeds/{deed}", {"carried": carried}, f"{name}-{deed}") is None:
                return

    def _do(self, who: str, path: str, said: dict[str, Any], key: str) -> dict[str, Any] | None:
        account, secret = self.who[who]
        headers = {
            "Authorization": f"Bearer {secret}",
            "Idempotency-Key": key,
            "Content-Type": "application/json",
            "Host": "127.0.0.1",
        }
        while not self.over.is_set():
            status, text = _ask(self.port, path, json.dumps(said).encode(), headers)
            if status in SURE:
                self.acknowledged.append(hashlib.sha256(f"api:{account}:{key}".encode()).hexdigest())
                found: dict[str, Any] = json.loads(text)
                return found
            if status is not None and status < 500:
                self.odd.append(f"{key}: {status} {text[:300]}")
                return None
            self.repeated += 1
            time.sleep(0.05)
        return None


def _ask(port: int, path: str, body: bytes, headers: dict[str, str]) -> tuple[int | None, str]:
    """Return status and text; (None, "") where nobody answered to the end."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("POST", path, body, headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    except (OSError, http.client.HTTPException):
        return None, ""
    finally:
        connection.close()
