"""Serves the pages: gunicorn with threads, started from inside, so that there is one command and one configuration."""

from __future__ import annotations

import gc
import os
import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connections
from django.db.backends.signals import connection_created
from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]

THREADS = 8
# No address of a visitor, no query, no browser: what remains says how busy and how slow the pages are.
METRICS_FOLDER = "PROMETHEUS_MULTIPROC_DIR"
ACCESS_FORMAT = "%(t)s %(m)s %(U)s %(s)s %(B)s B %(M)s ms"


class Pages(BaseApplication):
    """The WSGI application under gunicorn, loaded before workers fork, so that they share its memory."""

    def __init__(self, *, host: str, port: int, workers: int, access_log: bool) -> None:
        shared_memory = Path("/dev/shm")
        self.chosen = {
            "bind": f"[{host}]:{port}" if ":" in host else f"{host}:{port}",
            "workers": workers,
            "worker_class": "gthread",
            "threads": THREADS,
            "preload_app": True,
            "timeout": 60,
            "graceful_timeout": 20,
            "keepalive": 5,
            "accesslog": "-" if access_log else None,
            "access_log_format": ACCESS_FORMAT,
            "loglevel": os.environ.get("LINLI_LOG_LEVEL", "warning").lower(),
            "worker_tmp_dir": str(shared_memory) if os.access(shared_memory, os.W_OK) else None,
            "control_socket_disable": True,
            "pre_fork": lambda server, worker: _before_fork(),
            "child_exit": lambda server, worker: metrics_forget(worker.pid),
            "logconfig_dict": settings.LOGGING,
            "proc_name": "linli",
        }
        super().__init__()

    def load_config(self) -> None:
        """Nothing is read from files or from gunicorn's own environment: Linli's settings are all there is."""
        for name, value in self.chosen.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Any:
        """Return the application."""
        from linli.config.wsgi import application

        return application


def _before_fork() -> None:
    """Leave connections behind, and let the collector pass over what is loaded: it stays, and stays shared."""
    connections.close_all()
    gc.freeze()


def pages_serve(*, host: str, port: int, workers: int, access_log: bool = False) -> None:
    """Serve until told to stop (SIGTERM: what has begun is finished). Does not return.

    Args:
        host: address to listen on.
        port: port to listen on.
        workers: processes, of 8 threads each.
    """
    connection_created.connect(patience_set)
    with tempfile.TemporaryDirectory(prefix="linli-metrics-") as folder:
        os.environ[METRICS_FOLDER] = folder  # before anything that counts is imported
        Pages(host=host, port=port, workers=workers, access_log=access_log).run()


def patience_set(**kwargs: Any) -> None:
    """Let PostgreSQL give up what a page has waited for too long. pgbouncer's connections are everybody's: there the role says so."""
    connection = kwargs["connection"]
    if connection.vendor == "postgresql" and os.environ.get("LINLI_POOLED") != "1":
        with connection.cursor() as cursor:
            cursor.execute(f"SET statement_timeout = {settings.LINLI_PATIENCE * 1000:d}")


def metrics_forget(pid: int) -> None:
    """Leave out what a worker that has ended said of its own present; what it has counted stays."""
    from prometheus_client import multiprocess

    multiprocess.mark_process_dead(pid)
