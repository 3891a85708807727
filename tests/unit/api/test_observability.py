"""What the operator sees: metrics that exist, logs without secrets, health apart from readiness."""

import io
import json
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import structlog
from prometheus_client.parser import text_string_to_metric_families

from chain_gateway.api.metrics import metrics_app
from pledge.logs import configure
from tests.support.asgi import Caller

PROJECT = Path(__file__).parents[3]
OBSERVABILITY = PROJECT / "deploy" / "observability"


def samples(text: str) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            found.setdefault(sample.name, []).append(sample)
    return found


def read(town: Any) -> dict[str, list[Any]]:
    answer = Caller(metrics_app(town.app.state.metrics)).get("/metrics")
    assert answer.status_code == 200
    return samples(answer.text)


def test_metrics_tell_of_states_lanes_latencies_webhooks_and_requests(town: Any) -> None:
    before = read(town)
    ended = town.submit(town.bank, "/v1/pledges/1/assignments/acceptance", {})
    town.done(town.office, "/v1/parties", {"entries": [{"kind": "Enterprise", "name": "演示度量公司"}]})
    town.http.get(f"/v1/submissions/{ended.id}")
    after = read(town)

    def value(found: dict[str, list[Any]], name: str, **labels: str) -> float:
        chosen = [each for each in found.get(name, ()) if labels.items() <= each.labels.items()]
        return float(sum(each.value for each in chosen))

    def grew(name: str, **labels: str) -> float:
        return value(after, name, **labels) - value(before, name, **labels)

    assert grew("pledgebook_gateway_inclusion_seconds_count") >= 1
    assert grew("pledgebook_gateway_broadcast_seconds_count") >= 1
    assert grew("pledgebook_gateway_submissions", state="final") >= 1
    assert grew("pledgebook_gateway_submissions", state="reverted") >= 1
    assert grew("pledgebook_gateway_requests_total", route="/v1/parties", status="202") == 1
    assert grew("pledgebook_gateway_authentication_failures_total", status="401") == 1
    assert value(after, "pledgebook_gateway_worker_running") == 1
    assert value(after, "pledgebook_gateway_lanes_in_trouble") == 0


def test_metrics_have_no_labels_of_what_callers_send(town: Any) -> None:
    town.http.get("/v1/nothing/secret-path")
    town.http.request("BREW", "/v1/pledges")
    answer = Caller(metrics_app(town.app.state.metrics)).get("/metrics")
    assert "secret-path" not in answer.text
    assert "BREW" not in answer.text
    assert Caller(metrics_app(town.app.state.metrics)).get("/v1/health").status_code == 404
    assert town.http.get("/metrics").status_code == 404


def test_every_metric_of_dashboard_and_alerts_exists(town: Any) -> None:
    town.http.get("/v1/submissions/x")
    families = {
        family.name
        for family in text_string_to_metric_families(Caller(metrics_app(town.app.state.metrics)).get("/metrics").text)
    }
    board = json.loads((OBSERVABILITY / "gateway-dashboard.json").read_text(encoding="utf-8"))
    assert len({panel["id"] for panel in board["panels"]}) == len(board["panels"]) > 8
    for file in ("gateway-dashboard.json", "gateway-alerts.yaml"):
        named = set(re.findall(r"pledgebook_gateway_[a-z_]+", (OBSERVABILITY / file).read_text(encoding="utf-8")))
        assert len(named) > 7
        for name in named:
            assert re.sub(r"_(bucket|count|sum|total)$", "", name) in families, (file, name)


@contextmanager
def logged(form: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    root, sink = logging.getLogger(), io.StringIO()
    handlers, level = root.handlers, root.level
    monkeypatch.setattr("sys.stderr", sink)
    configure("json" if form == "json" else "console")
    try:
        yield sink
    finally:
        root.handlers, root.level = handlers, level
        structlog.reset_defaults()


def test_a_request_is_one_line_of_json_with_ids_and_nothing_that_is_secret(
    town: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = town.right(town.firm)
    filing = town.filing(right, amount_minor="987654321987")
    token = town.token(town.bank, "pledges:write")
    with logged("json", monkeypatch) as sink:
        headers = {"authorization": f"Bearer {token}", "idempotency-key": "secret-key", "x-request-id": "core-4711"}
        answer = town.http.post("/v1/pledges", json=filing, headers=headers)
        town.client(town.bank).wait(answer.json()["id"])
        name = {"entries": [{"kind": "Enterprise", "name": "演示日志公司"}]}
        town.submit(town.office, "/v1/parties", name)
        town.http.get("/v1/submissions/x?token=in-the-query", headers=headers)
    assert answer.headers["x-request-id"] == "core-4711"
    written = [json.loads(line) for line in sink.getvalue().splitlines()]
    (line,) = [each for each in written if each.get("request_id") == "core-4711" and each.get("status") == 202]
    assert (line["event"], line["method"], line["route"]) == ("request", "POST", "/v1/pledges")
    assert (line["party"], line["submission"]) == (town.bank, answer.json()["id"])
    assert line["ms"] > 0
    for secret in (token, "secret-key", "987654321987", "演示日志公司", "\\u6f14", "in-the-query", right[7:]):
        assert secret not in sink.getvalue()


def test_an_exception_is_logged_by_its_place_and_not_by_its_words(monkeypatch: pytest.MonkeyPatch) -> None:
    with logged("json", monkeypatch) as sink:
        try:
            raise ValueError("amount 123456789 of 演示人")
        except ValueError:
            logging.getLogger("chain_gateway.test").exception("the worker stumbled")
    (line,) = [json.loads(each) for each in sink.getvalue().splitlines()]
    assert (line["exception"], line["level"]) == ("ValueError", "error")
    assert line["at"][0].startswith("test_observability.py:")
    assert "123456789" not in sink.getvalue()


def test_nothing_is_written_where_nobody_configured_logging(town: Any, capsys: pytest.CaptureFixture[str]) -> None:
    """`pledge demo --json` writes JSON and nothing else."""
    town.http.get("/v1/submissions/x")
    assert capsys.readouterr().out == ""


def test_a_line_for_a_person_has_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    with logged("console", monkeypatch) as sink:
        logging.getLogger("chain_gateway.test").warning("lane %s waits", "0x11")
    assert "lane 0x11 waits" in sink.getvalue()


def test_a_request_id_that_is_no_plain_word_is_replaced(town: Any) -> None:
    for sent in ("two words", "x" * 65):
        answer = town.http.get("/v1/health", headers={"x-request-id": sent})
        assert re.fullmatch(r"[0-9a-f]{32}", answer.headers["x-request-id"])


def test_the_gateway_is_alive_and_not_ready_when_its_worker_stands_still(town: Any) -> None:
    assert town.http.get("/v1/ready").json() == {
        "ready": True,
        "checks": {"store": True, "node": True, "worker": True, "lanes": True, "open": True},
    }
    town.services.submitter.stop()
    try:
        answer: httpx.Response = town.http.get("/v1/ready")
        assert (answer.status_code, answer.json()["checks"]["worker"]) == (503, False)
        assert town.http.get("/v1/health").status_code == 200
    finally:
        town.services.submitter.start()
    assert town.http.get("/v1/ready").status_code == 200
