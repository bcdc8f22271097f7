"""What is held about people, given to them, and erased."""

from accounts.service.privacy.erasing import Headed, erase_account, erase_person, list_headed
from accounts.service.privacy.holding import Held, json_of, list_held, zip_of
from accounts.service.privacy.operating import (
    Found,
    PlateFound,
    erase_plate,
    find_person,
    find_plate,
    give_person,
    operating,
    plate_of,
)
from accounts.service.privacy.requests import DataRequest, keep_done, list_requests, reason_of, receive, refuse
from accounts.service.privacy.subject import Subject

__all__ = [
    "DataRequest",
    "Found",
    "Headed",
    "Held",
    "PlateFound",
    "Subject",
    "erase_account",
    "erase_person",
    "erase_plate",
    "find_person",
    "find_plate",
    "give_person",
    "json_of",
    "keep_done",
    "list_headed",
    "list_held",
    "list_requests",
    "operating",
    "plate_of",
    "reason_of",
    "receive",
    "refuse",
    "zip_of",
]  # fmt: skip
