"""`pledge webhook` against a gateway that calls a real receiver."""

import json
from typing import Any

import pytest
from typer.testing import CliRunner

from pledge.commands.webhooks import app
from pledge.exits import Stop
from tests.support.receiver import Receiver


def run(town: Any, *arguments: str) -> str:
    options = ["--url", str(town.http.base_url), "--token", town.token(town.other_bank, "party:write")]
    found = CliRunner().invoke(app, [*arguments, *options], catch_exceptions=False, standalone_mode=False)
    if found.exception is not None:
        raise found.exception
    return found.output


def test_a_webhook_is_added_tried_told_of_sent_again_and_removed(town: Any) -> None:
    with Receiver() as receiver:
        hook = json.loads(run(town, "add", receiver.url, "--json"))
        assert hook["secret"].startswith("whsec_")
        assert json.loads(run(town, "list", "--json"))["webhooks"] == [
            {name: value for name, value in hook.items() if name != "secret"}
        ]
        assert hook["id"] in run(town, "list")
        tried = json.loads(run(town, "test", hook["id"], "--json"))
        receiver.wait_for(1)
        (again,) = json.loads(run(town, "redeliver", hook["id"], tried["message"], "--json"))["deliveries"]
        receiver.wait_for(2)
        assert [call.headers["webhook-id"] for call in receiver.received] == [tried["message"]] * 2
        assert again["message"] == tried["message"]
        changed = json.loads(run(town, "rotate", hook["id"], "--json"))
        assert changed["secret"] not in (None, hook["secret"])
        assert tried["message"] in run(town, "deliveries", hook["id"])
        (told,) = json.loads(run(town, "deliveries", hook["id"], "--json"))["deliveries"]
        assert told["event"] == "webhook.test"
        assert run(town, "redeliver", hook["id"], "--dead").strip() in ("", "0 messages are sent again")
        run(town, "remove", hook["id"])
        assert json.loads(run(town, "list", "--json")) == {"webhooks": []}


def test_to_send_again_needs_messages_or_all_that_were_given_up(town: Any) -> None:
    for arguments in ([], ["--dead", "msg-1"]):
        with pytest.raises(Stop, match="--dead"):
            run(town, "redeliver", "hook-" + "0" * 32, *arguments)
