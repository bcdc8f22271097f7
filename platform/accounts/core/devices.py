"""A browser in words a person recognises: « Firefox, Windows »."""

_BROWSERS = (
    ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"), ("CriOS", "Chrome"), ("Chromium", "Chromium"), ("Chrome", "Chrome"), ("Safari", "Safari"),
)  # fmt: skip
_SYSTEMS = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"), ("Linux", "Linux"),
)  # fmt: skip


def device_words(agent: str) -> str:
    """The browser and the system that a User-Agent names; nothing when it names neither."""
    browser = next((said for sign, said in _BROWSERS if sign in agent), "")
    system = next((said for sign, said in _SYSTEMS if sign in agent), "")
    return ", ".join(word for word in (browser, system) if word)
