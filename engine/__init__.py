"""What runs inside Rasa: the door, the reading of a message, the start."""
