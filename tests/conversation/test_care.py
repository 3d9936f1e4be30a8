"""Through the real engine: mourning, insults, verdicts and days, as citizens write them."""

import httpx
import pytest

_AT = "2026-11-23T03:00:00Z"  # Monday, 10.00 WIB
_BEGINS = {
    "bapak saya meninggal kemarin, aktanya gimana": "Kami turut berduka cita",
    "ibu sy mninggal tadi pagi": "Kami turut berduka cita",
    "makasih ya, suami sy barusan meninggal": "Kami turut berduka cita",
    "saya sedih banget": "Kami mengerti ini tidak mudah",
    "capek bolak balik ga kelar2": "Kami mengerti ini tidak mudah",
    "anjing lu": "Mohon maaf bila jawaban saya",
    "makasih ya goblok": "Mohon maaf bila jawaban saya",
    "halo tolol": "Mohon maaf bila jawaban saya",
    "hak asuh anak jatuh ke siapa": "Sengketa dan perkara hukum",
    "pilih siapa di pilkada": "Asisten ini tidak memberi pendapat",
    "obat apa bwt batuk": "Pertanyaan kesehatan",
    "nama di akta beda sama ijazah gimana": "Catatan: status perkawinan, asal-usul anak",
    "hapus data sy": "Permintaan atas data pribadi",
}
_SAYS = {
    "besok jam 3 dukcapil masih buka?": "Selasa 24 November 2026 pukul 15.00 WIB: buka",
    "dukcapil senin dpn buka jam brp": "Senin 30 November 2026: buka",
    "skck bsk jam set 9 udh buka?": "Selasa 24 November 2026 pukul 08.30 WIB: buka",
    "dukcapil malem minggu buka?": "Sabtu 28 November 2026: tutup",
    "jumat abis jumatan dukcapil buka lagi?": "Jumat 27 November 2026 pukul 13.00 WIB: buka",
    "dukcapil 2 hari lagi buka ga": "Rabu 25 November 2026: buka",
    "dukcapil bsk jam 8 malem buka?": "pukul 20.00 WIB: tutup",
    "goblok banget sih, syarat skck apa?": "SKCK",
    "petugasnya goblok": "LAPOR",
}


@pytest.mark.engine
@pytest.mark.parametrize(("asked", "begins"), _BEGINS.items())
def test_the_first_words_are_those_of_care(desk: str, asked: str, begins: str) -> None:
    assert _replies(desk, asked)[0].startswith(begins)


@pytest.mark.engine
@pytest.mark.parametrize(("asked", "says"), _SAYS.items())
def test_a_day_a_time_or_a_question_beside_an_insult_is_answered(
    desk: str, asked: str, says: str
) -> None:
    assert says in "\n".join(_replies(desk, asked))


def _replies(desk: str, text: str) -> list[str]:
    with httpx.Client(trust_env=False, timeout=30) as client:
        response = client.post(f"{desk}/api/v1/consult", json={"text": text, "at": _AT})
    assert response.status_code == httpx.codes.OK
    return [reply["text"] for reply in response.json()["replies"]]
