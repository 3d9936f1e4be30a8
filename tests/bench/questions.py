"""What the citizens of a measurement write: conversations of five questions, plain and understood.

A question in doubt would be kept for officers, which is another way through the desk.
"""

CONVERSATIONS = (
    ("ktp saya hilang, bisa online?", "syaratnya apa?", "berapa biayanya?", "di mana?", "makasih"),
    ("mau bikin skck", "syaratnya apa saja?", "biayanya?", "berapa lama jadinya?", "besok buka?"),
    ("perpanjang sim bisa online?", "biayanya berapa?", "syarat?", "di mana?", "terima kasih"),
    ("halo", "syarat akta kelahiran?", "bisa online?", "berapa hari jadi?", "bayar ga?"),
    ("kk hilang, urus di mana?", "jam berapa buka?", "besok buka?", "syaratnya?", "caranya gmn?"),
)
LENGTH = 5


def question(conversation: int, turn: int) -> str:
    """Return what is asked in a turn, counted from 1; a longer conversation begins again."""
    return CONVERSATIONS[conversation % len(CONVERSATIONS)][(turn - 1) % LENGTH]
