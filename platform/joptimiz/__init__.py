"""The front door: wiring, application, commands, templates and front end."""
