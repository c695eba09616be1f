"""Numbers about Parley itself, for Prometheus; none of them can tell who said what."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

registry = CollectorRegistry()
_heard = Counter(
    "parley_heard_total",
    "What people said, by command and outcome",
    ["platform", "command", "outcome"],
    registry=registry,
)
_seconds = Histogram(
    "parley_answer_seconds",
    "Seconds from hearing to an answer that is durable",
    ["platform"],
    buckets=(0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3),
    registry=registry,
)
_posts = Counter(
    "parley_posts_total", "Posts by platform and how they ended", ["platform", "state"], registry=registry
)
waiting = Gauge(
    "parley_posts_waiting",
    "Posts that should have been sent by now and are not",
    ["platform"],
    registry=registry,
)
oldest = Gauge(
    "parley_oldest_post_waiting_seconds",
    "How late the oldest of them is",
    ["platform"],
    registry=registry,
)
up = Gauge(
    "parley_platform_up", "1 while a platform can be reached and hears us", ["platform"], registry=registry
)
untold = Gauge(
    "parley_untold_notices", "Notices of the last day that reached no lead at all", registry=registry
)
open_requests = Gauge(
    "parley_open_requests", "Data requests that are not settled", ["partnership"], registry=registry
)
oldest_request = Gauge(
    "parley_oldest_open_request_seconds",
    "How long the oldest of them has been open",
    ["partnership"],
    registry=registry,
)
outbox_read = Gauge(
    "parley_outbox_read_seconds", "When the outbox was last looked through, in Unix time", registry=registry
)
last_tick = Gauge(
    "parley_last_tick_seconds", "When the clock last looked for due jobs, in Unix time", registry=registry
)


def heard(platform: str, command: str, outcome: str, seconds: float) -> None:
    """Count one thing said."""
    _heard.labels(platform, command, outcome).inc()
    _seconds.labels(platform).observe(seconds)


def last(moment: Gauge) -> float:
    """What a gauge of a moment was last set to; 0 before that."""
    return next(sample.value for metric in moment.collect() for sample in metric.samples)


def posted(platform: str, state: str) -> None:
    """Count one post sent, failed or left unknown."""
    _posts.labels(platform, state).inc()
