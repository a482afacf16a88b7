"""Settings, all from the environment; `docs/operators.md` lists them. Nothing secret has a default outside the data folder."""

from __future__ import annotations

import os
from pathlib import Path

import dj_database_url
from django.utils.functional import lazy
from django.utils.translation import gettext

from linli.config.secrets import master_keys, secret_key
from linli.config.storage import files_folder, storage_settings
from linli.config.watching.logs import logging_settings

PACKAGE = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("LINLI_DATA", "linli-data")).expanduser().resolve()
DEMO = os.environ.get("LINLI_DEMO") == "1"
DEBUG = os.environ.get("LINLI_DEBUG") == "1"

SECRET_KEY = secret_key(DATA)
LINLI_MASTER_KEYS = master_keys(DATA)

ALLOWED_HOSTS = os.environ.get("LINLI_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("LINLI_ORIGINS", "").split(",") if origin]
LINLI_BASE_URL = os.environ.get("LINLI_BASE_URL", "http://127.0.0.1:8000")
HTTPS = LINLI_BASE_URL.startswith("https://")

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_tasks",
    "django_tasks_db",
    "linli.people.allauth_apps.AllauthAccount",
    "allauth.mfa",
    "linli.audit",
    "linli.text",
    "linli.search",
    "linli.places",
    "linli.people",
    "linli.privacy",
    "linli.catalog",
    "linli.notify",
    "linli.homes",
    "linli.leaders",
    "linli.ledgers",
    "linli.knowledge",
    "linli.cases",
    "linli.hot",
    "linli.partners",
    "linli.insight",
    "linli.web",
    "linli.api",
    "linli.config",
    "django.forms",
]

MIDDLEWARE = [
    "linli.config.watching.metrics.MeasuredMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "linli.web.middleware.AddressMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "linli.web.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "linli.people.middleware.StandingMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "linli.web.middleware.WordsMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "linli.web.middleware.SecurityHeadersMiddleware",
    "linli.web.middleware.ErrorsMiddleware",
]

ROOT_URLCONF = "linli.config.urls"
WSGI_APPLICATION = "linli.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "linli.web.context.shell",
            ],
            "builtins": ["linli.web.templatetags.linli"],
        },
    }
]

FORM_RENDERER = "django.forms.renderers.TemplatesSetting"  # widgets as linli.web draws them, where it does

DATABASES = {"default": dj_database_url.parse(os.environ.get("DATABASE_URL") or f"sqlite:///{DATA / 'linli.sqlite3'}")}
# Seconds that a page waits for the database before it says so; background work, migrations and commands wait as long as it takes.
LINLI_PATIENCE = int(os.environ.get("LINLI_PATIENCE", "20"))
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # IMMEDIATE: a deed takes the write lock before it reads the case; FULL: an acknowledged deed survives a power cut.
    # Opening it costs more than most pages ask of it: every index of every table is read first.
    # An hour: a connection learns of new statistics when it is opened.
    DATABASES["default"]["CONN_MAX_AGE"] = 3600
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": LINLI_PATIENCE,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-4000; PRAGMA mmap_size=134217728;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 600
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # A server that does not answer, or has vanished from the network, is given up and not waited for without end.
    # Statements are many and short: compiling one of the longer ones took a second and saved nothing. pgbouncer refuses
    # what is asked at connecting; there the role says so.
    DATABASES["default"]["OPTIONS"] = {
        "connect_timeout": 5,
        "tcp_user_timeout": 30_000,
        **({} if os.environ.get("LINLI_POOLED") == "1" else {"options": "-c jit=off"}),
        **DATABASES["default"].get("OPTIONS", {}),
    }
    # Behind pgbouncer in transaction mode a cursor of the server would be left on another's connection.
    DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"] = os.environ.get("LINLI_POOLED") == "1"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LINLI_COMMUNITY_MODEL = "places.Division"

AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = ["linli.people.sessions.AccountBackend"]
SESSION_ENGINE = "linli.people.sessions"
PASSWORD_HASHERS = ["linli.people.hashers.HouseArgon2"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
# Signing in inside WeChat: the official account (公众号), off where it is not set; the addresses are WeChat's own.
LINLI_WECHAT_APP_ID = os.environ.get("LINLI_WECHAT_APP_ID", "")
LINLI_WECHAT_SECRET = os.environ.get("LINLI_WECHAT_SECRET", "")
LINLI_WECHAT_OPEN = os.environ.get("LINLI_WECHAT_OPEN", "https://open.weixin.qq.com")
LINLI_WECHAT_API = os.environ.get("LINLI_WECHAT_API", "https://api.weixin.qq.com")
# Second factors (people.services.factors): what the library is told of the house.
MFA_ADAPTER = "linli.people.library.HouseAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "邻里"
MFA_RECOVERY_CODE_COUNT = 10
MFA_WEBAUTHN_USER_VERIFICATION = "required"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
LOGIN_URL = "people:sign_in"
LOGIN_REDIRECT_URL = "/"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "linli.web.views.errors.csrf_failure"
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_SSL_REDIRECT = HTTPS
# Machines inside ask these without HTTPS; they tell nothing about anybody.
SECURE_REDIRECT_EXEMPT = ["^healthz$", "^readyz$", "^metrics$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if os.environ.get("LINLI_BEHIND_PROXY") == "1" else None
X_FRAME_OPTIONS = "DENY"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("zh-hant", "繁體中文"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
TIME_ZONE = os.environ.get("LINLI_TIME_ZONE", "Asia/Shanghai")
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = DATA / "static"
# Photos and recordings: a folder, or s3://bucket where several servers share them.
LINLI_FILES = os.environ.get("LINLI_FILES", "")
MEDIA_ROOT = files_folder(LINLI_FILES, DATA / "files")
STORAGES = {
    "default": storage_settings(LINLI_FILES),
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = DEBUG
# A resident may send nine photos of 10 MB and a recording in one form.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

# notify: which SMS channel sends (a folder under linli/notify/channels/).
LINLI_SMS_CHANNEL = os.environ.get("LINLI_SMS_CHANNEL", "file" if not DEBUG else "console")
LINLI_REFUSED_MESSAGE = lazy(gettext, str)("您没有权限查看此页面。如果您认为应当可以，请联系社区工作人员。")
# A tile source for staff's maps, "https://…/{z}/{x}/{y}.png"; empty: outlines only.
LINLI_TILES = os.environ.get("LINLI_TILES", "")

# api: networks inside the house that webhooks may reach, besides public addresses; "10.20.0.0/16,…".
LINLI_HOOK_NETWORKS = [network for network in os.environ.get("LINLI_HOOK_NETWORKS", "").split(",") if network]
# Who may read /metrics; nobody where it is empty.
LINLI_METRICS_TOKEN = os.environ.get("LINLI_METRICS_TOKEN", "")

LOGGING = logging_settings(os.environ.get("LINLI_LOG_LEVEL", "WARNING"), os.environ.get("LINLI_LOG_FORMAT", "plain"))
