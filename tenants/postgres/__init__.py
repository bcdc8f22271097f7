"""The embedded PostgreSQL: where its programs and data live, how it starts and stops."""

from tenants.postgres.cluster import Cluster, ClusterError
from tenants.postgres.homes import Home, find_home

__all__ = ["Cluster", "ClusterError", "Home", "find_home"]
