"""Counts over the whole ledger, and the policy paper's figures beside them, never among them."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from indexer.portal import words
from indexer.portal.language import language_of, marked
from indexer.portal.portal import Portal
from indexer.portal.spreadsheets import CSV, csv_file

_HEAD = (marked("Jurisdiction"), marked("Kind"), marked("Year"), marked("Registered pledges"))


def routes(portal: Portal) -> list[Route]:
    """The page, and its rows as a file."""

    def read() -> dict[str, Any]:
        with portal.grounds.open() as ground:
            return portal.statistics.get(ground)

    def statistics(request: Request) -> Response:
        found = read()
        cells = found["registered_by_year"]
        years = sorted({each["year"] for each in cells if each["year"]})
        kinds = sorted({(each["jurisdiction"], each["kind"]) for each in cells})
        table = {(each["jurisdiction"], each["kind"], each["year"]): each["pledges"] for each in cells}
        return portal.site.page(request, "statistics.html", found=found, years=years, kinds=kinds, table=table)

    def rows(request: Request) -> Response:
        language = language_of(request)

        def say(text: str) -> str:
            return portal.site.said(language, text)

        found = read()
        lines = [
            (
                say(words.word(each["jurisdiction"], "jurisdiction")),
                say(words.word(each["kind"], "kind")),
                each["year"],
                each["pledges"] if each["pledges"] is not None else say(marked("withheld")),
            )
            for each in found["registered_by_year"]
        ]
        made = csv_file([say(each) for each in _HEAD], lines, [say(words.NOT_TOLD)])
        headers = {"Content-Disposition": 'attachment; filename="pledgebook-statistics.csv"'}
        return Response(made, media_type=CSV, headers=headers)

    return [Route("/statistics", statistics), Route("/statistics.csv", rows)]
