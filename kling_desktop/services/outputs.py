"""What is made of results to be handed to others: tables, contact sheets, packed projects."""

from kling_desktop.media.worker import Workers
from kling_desktop.services.contact import ContactSheets
from kling_desktop.services.ledger import Ledger
from kling_desktop.services.packing import Packing
from kling_desktop.services.tables import Tables
from kling_desktop.store.inputs import InputFolder
from kling_desktop.store.journal import Journal


class Outputs:
    """Makes them in `workers`, of what the journal knows and what is kept in `inputs`."""

    def __init__(self, ledger: Ledger, journal: Journal, workers: Workers, inputs: InputFolder) -> None:
        self.contacts = ContactSheets(ledger, journal, workers, inputs)
        self.tables = Tables(journal)
        self.packing = Packing(journal, inputs, workers)
