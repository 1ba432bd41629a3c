"""Every setting, once, read from the environment through `env`. `docs/settings.md` lists them."""

import os
from pathlib import Path

from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy

from civic import env, postgres
from civic.accounts.signon import providers
from civic.demo import gate, identities
from civic.version import VERSION  # noqa: F401

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(env.text("VAR_DIR", str(BASE_DIR / "var")))

DEBUG = env.flag("DEBUG", False)
SECRET_KEY = env.secret("SECRET_KEY", VAR_DIR / "secrets" / "django")
IDENTITY_KEY = env.secret("IDENTITY_KEY", VAR_DIR / "secrets" / "identity")
IDENTITY_KEYS_BEFORE = env.secret("IDENTITY_KEYS_BEFORE", optional=True).splitlines()
SLIP_KEY = env.secret("SLIP_KEY", VAR_DIR / "secrets" / "slip")
DATA_KEYS = env.several("DATA_KEYS", VAR_DIR / "secrets" / "data")  # newest first
BALLOT_KEYS = env.folders("BALLOT_KEYS", VAR_DIR / "ballot-keys" / "one", VAR_DIR / "ballot-keys" / "two")
ALLOWED_HOSTS = env.text("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
HOST = env.text("HOST", "127.0.0.1")
PORT = env.number("PORT", 8000, 1, 65535)
# Browsers take an address for no origin of passkeys, but this name.
SITE_URL = env.text("SITE_URL", f"http://localhost:{PORT}").rstrip("/")
CSRF_TRUSTED_ORIGINS = [SITE_URL] if SITE_URL.startswith("https://") else []
TRUSTED_PROXIES = env.number("TRUSTED_PROXIES", 0, least=0)  # how many stand in front; see civic/serving/visitors.py

OWN_APPS = [
    "civic",
    "civic.record",
    "civic.security",
    "civic.clockwork",
    "civic.outbox",
    "civic.live",
    "civic.search",
    "civic.files",
    "civic.city",
    "civic.accounts",
    "civic.contact",
    "civic.agencies",
    "civic.duties",
    "civic.desks",
    "civic.staffing",
    "proposals.ballots",
    "proposals",
    "proposals.budgets",
    "proposals.programme",
    "cms",
    "civic.demo",
]
INSTALLED_APPS = [
    *OWN_APPS,
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "wagtail.contrib.redirects",
    "wagtail.contrib.simple_translation",
    "wagtail.sites",
    "cms.people.PeopleConfig",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "channels",
    "csp",
    "django_htmx",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "civic.serving.journal.RequestIdMiddleware",
    "civic.files.storage.TakeBackMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "civic.serving.middleware.PrivacyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "civic.serving.middleware.LanguageMiddleware",
    "civic.serving.middleware.MendingMiddleware",
    "civic.serving.middleware.FieldsMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "civic.accounts.devices.PersonMiddleware",
    "civic.security.middleware.SecurityLogMiddleware",
    "civic.serving.middleware.OwnLanguageMiddleware",
    "civic.accounts.typed.WordsMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "civic.accounts.staff.StaffMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "cms.doors.EditorsDoorMiddleware",
    "csp.middleware.CSPMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "civic.serving.middleware.RefusalMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "civic.urls"
WSGI_APPLICATION = "civic.wsgi.application"
ASGI_APPLICATION = "civic.asgi.application"
FORM_RENDERER = "civic.writing.Renderer"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "civic.serving.middleware.page",
                "civic.templatetags.pictures.on_page",
            ],
        },
    },
]

# --- storage ---------------------------------------------------------------------------------
DATABASE_URL = env.text("DATABASE_URL", "")
EMBEDDED = not DATABASE_URL
DEMO = gate.demo(embedded=EMBEDDED, bind=HOST, hosts=ALLOWED_HOSTS, site=SITE_URL)
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": True,  # a pooler gives the next fetch to a session that knows no such cursor
        **(postgres.join_or_start(BASE_DIR) if EMBEDDED else env.database(DATABASE_URL)),
    }
}
DIRECT_DATABASE_URL = env.text("DIRECT_DATABASE_URL", "")
REDIS_URL = env.text("REDIS_URL", "")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": (
        {
            "BACKEND": "civic.accounts.attempts.SharedRedis",
            "LOCATION": REDIS_URL,
            "KEY_PREFIX": "civic",
            "OPTIONS": {"socket_timeout": 1, "retry": None},  # the next page asks again
        }
        if REDIS_URL
        else {"BACKEND": "civic.accounts.attempts.SharedCache"}
    )
}
STORAGES = {
    "default": {"BACKEND": "civic.files.storage.Media"},
    "staticfiles": {"BACKEND": "civic.serving.statics.Storage"},
}
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "civic.serving.statics.StyleFinder",
]
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
WHITENOISE_MAX_AGE = 60 * 60
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
SCANNER = env.peer("SCANNER")  # of what people hand in; see civic/files/scanner.py
FILE_UPLOAD_MAX_MEMORY_SIZE = 2**20
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 2**20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # of a form of the editors: a page of many blocks has thousands
MOST_FIELDS = 1000  # of any other form or query

# --- language and time ------------------------------------------------------------------------
LANGUAGE_CODE = "zh-hant"
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [("zh-hant", "正體中文"), ("en", "English")]
TIME_ZONE = env.text("TIME_ZONE", "Asia/Taipei")
USE_TZ = True
LOCALE_PATHS = [BASE_DIR / "civic" / "locale"]
FORMAT_MODULE_PATH = ["civic.formats"]

# --- people -----------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = [
    "civic.accounts.backends.SignIn",
    "civic.accounts.backends.Roles",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
] + [{"NAME": "civic.accounts.passwords.NoneOfTheLast"}]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "accounts:mine"
ACCOUNT_ADAPTER = "civic.accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "signup": "civic.accounts.adapter.SignupForm",
    "login": "civic.accounts.adapter.LoginForm",
    "request_login_code": "civic.accounts.adapter.RequestLoginCodeForm",
    "reset_password": "civic.accounts.adapter.ResetPasswordForm",
    "add_email": "civic.accounts.adapter.AddEmailForm",
    "change_email": "civic.accounts.adapter.ChangeEmailForm",
    "confirm_login_code": "civic.accounts.adapter.ConfirmLoginCodeForm",
    "confirm_email_verification_code": "civic.accounts.adapter.ConfirmEmailCodeForm",
    "confirm_password_reset_code": "civic.accounts.adapter.ConfirmPasswordResetCodeForm",
    "verify_phone": "civic.accounts.adapter.VerifyPhoneForm",
}
ACCOUNT_SIGNUP_FORM_CLASS = "civic.accounts.forms.SignupExtras"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1", "phone"]  # the phone is asked for after sign-up, see adapter
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
CODES_VALID = 15 * 60  # seconds, of every code; the page that asks for one says so in its catalogues
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = ACCOUNT_PHONE_VERIFICATION_TIMEOUT = CODES_VALID
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = CODES_VALID
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = CODES_VALID
ACCOUNT_PHONE_VERIFICATION_CODE_FORMAT = {"numeric": True, "dashed": False, "length": 6}
ACCOUNT_PHONE_VERIFICATION_SUPPORTS_RESEND = True
# Mobile carriers put thousands behind one address, so the limits that bite are those per account and number;
# wrong passwords per account are counted by civic/accounts/lockout.py.
ACCOUNT_RATE_LIMITS = {
    "signup": "120/m/ip",
    "login": "300/m/ip",
    "login_failed": "60/m/ip",
    "request_login_code": "120/m/ip,3/m/key",
    "reset_password": "60/m/ip,5/m/key",
    "confirm_email": "5/m/key",  # a second click on "sign up" is answered like the first; `limits` caps the day
    "change_phone": "3/m/user",
    "verify_phone": "60/m/ip,1/30s/key",
}
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
MFA_ADAPTER = "civic.accounts.factors.FactorAdapter"
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = MFA_PASSKEY_SIGNUP_ENABLED = True
MFA_TOTP_TOLERANCE = 1
MFA_FORMS = {
    "authenticate": "civic.accounts.factors.AuthenticateForm",
    "reauthenticate": "civic.accounts.factors.ReauthenticateForm",
    "authenticate_webauthn": "civic.accounts.factors.AuthenticateKeyForm",
    "reauthenticate_webauthn": "civic.accounts.factors.ReauthenticateKeyForm",
    "login_webauthn": "civic.accounts.factors.LoginKeyForm",
    "add_webauthn": "civic.accounts.factors.AddKeyForm",
    "signup_webauthn": "civic.accounts.factors.SignupKeyForm",
}
# Deeds of people who work here that cannot be taken back or reach many: what is sent there wants a second factor of the
# last 15 minutes (civic/accounts/staff.py). By the name of an address, with the deed where one address has several, or
# of all addresses of a kind.
FAR_REACHING = {
    "admin",  # people, roles, terms, closures, agencies, more time
    *("desk:refusal", "desk:decision", "desk:publication", "desk:correction", "desk:extension"),
    *("budgets:desk_publishing", "budgets:desk_counting", "budgets:desk_prolonging", "budgets:desk_dropping"),
    *("budgets:desk_removing", "budgets:desk_refusal", "budgets:desk_voiding"),
    *("programme:desk_year_deed:announcement", "programme:desk_year_deed:prolonging"),
    *("programme:desk_meeting_deed:publication", "programme:desk_meeting_deed:calling-off"),
    *("programme:desk_case_deed:publication", "programme:desk_case_deed:cancellation"),
    "staffing:deputies",  # who acts in somebody's place
    "wagtail_bulk_action",  # many pages, pictures or documents of the editors at once
}
SIGN_ON = providers.read() or (identities.provider(SITE_URL) if DEMO else {})
SMS_URL = env.text("SMS_URL", "")
SMS_FIELDS = env.secret("SMS_FIELDS", optional=True, least=1)  # it may hold an account and its password
SMS_SUCCESS = env.text("SMS_SUCCESS", "")
SMS_SENDER = env.text("SMS_SENDER", f"civic.accounts.sms.{'over_http' if SMS_URL else 'to_console'}")
SESSION_ENGINE = "civic.accounts.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "civic.accounts.views.csrf_failure"
SECURE = SITE_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
# Of a cookie whose name begins so the browser knows that no other host under the city's domain has set it.
OURS_ALONE = "__Host-" if SECURE else ""
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{OURS_ALONE}sessionid", f"{OURS_ALONE}csrftoken"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE and TRUSTED_PROXIES else None
SECURE_HSTS_SECONDS = 31536000 if SECURE else 0
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
X_FRAME_OPTIONS = "SAMEORIGIN"

# The strict policy, for the administration too. Wagtail's admin emits inline scripts and has its own: cms/doors.py.
CONTENT_SECURITY_POLICY = {
    "EXCLUDE_URL_PREFIXES": ["/cms/"],
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
        "report-uri": "/csp-report/",
    },
}

# --- letters ----------------------------------------------------------------------------------
EMAIL_URL = env.text("EMAIL_URL", "")
EMAIL = env.email(
    EMAIL_URL, VAR_DIR / "letters", to_files="civic.outbox.files.FileBackend", by_smtp="civic.outbox.smtp.Backend"
)
POST_BACKEND = EMAIL.pop("EMAIL_BACKEND")  # what the outbox's own workers send through
EMAIL_BACKEND = "civic.outbox.lane.Backend"  # what everybody else sends through: a table
globals().update(EMAIL)
DEFAULT_FROM_EMAIL = env.text("EMAIL_FROM", "Civic <civic@localhost>")
CONTACT_EMAIL = env.text("CONTACT_EMAIL", "") or DEFAULT_FROM_EMAIL

# --- outcomes ---------------------------------------------------------------------------------
WAGTAIL_SITE_NAME = gettext_lazy("Civic")
WAGTAIL_I18N_ENABLED = True
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
WAGTAIL_USER_TIME_ZONES = [TIME_ZONE]
WAGTAILADMIN_LOGIN_URL = "cms_sign_in"
WAGTAIL_FRONTEND_LOGIN_URL = LOGIN_URL
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_PRIVATE_PAGE_OPTIONS = WAGTAILDOCS_PRIVATE_COLLECTION_OPTIONS = {"SHARED_PASSWORD": False}
WAGTAILADMIN_RICH_TEXT_EDITORS = {"default": {"WIDGET": "cms.richtext.RichTextArea"}}
WAGTAIL_DATE_FORMAT, WAGTAIL_DATETIME_FORMAT, WAGTAIL_TIME_FORMAT = "%Y-%m-%d", "%Y-%m-%d %H:%M", "%H:%M"
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAILIMAGES_IMAGE_MODEL = "cms.Picture"
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "heic", "heif", "jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_IMAGE_FORM_BASE = "cms.intake.PictureForm"
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 2**20
WAGTAILDOCS_DOCUMENT_MODEL = "cms.PublicDocument"
WAGTAILDOCS_EXTENSIONS = [
    *("pdf", "odt", "ods", "odp", "docx", "xlsx", "pptx", "txt", "csv", "json", "geojson", "kml", "zip"),
    *WAGTAILIMAGES_EXTENSIONS,
]
WAGTAILDOCS_INLINE_CONTENT_TYPES = []  # a document is always saved, never opened in the page's name
WAGTAILDOCS_DOCUMENT_FORM_BASE = "cms.intake.DocumentForm"
WAGTAILDOCS_MAX_UPLOAD_SIZE = 20 * 2**20
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}

# --- live and clockwork -----------------------------------------------------------------------
CLOCKWORK = env.flag("CLOCKWORK", True)
LIVE_SOCKETS = env.number("LIVE_SOCKETS", 20_000, 1)
LIVE_SOCKETS_PER_ADDRESS = env.number("LIVE_SOCKETS_PER_ADDRESS", 500, 1)

# --- the switchboard --------------------------------------------------------------------------
PAGE_THREADS = env.number("PAGE_THREADS", 4, 1)
PAGE_QUEUE = env.number("PAGE_QUEUE", 1000, 1)
PASSWORD_THREADS = env.number("PASSWORD_THREADS", max(1, (os.cpu_count() or 1) // 2), 1)
BODY_LIMIT = env.number("BODY_LIMIT", 25 * 2**20, 2**20)
BODY_DEADLINE = env.number("BODY_DEADLINE", 120, 1)
BODIES = env.number("BODIES", 1000, 1)
BODIES_PER_ADDRESS = env.number("BODIES_PER_ADDRESS", 100, 1)
BODIES_ROOM = env.number("BODIES_ROOM", max(2**30, BODY_LIMIT), BODY_LIMIT)

# --- the security log ------------------------------------------------------------------------
LOG_PREFIX_IPV4 = env.number("LOG_PREFIX_IPV4", 24, 0, 32)
LOG_PREFIX_IPV6 = env.number("LOG_PREFIX_IPV6", 48, 0, 128)

METRICS_TOKEN = env.secret("METRICS_TOKEN", optional=True)
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"calm": {"()": "civic.serving.calm.Calm"}},
    "formatters": {"journal": {"()": "civic.serving.journal.Formatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "filters": ["calm"], "formatter": "journal"}},
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "WARNING", among=LOG_LEVELS)},
    # What comes with handlers of its own (one of which mails) writes into the same log instead.
    "loggers": {name: {"handlers": []} for name in ("django", "uvicorn", "uvicorn.error", "uvicorn.access")},
}
