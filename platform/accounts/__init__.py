"""Who: people, organisations, fleets, roles by territory, one sign-on."""
