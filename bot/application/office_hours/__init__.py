"""What an operator does with hours and status: each change judged, written, shown and undone."""
