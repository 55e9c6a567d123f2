"""Every page, drawn and used without a browser."""
