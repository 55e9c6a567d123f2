"""Measures the pages: real servers, people who speak the browser's protocol, and a bare page."""
