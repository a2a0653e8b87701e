"""The body of an edit, put together off the loop just before it is sent."""

from kling_desktop.api.wire import Media, data_uri, encode
from kling_desktop.domain.answers import RequestForm
from kling_desktop.domain.job import EditJob
from kling_desktop.hosting.practice import PREFIX, PracticeHosting
from kling_desktop.media.worker import Workers
from kling_desktop.services.practice import Practice
from kling_desktop.store.inputs import InputFolder


class Bodies:
    """Knows where links and pictures of a job lie."""

    def __init__(self, inputs: InputFolder, workers: Workers, practice: Practice) -> None:
        """Pictures are read from `inputs` in `workers`."""
        self._inputs = inputs
        self._workers = workers
        self._practice = practice

    async def body(self, job: EditJob, form: RequestForm) -> bytes:
        """The JSON of the job's edit in `form`. Raises WorldFailed when practice mode does not start."""
        videos = tuple([await self._resolved(link.url) for link in job.links])
        return await self._workers.run(lambda _: self._encode(job, videos, form))

    async def _resolved(self, url: str) -> str:
        if not url.startswith(PREFIX):
            return url
        address = await self._practice.address()
        return PracticeHosting(address.upload_url, address.key).address(url)

    def _encode(self, job: EditJob, videos: tuple[str, ...], form: RequestForm) -> bytes:
        pictures = {
            picture: picture.url or data_uri(self._inputs.read(picture.sha256), picture.media_type)
            for picture in job.request.pictures
        }
        return encode(job.request, Media(videos, pictures), form)
