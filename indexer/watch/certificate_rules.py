"""When a certificate that a party relies on is superseded. Pure."""

from collections.abc import Iterable, Mapping

from indexer.watch.causes import Cause, Scope


def certificate_causes(scope: Scope, touched: Mapping[str, Iterable[int]], texts: Mapping[str, str]) -> list[Cause]:
    """Why the watcher is to search again: something was recorded on the right after its certificate.

    `touched` are the blocks in which something was recorded on each right, by asset key. A certificate is superseded
    once, by whatever came first.
    """
    relied_on = scope.watch.certificate_block
    if relied_on is None or scope.watch.kind != "right":
        return []
    later = [block for block in touched.get(scope.watch.target, ()) if block > relied_on]
    if not later:
        return []
    right = texts.get(scope.watch.target, scope.watch.label)
    text = f"Something was recorded on {right} after the certificate of block {relied_on}: search again."
    facts = {"certificate_block": relied_on, "pledge": None, "rights": [right]}
    return [Cause(scope.watch, "certificate-superseded", str(relied_on), text, facts, min(later))]
