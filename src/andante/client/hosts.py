"""Where Tempo Cloud is found. Each region keeps its own data, and refuses the tokens of the others."""

TEMPO_CLOUD = "https://api.tempo.io"
TEMPO_CLOUD_EU = "https://api.eu.tempo.io"
TEMPO_CLOUD_US = "https://api.us.tempo.io"


def checked(base_url: str) -> str:
    """The base URL, without a slash at its end. Raises ValueError where it is none."""
    if not base_url.startswith(("http://", "https://")):
        raise ValueError(f"the base URL must begin with https:// or http://, not {base_url!r}; like {TEMPO_CLOUD}")
    return base_url.rstrip("/")
