"""How to get a bucket and its keys, step by step, for each provider of storage."""

from __future__ import annotations

from kling_desktop.i18n import tr


def guide(preset: str) -> str:
    """The steps for a provider, one line each, the costs last."""
    return "\n".join(f"{number}. {step}" for number, step in enumerate(_steps(preset), start=1))


def _steps(preset: str) -> tuple[str, ...]:
    return {
        "r2": (
            tr("At dash.cloudflare.com open R2 and press “Create bucket”; leave it private."),
            tr("Copy the Account ID from the R2 overview."),
            tr("Press “Manage API tokens”, create one with “Object Read & Write” for this bucket."),
            tr("Copy Access Key ID and Secret Access Key: the secret is shown once."),
            tr("Costs: 10 GB stored are free, fetching costs nothing."),
        ),
        "b2": (
            tr("At backblaze.com open B2 and press “Create a Bucket”; files are private."),
            tr("Its Endpoint reads s3.REGION.backblazeb2.com: copy the region."),
            tr("Under “Application Keys” add one for this bucket, with read and write."),
            tr("Copy keyID and applicationKey: the key is shown once."),
            tr("Costs: 10 GB stored are free; fetching is free up to three times what you store."),
        ),
        "aws": (
            tr("In the S3 console create a bucket; keep “Block all public access” on."),
            tr("Copy its region, such as eu-west-1."),
            tr("In IAM create a user who may get, put and delete objects of this bucket only."),
            tr("Under “Security credentials” create an access key and copy both parts."),
            tr("Costs: cents per GB stored, some cents per GB fetched."),
        ),
        "wasabi": (
            tr("In the Wasabi console create a bucket and note its region."),
            tr("Under “Access Keys” create a key and copy both parts."),
            tr("Trial accounts cannot share links: a paid account is needed."),
            tr("Costs: a monthly minimum for 1 TB; files count for at least 90 days."),
        ),
        "minio": (
            tr("Ask your server's administrator for its address and a bucket."),
            tr("In its console, under “Access Keys”, create a key and copy both parts."),
            tr("The address must be reachable from the internet: Kling fetches the clip there."),
            tr("Costs: those of your own server."),
        ),
        "oss": (
            tr("In the OSS console create a private bucket and note its region, such as cn-hangzhou."),
            tr("In RAM create a user with rights for this bucket, and an AccessKey for it."),
            tr("Copy AccessKey ID and AccessKey Secret: the secret is shown once."),
            tr("Newer accounts in mainland China need a domain of their own to fetch from: press Test."),
            tr("Costs: per GB stored and per GB fetched."),
        ),
        "cos": (
            tr("In the COS console create a private bucket; its whole name ends in a number."),
            tr("Copy the region, such as ap-guangzhou."),
            tr("In CAM create a key for a user with rights for this bucket; copy SecretId and SecretKey."),
            tr("Costs: per GB stored and per GB fetched."),
        ),
    }[preset]
