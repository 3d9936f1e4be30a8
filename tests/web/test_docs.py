"""The API's description agrees with the routes, and its page shows all of it."""

from html import unescape

import httpx
import pytest

from bot.web.docs import api_description
from bot.web.pages import render_docs
from tests.web.openapi import problems


async def test_the_description_can_be_fetched_as_a_file(client: httpx.AsyncClient) -> None:
    response = await client.get("/docs/openapi.json")

    assert response.json() == api_description()


async def test_every_described_operation_is_served(client: httpx.AsyncClient) -> None:
    for path, operations in api_description()["paths"].items():
        for method in operations:
            slug = api_description()["components"]["parameters"]["Slug"]["example"]
            response = await client.request(method.upper(), path.format(slug=slug))
            assert response.status_code not in (404, 405, 500), (method, path)


def test_the_page_shows_every_operation_with_an_example() -> None:
    page = unescape(render_docs(api_description()))

    for path, operations in api_description()["paths"].items():
        for method, operation in operations.items():
            assert f"{method.upper()} {path}" in page
            assert operation["summary"] in page
    assert page.count("<pre") >= 6
    assert '"text": "KTP saya hilang, bisa diurus online?"' in page


def test_the_page_explains_every_field() -> None:
    page = unescape(render_docs(api_description()))

    for name, schema in api_description()["components"]["schemas"].items():
        assert f'id="{name}"' in page
        for field, described in schema["properties"].items():
            assert f"<code>{field}</code>" in page
            assert described.get("description", "") in page


def test_examples_are_of_the_described_shape() -> None:
    consult = api_description()["paths"]["/api/v1/consult"]["post"]
    asked = consult["requestBody"]["content"]["application/json"]["examples"]
    answered = consult["responses"]["200"]["content"]["application/json"]["example"]
    hours = api_description()["paths"]["/api/v1/units/{slug}/opening-hours"]["get"]
    told = hours["responses"]["200"]["content"]["application/json"]["example"]

    for name, example in asked.items():
        shape = "SharedLocation" if name == "location" else "Question"
        assert problems(example["value"], shape) == []
    assert problems(answered, "Consultation") == []
    assert problems(told, "UnitHours") == []


@pytest.mark.parametrize(
    ("value", "where"),
    [
        ({}, "Reply.text: missing"),
        ({"text": 1, "choices": []}, "Reply.text: int"),
        ({"text": "a", "choices": [{}]}, "Reply.choices[0].title: missing"),
        ({"text": "a", "choices": [], "html": "b"}, "Reply.html: unknown"),
    ],
)
def test_the_checker_of_shapes_sees_what_is_wrong(value: object, where: str) -> None:
    assert where in problems(value, "Reply")
