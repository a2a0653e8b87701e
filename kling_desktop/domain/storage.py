"""Storage of the S3 kind: what each provider calls things, and what a pasted block of credentials holds."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from kling_desktop.domain.errors import BadInput
from kling_desktop.i18n import tr


class Field(StrEnum):
    """The fields of a storage, at most four; `PLACE` is the account, region or address of a preset."""

    PLACE = "place"
    BUCKET = "bucket"
    KEY_ID = "key_id"
    SECRET = "secret"  # noqa: S105 - a name, no secret


class Place(StrEnum):
    """What tells a provider's endpoint."""

    ACCOUNT = "account"
    REGION = "region"
    ADDRESS = "address"


@dataclass(frozen=True)
class Preset:
    """A provider: `endpoint` and `region` with `{place}`; `example` is a place as one looks there.

    With `is_virtual_hosted` the bucket's name stands in front of the endpoint's host, else in the path.
    """

    name: str
    title: str
    place: Place
    endpoint: str
    region: str
    example: str
    is_virtual_hosted: bool = False


PRESETS = {
    preset.name: preset
    for preset in (
        Preset(
            "r2", "Cloudflare R2", Place.ACCOUNT, "https://{place}.r2.cloudflarestorage.com", "auto", "f1e2…"
        ),
        Preset(
            "b2",
            "Backblaze B2",
            Place.REGION,
            "https://s3.{place}.backblazeb2.com",
            "{place}",
            "eu-central-003",
        ),
        Preset(
            "aws", "AWS S3", Place.REGION, "https://s3.{place}.amazonaws.com", "{place}", "eu-west-1", True
        ),
        Preset(
            "wasabi", "Wasabi", Place.REGION, "https://s3.{place}.wasabisys.com", "{place}", "eu-central-1"
        ),
        Preset("minio", "MinIO", Place.ADDRESS, "{place}", "us-east-1", "https://minio.example.com:9000"),
        Preset(
            "oss",
            "阿里云 OSS",
            Place.REGION,
            "https://s3.oss-{place}.aliyuncs.com",
            "{place}",
            "cn-hangzhou",
            True,
        ),
        Preset(
            "cos",
            "腾讯云 COS",
            Place.REGION,
            "https://cos.{place}.myqcloud.com",
            "{place}",
            "ap-guangzhou",
            True,
        ),
    )
}
PLACES: Mapping[Place, re.Pattern[str]] = {
    Place.ACCOUNT: re.compile(r"[0-9a-f]{32}(\.(eu|fedramp|us))?"),
    Place.REGION: re.compile(r"[a-z]{2,}(-[a-z0-9]+)+"),
    Place.ADDRESS: re.compile(r"https?://([A-Za-z0-9.\-]+|\[[0-9A-Fa-f:]+\])(:\d{1,5})?(/[^\s?#]*)?"),
}
BUCKET = re.compile(r"[A-Za-z0-9][A-Za-z0-9.\-_]{1,61}[A-Za-z0-9]")


@dataclass(frozen=True)
class KeyPair:
    """What a storage knows the user by; `secret` stays in memory and keyring."""

    key_id: str
    secret: str

    def __repr__(self) -> str:
        """Without the secret: a value may end up in a log."""
        return f"KeyPair({self.key_id!r}, …)"


@dataclass(frozen=True)
class Bucket:
    """A bucket at its address; with `is_virtual_hosted` its name is in `endpoint` already."""

    name: str
    endpoint: str
    region: str
    is_virtual_hosted: bool

    @property
    def host(self) -> str:
        """The host that links lie on."""
        return urlsplit(self.endpoint).hostname or ""


def place_word(place: Place) -> str:
    """What the user knows a kind of place by."""
    return {
        Place.ACCOUNT: tr("Account ID"),
        Place.REGION: tr("Region"),
        Place.ADDRESS: tr("Server address"),
    }[place]


def bucket_at(preset_name: str, place: str, name: str) -> Bucket:
    """The bucket of these fields. Raises BadInput that names the first `field` that cannot be right."""
    preset = PRESETS[preset_name]
    place, name = tidy_place(preset, place), name.strip()
    if not PLACES[preset.place].fullmatch(place):
        raise BadInput(
            "storage_place", field=Field.PLACE.value, kind=place_word(preset.place), example=preset.example
        )
    if not BUCKET.fullmatch(name):
        raise BadInput("storage_bucket", field=Field.BUCKET.value, bucket=name)
    endpoint = preset.endpoint.format(place=place).rstrip("/")
    if preset.is_virtual_hosted:
        endpoint = endpoint.replace("://", f"://{name}.", 1)
    return Bucket(name, endpoint, preset.region.format(place=place), preset.is_virtual_hosted)


def tidy_place(preset: Preset, text: str) -> str:
    """What was meant by a place that was typed or pasted: a whole address gives its account or region."""
    text = text.strip().rstrip("/")
    if preset.place is Place.ADDRESS:
        return text if "://" in text or not text else f"https://{text}"
    found = recognised(text)
    if found and found[0] == preset.name:
        return found[1]
    return text.lower().removeprefix("oss-") if preset.name == "oss" else text.lower()


HOSTS = {
    "r2": re.compile(r"([0-9a-f]{32}(?:\.(?:eu|fedramp|us))?)\.r2\.cloudflarestorage\.com"),
    "b2": re.compile(r"s3\.([a-z0-9-]+)\.backblazeb2\.com"),
    "wasabi": re.compile(r"s3\.([a-z0-9-]+)\.wasabisys\.com"),
    "oss": re.compile(r"oss-([a-z0-9-]+?)(?:-internal)?\.aliyuncs\.com"),
    "cos": re.compile(r"cos\.([a-z0-9-]+)\.myqcloud\.com"),
    "aws": re.compile(r"s3[.-]([a-z0-9-]+)\.amazonaws\.com"),
}


def recognised(text: str) -> tuple[str, str] | None:
    """The preset and place that an endpoint's address in `text` belongs to."""
    for name, host in HOSTS.items():
        if found := host.search(text.lower()):
            return name, found[1]
    return None


LABELS: Mapping[Field, str] = {
    Field.SECRET: r"(?:aws[_ ]?)?secret[_ ]?access[_ ]?key|access[_ ]?key[_ ]?secret|secret[_ ]?key"
    r"|application[_ ]?key(?![_ ]?id)|client[_ ]?secret",
    Field.KEY_ID: r"(?:aws[_ ]?)?access[_ ]?key(?:[_ ]?id)?|secret[_ ]?id"
    r"|application[_ ]?key[_ ]?id|key[_ ]?id",
    Field.BUCKET: r"bucket(?:[_ ]?name)?|存储桶(?:名称)?|存储空间(?:名称)?",
    Field.PLACE: r"(?:aws_)?(?:default_)?region|account[_ ]?id|endpoint(?:[_ ]?url)?|地域",
}
VALUE = r"[\"']?\s*(?:[:=：,]|\s)\s*[\"']?([^\s\"',;]+)"


def taken_apart(text: str) -> Mapping[str, str]:
    """What a pasted block of credentials holds: `preset` and fields by their names, as far as found."""
    rest = _unfolded(text)
    found: dict[str, str] = {}
    if place := recognised(text):
        found["preset"], found[Field.PLACE.value] = place
    for field, label in LABELS.items():
        match = re.search(rf"(?i)(?<![a-z])(?:{label}){VALUE}", rest)
        if match is None:
            continue
        # What has a name is not looked at again: a secret's label has the words of the key's in it.
        rest = rest[: match.start()] + " " + rest[match.end() :]
        found.setdefault(field.value, match[1])
    return found


def _unfolded(text: str) -> str:
    """A table of two lines (as a downloaded .csv is) as names with their values."""
    lines = [line.strip().lstrip("\ufeff") for line in text.strip().splitlines() if line.strip()]
    if len(lines) == 2 and lines[0].count(",") == lines[1].count(",") > 0:
        pairs = zip(lines[0].split(","), lines[1].split(","), strict=True)
        return "\n".join(f"{name.strip()}: {value.strip()}" for name, value in pairs)
    return text
