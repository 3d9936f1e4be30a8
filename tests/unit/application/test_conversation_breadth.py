"""One's own unit, the nearest, lists, comparisons, two services, menus: without the engine."""

import json

import pytest

from bot.domain.catalogue import Catalogue
from bot.domain.message import SHARE_LOCATION
from tests.unit.application.interpreting import Talk, said, titles


@pytest.fixture
def talk(seed: Catalogue) -> Talk:
    return Talk(seed)


class TestWhichUnitIsMine:
    def test_is_asked_once_and_remembered(self, talk: Talk) -> None:
        asked = talk.ask("bikin sktm di mana", "location")
        assert "kelurahan, desa, atau kecamatan mana" in said(asked)
        assert asked.replies[-1].choices[0].payload == SHARE_LOCATION

        answered = talk.ask("mekarsari", "other", 0.2)
        assert "Kantor Kelurahan Mekarsari" in said(answered)
        assert "Tirtaharja" not in said(answered)

        later = talk.ask("kalau sktm jam bukanya", "hours")
        assert "Kantor Kelurahan Mekarsari" in said(later)
        assert "kecamatan mana" not in said(later)

    def test_is_named_in_the_question(self, talk: Talk) -> None:
        answered = talk.ask("saya warga kecamatan mekarjaya, rekam ktp di mana", "location")
        assert answered.answer is not None
        assert answered.answer["unit"]["slug"] == "kecamatan-mekarjaya"
        assert "Kecamatan Sukamaju" not in said(answered)

    def test_is_told_when_nobody_known_serves_there(self, talk: Talk) -> None:
        answered = talk.ask("sktm untuk warga desa karangsari di mana", "location")
        assert "belum ada kantor yang melayani" in said(answered)
        assert "Desa Karangsari" in said(answered)

    def test_decides_how_the_service_is_done_there(self, talk: Talk) -> None:
        # This desa takes no applications online, whatever its neighbours do.
        told = talk.ask("saya warga desa sumberagung, surat domisili bisa online?", "mode")
        assert told.answer is not None
        assert told.answer["mode"] == "tatap_muka"
        assert "sebagian daring" not in said(told)

    def test_an_office_that_is_named_is_meant_itself(self, talk: Talk) -> None:
        meant = talk.meant("rekam ktp bisa di kecamatan mekarjaya?", "mode")
        assert meant.unit == "kecamatan-mekarjaya"
        assert not meant.place_named

    def test_a_bare_kecamatan_after_the_question_is_where_somebody_lives(self, talk: Talk) -> None:
        talk.ask("nikah di kua di mana", "location")
        meant = talk.meant("kecamatan mekarjaya", "other", 0.2)
        assert meant.whereabouts.place is not None
        assert meant.unit is None

    def test_is_not_asked_where_one_counter_serves_all(self, talk: Talk) -> None:
        told = talk.ask("uji kir ikut kantor mana", "location")
        assert "Dinas Perhubungan" in said(told)
        assert "kecamatan mana" not in said(told)

    def test_is_not_asked_of_who_names_a_letter_or_asks_which_office(self, talk: Talk) -> None:
        assert not talk.meant("surat domisili saya hilang", "other").cues.nearest
        told = talk.ask("bikin ktp baru ke kantor mana min", "location")
        assert "Dinas Kependudukan" in said(told)

    def test_the_latest_word_counts(self, talk: Talk) -> None:
        talk.press(near="-7.001,109.002")
        talk.press(place="kec-tirtasari")
        assert talk.context.near is None
        talk.press(near="-7.001,109.002")
        assert talk.context.place is None

    def test_a_follow_up_that_says_where_asks_where(self, talk: Talk) -> None:
        talk.ask("kartu keluarga hilang bisa online", "mode")
        assert talk.meant("terus skck di mana", "location").aspect == "location"
        assert talk.meant("kalau skck", "location").aspect == "mode"


class TestNearest:
    def test_asks_where_one_is_and_then_tells_the_distance(self, talk: Talk) -> None:
        asked = talk.ask("kantor terdekat buat rekam ktp", "location")
        assert titles(asked)[0] == "Kirim lokasi saya"
        told = talk.press(near="-7.050,109.061")
        assert said(told).index("Kecamatan Mekarjaya") < said(told).index("Dinas Kependudukan")
        assert "±0,1 km" in said(told)

    def test_without_a_service_the_nearest_counters_are_told(self, talk: Talk) -> None:
        told = talk.press(near="-7.004,109.006")
        assert said(told).startswith("1. Mal Pelayanan Publik Sukamaju (±0,0 km)")

    def test_whoever_cannot_share_a_location_is_asked_for_the_name(self, talk: Talk) -> None:
        told = talk.press(share="location")
        assert "Tuliskan namanya" in said(told)


class TestLists:
    def test_of_a_unit_with_a_button_a_family(self, talk: Talk) -> None:
        told = talk.ask("apa saja layanan di mal pelayanan publik", "other", 0.4)
        assert "Mal Pelayanan Publik Sukamaju melayani:" in said(told)
        assert "Paspor" in said(told)
        payload = json.loads(told.replies[-1].choices[0].payload.removeprefix("/choose"))
        assert payload["unit"] == "mal-pelayanan-publik"

    def test_of_the_government_as_the_menu(self, talk: Talk) -> None:
        assert "KTP & kependudukan" in titles(talk.ask("layanan apa saja yang ada", "other", 0.4))

    def test_ask_back_when_the_name_is_that_of_several_units(self, talk: Talk) -> None:
        asked = talk.ask("kelurahan melayani apa saja", "other", 0.4)
        assert len(titles(asked)) >= 2


class TestTwoServices:
    def test_in_one_message_are_both_answered(self, talk: Talk) -> None:
        told = talk.ask("biaya skck dan paspor berapa", "fee")
        assert "Biaya SKCK" in said(told)
        assert "Biaya Paspor" in said(told)

    def test_a_paper_that_is_only_brought_along_is_no_second_service(self, talk: Talk) -> None:
        told = talk.ask("bikin skck bawa ktp dan kk", "requirements")
        assert told.answer is not None
        assert told.answer["service"] == "skck"
        assert "yang mana" not in said(told)

    def test_a_paper_that_one_has_already_is_no_second_service(self, talk: Talk) -> None:
        meant = talk.meant("sudah punya paspor dan mau bikin skck")
        assert meant.service == "skck"
        assert meant.second is None

    def test_may_share_what_happened_to_them(self, talk: Talk) -> None:
        meant = talk.meant("KTP SM SIM ILANG GMN INI")
        assert meant.second is not None
        assert {meant.service, meant.second.service} == {"sim-baru", "ktp-el-hilang"}

    def test_the_second_is_narrowed_when_it_must_be(self, talk: Talk) -> None:
        told = talk.ask("syarat kia sama ktp", "requirements")
        assert any("yang mana" in reply.text for reply in told.replies)
        assert any("Syarat" in reply.text for reply in told.replies)


class TestASharedName:
    def test_is_asked_back_with_a_button_each(self, talk: Talk) -> None:
        asked = talk.ask("mau nikah bs online?", "mode")
        assert titles(asked) == ["Akta perkawinan", "Nikah di KUA"]
        assert asked.answer is None
        assert asked.understood["service"] is None

    def test_means_what_is_talked_about(self, talk: Talk) -> None:
        talk.ask("nikah di kua biayanya berapa", "fee")
        told = talk.ask("kalau nikah syaratnya?", "requirements")
        assert told.answer is not None
        assert told.answer["service"] == "nikah-kua"

    def test_gives_way_to_a_name_that_says_more(self, talk: Talk) -> None:
        told = talk.ask("nikah siri bisa bikin akta kelahiran anak?", "requirements")
        assert told.answer is not None
        assert told.answer["service"] == "akta-kelahiran"


class TestComparison:
    @pytest.mark.parametrize(
        "text",
        [
            "mending online atau datang langsung buat perpanjang sim",
            "perpanjang sim enakan lewat hp apa datang ke loket, lebih cepat mana",
        ],
    )
    def test_tells_what_each_way_takes_and_the_condition(self, talk: Talk, text: str) -> None:
        told = talk.ask(text, "procedure")
        assert "pilih daring" in said(told)
        assert "masa berlakunya belum lewat" in said(told)
        assert "Dari rumah:" in said(told)

    def test_where_there_is_no_choice_says_so(self, talk: Talk) -> None:
        told = talk.ask("rekam ktp mending online atau datang", "mode")
        assert "harus datang langsung" in said(told)
        assert "Dari rumah" not in said(told)


class TestMenu:
    def test_leads_from_a_group_to_an_answer(self, talk: Talk) -> None:
        group = talk.press(theme="akta-nikah")
        assert "Akta kelahiran" in titles(group)
        assert titles(group)[-1] == "Menu layanan"
        told = talk.press(family="akta-kelahiran", aspect="mode")
        assert told.answer is not None
        assert told.answer["service"] == "akta-kelahiran"

    def test_every_family_is_in_a_group_that_is_shown(self, seed: Catalogue, talk: Talk) -> None:
        shown: set[str] = set()
        for theme in seed.themes:
            page = talk.press(theme=theme.slug)
            shown |= {s.family for s in seed.services if s.family_name in f"{titles(page)}"}
            shown |= {s.family for s in seed.services if s.family_name in said(page)}
        assert shown == {service.family for service in seed.services}

    @pytest.mark.parametrize("text", ["menu", "Menu", "layanan apa saja"])
    def test_opens_when_it_is_typed(self, talk: Talk, text: str) -> None:
        assert "Surat keterangan" in titles(talk.ask(text, "out_of_scope", 0.6))

    def test_what_an_old_button_names_and_is_no_more_opens_the_menu(self, talk: Talk) -> None:
        assert "Surat keterangan" in titles(talk.press(service="sudah-dihapus", aspect="fee"))


class TestLink:
    def test_of_a_poster_answers_about_its_service_alone(self, talk: Talk) -> None:
        talk.ask("syarat skck", "requirements")
        told = talk.press(link="ktp-el-hilang")
        assert told.answer is not None
        assert told.answer["service"] == "ktp-el-hilang"
        assert "sebagian daring" in said(told)

    def test_of_a_family_asks_which_variant(self, talk: Talk) -> None:
        assert "KTP-el yang mana" in said(talk.press(link="ktp-el"))

    def test_of_a_unit_tells_its_hours(self, talk: Talk) -> None:
        assert "Jam layanan" in said(talk.press(link="dinas-dukcapil"))

    @pytest.mark.parametrize("slug", ["", "tidak-ada"])
    def test_of_nothing_known_greets_with_the_menu(self, talk: Talk, slug: str) -> None:
        told = talk.press(link=slug)
        assert "Selamat datang" in said(told)
        assert "Surat keterangan" in titles(told)

    def test_for_help_explains(self, talk: Talk) -> None:
        assert "Saya membantu" in said(talk.press(link="bantuan"))


class TestWhatIsNotOurs:
    def test_a_broken_road_is_no_broken_card(self, talk: Talk) -> None:
        talk.ask("ktp rusak syaratnya apa", "requirements")
        told = talk.ask("ini jalan rusak bos", "complaint")
        assert told.understood["service"] is None
        assert "KTP-el rusak" not in said(told)

    @pytest.mark.parametrize(
        ("before", "then", "aspect"),
        [
            ("ktp rusak gimana", "kantornya di jalan apa", "location"),
            ("ktp gimana bikinnya", "kalau rusak kena banjir?", "procedure"),
            ("syarat kk hilang", "kalau hilang karena banjir perlu surat polisi?", "requirements"),
            ("bikin sim baru", "prosesnya jalan berapa hari", "duration"),
        ],
    )
    def test_a_road_or_a_flood_in_a_question_does_not_end_the_topic(
        self, talk: Talk, before: str, then: str, aspect: str
    ) -> None:
        first = talk.ask(before, "procedure").understood["service"]
        told = talk.ask(then, aspect)
        assert told.understood["service"].split("-")[0] == first.split("-")[0]
        assert "belum ada di data kami" not in said(told)

    def test_an_office_that_is_not_in_the_data_is_said_to_be_missing(self, talk: Talk) -> None:
        for text, aspect in (("nomor dinas pupr ada?", "contact"), ("polsek minggu buka", "hours")):
            told = talk.ask(text, aspect)
            assert "belum ada di data kami" in said(told)
            assert "Dukcapil" not in said(told)

    def test_another_office_is_answered_for_when_the_talk_is_denied(self, talk: Talk) -> None:
        talk.ask("bikin nib gimana", "procedure")
        told = talk.ask("astaga bukan NIB. bapenda nomor telpon?", "contact")
        assert "0000) 000007" in said(told)
        assert "tidak melayani" not in said(told)

    def test_arrears_are_no_first_registration(self, talk: Talk) -> None:
        told = talk.ask("iuran bpjs kesehatan menunggak 8 bulan cara aktifkan lagi", "procedure")
        assert "Peserta Baru" not in said(told)

    def test_a_complaint_that_names_a_list_of_services_stays_one(self, talk: Talk) -> None:
        meant = talk.meant("menu layanan di aplikasi kok isinya cuma satu", "complaint")
        assert meant.aspect == "complaint"

    def test_a_wish_to_be_nearer_asks_for_no_place(self, talk: Talk) -> None:
        assert talk.meant("ubah faskes agar lebih dekat dari domisili").aspect == "procedure"


class TestDelegation:
    def test_what_the_data_says_is_told(self, talk: Talk) -> None:
        assert "tidak bisa diwakilkan" in said(talk.ask("rekam ktp boleh diwakilkan ga?", "mode"))
        told = said(talk.ask("sertifikat tanah balik nama bisa diwakilkan?", "mode"))
        assert "bila diwakilkan" in told

    def test_what_it_does_not_say_is_admitted(self, talk: Talk) -> None:
        talk.ask("sktm syaratnya apa", "requirements")
        told = talk.ask("bisa diwakilkan anak saya?", "mode")
        assert "belum ada di data kami" in said(told)
        assert told.understood["service"] == "sktm"

    def test_its_papers_stay_a_question_of_papers(self, talk: Talk) -> None:
        told = said(talk.ask("sktm kalau diwakilkan syaratnya apa", "requirements"))
        assert "belum ada di data kami" not in told
