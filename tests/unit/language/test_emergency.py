"""A cry for help gets its numbers; a question that merely mentions a fire gets its answer."""

import json
import re
from pathlib import Path
from time import perf_counter

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.language.care import Feelings
from bot.language.emergency import EmergencyRules, EscalationTopics
from bot.language.normalizer import Normalizer
from bot.language.phrases import PhraseError, read_rules

ROOT = Path(__file__).parents[3]
LEXICON = ROOT / "data" / "lexicon"
NOTICES = ROOT / "bot" / "templates" / "answers" / "notices"
NORMALIZER = Normalizer.from_file(LEXICON / "everyday.json")
RULES = EmergencyRules.from_file(LEXICON / "emergency.json")
TOPICS = EscalationTopics.from_file(LEXICON / "escalation.json")
FEELINGS = Feelings.from_file(LEXICON / "care.json")
LONG = ("suami saya ", "orang ", "mau ", "data nik ", "api ", "tolong. ", "x", "?! ")


def kind_of(text: str) -> str | None:
    emergency = RULES.detect(text)
    return emergency.kind if emergency else None


def topic_of(typed: str) -> str | None:
    return TOPICS.find(NORMALIZER.strip_salutation(NORMALIZER.normalize(typed)))


DANGER = [
    "rumah sy kebakaran tolong",
    "KEBAKARAN!!!",
    "ada kebakaran di pasar",
    "tetangga saya kebakaran min",
    "Tolong rumah saya kebakaran, surat-surat masih di dalam",
    "api nya makin besar, ktp msh di dalam",
    "ada kecelakaan di depan kantor",
    "ada kecelakaan di depan puskesmas",
    "izin lapor pak ada kecelakaan",
    "kecelakaaan pak tolong banyak darahnya",
    "anak saya ketabrak motor",
    "ada maling di rumah saya",
    "saya lagi dirampok",
    "sy dibegal barusan",
    "tolong kirim ambulans",
    "butuh ambulan skrg",
    "bapak saya pingsan",
    "ada orang pingsan di loket ktp",
    "ibu sy tdk sadarkan diri",
    "suami saya tidak bernafas",
    "bayi saya kejang",
    "istri saya mau melahirkan tolong",
    "anak tenggelam di sungai",
    "ada ular masuk rumah",
    "tabung gas meledak",
    "bau gas bocor di rumah",
    "kami terjebak banjir di atap",
    "tolong evakuasi kami",
    "ada orang ngamuk bawa parang",
    "anak saya hilang dari tadi siang",
    "darurat!!",
    "nomor damkar berapa",
    "ada longsor di kampung kami",
]
VIOLENCE = [
    "saya mau bunuh diri",
    "pengen bunuh diri aja",
    "sy ingin mengakhiri hidup",
    "gak mau hidup lagi",
    "tidak kuat lagi hidup",
    "sudah capek sama hidup ini",
    "ingin mati saja rasanya",
    "saya ingin mati",
    "cape hidup begini",
    "adik saya mau bunuh diri",
    "saya mau bunuh diri, ktp saya tolong dihapus",
    "suami saya mukulin saya",
    "suami sy klo mabuk suka mukulin sy",
    "suami saya mukulin saya dan ktp saya disita",
    "suamiku nampar aku trs",
    "saya dipukuli suami",
    "anak saya diperkosa",
    "anak tetangga disiksa ibunya",
    "saya korban kdrt",
    "lapor kdrt kemana",
    "saya diancam mau dibunuh",
    "mantan saya ngancam pakai pisau",
    "saya disekap majikan",
    "korban perdagangan orang",
]
CALM = [
    "tolong",
    "tolong bantu buat ktp",
    "tolong cepat min saya butuh kk",
    "KTP saya hilang karena kebakaran bulan lalu",
    "rumah kebakaran minggu lalu, akta hangus gimana",
    "ktp sama kk ikut terbakar, urusnya gimana",
    "surat keterangan kecelakaan",
    "akta kematian kecelakaan",
    "ayah saya meninggal kecelakaan, akta kematiannya gimana",
    "santunan kecelakaan jasa raharja",
    "bantuan korban kebakaran syaratnya apa",
    "surat keterangan korban banjir",
    "layanan darurat buka jam berapa?",
    "pengin mati rasanya ngantri terus",
    "sim saya mau mati bulan depan",
    "pajak motor saya mati",
    "ktp mati masih bisa dipakai?",
    "saya tidak sadar kalau ktp sudah habis",
    "akta kematian bunuh diri syaratnya",
    "bapak meninggal bunuh diri tahun lalu",
    "syarat cerai karena kdrt",
    "saya dulu dipukuli suami, sudah cerai, mau pisah kk",
    "buka pukul berapa",
    "dipukul rata 50 ribu ya",
    "dompet dijambret, ktp hilang",
    "stnk hilang dicuri",
    "akta anak saya hilang",
    "kia anak saya hilang",
    "izin keramaian kembang api",
    "tiket kereta api",
    "rekomendasi proteksi kebakaran",
    "istri mau melahirkan bulan depan, bpjs nya gimana",
    "kontak darurat di formulir diisi siapa",
    "saya lapar",
    "aplikasi tidak bisa dibuka pas darurat",
    "jalan berlubang sudah banyak yang kecelakaan",
    "arti mimpi digigit ular",
    "gawat besok harus ada ktp",
    "petugasnya galak",
    "jam 8 buka?",
    "nomor polisi motor saya hilang",
    "KK saya mau dipecah",
    "sewa ambulans biayanya berapa",
    "",
]


@pytest.mark.parametrize("text", DANGER)
def test_danger_is_recognised(text: str) -> None:
    assert kind_of(text) == "danger"


@pytest.mark.parametrize("text", VIOLENCE)
def test_violence_and_despair_are_recognised(text: str) -> None:
    assert kind_of(text) == "violence"


@pytest.mark.parametrize("text", CALM)
def test_a_question_for_the_desk_is_no_emergency(text: str) -> None:
    assert kind_of(text) is None


@pytest.mark.parametrize("text", [*DANGER, *VIOLENCE, *CALM])
def test_normalized_text_is_judged_like_raw_text(text: str) -> None:
    assert kind_of(NORMALIZER.normalize(text)) == kind_of(text)


@pytest.mark.parametrize(
    ("typed", "topic"),
    [
        ("ganti nama di ktp", "penetapan_status"),
        ("nama di akta beda sama ijazah", "penetapan_status"),
        ("tgl lahir saya salah di kk", "penetapan_status"),
        ("anak di luar nikah bisa bikin akta?", "penetapan_status"),
        ("saya nikah siri mau buat kk", "penetapan_status"),
        ("ganti jenis kelamin di ktp", "penetapan_status"),
        ("nik saya ganda", "nik_ganda_data_beda"),
        ("nik ga terdaftar di bpjs", "nik_ganda_data_beda"),
        ("nik tidak padan", "nik_ganda_data_beda"),
        ("data di kk dan ktp beda", "nik_ganda_data_beda"),
        ("knp saya ga dapat bansos", "kelayakan_bantuan"),
        ("apa saya layak dapat pkh", "kelayakan_bantuan"),
        ("desil saya berapa", "kelayakan_bantuan"),
        ("bansos saya dicabut", "kelayakan_bantuan"),
        ("sengketa tanah sama tetangga", "sengketa_hukum"),
        ("rebutan warisan", "sengketa_hukum"),
        ("hak asuh anak jatuh ke siapa", "sengketa_hukum"),
        ("lapor pungli di mana", "pengaduan_pungli"),
        ("petugas minta uang 50rb", "pengaduan_pungli"),
        ("ada calo di loket", "pengaduan_pungli"),
        ("petugasnya kasar banget", "pengaduan_pungli"),
        ("saya ditipu orang", "pidana_penipuan"),
        ("ada yg telp ngaku dari dukcapil minta otp", "pidana_penipuan"),
        ("data saya dipakai orang buat pinjol", "pidana_penipuan"),
        ("ktp palsu", "pidana_penipuan"),
        ("hapus data saya", "data_pribadi"),
        ("cek nik orang lain", "data_pribadi"),
        ("data warga bocor ya", "data_pribadi"),
        ("obat apa untuk batuk", "kesehatan"),
        ("gejala demam berdarah", "kesehatan"),
        ("pilih siapa di pilkada", "politik_sara"),
        ("menurut kamu bupati sekarang gimana", "politik_sara"),
        ("berapa denda telat akta", "retribusi_denda_keputusan"),
        ("pasti jadi besok?", "retribusi_denda_keputusan"),
        ("bisa dipercepat gak", "retribusi_denda_keputusan"),
        ("suami saya bule mau buat kk", "wna_campuran"),
        ("syarat nikah sama wna", "wna_campuran"),
        ("anak lahir di luar negeri", "wna_campuran"),
        ("lansia tidak bisa jalan, bisa dijemput?", "prioritas_rentan"),
        ("nenek saya gak bisa jalan mau rekam ktp", "prioritas_rentan"),
        ("bapak stroke, mau buat ktp", "prioritas_rentan"),
    ],
)
def test_a_topic_for_officers_is_found(typed: str, topic: str) -> None:
    assert topic_of(typed) == topic


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "syarat bansos",
        "daftar bansos di mana",
        "syarat keringanan pbb",
        "ktp hilang",
        "tambah nama anak di kk",
        "ganti nama kepala keluarga di kk",
        "balik nama stnk",
        "ganti nama pemilik pbb",
        "calon pengantin syaratnya apa",
        "supaya cepat gimana",
        "data apa yang dibawa",
        "surat keterangan ahli waris",
        "syarat cerai gugat",
        "perpanjang paspor mau ke luar negeri",
        "hapus anggota keluarga dari kk",
        "otp nya belum masuk",
        "saya tidak bisa datang bisa diwakilkan?",
        "saya tidak bisa bangun rumah tanpa izin?",
        "syarat bantuan lansia",
        "buat janji temu",
        "sertifikat laik fungsi",
        "kenapa saya tidak dapat antrean",
        "surat sehat di mana",
        "cek nik saya",
        "jaminan kesehatan daftar di mana",
        "apa beda ktp dan ikd",
        "kk untuk anak baru lahir",
        "rawan banjir ya kantornya",
        "wnani",
        "nama sudah benar. beda kelurahan saja",
        "rumah sakit apa yang buka",
        "surat keterangan beda nama",
        "cara bayar denda pajak",
        "input data salah terus",
        "minta otp tapi tidak dikirim",
        "rantang lansia",
        "cara cek desil",
        "siapa yang berhak jadi wali nikah",
    ],
)
def test_a_plain_question_about_the_procedure_has_no_topic(typed: str) -> None:
    assert topic_of(typed) is None


_SAID = yaml.safe_load(Path(__file__).with_name("topics.yml").read_text(encoding="utf-8"))
_KINDS = {"darurat": "danger", "bunuh_diri_kekerasan": "violence"}


@pytest.mark.parametrize(("topic", "text"), [(t, text) for t in _SAID for text in _SAID[t]["said"]])
def test_each_topic_is_heard_however_it_is_typed(topic: str, text: str) -> None:
    if topic in _KINDS:
        assert kind_of(text) == _KINDS[topic]
    else:
        assert topic_of(text) == topic


@pytest.mark.parametrize("text", [text for topic in _SAID.values() for text in topic["near"]])
def test_a_near_miss_is_an_ordinary_question(text: str) -> None:
    assert (kind_of(text), topic_of(text)) == (None, None)


def test_every_kind_and_topic_has_its_sentence() -> None:
    kinds = {kind for kind, _ in read_rules(LEXICON / "emergency.json", "kind")}
    topics = {topic for topic, _ in read_rules(LEXICON / "escalation.json", "topic")}
    said = set(re.findall(r'^  "(\w+)":', (NOTICES / "escalation.txt").read_text(), re.MULTILINE))
    assert all((NOTICES / f"emergency_{kind}.txt").exists() for kind in kinds)
    assert topics == said


@pytest.mark.parametrize("name", ["emergency.json", "escalation.json", "care.json"])
def test_every_word_of_the_rules_survives_the_normalizer(name: str) -> None:
    data = json.loads((LEXICON / name).read_text())
    phrases = [
        p for rule in data["rules"] for k in ("always", "when", "unless") for p in rule.get(k, [])
    ]
    words = {w for p in phrases for part in p.split() if part != "..." for w in part.split("|")}
    words |= {w for group in data["groups"].values() for w in group}
    written = {w for w in words if not w.startswith("<")}
    assert {w: NORMALIZER.normalize(w) for w in written} == {w: w for w in written}


@pytest.mark.parametrize("name", ["emergency.json", "escalation.json", "care.json"])
def test_every_group_is_used(name: str) -> None:
    text = (LEXICON / name).read_text()
    assert all(f"<{group}>" in text for group in json.loads(text)["groups"])


def test_every_filler_of_an_insult_survives_the_normalizer() -> None:
    fillers = json.loads((LEXICON / "care.json").read_text())["fillers"]
    assert [word for word in fillers if NORMALIZER.normalize(word) != word] == []


@pytest.mark.parametrize("phrase", ["<nobody> here", "... word", "word ...", ""])
def test_a_phrase_that_says_nothing_is_refused(phrase: str, tmp_path: Path) -> None:
    path = tmp_path / "rules.json"
    path.write_text(json.dumps({"groups": {}, "rules": [{"kind": "danger", "when": [phrase]}]}))
    with pytest.raises(PhraseError):
        read_rules(path, "kind")


@given(st.text())
def test_any_text_is_judged(text: str) -> None:
    assert kind_of(text) in {None, "danger", "violence"}
    assert TOPICS.find(text) is None or NORMALIZER.normalize(text)


@pytest.mark.parametrize("words", LONG)
def test_ten_thousand_characters_are_judged_at_once(words: str) -> None:
    text = (words * 10_000)[:10_000]
    begun = perf_counter()
    RULES.detect(text)
    TOPICS.find(text)
    FEELINGS.find(text)
    assert perf_counter() - begun < 1
