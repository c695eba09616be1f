"""setWebhook, deleteWebhook, getWebhookInfo."""

import ipaddress
import re
from urllib.parse import SplitResult, urlsplit

from .errors import malformed
from .service import Service, method
from .webhook import Hook

_PORTS = frozenset({443, 80, 88, 8443})


@method("setWebhook")
def set_webhook(service: Service, args: dict) -> bool:
    url, secret = args.get("url", ""), args.get("secret_token", "")
    if not url:
        return delete_webhook(service, args)
    if len(secret) > 256:
        raise malformed("secret token is too long")
    if not re.fullmatch(r"[A-Za-z0-9_-]*", secret):
        raise malformed("secret token contains unallowed characters")
    _check(service, url)
    connections = args.get("max_connections", 40)
    if not 1 <= connections <= 100:
        raise malformed("max_connections should be between 1 and 100")
    service.queue.allow(args.get("allowed_updates"))
    _drop(service, args)
    service.hook = Hook(url, secret, connections)
    return True


def _check(service: Service, url: str) -> None:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise malformed("invalid webhook URL specified") from None
    if service.loopback_webhooks and _loops(host):
        return
    _check_public(parts, host, port)


def _check_public(parts: SplitResult, host: str, port: int | None) -> None:
    if parts.scheme != "https":
        raise malformed("bad webhook: An HTTPS URL must be provided for webhook")
    if not host:
        raise malformed("invalid webhook URL specified")
    if (port or 443) not in _PORTS:
        raise malformed("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
    if _loops(host):
        raise malformed(f"bad webhook: IP address {host} is reserved")


def _loops(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@method("deleteWebhook")
def delete_webhook(service: Service, args: dict) -> bool:
    _drop(service, args)
    service.hook = Hook()
    return True


def _drop(service: Service, args: dict) -> None:
    if args.get("drop_pending_updates"):
        service.queue.clear()


@method("getWebhookInfo")
def get_webhook_info(service: Service, args: dict) -> dict:
    hook = service.hook
    info = {"url": hook.url, "has_custom_certificate": False}
    info["pending_update_count"] = len(service.queue.pending)
    if hook.url:
        info["max_connections"] = hook.max_connections
    if hook.last_error:
        info |= {"last_error_date": hook.last_error_date, "last_error_message": hook.last_error}
    if service.queue.allowed:
        info["allowed_updates"] = sorted(service.queue.allowed)
    return info
