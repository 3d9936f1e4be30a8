"""The catalogue as files: one reader and one set of rules, whatever the format."""
