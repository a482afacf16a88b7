"""What `linli check --deploy` says about an installation, beside Django's own checks: what is unsafe, and what to do."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.utils.translation import gettext as _

LOCAL_HOSTS = {"localhost", "127.0.0.1", "[::1]", ""}


@register(Tags.security, deploy=True)
def installation_check(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Return everything that makes this installation unfit for residents."""
    return [*_faces(), *_keys(), *_machinery()]


def _faces() -> Iterator[CheckMessage]:
    if settings.DEMO:
        yield Error(
            _("正以演示方式运行：任何人都可以扮演任何角色。"),
            hint=_("去掉 LINLI_DEMO，并换一个不是演示的 LINLI_DATA。"),
            id="linli.E001",
        )
    if settings.DEBUG:
        yield Error(_("开着调试：出错页面会显示内部信息。"), hint=_("去掉 LINLI_DEBUG。"), id="linli.E002")
    if not settings.HTTPS:
        yield Error(
            _("LINLI_BASE_URL 不是 https：门牌二维码和登录都不加密。"),
            hint=_("设为居民实际访问的 https:// 地址；前面有反向代理的，再设 LINLI_BEHIND_PROXY=1。"),
            id="linli.E003",
        )
    hosts = set(settings.ALLOWED_HOSTS)
    if "*" in hosts:
        yield Error(_("LINLI_HOSTS 接受任何主机名。"), hint=_("只写真正使用的域名，用逗号分开。"), id="linli.E004")
    elif hosts <= LOCAL_HOSTS:
        yield Warning(_("LINLI_HOSTS 只有本机，居民打不开。"), hint=_("设为对外的域名，用逗号分开。"), id="linli.W001")


def _keys() -> Iterator[CheckMessage]:
    for name, file in (("LINLI_SECRET_KEY", "secret"), ("LINLI_KEYS", "master")):
        if os.environ.get(name):
            continue
        path = Path(settings.DATA) / "keys" / file
        if not path.is_file():
            continue
        mode = stat.S_IMODE(path.stat().st_mode)
        if mode & 0o077:
            yield Error(
                _("密钥文件 %(path)s 别人也能读（%(mode)o）。") % {"path": path, "mode": mode},
                hint=_("运行 chmod 600 %(path)s；如果可能已被看到，请更换密钥。") % {"path": path},
                id="linli.E005",
            )
        yield Warning(
            _("%(name)s 没有设置，密钥放在数据文件夹里，和数据一起被备份、一起丢。") % {"name": name},
            hint=_("把 %(path)s 的内容另行保管，用环境变量 %(name)s 提供。") % {"path": path, "name": name},
            id="linli.W002",
        )
    folder = Path(settings.DATA)
    if folder.is_dir() and stat.S_IMODE(folder.stat().st_mode) & 0o007:
        yield Warning(
            _("数据文件夹 %(path)s 对本机所有用户开放。") % {"path": folder},
            hint=_("运行 chmod 700 %(path)s。") % {"path": folder},
            id="linli.W003",
        )


def _machinery() -> Iterator[CheckMessage]:
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3") and not os.environ.get("DATABASE_URL"):
        yield Warning(
            _("数据库是 SQLite：一台服务器够用，多台服务器不能共用。"),
            hint=_(
                "超过一台服务器时，用 DATABASE_URL 指向 PostgreSQL 15 以上；就用 SQLite 的，在 DATABASE_URL 里写明。"
            ),
            id="linli.W004",
        )
