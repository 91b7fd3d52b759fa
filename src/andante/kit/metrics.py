"""Measures requests, waits and sign-ins for Prometheus. Nothing is measured unless `ANDANTE_METRICS_TOKEN` is set.

All processes of a server write into files of one folder, and each of them can return the sums: this is how `prometheus_client` works with
several processes. It is imported when it is needed, and reads the name of the folder from the environment then.
"""

import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from hmac import compare_digest
from typing import Any, Literal, NamedTuple

from falcon import Request, Response

from .errors import NotFound, Unauthorized

OPERATION = "andante.operation"
"""The key in the WSGI environment for the name of the operation or page that handles a request."""

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
"""The upper bounds of the histograms."""

SignIn = Literal["attempted", "accepted", "blocked"]


class Gauge(NamedTuple):
    """A figure that is read when Prometheus asks for it."""

    name: str
    description: str
    labels: dict[str, str]
    value: float


Gauges = Callable[[], Iterable[Gauge]]


class Metrics:
    """The metrics of this process."""

    def __init__(self) -> None:
        from prometheus_client import CollectorRegistry, Counter, Histogram

        self._registry = CollectorRegistry()
        common: dict[str, Any] = {"registry": self._registry, "namespace": "andante"}
        self._requests = Counter("requests", "Requests by operation or page and status.", ["operation", "status"], **common)
        self._seconds = Histogram("request_seconds", "Duration of requests.", ["operation"], buckets=SECONDS, **common)
        self.write_waits = Histogram("write_wait_seconds", "How long writes waited for other writers.", buckets=SECONDS, **common)
        self.sign_ins = Counter(
            "sign_ins", "Sign-ins with a password: attempted, accepted, and blocked after too many failures.", ["result"], **common
        )

    def render(self, gauges: Gauges) -> bytes:
        """The metrics of all processes, and figures that are read now, in Prometheus' text format."""
        from prometheus_client import CollectorRegistry, generate_latest
        from prometheus_client.multiprocess import MultiProcessCollector

        registry = self._registry
        if FOLDER in os.environ:
            registry = CollectorRegistry()
            MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        of_database = CollectorRegistry()
        of_database.register(_Collector(gauges))
        return generate_latest(registry) + generate_latest(of_database)

    def add_request(self, operation: str, status: str, seconds: float) -> None:
        self._requests.labels(operation, status).inc()
        self._seconds.labels(operation).observe(seconds)


class _Collector:
    """Groups gauges by name, as `prometheus_client` expects."""

    def __init__(self, gauges: Gauges) -> None:
        self._gauges = gauges

    def collect(self) -> Iterator[Any]:
        from prometheus_client.core import GaugeMetricFamily

        families: dict[str, Any] = {}
        for name, description, labels, value in self._gauges():
            family = families.setdefault(name, GaugeMetricFamily(f"andante_{name}", description, labels=list(labels)))
            family.add_metric(list(labels.values()), value)
        yield from families.values()


_metrics: Metrics | None = None


def share_between_processes() -> None:
    """Lets the processes that this one starts add up their metrics. Call it once, before they start."""
    os.environ[FOLDER] = tempfile.mkdtemp(prefix="andante-metrics-")


def enable() -> Metrics:
    """Starts to measure in this process."""
    global _metrics
    _metrics = _metrics or Metrics()
    return _metrics


def current() -> Metrics | None:
    """The metrics of this process. None if nothing is measured."""
    return _metrics


def add_sign_in(result: SignIn) -> None:
    if _metrics:
        _metrics.sign_ins.labels(result).inc()


def add_write_wait(seconds: float) -> None:
    """`seconds`: how long a write waited for other writers, and on PostgreSQL for a connection."""
    if _metrics:
        _metrics.write_waits.observe(seconds)


class MetricsResource:
    """`/metrics`, for requests with the token of the setting. Without the setting, the path doesn't exist."""

    def __init__(self, token: str | None, gauges: Gauges) -> None:
        self._token = token
        self._gauges = gauges

    def on_get(self, req: Request, resp: Response) -> None:
        if not self._token:
            raise NotFound("Path /metrics not found")
        if not compare_digest((req.auth or "").encode(), f"Bearer {self._token}".encode()):
            raise Unauthorized("Send the value of ANDANTE_METRICS_TOKEN as a bearer token.")
        resp.content_type, resp.data = CONTENT_TYPE, enable().render(self._gauges)
