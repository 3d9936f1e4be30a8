"""All that speaks HTTP to the outside."""
