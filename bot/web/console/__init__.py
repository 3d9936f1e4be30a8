"""The console: pages of those who work at the desk."""
