"""The body of an edit, put together off the loop just before it is sent."""

import asyncio

from kling_desktop.api.wire import LocalPicture, Media, encode
from kling_desktop.domain.answers import RequestForm
from kling_desktop.domain.job import EditJob
from kling_desktop.hosting.practice import PREFIX, PracticeHosting
from kling_desktop.media.worker import StopFlag, Workers
from kling_desktop.services.practice import Practice
from kling_desktop.store.disk import disk_errors
from kling_desktop.store.inputs import InputFolder


class Bodies:
    """Knows where links and pictures of a job lie."""

    def __init__(self, inputs: InputFolder, workers: Workers, practice: Practice) -> None:
        """Pictures are read from `inputs` in `workers`."""
        self._inputs = inputs
        self._workers = workers
        self._practice = practice

    async def body(self, job: EditJob, form: RequestForm) -> bytes:
        """The JSON of the job's edit in `form`.

        Raises WorldFailed when practice mode does not start or a picture is gone or damaged, BadInput.
        """
        addresses = tuple([await self._resolved(link.url) for link in job.links])
        encoding = self._workers.run(lambda _: self._encode(job, addresses, form))
        local = tuple(dict.fromkeys(each.sha256 for each in job.request.pictures if not each.url))
        if not local:
            return await encoding
        # Side by side: reading a picture twice costs less than waiting for its check sum.
        checking = self._workers.run(lambda stop: self._check(local, stop))
        checked, body = await asyncio.gather(checking, encoding, return_exceptions=True)
        if checked is not None:
            raise checked
        if isinstance(body, BaseException):
            raise body
        return body

    async def _resolved(self, url: str) -> str:
        if not url.startswith(PREFIX):
            return url
        address = await self._practice.address()
        return PracticeHosting(address.upload_url, address.key).address(url)

    def _check(self, local: tuple[str, ...], stop: StopFlag) -> None:
        for sha256 in local:
            self._inputs.verify(sha256, stop)

    def _encode(self, job: EditJob, addresses: tuple[str, ...], form: RequestForm) -> bytes:
        own = len(job.request.videos)
        of_elements = dict(zip(job.request.clips[own:], addresses[own:], strict=True))
        pictures = {
            picture: picture.url or LocalPicture(self._inputs.path(picture.sha256), picture.media_type)
            for picture in job.request.pictures
        }
        with disk_errors(self._inputs.root, "input_unreadable"):
            return encode(job.request, Media(addresses[:own], pictures, of_elements), form)
