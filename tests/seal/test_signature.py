"""The chain of signatures: what holds, and every way of breaking it."""

from __future__ import annotations

import dataclasses
import hashlib
import itertools
import json

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from seal.papers import SIGNED_AT, chain_of, paper_chain_of, persons, sign, snapshot_bytes
from zhuize_desktop.domain.errors import Conflict, FileProblem
from zhuize_desktop.domain.roles import Op
from zhuize_desktop.seal.canonical import canonical, plain
from zhuize_desktop.seal.digest import digest
from zhuize_desktop.seal.signature import (
    SignRole,
    entry_sha256,
    last_person,
    read_signature,
    sign_person,
    signature_bytes,
    verify_chain,
)

SNAPSHOT = snapshot_bytes()
SHA = digest(SNAPSHOT).sha256


def test_a_complete_chain_holds_in_all_documented_shapes():
    preparer, reviewer, issuer = persons()
    two = sign(sign([], preparer, SignRole.PREPARED, SNAPSHOT), issuer, SignRole.ISSUED, SNAPSHOT)
    packed = sign([], preparer, SignRole.PACKED, SNAPSHOT)
    backed = sign(sign([], preparer, SignRole.BACKED_UP, SNAPSHOT), reviewer, SignRole.BACKED_UP, SNAPSHOT)
    assert verify_chain(chain_of(SNAPSHOT), SHA) == ()
    assert verify_chain(paper_chain_of(SNAPSHOT), SHA) == ()
    assert verify_chain(two, SHA) == ()
    assert verify_chain(packed, SHA, "package") == ()
    assert verify_chain(backed, SHA, "backup") == ()


def test_message_and_link_are_those_documented():
    # Written out by hand from the module's description, so that another program can check our files.
    first, second, _ = (json.loads(signature_bytes(entry)) for entry in chain_of(SNAPSHOT))
    raw = json.dumps(first, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    assert second["previous"] == hashlib.sha256(raw).hexdigest()
    signature = bytes.fromhex(first.pop("signature"))
    message = json.dumps(first, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(first["public_key"]))
    key.verify(signature, b"zhuize-desktop/person-signature/1\x00" + message)


CHANGED = {
    "role": "签发",
    "name": "别人",
    "login": "other",
    "post": "别的职务",
    "signed_at": "2027-01-20T01:30:59Z",
    "signed_on": "2027-01-22",
    "snapshot_sha256": "0" * 64,
    "previous": "1" * 64,
    "public_key": persons(9)[0].public_key.hex(),
    "signature": "2" * 128,
    "scan": digest(b"another scan"),
}


@pytest.mark.parametrize("make", [chain_of, paper_chain_of])
def test_every_changed_field_breaks_the_chain(make):
    chain = make(SNAPSHOT)
    for at, entry in enumerate(chain):
        for field in dataclasses.fields(entry):
            value = CHANGED.get(field.name)
            if value is None or value == getattr(entry, field.name):
                continue
            changed = [*chain]
            changed[at] = dataclasses.replace(entry, **{field.name: value})
            assert verify_chain(changed, SHA), (at, field.name)


@pytest.mark.parametrize("make", [chain_of, paper_chain_of])
def test_leaving_out_doubling_and_reordering_break_the_chain(make):
    chain = make(SNAPSHOT)
    for at in range(len(chain)):
        assert verify_chain(chain[:at] + chain[at + 1 :], SHA)
        assert verify_chain([*chain[: at + 1], *chain[at:]], SHA)
    for order in itertools.permutations(chain):
        assert bool(verify_chain(order, SHA)) == (list(order) != chain)


def test_a_chain_over_another_snapshot_is_refused():
    assert verify_chain(chain_of(SNAPSHOT), digest(b"other").sha256)


def test_roles_in_the_wrong_order_are_refused_though_every_signature_holds():
    preparer, reviewer, issuer = persons()
    wrong = sign([], reviewer, SignRole.REVIEWED, SNAPSHOT)
    wrong = sign(wrong, preparer, SignRole.PREPARED, SNAPSHOT)
    wrong = sign(wrong, issuer, SignRole.ISSUED, SNAPSHOT)
    assert verify_chain(wrong, SHA) == ("签署不齐全或顺序不对：应依次为填报、审核、签发。",)
    assert verify_chain([], SHA)
    assert verify_chain([], SHA, "backup")
    assert verify_chain(chain_of(SNAPSHOT), SHA, "backup")


def test_paper_must_be_confirmed_by_another_person():
    preparer = persons()[0]
    chain = sign(paper_chain_of(SNAPSHOT)[:4], preparer, SignRole.PAPER_CONFIRMED, SNAPSHOT)
    assert verify_chain(chain, SHA) == ("纸质签发的登记人与确认人是同一人，应由另一人确认。",)


def test_one_person_or_one_key_twice_is_refused_though_every_signature_holds():
    preparer, reviewer, issuer = persons()
    for other in (
        dataclasses.replace(preparer, name="李强"),  # own login, own key
        dataclasses.replace(preparer, login="liqiang", name="李强"),  # own key under another login
        dataclasses.replace(reviewer, login="wangfang"),  # another key under the own login
    ):
        chain = sign([], preparer, SignRole.PREPARED, SNAPSHOT)
        chain = sign(chain, other, SignRole.REVIEWED, SNAPSHOT)
        three = sign(chain, issuer, SignRole.ISSUED, SNAPSHOT)
        two = sign(chain[:1], other, SignRole.ISSUED, SNAPSHOT)
        paper = paper_chain_of(SNAPSHOT)
        for made, roles in ((three, "填报与审核"), (two, "填报与签发")):
            assert verify_chain(made, SHA) == (
                f"{roles}是同一人（{other.name}）所签，应由不同的人分别签署。",
            )
    assert verify_chain(paper, SHA) == ()  # who prepares also enters, who reviews also confirms


def test_a_pair_the_content_declares_relaxed_may_be_one_persons_but_never_first_and_last():
    preparer, reviewer, issuer = persons()
    first, second, alone = (
        frozenset({Op.SUBMIT_REPORT, Op.REVIEW_REPORT}),
        frozenset({Op.REVIEW_REPORT, Op.ISSUE_REPORT}),
        frozenset({Op.SUBMIT_REPORT, Op.ISSUE_REPORT}),
    )

    def three(*who):
        chain = []
        for one, role in zip(who, (SignRole.PREPARED, SignRole.REVIEWED, SignRole.ISSUED), strict=True):
            chain = sign(chain, one, role, SNAPSHOT)
        return chain

    for chain, pair in (
        (three(preparer, preparer, issuer), first),
        (three(preparer, reviewer, reviewer), second),
    ):
        assert verify_chain(chain, SHA, "report", [pair]) == ()
        (problem,) = verify_chain(chain, SHA, "report", [{first, second, alone}.difference({pair}).pop()])
        assert "是同一人" in problem
    for chain in (
        three(preparer, reviewer, preparer),
        three(preparer, preparer, preparer),
        sign(three(preparer, preparer, issuer)[:1], preparer, SignRole.ISSUED, SNAPSHOT),
    ):
        (problem,) = verify_chain(chain, SHA, "report", [first, second, alone])
        assert problem.startswith("填报与签发是同一人")


def test_the_last_electronic_signer():
    assert last_person(chain_of(SNAPSHOT)).name == "赵敏"
    assert last_person(paper_chain_of(SNAPSHOT)[:3]).name == "李强"
    assert last_person([]) is None


def test_signing_refuses_a_clock_that_went_back_and_texts_nobody_could_read():
    who = persons()[0]
    chain = chain_of(SNAPSHOT)
    arguments = {"role": SignRole.ISSUED, "login": "a", "post": "", "snapshot_sha256": SHA}
    with pytest.raises(Conflict, match="电脑时间"):
        sign_person(who.key, chain, name="王芳", signed_at=SIGNED_AT, **arguments)
    for name in ("", "王\n芳", "王\u202e芳"):
        with pytest.raises(FileProblem, match="姓名"):
            sign_person(who.key, [], name=name, signed_at=SIGNED_AT, **arguments)


def test_entries_are_read_back_and_strangers_refused():
    for entry in paper_chain_of(SNAPSHOT):
        value = plain(entry)
        assert read_signature(value) == entry
        assert entry_sha256(entry) == hashlib.sha256(canonical(value)).hexdigest()
        for name in value:
            with pytest.raises(FileProblem):
                read_signature({key: item for key, item in value.items() if key != name})
            with pytest.raises(FileProblem):
                read_signature({**value, name: 5})
        with pytest.raises(FileProblem):
            read_signature({**value, "more": ""})
    with pytest.raises(FileProblem):
        read_signature([])
