"""What this room holds about people, and what the frameworks' own tables do."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.core.held import After, Basis, Held, Reader, register, reviewed

register(
    Held(
        "privacy.Choice",
        ("account",),
        _("您同意或不同意什么"),
        _("照您的选择办，并能证明"),
        Basis.DUTY,
        (Reader.SELF,),
        "consent",
        After.KEPT,
    ),
    Held(
        "privacy.RightUsed",
        ("account",),
        _("您什么时候复制、更正、撤回或注销过"),
        _("证明已照办"),
        Basis.DUTY,
        (Reader.SELF,),
        "consent",
        After.KEPT,
    ),
    Held(
        "sessions.Session",
        ("session_key", "session_data"),
        _("登录状态"),
        _("让您不用每次登录"),
        Basis.CONTRACT,
        (Reader.NOBODY,),
        "session",
        After.DELETED,
    ),
)
reviewed("auth.Permission", ["name", "codename"], "of the framework; unused")
reviewed("auth.Group", ["name"], "of the framework; unused")
reviewed(
    "django_tasks_database.DBTaskResult",
    [
        "args_kwargs",
        "return_value",
        "traceback",
        "worker_ids",
        "task_path",
        "exception_class_path",
        "queue_name",
        "backend_name",
    ],
    "numbers of rows; results are thrown away",
)
reviewed("privacy.DataKey", ["wrapped"], "a key, wrapped by a master key")
