"""The addresses of Tempo Cloud. Each region stores its own data and rejects the tokens of the other regions."""

from urllib.parse import urlsplit

TEMPO_CLOUD = "https://api.tempo.io"
TEMPO_CLOUD_EU = "https://api.eu.tempo.io"
TEMPO_CLOUD_US = "https://api.us.tempo.io"


def is_tempo_cloud(url: str) -> bool:
    """Whether the URL belongs to Tempo Cloud, in any region."""
    return (urlsplit(url).hostname or "").endswith(".tempo.io")


def checked_base_url(base_url: str) -> str:
    """The base URL without a trailing slash. Raises ValueError if it isn't an HTTP address."""
    if not base_url.startswith(("http://", "https://")):
        raise ValueError(f"the base URL must start with https:// or http://, not {base_url!r}; for example {TEMPO_CLOUD}")
    return base_url.rstrip("/")
