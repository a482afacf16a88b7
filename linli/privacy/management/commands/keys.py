"""`linli keys`: which keys there are, and new ones for everything that is sealed."""

from __future__ import annotations

import json
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand, CommandError
from django.utils.translation import gettext as _

from linli.core.keys import master_keys
from linli.privacy.models import DataKey
from linli.privacy.selectors.keys import left_under_others, values_by_key
from linli.privacy.services.rotating import BATCH, keys_rotate, rotation_open

WIDTH = 30


class Command(BaseCommand):
    """Rotates, or says how things stand."""

    help = "Look after the keys of personal data."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to do."""
        ways = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
        words = "draw new data keys and seal everything anew while the system runs; stopped, it goes on where it was"
        rotating = ways.add_parser("rotate", help=words, description=words)
        rotating.add_argument("--batch", type=int, default=BATCH, help=f"rows a transaction; default {BATCH}")
        words = "say which keys there are, how many values of each sealed field stand under which, and what is left under old ones"
        status = ways.add_parser("status", help=words, description=words)
        status.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, what: str = "", **options: Any) -> None:
        """Do it."""
        if what == "rotate":
            self._rotate(max(1, options["batch"]), options["verbosity"])
        else:
            self._status(options["json"])

    def _rotate(self, batch: int, verbosity: int) -> None:
        self.stdout.write(_("接着上次没做完的更换。") if rotation_open() else _("开始更换密钥。"))
        self.stdout.flush()
        done = keys_rotate(batch=batch, progress=self._progress if verbosity else lambda what, done, of: None)
        if verbosity:
            self.stdout.write("")
        if done.clashes:
            words = _("这些行与另一行是同一个号码，索引没有换：%(rows)s。请合并后再运行一次；旧密钥先别删。")
            raise CommandError(words % {"rows": "、".join(done.clashes[:20])}, returncode=3)
        self.stdout.write(
            _("已换新：重新加密 %(sealed)s 行，重建索引 %(indexed)s 个。")
            % {"sealed": done.sealed, "indexed": done.indexed}
        )
        if done.masters_free:
            words = _("主密钥 %(ids)s 不再需要，可以从 LINLI_KEYS 中删去；用它做的旧备份还在时，请另行保管。")
            self.stdout.write(words % {"ids": "、".join(map(str, done.masters_free))})

    def _progress(self, what: str, done: int, of: int) -> None:
        """Draw a bar on one line; a line a table where nobody watches."""
        now = time.monotonic()
        if done < of and now - getattr(self, "_said", 0.0) < 0.2:
            return
        self._said = now
        filled = WIDTH * done // max(of, 1)
        bar = f"[{'#' * filled}{'.' * (WIDTH - filled)}] {done}/{of} {what}"
        if self.stdout.isatty():
            self.stdout.write(f"\r{bar:<78}", ending="\n" if done >= of else "")
        elif done >= of:
            self.stdout.write(bar)
        self.stdout.flush()

    def _status(self, as_json: bool) -> None:
        keys = [
            {
                "id": row.pk,
                "purpose": row.purpose,
                "master": row.master,
                "writes": row.writes,
                "retired": row.retired_at is not None,
            }
            for row in DataKey.objects.all()
        ]
        writing = DataKey.objects.filter(purpose="personal", writes=True).first()
        left = dict(left_under_others(writing.pk if writing else 0))
        fields = dict(values_by_key())
        masters = [key.id for key in master_keys()]
        if as_json:
            found = {"masters": masters, "keys": keys, "open": rotation_open(), "left": left, "fields": fields}
            self.stdout.write(json.dumps(found, ensure_ascii=False))
            return
        self.stdout.write(_("主密钥：%(ids)s（第一把加锁其余）") % {"ids": "、".join(map(str, masters))})
        for key in keys:
            state = _("写入") if key["writes"] else _("已退役") if key["retired"] else _("只读")
            self.stdout.write(f"  {key['id']:>5} {key['purpose']:<10} {_('主密钥')} {key['master']:>3}  {state}")
        for name, counts in fields.items():
            said = "  ".join(f"{_key(key)}: {count}" for key, count in sorted(counts.items()))
            self.stdout.write(f"  {name:<36} {said or '-'}")
        self.stdout.write(_("不在最新密钥下的：%(count)s") % {"count": sum(left.values())})
        if rotation_open():
            self.stdout.write(_("有一次更换没有做完；再运行 linli keys rotate 即可接着做。"))


def _key(name: str) -> str:
    kind, number = name.split(":")
    return f"{_('主密钥') if kind == 'master' else _('数据密钥')} {number}"
