"""Pages on which administrators manage webhook subscriptions, and see and repeat their deliveries."""

from typing import Any, get_args

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from andante.activity.webhooks import actions as webhooks
from andante.activity.webhooks.rules import MAX_SUBSCRIPTIONS
from andante.activity.webhooks.wire import Event, SubscriptionInput
from andante.kit.errors import Conflict, Invalid
from andante.kit.paging import Paging
from andante.kit.wire import MAX_INT64
from andante.web.shell.pages import InvalidForm, current_call
from andante.web.shell.translations import gettext as _
from andante.web.shell.translations import marked

from .inputs import parse_input, text

webhook_pages = Blueprint("webhooks", __name__)
PAGE_SIZE = 50
GROUP_NAMES = {
    "worklog": marked("Worklogs"),
    "plan": marked("Plans"),
    "flexplan": marked("Flex plans"),
    "team": marked("Teams"),
    "workload": marked("Workload schemes"),
    "users": marked("People"),
    "holiday": marked("Holidays"),
    "timesheet": marked("Timesheets"),
    "account": marked("Accounts"),
}
"""What events are about, by the first word of their names."""

EVENTS = {name: [event for event in get_args(Event) if event.startswith(f"{name}.")] for name in GROUP_NAMES}
"""The events by what they are about."""


@webhook_pages.get("/admin/webhooks")
def listed() -> str:
    return _list()


@webhook_pages.post("/admin/webhooks")
def create() -> ResponseReturnValue:
    """Subscribes, and shows the secret. The page never shows it again."""
    input = {"event": text("event"), "url": text("url"), "name": text("name") or None}
    try:
        added = webhooks.subscribe(current_call(), parse_input(input, SubscriptionInput))
    except (Invalid, Conflict) as error:
        raise InvalidForm(_list(faults=error.faults), error.status) from error
    return _page(added.id, created=True, secret=_secret(added.id))


@webhook_pages.get("/admin/webhooks/<id>")
def subscription(id: str) -> str:
    """The subscription and its deliveries. `skip` is the number of deliveries to skip."""
    return _page(id)


@webhook_pages.post("/admin/webhooks/<id>/activate")
def activate(id: str) -> ResponseReturnValue:
    webhooks.refresh(current_call(), id)
    flash(_("The URL is being checked. Reload this page to see whether it answered."))
    return redirect(url_for(".subscription", id=id))


@webhook_pages.post("/admin/webhooks/<id>/secret")
def replace_secret(id: str) -> str:
    """Replaces the secret, and shows the new one. The page never shows it again."""
    webhooks.rotate_secret(current_call(), id)
    return _page(id, secret=_secret(id))


@webhook_pages.post("/admin/webhooks/<id>/redeliver")
def redeliver_failed(id: str) -> ResponseReturnValue:
    webhooks.redeliver_failed(current_call(), id)
    flash(_("All failed deliveries are sent again"))
    return redirect(url_for(".subscription", id=id))


@webhook_pages.post(f"/admin/webhooks/deliveries/<int(max={MAX_INT64}):id>/redeliver")
def redeliver(id: int) -> ResponseReturnValue:
    delivery = webhooks.redeliver(current_call(), id)
    flash(_("The delivery is sent again"))
    return redirect(url_for(".subscription", id=delivery.subscription_id))


@webhook_pages.post("/admin/webhooks/<id>/delete")
def delete(id: str) -> ResponseReturnValue:
    webhooks.unsubscribe(current_call(), id)
    flash(_("Subscription deleted"))
    return redirect(url_for(".listed"))


def _list(**values: Any) -> str:
    call = current_call()
    return render_template(
        "admin/webhooks.html",
        subscriptions=webhooks.list_all(call),
        latest=webhooks.latest_deliveries(call),
        maximum=MAX_SUBSCRIPTIONS,
        events=EVENTS,
        group_names=GROUP_NAMES,
        form=request.form,
        **values,
    )


def _page(id: str, **values: Any) -> str:
    call = current_call()
    skipped = request.args.get("skip", "0")
    offset = int(skipped) if skipped.isdecimal() and len(skipped) < 10 else 0
    found = webhooks.deliveries(call, id, Paging(offset=offset, limit=PAGE_SIZE))
    return render_template(
        "admin/webhook.html",
        subscription=webhooks.find(call, id),
        deliveries=found[:PAGE_SIZE],
        older=offset + PAGE_SIZE if len(found) > PAGE_SIZE else None,
        newer=max(offset - PAGE_SIZE, 0) if offset else None,
        **values,
    )


def _secret(id: str) -> str:
    call = current_call()
    return webhooks.secrets_of(call, [webhooks.find(call, id)])[id].current
