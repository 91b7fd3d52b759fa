"""Serves reports on logged time as files, at the path of the report with the ending of the format."""

from falcon import Request, Response

from andante.kit.database import Access, Database
from andante.kit.decode import query_values
from andante.kit.server import Authenticator, credentials, touch

from . import actions, files, wire
from .files import FORMATS as FORMATS

PATH = "/4-andante/reports/time.{format}"


class ReportFile:
    """A report in one format. It has the parameters of `get_time_report`, but contains all rows."""

    def __init__(self, format: str, authenticator: Authenticator, database: Database) -> None:
        self.format = format
        self.authenticator = authenticator
        self.database = database

    def on_get(self, req: Request, resp: Response) -> None:
        with self.database.call(lambda db, now: self.authenticator.authenticate(db, now, *credentials(req)), Access.SNAPSHOT) as call:
            call.caller.require_scope(wire.get_time_report.scope)
            query, _ = query_values(wire.get_time_report, req.query_string)
            report = query["report"]
            assert isinstance(report, wire.TimeReportQuery)
            file = files.export(call, actions.report_for(call, report), self.format)
        touch(self.authenticator, self.database, call.caller)
        resp.stream, resp.content_type, resp.downloadable_as = file.content, file.type, file.name
