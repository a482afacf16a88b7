"""What copies say: the mould's words with a little of their own, or the messages of a file, one after the other."""

from __future__ import annotations

import itertools
import json
import random
from collections.abc import Iterator
from pathlib import Path

from benchmarks.bulk.stamping import Words

MOST_CHARACTERS = 2000
_WHEN = (
    *("今天早上", "昨天晚上十点多", "上周末", "这几天", "从上个月起", "国庆以后", "每天中午", "下雨以后"),
    *("前天傍晚", "放学的时候", "连着三个晚上", "半个月了"),
)
_WHO = (
    *("家里有老人", "楼上楼下都受影响", "孩子马上要考试", "我家住顶楼", "我是租户", "我们几户一起反映"),
    *("我行动不方便", "邻居也来问过", "一楼的店面也说过", "我在外地，家里只有父母"),
)
_WISH = (
    *("请尽快派人来看看。", "希望给个准信。", "麻烦社区协调一下。", "打过物业电话，没有下文。", "请说明什么时候能好。"),
    *("上次修过，没几天又坏了。", "需要我配合的话，请提前一天打电话。", "谢谢。", "请不要再推来推去了。"),
)


def own_words(dice: random.Random) -> Words:
    """Return words that keep the mould's matter and say it a little differently each time."""

    def say(title: str, body: str) -> tuple[str, str]:
        return title, f"{dice.choice(_WHEN)}，{body}{dice.choice(_WHO)}，{dice.choice(_WISH)}"

    return say


def words_of_file(path: Path) -> Words:
    """Return the words of a file of messages as `linli replay` reads them (title, body); from the start again at its end.

    Raises:
        SystemExit: it holds none.
    """
    messages = itertools.cycle(list(_messages(path)))

    def say(title: str, body: str) -> tuple[str, str]:
        return next(messages)

    return say


def _messages(path: Path) -> Iterator[tuple[str, str]]:
    with path.open(encoding="utf-8") as lines:
        found = [json.loads(line) for line in lines if line.strip()]
    for message in found:
        body = str(message.get("body", "")).replace("\0", "").strip()[:MOST_CHARACTERS]
        # The title stands in events too, whose JSON is not written anew.
        title = str(message.get("title", "")).translate({ord('"'): "”", ord("\\"): "、"})
        if body:
            yield " ".join(title.split())[:40] or body.split()[0][:40], body
    if not found:
        raise SystemExit(f"{path} holds no message")
