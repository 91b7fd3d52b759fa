"""The table of the global configuration, which has at most one row."""

from sqlalchemy import Boolean, CheckConstraint, Column, Connection, Integer, Named, String, Table, TypedColumns, insert, select, update

from andante.kit.changes import Entity
from andante.kit.db import metadata
from andante.sql.prepared import Prepared

from .rules import ConfigurationRecord


class ConfigurationColumns(TypedColumns):
    id: Named[int] = Column(Integer, CheckConstraint("id = 1", name="one_row"), primary_key=True, autoincrement=False)
    allow_logging_on_closed_account: Named[bool] = Column(Boolean, nullable=False)
    approval_period: Named[str] = Column(String(10), nullable=False)
    approval_week_start: Named[int] = Column(Integer, nullable=False)
    max_hours_per_day_per_user: Named[int | None] = Column(Integer)
    number_of_days_allowed_into_future: Named[int] = Column(Integer, nullable=False)
    plan_approval_enabled: Named[bool] = Column(Boolean, nullable=False)
    remaining_estimate_optional: Named[bool] = Column(Boolean, nullable=False)
    start_and_end_times_enabled: Named[bool] = Column(Boolean, nullable=False)
    start_and_end_times_for_planning_enabled: Named[bool] = Column(Boolean, nullable=False)
    week_start: Named[int] = Column(Integer, nullable=False)
    worklog_description_optional: Named[bool] = Column(Boolean, nullable=False)
    start_time_required: Named[bool] = Column(Boolean, nullable=False)
    override_mode: Named[bool] = Column(Boolean, nullable=False)
    company_name: Named[str | None] = Column(String(255))
    company_language: Named[str] = Column(String(10), nullable=False)


global_configuration = Table("global_configuration", metadata, ConfigurationColumns)


COLUMNS = [global_configuration.c[field] for field in ConfigurationRecord.__struct_fields__]
"""The fields of a ConfigurationRecord."""

_current = Prepared(select(*COLUMNS))


def current(db: Connection) -> ConfigurationRecord:
    """The stored configuration, or the defaults if none is stored."""
    row = _current.one_or_none(db)
    return ConfigurationRecord(*row) if row else ConfigurationRecord()


def replace(db: Connection, configuration: ConfigurationRecord) -> None:
    """Updates the only row, or inserts it."""
    values = {field: getattr(configuration, field) for field in configuration.__struct_fields__}
    if db.execute(update(global_configuration).values(values)).rowcount == 0:
        db.execute(insert(global_configuration).values(id=1, **values))


CONFIGURATION = Entity("globalconfiguration", "Global configuration", ConfigurationRecord, key="1", version=2)
