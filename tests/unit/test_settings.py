import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.clock import Clock
from bot.operator_messages import StartError, sentence
from bot.settings import Mode, Secret, Settings

TEMPLATE = Path("bot/templates/operator.toml").read_text(encoding="utf-8")


def refusal(environ: dict[str, str], required: tuple[str, ...] = ()) -> list[tuple[str, object]]:
    """Return the key and the variable of every problem."""
    with pytest.raises(StartError) as caught:
        Settings.from_env(environ, required=required)
    return [(each.key, each.values.get("name")) for each in caught.value.messages]


def test_an_empty_environment_is_a_demo_on_this_machine_only() -> None:
    settings = Settings.from_env({"PATH": "/bin"})
    assert (settings.mode, settings.host, settings.port) == (Mode.DEMO, "127.0.0.1", 8000)
    assert settings.zone.key == "Asia/Jakarta"


def test_every_variable_is_read() -> None:
    given = {
        "BOT_MODE": "demo",
        "BOT_NOW": "2026-11-24T09:00:00+07:00",
        "BOT_NOW_SINCE": "1795000000.5",
        "BOT_HOST": "10.0.0.1",
        "BOT_PORT": "81",
        "BOT_DATA_DIR": "/srv/loket",
        "BOT_DATABASE_URL": "postgresql://a:b@c/d",
        "BOT_ENGINE_URL": "http://127.0.0.1:5005/",
        "BOT_ENGINE_TOKEN": "t1",
        "BOT_ENGINE_DATABASE_URL": "postgresql://e:f@c/d",
        "BOT_ACTION_TOKEN": "t2",
        "BOT_ACTION_URL": "http://127.0.0.1:8000/private/actions",
        "BOT_TELEGRAM_TOKEN": "123456789:AAE-contoh_",
        "BOT_TELEGRAM_API_URL": "http://127.0.0.1:8081",
        "BOT_PUBLIC_URL": "https://loket.contoh.go.id",
        "BOT_PROXY_COUNT": "1",
        "BOT_PASSWORD_MEMORY_MB": "128",
        "BOT_PASSWORD_ROUNDS": "4",
        "BOT_SMTP_URL": "smtp://a:b@c:587",
        "BOT_SMTP_FROM": "loket@contoh.go.id",
        "BOT_OIDC_ISSUER": "https://masuk.contoh.go.id/",
        "BOT_OIDC_CLIENT_ID": "loket",
        "BOT_OIDC_CLIENT_SECRET": "t3",
        "BOT_OIDC_NAME": "Akun Pegawai",
        "BOT_ZONE": "Asia/Jayapura",
        "BOT_LOG_LEVEL": "DEBUG",
    }
    assert set(given) == set(Settings.names())
    settings, default = Settings.from_env(given), Settings()
    unread = [name for name in vars(default) if getattr(settings, name) == getattr(default, name)]
    assert unread == ["mode"]
    assert settings.engine_url == "http://127.0.0.1:5005"


def test_all_problems_are_told_at_once() -> None:
    environ = {"BOT_PORT": "70000", "BOT_ZONE": "Asia", "BOT_PROT": "8000", "OTHER": "x"}
    assert sorted(refusal(environ, ("BOT_DATABASE_URL",)), key=str) == [
        ("settings_bad_port", "BOT_PORT"),
        ("settings_bad_zone", "BOT_ZONE"),
        ("settings_missing", "BOT_DATABASE_URL"),
        ("settings_unknown", "BOT_PROT"),
    ]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("BOT_MODE", "Demo"),
        ("BOT_NOW", "2026-11-24T09:00:00"),
        ("BOT_NOW", "besok"),
        ("BOT_NOW_SINCE", "nan"),
        ("BOT_HOST", "http://127.0.0.1"),
        ("BOT_PORT", "0"),
        ("BOT_PORT", "65536"),
        ("BOT_PORT", "٨٠٠٠"),
        ("BOT_DATABASE_URL", "mysql://a:rahasia@b/c"),
        ("BOT_ENGINE_DATABASE_URL", "sqlite:///x"),
        ("BOT_ENGINE_URL", "127.0.0.1:5005"),
        ("BOT_ACTION_URL", "ftp://127.0.0.1"),
        ("BOT_TELEGRAM_TOKEN", "AAE-contoh"),
        ("BOT_TELEGRAM_TOKEN", "١٢:AAE"),
        ("BOT_TELEGRAM_API_URL", "api.telegram.org"),
        ("BOT_PUBLIC_URL", "loket.contoh.go.id"),
        ("BOT_PUBLIC_URL", "https://contoh.go.id/loket"),
        ("BOT_PUBLIC_URL", "https://@contoh.go.id"),
        ("BOT_PUBLIC_URL", "https://loket:x@contoh.go.id"),
        ("BOT_PUBLIC_URL", "https://contoh.go.id:70000"),
        ("BOT_PUBLIC_URL", "https://contoh .go.id"),
        ("BOT_PROXY_COUNT", "-1"),
        ("BOT_PASSWORD_MEMORY_MB", "18"),
        ("BOT_PASSWORD_ROUNDS", "1"),
        ("BOT_SMTP_FROM", "loket"),
        ("BOT_OIDC_NAME", "\t"),
        ("BOT_ZONE", "Jakarta"),
        ("BOT_ZONE", "../etc/passwd"),
        ("BOT_LOG_LEVEL", "loud"),
    ],
)
def test_a_malformed_value_is_refused_in_a_sentence_that_names_it(name: str, text: str) -> None:
    with pytest.raises(StartError) as caught:
        Settings.from_env({name: text})
    [message] = caught.value.messages
    assert message.values["name"] == name
    assert str(message).startswith(name)


@pytest.mark.parametrize(
    ("text", "origin"),
    [
        ("HTTPS://Loket.Contoh.go.id:443/", "https://loket.contoh.go.id"),
        ("http://loket.contoh.go.id:80", "http://loket.contoh.go.id"),
        ("https://loket.contoh.go.id:8443", "https://loket.contoh.go.id:8443"),
        ("http://[::1]:8000", "http://[::1]:8000"),
    ],
)
def test_the_public_address_is_kept_as_browsers_write_it(text: str, origin: str) -> None:
    assert Settings.from_env({"BOT_PUBLIC_URL": text}).public_url == origin


@pytest.mark.parametrize("name", ["BOT_Port", "BOT_", "BOT_port", "BOT_FOO"])
def test_an_unknown_name_is_refused_even_when_it_is_empty(name: str) -> None:
    assert refusal({name: ""}) == [("settings_unknown", name)]


def test_an_empty_value_counts_as_not_given() -> None:
    assert Settings.from_env({"BOT_PORT": ""}).port == 8000
    assert refusal({"BOT_PORT": ""}, ("BOT_PORT",)) == [("settings_missing", "BOT_PORT")]


def test_production_refuses_a_clock_that_was_set() -> None:
    environ = {"BOT_MODE": "production", "BOT_NOW": "2026-11-24T09:00:00+07:00"}
    assert refusal(environ) == [("settings_now_in_production", None)]


def test_a_secret_shows_itself_nowhere() -> None:
    settings = Settings.from_env(
        {"BOT_ENGINE_TOKEN": "rahasia", "BOT_DATABASE_URL": "postgresql://u:rahasia@h/d"}
    )
    assert "rahasia" not in f"{settings} {settings!r} {settings.engine_token}"
    assert settings.engine_token.reveal() == "rahasia"
    assert not Secret()


def test_a_refused_database_address_is_not_repeated() -> None:
    with pytest.raises(StartError) as caught:
        Settings.from_env({"BOT_DATABASE_URL": "mysql://a:rahasia@b/c"})
    assert "rahasia" not in str(caught.value) + "".join(map(str, caught.value.messages))


@pytest.mark.parametrize(
    ("given", "needed"),
    [
        ({"BOT_SMTP_URL": "smtp://c:25"}, ["BOT_SMTP_FROM"]),
        (
            {"BOT_OIDC_ISSUER": "https://masuk.contoh.go.id"},
            ["BOT_OIDC_CLIENT_ID", "BOT_OIDC_CLIENT_SECRET", "BOT_PUBLIC_URL"],
        ),
    ],
)
def test_what_is_useless_alone_is_refused(given: dict[str, str], needed: list[str]) -> None:
    assert refusal(given) == [("settings_needed_by", name) for name in needed]


def test_a_provider_is_asked_over_https_only() -> None:
    told = refusal({"BOT_OIDC_ISSUER": "http://masuk.contoh.go.id"})

    assert told == [("settings_bad_oidc_issuer", "BOT_OIDC_ISSUER")]


def test_a_refused_mail_server_is_not_repeated() -> None:
    with pytest.raises(StartError) as caught:
        Settings.from_env({"BOT_SMTP_URL": "smtp://u:rahasia@mesin"})
    assert "rahasia" not in str(caught.value) + "".join(map(str, caught.value.messages))


def test_a_refused_token_of_telegram_is_not_repeated() -> None:
    with pytest.raises(StartError) as caught:
        Settings.from_env({"BOT_TELEGRAM_TOKEN": "123:rahasia sekali"})
    assert "rahasia" not in str(caught.value) + "".join(map(str, caught.value.messages))


def test_the_clock_of_every_process_of_a_desk_agrees_and_ticks_on() -> None:
    since = (datetime.now(UTC) - timedelta(hours=2)).timestamp()
    environ = {"BOT_NOW": "2026-12-24T08:00:00+07:00", "BOT_NOW_SINCE": str(since)}
    told = Settings.from_env(environ).clock.now()
    assert timedelta() <= told - datetime(2026, 12, 24, 3, tzinfo=UTC) < timedelta(minutes=1)
    assert told.utcoffset() == timedelta()


def test_a_clock_left_alone_shows_the_time_of_the_machine() -> None:
    assert abs(Clock().now() - datetime.now(UTC)) < timedelta(seconds=5)


def test_every_setting_has_a_sentence_for_a_bad_value() -> None:
    without_bad_values = {"data_dir", "engine_token", "action_token", "oidc_client_secret"}
    for name in set(vars(Settings())) - without_bad_values:
        assert sentence(f"settings_bad_{name}", name="X", value="y")


def test_every_sentence_for_operators_is_used() -> None:
    sources = "".join(
        path.read_text(encoding="utf-8")
        for path in [
            *Path("bot").rglob("*.py"),
            *Path("tests/understanding").rglob("*.py"),
            Path("deploy/setup.sh"),
        ]
    )
    keys = re.findall(r"^(\w+) = ", TEMPLATE, re.MULTILINE)
    generated = ("settings_bad_", "cli_")
    unused = [key for key in keys if f'"{key}"' not in sources and not key.startswith(generated)]
    assert unused == []
