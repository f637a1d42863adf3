"""``verify``: is a sealed file whole, and who signed it. Needs no data folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..seal.trust import read_trust
from ..seal.verify import verify_file
from .common import DONE, NOT_GOOD, result, say

if TYPE_CHECKING:
    from argparse import Namespace


def run(given: Namespace) -> int:
    """Verify every file; the JSON sums them up, and lists each when there are several."""
    trust = read_trust(given.trust) if given.trust is not None else None
    found = [(path, verify_file(path, trust)) for path in given.files]
    for path, one in found:
        say(f"{path}：{'完好' if one.ok else '不可信'}；身份{one.identity}")
        for signer in one.signers:
            say(f"  {signer.role} {signer.name} {signer.post} {signer.signed_at} {signer.means}")
        for problem in one.problems:
            say(f"  ✗ {problem}")
    answers = [one.to_plain() for _, one in found]
    if len(answers) == 1:
        result(**answers[0])
    else:
        result(
            ok=all(one.ok for _, one in found),
            integrity=all(answer["integrity"] for answer in answers),
            identity="、".join(dict.fromkeys(str(answer["identity"]) for answer in answers)),
            signers=[signer for answer in answers for signer in answer["signers"]],
            problems=[problem for answer in answers for problem in answer["problems"]],
            files=[{"file": str(path), **answer} for (path, _), answer in zip(found, answers, strict=True)],
        )
    return DONE if all(one.ok for _, one in found) else NOT_GOOD
