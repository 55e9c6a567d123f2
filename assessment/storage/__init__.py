"""Tables, migrations and the store on SQLite and PostgreSQL; opened by the wiring alone."""
