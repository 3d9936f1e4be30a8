"""Pure rules of the desk. Told the time, they decide; they read and write nothing."""
