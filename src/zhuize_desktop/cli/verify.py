"""``verify``: is a sealed file whole, and who signed it. Needs no data folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..domain.clock import shown
from ..seal.canonical import instant_of
from ..seal.trust import read_trust
from ..seal.verify import Identity, Verification, verify_file
from .common import DONE, NOT_GOOD, result, say

if TYPE_CHECKING:
    from argparse import Namespace
    from pathlib import Path

    from ..seal.verify import SignerInfo

#: What stands for several files together: the first of these that occurs.
_WORST = (Identity.DIFFERS, Identity.UNCHECKED, Identity.MATCHES)


def run(given: Namespace) -> int:
    """Verify every file; the JSON sums them up."""
    trust = read_trust(given.trust) if given.trust is not None else None
    found = [(path, verify_file(path, trust)) for path in given.files]
    for path, one in found:
        _tell(path, one)
    several = len(found) > 1
    identities = {one.identity for _, one in found}
    result(
        ok=all(one.ok for _, one in found),
        integrity=all(one.integrity for _, one in found),
        identity=next(one for one in _WORST if one in identities).value,
        signers=[
            ({"file": str(path)} if several else {}) | signer
            for path, one in found
            for signer in one.to_plain()["signers"]
        ],
        problems=[
            f"{path}：{problem}" if several else problem for path, one in found for problem in one.problems
        ],
    )
    return DONE if all(one.ok for _, one in found) else NOT_GOOD


def _tell(path: Path, one: Verification) -> None:
    say(f"{path}：{'完好' if one.integrity else '不完好'}；身份{one.identity.value}")
    for signer in one.signers:
        parts = [signer.role, signer.name, signer.post, _when(signer), signer.means]
        say(f"  {' '.join(part for part in parts if part)}")
    for problem in one.problems:
        say(f"  ✗ {problem}")
    for note in one.notes:
        say(f"  {note}")
    if one.signers and one.identity is Identity.UNCHECKED:
        say("  身份未核对：没有给出信任名单（--trust），只证明封存后没有改动，不证明签署人是谁。")


def _when(signer: SignerInfo) -> str:
    """An electronic signature's instant in China's time; the day of one on paper."""
    return shown(instant_of(signer.signed_at)) if signer.fingerprint else signer.signed_at
