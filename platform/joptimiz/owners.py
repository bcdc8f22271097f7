"""Every owner of tables, in the order of their migrations."""

from accounts.service import ACCOUNTS
from cirqliz.service import CIRQLIZ
from numeriz.service import NUMERIZ
from tenants.owned import TENANTS, Owned

OWNERS: tuple[Owned, ...] = (TENANTS, ACCOUNTS, CIRQLIZ, NUMERIZ)
