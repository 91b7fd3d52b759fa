"""The least that a handler on the same server can do: Falcon answers two bytes."""

import falcon
from falcon import Request, Response


class Empty:
    def on_get(self, req: Request, resp: Response) -> None:
        resp.data = b"{}"


def application() -> falcon.App[Request, Response]:
    app = falcon.App(media_type="application/json")
    app.add_route("/", Empty())
    return app
