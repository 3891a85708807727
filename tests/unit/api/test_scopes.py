"""One table says which scope each verb asks for, and the routers ask for the same."""

import ast
import importlib
import inspect
import pkgutil
from typing import Any

import pytest
from fastapi.routing import APIRoute

from chain_gateway.api import SCOPES, routers
from chain_gateway.api.auth import check_verb
from chain_gateway.api.problems import ApiProblem
from chain_gateway.api.scopes import MEANINGS, SCOPES_OF_VERB
from chain_gateway.api.verifier import Principal

_NAMING = ("perform", "act", "_do")


def verbs_of(endpoint: Any) -> set[str]:
    """Verbs that the endpoint's source names."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(inspect.getsource(endpoint))):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) in _NAMING:
            for argument in node.args[:3]:
                values = (argument.body, argument.orelse) if isinstance(argument, ast.IfExp) else (argument,)
                found |= {each.value for each in values if isinstance(each, ast.Constant)}
    return {verb for verb in found if isinstance(verb, str)}


def asked_of(route: APIRoute) -> set[str]:
    """Scopes that the route's dependencies ask for."""
    found: set[str] = set()
    waiting = [route.dependant]
    while waiting:
        dependant = waiting.pop()
        waiting += dependant.dependencies
        closure = getattr(dependant.call, "__closure__", None)
        if getattr(dependant.call, "__qualname__", "").startswith("allowed.") and closure:
            found |= set(closure[0].cell_contents)
    return found


def routes() -> list[APIRoute]:
    modules = [
        importlib.import_module(f"{routers.__name__}.{each.name}") for each in pkgutil.iter_modules(routers.__path__)
    ]
    found = [route for module in modules if hasattr(module, "router") for route in module.router.routes]
    assert len(found) > 50
    return found


def test_every_verb_that_a_route_names_is_in_the_table_with_scopes_that_the_route_asks_for() -> None:
    named: set[str] = set()
    for route in routes():
        for verb in verbs_of(route.endpoint):
            named.add(verb)
            assert set(SCOPES_OF_VERB[verb]) <= asked_of(route), (route.path, verb)
        if route.methods & {"POST"} and verbs_of(route.endpoint):
            reachable = {scope for verb in verbs_of(route.endpoint) for scope in SCOPES_OF_VERB[verb]}
            assert asked_of(route) == reachable, route.path
    assert named == set(SCOPES_OF_VERB)


def test_every_write_asks_for_a_scope() -> None:
    for route in routes():
        if "POST" in route.methods:
            assert asked_of(route), route.path


def test_every_scope_has_a_meaning() -> None:
    assert tuple(MEANINGS) == SCOPES
    assert {scope for scopes in SCOPES_OF_VERB.values() for scope in scopes} <= set(SCOPES)


def test_a_missing_scope_is_named() -> None:
    with pytest.raises(ApiProblem) as refused:
        check_verb(Principal("clerk", 7, frozenset({"pledges:write"})), "register")
    assert refused.value.code == "scope-missing"
    assert refused.value.body()["scopes"] == ["registry:write"]
    assert 'scope="registry:write"' in refused.value.headers["WWW-Authenticate"]
