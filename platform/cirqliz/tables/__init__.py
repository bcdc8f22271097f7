"""The tables of derogations."""

from pathlib import Path

from cirqliz.tables.checks import CHECK_PRIVILEGES, CHECK_TABLES
from cirqliz.tables.documents import DOCUMENT_PRIVILEGES, DOCUMENT_TABLES
from cirqliz.tables.hearings import HEARING_PRIVILEGES, HEARING_TABLES
from cirqliz.tables.leaving import DerogationNotice, DerogationPush, DerogationPushRun, DerogationReading
from cirqliz.tables.letters import LETTER_PRIVILEGES, LETTER_TABLES
from cirqliz.tables.passes import PASS_PRIVILEGES, Pass, PassList, PassPhone
from cirqliz.tables.requests import Deposit, Request, RequestDeposit, RequestMessage
from cirqliz.tables.rights import Derogation, DerogationDay, DerogationSetting, DerogationWord
from tenants.owned import Owned

CIRQLIZ = Owned(
    "cirqliz",
    Path(__file__).parent / "register.yaml",
    territory=(
        DerogationSetting,
        DerogationWord,
        DerogationPush,
        DerogationPushRun,
        *LETTER_TABLES,
        PassList,
        *CHECK_TABLES,
    ),
    shared=(
        Request,
        RequestMessage,
        Deposit,
        RequestDeposit,
        Derogation,
        DerogationDay,
        DerogationNotice,
        Pass,
        PassPhone,
        *HEARING_TABLES,
    ),
    carrier=(*DOCUMENT_TABLES, DerogationReading),
    privileges={
        **DOCUMENT_PRIVILEGES,
        **LETTER_PRIVILEGES,
        **PASS_PRIVILEGES,
        **CHECK_PRIVILEGES,
        **HEARING_PRIVILEGES,
        "request": "SELECT, INSERT, UPDATE, DELETE",
        "request_message": "SELECT, INSERT",
        "deposit": "SELECT, INSERT, DELETE",
        "request_deposit": "SELECT, INSERT",
        "derogation": "SELECT, INSERT, UPDATE, DELETE",
        "derogation_day": "SELECT, INSERT",
        "derogation_setting": "SELECT, INSERT, UPDATE",
        "derogation_word": "SELECT, INSERT, UPDATE, DELETE",
        "derogation_notice": "SELECT, INSERT, UPDATE, DELETE",
        "derogation_reading": "SELECT, INSERT, UPDATE, DELETE",
        "derogation_push": "SELECT, INSERT, UPDATE, DELETE",
        "derogation_push_run": "SELECT, INSERT, DELETE",
    },
)
