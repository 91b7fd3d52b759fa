"""Re-exports the models of the audit log, of the change feed, of notifications and of webhooks."""

from andante.activity.audit.wire import (
    AuditLogChange,
    AuditLogEvent,
    AuditLogPage,
    AuditLogSearchInput,
    AuditPaging,
    DeletedAllocation,
    DeletedAllocations,
    DeletedPageInfo,
    DeletedPaging,
    DeletedWorklog,
    DeletedWorklogs,
)
from andante.activity.feed.wire import AsOfQuery, ChangesPage, ChangesQuery, EarlierRecord, EarlierRecords, RecordedChange
from andante.activity.notifications.wire import ChannelChoice, ChannelChoiceInput, ChannelChoices, Notification, ReadNotifications
from andante.activity.undo.wire import UndoInput, UndoneChanges
from andante.activity.webhooks.wire import Subscription, SubscriptionInput, SubscriptionsPage, WebhookDelivery

__all__ = [
    "AsOfQuery",
    "AuditLogChange",
    "AuditLogEvent",
    "AuditLogPage",
    "AuditLogSearchInput",
    "AuditPaging",
    "ChangesPage",
    "ChangesQuery",
    "ChannelChoice",
    "ChannelChoiceInput",
    "ChannelChoices",
    "DeletedAllocation",
    "DeletedAllocations",
    "DeletedPageInfo",
    "DeletedPaging",
    "DeletedWorklog",
    "DeletedWorklogs",
    "EarlierRecord",
    "EarlierRecords",
    "Notification",
    "ReadNotifications",
    "RecordedChange",
    "Subscription",
    "SubscriptionInput",
    "SubscriptionsPage",
    "UndoInput",
    "UndoneChanges",
    "WebhookDelivery",
]
