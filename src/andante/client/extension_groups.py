"""The groups of operations that Tempo doesn't have."""

from andante.activity.feed import wire as feed
from andante.activity.notifications import wire as notifications
from andante.activity.undo import wire as undo
from andante.activity.webhooks import wire as webhooks
from andante.identity.preferences import wire as preferences
from andante.planning.suggestions import wire as suggestions
from andante.planning.weeks import wire as weeks
from andante.reports.planned_time import wire as reports
from andante.reports.time import wire as time_reports
from andante.timekeeping.favorites import wire as favorites
from andante.timekeeping.timers import wire as timers
from andante.timekeeping.worklog_edits import wire as worklog_edits

from .calls import Caller, Group, calls, iterates

__all__ = [
    "ChangesApi",
    "FavoritesApi",
    "NotificationsApi",
    "PreferencesApi",
    "ReportsApi",
    "SuggestionsApi",
    "TimerApi",
    "WebhooksApi",
    "WeeksApi",
    "WorklogEditsApi",
]


class ChangesApi(Group[Caller]):
    get_changes = calls(feed.get_changes)
    get_records_as_of = calls(feed.get_records_as_of)
    undo_change = calls(undo.undo_change)


class NotificationsApi(Group[Caller]):
    get_notifications = calls(notifications.get_notifications)
    read_notifications = calls(notifications.read_notifications)
    get_notification_settings = calls(notifications.get_notification_settings)
    update_notification_settings = calls(notifications.update_notification_settings)


class PreferencesApi(Group[Caller]):
    get_preferences = calls(preferences.get_preferences)
    update_preferences = calls(preferences.update_preferences)


class ReportsApi(Group[Caller]):
    get_planned_and_logged = calls(reports.get_planned_and_logged)
    get_capacity = calls(reports.get_capacity)
    get_time_report = calls(time_reports.get_time_report)
    iter_time_report = iterates(time_reports.get_time_report)
    get_time_report_totals = calls(time_reports.get_time_report_totals)
    get_worklogs_of_time_report = calls(time_reports.get_worklogs_of_time_report)
    iter_worklogs_of_time_report = iterates(time_reports.get_worklogs_of_time_report)


class SuggestionsApi(Group[Caller]):
    get_issue_suggestions = calls(suggestions.get_issue_suggestions)
    get_worklog_form = calls(suggestions.get_worklog_form)
    search = calls(suggestions.search)


class WeeksApi(Group[Caller]):
    get_week = calls(weeks.get_week)
    set_week_cell = calls(weeks.set_week_cell)
    copy_week = calls(weeks.copy_week)


class FavoritesApi(Group[Caller]):
    get_favorites = calls(favorites.get_favorites)
    add_favorite = calls(favorites.add_favorite)
    delete_favorite = calls(favorites.delete_favorite)


class WorklogEditsApi(Group[Caller]):
    patch_worklog = calls(worklog_edits.patch_worklog)
    delete_worklogs = calls(worklog_edits.delete_worklogs)


class TimerApi(Group[Caller]):
    get_timer = calls(timers.get_timer)
    set_timer = calls(timers.set_timer)
    stop_timer = calls(timers.stop_timer)
    discard_timer = calls(timers.discard_timer)


class WebhooksApi(Group[Caller]):
    get_webhook_deliveries = calls(webhooks.get_webhook_deliveries)
    redeliver_webhook = calls(webhooks.redeliver_webhook)
    redeliver_failed_webhooks = calls(webhooks.redeliver_failed_webhooks)
    rotate_webhook_secret = calls(webhooks.rotate_webhook_secret)
    iter_webhook_deliveries = iterates(webhooks.get_webhook_deliveries)
