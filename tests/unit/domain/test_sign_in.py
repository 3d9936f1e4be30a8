"""What is known of somebody at the door: their place, and their browser in plain words."""

import pytest

from bot.domain.sign_in import Device, device_of, network_of

CHROME = "Mozilla/5.0 ({}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36"
ANDROID = "Linux; Android 13; SM-A045F"


@pytest.mark.parametrize(
    ("agent", "device"),
    [
        (CHROME.format(ANDROID), Device("Chrome", "Android")),
        (CHROME.format("Windows NT 10.0; Win64; x64") + " Edg/130.0", Device("Edge", "Windows")),
        (CHROME.format(ANDROID) + " OPR/80.0", Device("Opera", "Android")),
        (
            CHROME.format(ANDROID).replace("Chrome", "SamsungBrowser/26.0 Chrome"),
            Device("Samsung Internet", "Android"),
        ),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0", Device("Firefox", "Linux")),
        ("Mozilla/5.0 (iPhone; CPU like Mac OS X) Safari/604.1", Device("Safari", "iPhone")),
        ("curl/8", Device()),
        ("", Device()),
    ],
)
def test_a_browser_is_told_in_words_its_owner_knows(agent: str, device: Device) -> None:
    assert device_of(agent) == device


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("198.51.100.7", "198.51.100.7"),
        ("::ffff:198.51.100.7", "198.51.100.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("[2001:db8::1]", "2001:db8::/64"),
        ("198.51.100.7:51234", "198.51.100.7"),
        ("[2001:db8::1]:443", "2001:db8::/64"),
        ("unknown", ""),
        ("", ""),
    ],
)
def test_a_place_is_an_address_or_what_one_household_has_of_the_new_ones(
    address: str, network: str
) -> None:
    assert network_of(address) == network
