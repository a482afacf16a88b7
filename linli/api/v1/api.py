"""The REST interface, version 1: put together from its routers. Within v1 names are added, never taken away."""

from __future__ import annotations

from ninja import NinjaAPI, Swagger

from linli.api import problems
from linli.api.v1 import around, cases

DESCRIPTION = """\
Requests of a neighbourhood, from the door to the verdict, for programs.

**Who asks** is the owner of a token (`Authorization: Bearer linli_…`), with the posts held at that moment; a token is
made on the page *My tokens*, has scopes, and expires. What is not the owner's to read is answered like what does not exist.

**Sent twice is done once**: every POST carries an `Idempotency-Key`; the same key gives the first answer again.

**Nothing is overwritten unseen**: a case has an `ETag`; a deed with `If-Match` is refused (412) where somebody came before.

**Lists** go by cursor: pass `next` of one page as `cursor` of the following. **Errors** are problems as in RFC 9457, with the words
that people read in `detail` and, by field, in `fields`. Moments carry their zone, points their reference system.
"""

api = NinjaAPI(
    title="Linli 邻里",
    version="1",
    description=DESCRIPTION,
    urls_namespace="v1",
    docs=Swagger(),
    docs_url=None,
    openapi_url="/openapi.json",
)
problems.install(api)
api.add_router("", cases.router)
api.add_router("", around.router)
