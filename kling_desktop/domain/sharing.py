"""Pages on which clips are shared: which have a direct form of their link, and which have none."""

import base64
import ipaddress
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit, urlunsplit

from kling_desktop.domain.errors import BadInput

DROPBOX = ("dropbox.com", "www.dropbox.com")
GOOGLE = ("drive.google.com", "docs.google.com")
ONEDRIVE = ("1drv.ms", "onedrive.live.com")
WITHOUT_DIRECT_FORM = {
    "wetransfer.com": "WeTransfer",
    "we.tl": "WeTransfer",
    "pan.baidu.com": "百度网盘",
    "aliyundrive.com": "阿里云盘",
    "alipan.com": "阿里云盘",
    "pan.quark.cn": "夸克网盘",
    "photos.google.com": "Google Photos",
    "photos.app.goo.gl": "Google Photos",
    "icloud.com": "iCloud",
    "youtube.com": "YouTube",
    "youtu.be": "YouTube",
    "vimeo.com": "Vimeo",
    "frame.io": "Frame.io",
}
GOOGLE_FILE = re.compile(r"/file/(?:u/\d+/)?d/([\w-]+)")


@dataclass(frozen=True)
class DirectLink:
    """A link as it can be fetched; `service` is whose page it was taken from, empty when it was direct."""

    url: str
    service: str = ""


def direct(link: str) -> DirectLink:
    """`link` in its direct form. Raises BadInput: no link, or a page whose service has no direct form."""
    url = link.strip()
    host = _host(url)
    for page, service in WITHOUT_DIRECT_FORM.items():
        if host == page or host.endswith(f".{page}"):
            raise BadInput("link_no_direct_form", service=service)
    if host in DROPBOX:
        return _dropbox(url)
    if host in GOOGLE:
        return _google(url)
    if host in ONEDRIVE or host.endswith("-my.sharepoint.com"):
        return _onedrive(url)
    return DirectLink(url)


def _host(url: str) -> str:
    try:
        parts = urlsplit(url)
        is_usable = parts.scheme.lower() in ("http", "https") and (parts.port or 1) > 0 and " " not in url
    except ValueError:
        is_usable = False
    if not is_usable or not parts.hostname:
        raise BadInput("link_invalid", link=url[:200])
    return parts.hostname.lower()


def _dropbox(url: str) -> DirectLink:
    parts = urlsplit(url)
    if parts.path.startswith(("/scl/fo/", "/sh/")):
        raise BadInput("link_folder", service="Dropbox")
    if not parts.path.startswith(("/s/", "/scl/fi/")):
        return DirectLink(url)
    query = [(key, value) for key, value in parse_qsl(parts.query) if key not in ("dl", "raw")]
    changed = urlencode([*query, ("dl", "1")])
    return DirectLink(urlunsplit(("https", "www.dropbox.com", parts.path, changed, "")), "Dropbox")


def _google(url: str) -> DirectLink:
    parts = urlsplit(url)
    if "/folders/" in parts.path:
        raise BadInput("link_folder", service="Google Drive")
    query = parse_qs(parts.query)
    found = GOOGLE_FILE.search(parts.path)
    file_id = found[1] if found else query.get("id", [""])[0]
    if not file_id:
        raise BadInput("link_no_direct_form", service="Google Drive")
    # `confirm` passes the page on which Google says that it has not looked for viruses in a large file.
    wanted = {"id": file_id, "export": "download", "confirm": "t"}
    if key := query.get("resourcekey"):
        wanted["resourcekey"] = key[0]
    return DirectLink(f"https://drive.usercontent.google.com/download?{urlencode(wanted)}", "Google Drive")


def _onedrive(url: str) -> DirectLink:
    parts = urlsplit(url)
    if "/:f:/" in parts.path or parts.path.startswith("/f/"):
        raise BadInput("link_folder", service="OneDrive")
    host = (parts.hostname or "").lower()
    if host == "onedrive.live.com" and parts.path in ("/embed", "/download"):
        return DirectLink(urlunsplit(("https", parts.netloc, "/download", parts.query, "")), "OneDrive")
    if host in ONEDRIVE and "/c/" not in parts.path:
        # The older links have no page with a download of its own; the service's list of shares has the file.
        token = base64.urlsafe_b64encode(url.encode()).decode().rstrip("=")
        shared = ("https://api.onedrive.com/v1.0/shares", f"u!{token}", "root", "content")
        return DirectLink("/".join(shared), "OneDrive")
    query = [(key, value) for key, value in parse_qsl(parts.query) if key not in ("download", "web")]
    changed = urlencode([*query, ("download", "1")])
    return DirectLink(urlunsplit((parts.scheme, parts.netloc, parts.path, changed, "")), "OneDrive")


def is_private(url: str) -> bool:
    """Whether the host of `url` can be reached from its own network only, as far as its name tells."""
    host = (urlsplit(url).hostname or "").lower()
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return "." not in host or host.endswith((".local", ".lan", ".internal", ".home.arpa", ".test"))


def expiry(url: str) -> float | None:
    """When a signed link ends, in Unix seconds, as it says itself; None where it does not say."""
    query = {key.lower(): values[0] for key, values in parse_qs(urlsplit(url).query).items()}
    for brand in ("x-amz-", "x-goog-", "x-oss-"):
        since, lasts = query.get(f"{brand}date", ""), query.get(f"{brand}expires", "")
        if since and lasts.isdecimal():
            return _begun(since, int(lasts))
    if query.get("expires", "").isdecimal():
        moment = int(query["expires"])
        return float(moment) if moment > 1_000_000_000 else None
    signed = re.fullmatch(r"\d+;(\d+)", query.get("q-sign-time", ""))
    return float(signed[1]) if signed else None


def _begun(since: str, lasts: int) -> float | None:
    try:
        moment = datetime.strptime(since, "%Y%m%dT%H%M%SZ")
    except ValueError:
        return None
    return moment.replace(tzinfo=UTC).timestamp() + lasts
