"""The catalogue as data for other programmes: GET /api/v1/services and /api/v1/units."""

from typing import Any

from bot.domain.catalogue import Catalogue, Government, Service, Unit


def services_body(catalogue: Catalogue) -> dict[str, Any]:
    """Return all services, with the units that offer each, its main one first."""
    return {
        "government": _government_body(catalogue.government),
        "services": [
            _service_body(service, catalogue.units_offering(service.slug))
            for service in catalogue.services
        ],
    }


def units_body(catalogue: Catalogue) -> dict[str, Any]:
    """Return all units, with the services that each offers."""
    offered: dict[str, list[str]] = {}
    for offering in catalogue.offerings:
        offered.setdefault(offering.unit, []).append(offering.service)
    return {
        "government": _government_body(catalogue.government),
        "units": [_unit_body(unit, offered.get(unit.slug, [])) for unit in catalogue.units],
    }


def _government_body(government: Government) -> dict[str, Any]:
    return {"name": government.name, "fictional": government.fictional}


def _service_body(service: Service, units: tuple[Unit, ...]) -> dict[str, Any]:
    return {
        "slug": service.slug,
        "family": service.family,
        "theme": service.theme,
        "name": service.name,
        "mode": service.mode.value,
        "online_if": service.online_if,
        "fee": service.fee,
        "processing_time": service.processing_time,
        "output": service.output,
        "units": [unit.slug for unit in units],
        "source": service.source,
        "verified_on": service.verified_on.isoformat(),
    }


def _unit_body(unit: Unit, services: list[str]) -> dict[str, Any]:
    at = unit.coordinates
    return {
        "slug": unit.slug,
        "name": unit.name,
        "address": unit.address,
        "location": at and {"latitude": at.latitude, "longitude": at.longitude},
        "zone": unit.zone,
        "phone": unit.contact.phone,
        "whatsapp": unit.contact.whatsapp,
        "email": unit.contact.email,
        "services": services,
        "source": unit.source,
        "verified_on": unit.verified_on.isoformat(),
    }
