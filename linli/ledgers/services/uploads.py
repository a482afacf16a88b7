"""A list's way into a ledger, chunk by chunk in the background: read, checked, confirmed, taken.

Whoever works at it holds a claim that each transaction looks at: a worker that was killed leaves whole chunks behind, the
next one goes on after the last of them, and two never write the same chunk. A list stops for other work every few seconds.
"""

from __future__ import annotations

import base64
import io
import logging
import secrets
import time
from collections import Counter
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import DatabaseError, transaction
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from linli.audit.services import audit_note
from linli.core import clock
from linli.core.errors import Changed, Invalid, LinliError, Refused
from linli.core.planned import Change
from linli.ledgers.kinds import LEDGERS, Ledger
from linli.ledgers.models import WORKING, Chunk, State, Upload
from linli.ledgers.policies import Area, may
from linli.ledgers.services.chunks import Row, packed, unpacked
from linli.ledgers.services.reading import Reading
from linli.ledgers.services.rows import rows_go
from linli.people.selectors import standing_of
from linli.places.models import Division
from linli.privacy.domain.terms import length

SLICE = 5.0
"""Seconds after which other work has its turn."""
STALE = timedelta(seconds=60)
"""A worker that has not got on for so long was killed; a chunk takes about a second."""
TRIES = 4
MOST_BYTES = 30 * 1024 * 1024
log = logging.getLogger("linli.ledgers")


class _Lost(Exception):
    """Somebody else is at it, or it was cancelled."""


def upload_begin(ledger: Ledger, name: str, content: bytes, *, account_id: int | None) -> Upload:
    """Keep a file for its sender and let the worker read it.

    Raises:
        Invalid: nothing in it, or too much.
    """
    if not content:
        raise Invalid(_("文件是空的。请选择有内容的表格。"))
    if len(content) > MOST_BYTES:
        raise Invalid(_("文件超过 30 MB。请分成几个文件。"))
    with transaction.atomic():
        upload = Upload.objects.create(
            place=ledger.area.place,
            grid=ledger.area.grid,
            ledger=ledger.key,
            name=name[-120:],
            account_id=account_id,
            content=base64.b64encode(content).decode(),
        )
        _note("list_sent", upload)
        _enqueue(upload.pk)
    return upload


def upload_confirm(upload: Upload) -> None:
    """Let the worker take a list that was checked; pressing twice is pressing once.

    Raises:
        Changed: it is not waiting for that any more.
    """
    with transaction.atomic():
        changed = Upload.objects.filter(pk=upload.pk, state=State.CHECKED).update(
            state=State.TAKING, done=0, claim="", beat_at=clock.now()
        )
        if changed:
            _note("list_confirmed", upload, rows=upload.rows)
            _enqueue(upload.pk)
    if not changed and not Upload.objects.filter(pk=upload.pk, state__in=[State.TAKING, State.DONE]).exists():
        raise Changed(_("这次导入已经取消，或者还没有检查完。"))


def upload_cancel(upload: Upload) -> None:
    """Stop. What was taken stays; the same list can be sent again and goes on where this one stopped.

    Raises:
        Changed: it was over already.
    """
    open_ = [*WORKING, State.CHECKED]
    now = clock.now()
    with transaction.atomic():
        changed = Upload.objects.filter(pk=upload.pk, state__in=open_).update(
            state=State.CANCELLED, claim="", content=b"", finished_at=now
        )
        if not changed:
            raise Changed(_("这次导入已经结束了。"))
        Chunk.objects.filter(upload=upload.pk, taken=False).delete()
        _note_taken("list_stopped", upload)


def uploads_resume() -> int:
    """Put back the lists whose worker was killed; return how many."""
    now = clock.now()
    found = Upload.objects.filter(state__in=WORKING, beat_at__lt=now - STALE).values_list("pk", flat=True)
    for pk in list(found):
        with transaction.atomic():
            if Upload.objects.filter(pk=pk, state__in=WORKING, beat_at__lt=now - STALE).update(beat_at=now, claim=""):
                _enqueue(pk)
    return len(found)


def uploads_expire(most: int) -> int:
    """Delete lists past their day, with the rows that nobody mended; return how many."""
    lasts = length("upload")
    assert lasts is not None
    old = Upload.objects.filter(sent_at__lt=clock.now() - lasts).values_list("pk", flat=True)[:most]
    pks = list(old)
    Upload.objects.filter(pk__in=pks).delete()
    return len(pks)


def _note(deed: str, upload: Upload, **facts: Any) -> None:
    """Note what became of a list, by its sender: nobody else confirms or stops it."""
    acting = standing_of(upload.account) if upload.account else None
    audit_note(deed, upload.place, acting, ledger=upload.ledger, grid=upload.grid_id, **facts)


def _note_taken(deed: str, upload: Upload) -> None:
    """Note what a list came to: one line, however long it was. In the transaction that has ended it, so that no chunk follows."""
    taken = Upload.objects.values_list("taken", flat=True).get(pk=upload.pk)
    created, updated, rejected = (taken.get(change, 0) for change in (Change.NEW, Change.CHANGED, Change.REFUSED))
    _note(deed, upload, created=created, updated=updated, rejected=rejected)


def _enqueue(pk: int) -> None:
    from linli.ledgers.tasks import upload_work

    upload_work.enqueue(pk)


def upload_advance(pk: int, seconds: float = SLICE) -> bool:
    """Work at a list for a while, with the posts its sender holds now; return whether there is more to do.

    Args:
        seconds: after which no further chunk is begun; a file is read in one go.
    """
    claim = secrets.token_hex(8)
    now = clock.now()
    free = Q(claim="") | Q(beat_at__lt=now - STALE)
    if not Upload.objects.filter(free, pk=pk, state__in=WORKING).update(claim=claim, beat_at=now):
        return False
    upload = Upload.objects.select_related("place", "grid", "account").get(pk=pk)
    language = upload.account.language if upload.account else ""
    with translation.override(language or settings.LANGUAGE_CODE):
        try:
            more = _work(upload, claim, time.monotonic() + seconds)
        except _Lost:
            return False
        except LinliError as error:
            _finish(upload, claim, State.FAILED, error.message)
            return False
        except Exception:
            log.exception("upload %s failed", pk)
            _finish(upload, claim, State.FAILED, _("程序出错了，已记录。已导入的行不受影响，可以稍后再传一次。"))
            return False
    Upload.objects.filter(pk=pk, claim=claim).update(claim="", beat_at=clock.now())
    return more


def upload_ledger(upload: Upload) -> Ledger:
    """Return the ledger a list goes into, in the hands of whoever sent it.

    Raises:
        Refused: their post has ended, or its territory has changed.
    """
    area = Area(Division.objects.defer("outline").get(pk=upload.place_id), upload.grid)
    kind = LEDGERS[upload.ledger]
    if upload.account_id is None:
        return kind(area)
    standing = standing_of(upload.account)
    if not may(standing, kind.writes, area):
        raise Refused(_("您现在的岗位不能导入这个台账。"))
    return kind(area, standing)


def _work(upload: Upload, claim: str, until: float) -> bool:
    ledger = upload_ledger(upload)
    if upload.state == State.READING:
        _read(upload, ledger, claim)
        upload.state = State.CHECKING
    write = upload.state == State.TAKING
    waiting = (
        Chunk.objects.filter(upload=upload, taken=False)
        if write
        else Chunk.objects.filter(upload=upload, checked=False)
    )
    for number in list(waiting.values_list("number", flat=True)):
        if time.monotonic() >= until:
            return True
        _chunk(upload, ledger, claim, number, write=write)
    if not _finish(upload, claim, State.DONE if write else State.CHECKED):
        raise _Lost
    return False


def _read(upload: Upload, ledger: Ledger, claim: str) -> None:
    """Read the file into chunks; one that was begun before is begun anew."""
    Chunk.objects.filter(upload=upload).delete()
    reading = Reading(ledger, io.BytesIO(base64.b64decode(upload.content)))
    total = 0
    for number, rows in enumerate(reading.chunks()):
        total += len(rows)
        with transaction.atomic():
            _beat(upload, claim, State.READING, rows=total)
            Chunk.objects.create(upload=upload, number=number, rows=len(rows), content=packed(rows))
    if total == 0:
        raise Invalid(_("表头下面没有内容。"))
    values = {"header": reading.header, "warnings": reading.warnings, "content": b"", "done": 0}
    _beat(upload, claim, State.READING, state=State.CHECKING, rows=total, **values)


def _chunk(upload: Upload, ledger: Ledger, claim: str, number: int, *, write: bool) -> None:
    """Check or take one chunk in one transaction; one that met somebody else's writing is tried again."""
    for attempt in range(1, TRIES + 1):
        try:
            with transaction.atomic():
                _chunk_once(upload, ledger, claim, number, write=write)
            return
        except DatabaseError:
            if attempt == TRIES:
                raise
            log.warning("chunk %s of upload %s is tried again", number, upload.pk, exc_info=True)
            time.sleep(0.2 * attempt)


def _chunk_once(upload: Upload, ledger: Ledger, claim: str, number: int, *, write: bool) -> None:
    state, counted = (State.TAKING, "taken") if write else (State.CHECKING, "found")
    chunk = Chunk.objects.get(upload=upload, number=number)
    if chunk.taken if write else chunk.checked:
        return
    rows = unpacked(chunk.content)
    counts = rows_go(ledger, rows, write=write)
    bad = [row for row in rows if row.errors]
    if write:
        chunk.taken, chunk.content = True, packed(bad)
    else:
        chunk.checked = True
        if bad:
            chunk.content = packed(rows)
    chunk.refused = len(bad)
    chunk.save(update_fields=["taken", "checked", "content", "refused"])
    # Last, so that nobody who looks at the bar waits for the chunk; a claim that was lost takes all of it back.
    now = Upload.objects.select_for_update(of=("self",)).defer("content").filter(pk=upload.pk, claim=claim).first()
    if now is None:
        raise _Lost
    sums = Counter(getattr(now, counted)) + counts
    _beat(upload, claim, state, done=now.done + chunk.rows, **{counted: dict(sums)})


def _beat(upload: Upload, claim: str, expected: State, **values: object) -> None:
    rows = Upload.objects.filter(pk=upload.pk, claim=claim, state=expected)
    if not rows.update(beat_at=clock.now(), **values):
        raise _Lost


def _finish(upload: Upload, claim: str, state: State, fault: str = "") -> bool:
    values = {"state": state, "fault": fault[:500], "claim": "", "content": b"", "beat_at": clock.now()}
    values["finished_at"] = None if state == State.CHECKED else clock.now()
    with transaction.atomic():
        done = bool(Upload.objects.filter(pk=upload.pk, claim=claim).update(**values))
        if done and state != State.CHECKED:
            _note_taken("list_imported" if state == State.DONE else "list_stopped", upload)
    return done


def upload_bad_rows(upload: Upload, most: int | None = None) -> list[Row]:
    """Return the rows of a list that were refused, in their order."""
    found: list[Row] = []
    for chunk in Chunk.objects.filter(upload=upload, refused__gt=0).order_by("number").iterator(1):
        found += [row for row in unpacked(chunk.content) if row.errors]
        if most is not None and len(found) >= most:
            break
    return found[:most]
