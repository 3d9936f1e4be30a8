"""Letters by SMTP: handed to the mail server of the government, in a thread of their own."""

import asyncio
import smtplib
import ssl
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from urllib.parse import unquote, urlsplit

from bot.application.ports import LetterNotSent

_SECONDS = 15.0


class SmtpLetters:
    """Sends through one server; `smtp` begins in the clear and turns to TLS where it can."""

    def __init__(self, url: str, sender: str) -> None:
        self._server = urlsplit(url)
        self._sender = sender

    async def send(self, to: str, subject: str, text: str) -> None:
        """Hand a letter to the mail server.

        Raises:
            LetterNotSent: it was not taken.
        """
        try:
            await asyncio.to_thread(self._send, self._letter(to, subject, text))
        # ValueError: an address that no letter can bear.
        except (OSError, smtplib.SMTPException, ValueError) as error:
            raise LetterNotSent(type(error).__name__) from error

    def _letter(self, to: str, subject: str, text: str) -> EmailMessage:
        letter = EmailMessage()
        letter["From"], letter["To"], letter["Subject"] = self._sender, to, subject
        letter["Date"] = formatdate()
        # Without a domain it would ask the network what this machine is called.
        letter["Message-ID"] = make_msgid(domain=self._sender.rpartition("@")[2])
        letter["Auto-Submitted"] = "auto-generated"
        letter.set_content(text)
        return letter

    def _send(self, letter: EmailMessage) -> None:
        with self._connected() as server:
            if self._server.username:
                password = unquote(self._server.password or "")
                server.login(unquote(self._server.username), password)
            server.send_message(letter)

    def _connected(self) -> smtplib.SMTP:
        host, port = self._server.hostname or "", self._server.port or 0
        if self._server.scheme == "smtps":
            safe = ssl.create_default_context()
            return smtplib.SMTP_SSL(host, port, timeout=_SECONDS, context=safe)
        server = smtplib.SMTP(host, port, timeout=_SECONDS)
        server.ehlo()
        if server.has_extn("starttls"):
            server.starttls(context=ssl.create_default_context())
        elif self._server.username:
            server.close()
            raise smtplib.SMTPException("no TLS")
        return server
