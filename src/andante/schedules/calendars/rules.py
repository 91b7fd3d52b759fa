"""What holidays from all sources have in common."""

import datetime as dt

from andante.schedules.holidays.wire import HolidayInput


def new_holiday(name: str, description: str, fixed: bool, day: dt.date, seconds: int) -> HolidayInput:
    """A holiday with texts that the API accepts."""
    return HolidayInput(
        name=name.replace("\0", "")[:255],
        description=description.replace("\0", "")[:32_767],
        type="FIXED" if fixed else "FLOATING",
        date=day,
        duration_seconds=seconds,
    )
