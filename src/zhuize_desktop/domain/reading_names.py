"""Lists of persons and of organisations as ledgers write them: ``王某（总经理）、李某等3人``.

Blanks inside two-character names (张　三) are layout and go; 和 divides only where both sides are names.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from .reading_base import (
    Cell,
    Grade,
    Problem,
    Reading,
    absent,
    is_not_known,
    is_nothing,
    squeezed,
    text_of,
    unclear,
)

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class PersonName:
    """A person as a ledger names him or her; ``post`` is empty when none is given."""

    name: str
    post: str = ""


_OPEN, _CLOSE = "（(【[〔", "）)】]〕"
_DIVIDERS = frozenset("、，,；;/／\n\r\t|｜")
_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜"
    "范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛"
    "伍韦申尤毕聂丛焦向柳邢路岳齐梅莫庄辛管祝左涂谷祁时舒耿牟卜路詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍位覃霍翁隋植甘景"
    "薄单包司柏宁柯阮桂闵解强柴华车冉房边辜吉饶刁瞿戚丘古米池滕晋苑邬臧畅宫来嵺苟全褚廉简娄盖符奚木穆党燕郎邸冀谈姬屠连郜晏栾"
    "郁商蒙计喻揭窦迟宇敖糜鄢冷卓花仇艾蓝都巩稽井练仲乐虞卞封竺冼原官衣楚佟栗匡宗应台巫鞠僧桑荆谌银扬明沙薄伏岑习胥保和蔺"
)
_DOUBLE_SURNAMES = tuple(
    re.findall(
        "..",
        "欧阳太史端木上官司马东方独孤南宫万俟闻人夏侯诸葛尉迟公羊赫连澹台皇甫宗政濮阳公冶太叔申屠"
        "公孙慕容仲孙钟离长孙宇文司徒鲜于司空令狐呼延西门南门百里东郭",
    )
)
#: 和 is a surname too, but far rarer than 和 between two names.
_JOINING_SURNAMES = frozenset("和及与")

_HAN = "㐀-䶿一-鿿\U00020000-\U0003134f"
_MASK = "某×xX*＊○"
_NAME = re.compile(
    rf"[{_HAN}][{_HAN}{_MASK}]{{1,3}}[甲乙丙丁]?|[{_HAN}]{{2,8}}(?:[·•・][{_HAN}]{{1,8}})+"
    r"|[A-Za-z][A-Za-z .·-]{1,40}"
)
_JOINERS = re.compile("以及|和|及|与")
_BODY = re.compile(
    r"(?:公司|集团|部|部门|处|科|室|局|办|组|班子|成员|人员|人|领导|团队|企业|单位|机构|中心|委员会|党委|支部)$"
)
_TITLES = (
    r"副?(?:董事长|总经理|总裁|经理|书记|主任|部长|科长|处长|局长|厂长|矿长|院长|所长|站长|队长|组长|主席|总监)"
    r"|总(?:会计师|工程师|经济师|法律顾问)|(?:会计|工程|经济)师|主管|会计|出纳|监事(?:会主席)?|董事|董秘|秘书|助理"
    r"|负责人|法定代表人|法人(?:代表)?|职员|员工|业务员|采购员|保管员|科员|专员"
)
_FORMER = r"(?:原|时任|现任|前任|前|代|拟任)?"
_PLAIN_POST = re.compile(rf"{_FORMER}(?:党委|党总支|党支部|工会|纪委|常务|执行|财务)?(?:{_TITLES})")
_POST = re.compile(rf"{_FORMER}.{{0,16}}?(?:{_TITLES})")
_ROLE_LABEL = re.compile(r"^(?P<label>[^：:（(]{1,14})[：:]\s*")
_NUMBERING = re.compile(r"^\s*(?:[(（]?\d{1,2}[.．、)）]|[①-⑳])\s*(?=\D)")
_INNER_NUMBERING = re.compile(rf"\s*(?:(?<!\d)\d{{1,2}}[.．、)）]|[①-⑳])\s*(?=[{_HAN}])")
_AND_OTHERS = re.compile(
    r"[、，,]?等(?:共)?\s*(?:(?P<n>\d{1,4})|[一二三四五六七八九十两]{1,3}|多|数|若干)?\s*(?:名|个|家|户)?"
    r"(?:责任)?(?:人员|人|企业|单位|公司|子公司|子企业)?$|[、，,]?等$"
)
_ORGANISATION_END = re.compile(
    r"(?:公司|集团|厂|中心|院|所|局|合作社|企业|银行|事务所|学校|医院|项目部|本部|总部|部)$"
)
_CLEARLY_NONE = frozenset({"不涉及", "未涉及", "无责任人", "未明确", "正在核查", "核查中", "待明确"})


def read_organisations(cell: Cell) -> Reading[tuple[str, ...]]:
    """Enterprises or other bodies, in order, each once. 和 and 及 belong to names here and never divide."""
    text = text_of(cell).strip()
    if is_nothing(text):
        return absent()
    if is_not_known(text) or squeezed(text) in _CLEARLY_NONE:
        return absent(f"写明“{text}”，单位留空。")
    body, problems = _without_others(text, "家")
    parts = [_NUMBERING.sub("", part).strip() for part in _divided(body)]
    found = _once(name for part in parts if part and not part.isdigit() for name in _organisations_in(part))
    problems += _count_note(text, len(found), "家")
    if not found:
        return unclear(f"“{text}”里没有读到单位名称。")
    return Reading(found, problems)


def read_persons(cell: Cell) -> Reading[tuple[PersonName, ...]]:
    """Persons with their posts, in order, each once. What does not look like a name is left out and said."""
    text = text_of(cell).strip()
    if is_nothing(text):
        return absent()
    if is_not_known(text) or squeezed(text) in _CLEARLY_NONE:
        return absent(f"写明“{text}”，人员留空。")
    body, problems = _without_others(text, "人")
    found: list[PersonName] = []
    for part in _divided(body):
        persons, notes = _persons_in(part, found)
        found += persons
        problems += notes
    unique, notes = _merged(found)
    problems += notes + _count_note(text, len(unique), "人")
    if not unique:
        return Reading(None, problems or (Problem(Grade.CONFIRM, f"“{text}”里没有读到姓名。"),))
    return Reading(unique, problems)


def _divided(text: str) -> list[str]:
    """Cut at separators outside brackets, and at the numbers of a numbered list (1.王某 2.李某)."""
    if _NUMBERING.match(text):
        text = _INNER_NUMBERING.sub("、", text)
    parts, depth = [""], 0
    for mark in text:
        depth = max(0, depth + (mark in _OPEN) - (mark in _CLOSE))
        if mark in _DIVIDERS and not depth:
            parts.append("")
        else:
            parts[-1] += mark
    return [part.strip() for part in parts if part.strip()]


def _without_others(text: str, counter: str) -> tuple[str, tuple[Problem, ...]]:
    """The list without a closing 等3人; an unnumbered 等 leaves it open how many there are."""
    match = _AND_OTHERS.search(text)
    if not match:
        return text, ()
    body = text[: match.start()]
    if match["n"]:
        return body, ()
    return body, (
        Problem(
            Grade.CONFIRM, f"“{text}”写了“等”，没有列全，请补齐{'单位' if counter == '家' else '人员'}。"
        ),
    )


def _count_note(text: str, found: int, counter: str) -> tuple[Problem, ...]:
    match = _AND_OTHERS.search(text)
    if not match or not match["n"] or int(match["n"]) == found:
        return ()
    return (Problem(Grade.CONFIRM, f"“{text}”写明{match['n']}{counter}，只列出{found}{counter}，请补齐。"),)


def _organisations_in(part: str) -> list[str]:
    """One name, or several set apart by blanks alone."""
    pieces = part.split()
    if len(pieces) > 1 and all(len(piece) > 3 and _ORGANISATION_END.search(piece) for piece in pieces):
        return pieces
    return [re.sub(rf"(?<=[{_HAN}（）()])\s+|\s+(?=[{_HAN}（）()])", "", part)]


def _persons_in(part: str, before: list[PersonName]) -> tuple[list[PersonName], tuple[Problem, ...]]:
    """The persons of one part; a bare post belongs to the person before it."""
    part = _NUMBERING.sub("", part).strip()
    problems: list[Problem] = []
    if label := _ROLE_LABEL.match(part):
        part = part[label.end() :].strip()
        problems.append(Problem(Grade.HINT, f"“{label['label']}”只保留在原文里，责任类别请在定责时登记。"))
    if not part or part.isdigit():
        return [], tuple(problems)
    bare, posts = _without_brackets(part)
    if not posts and before and not before[-1].post and _is_post(squeezed(bare)):
        before[-1] = PersonName(before[-1].name, bare)
        return [], tuple(problems)
    persons: list[PersonName] = []
    for token in _tokens(bare):
        names, notes = _names_in(token)
        persons += names
        problems += notes
    if posts and persons:
        last = persons[-1]
        persons[-1] = PersonName(last.name, "，".join(filter(None, (last.post, *posts))))
    return persons, tuple(problems)


def _without_brackets(part: str) -> tuple[str, list[str]]:
    """The text outside brackets, and what stands inside them."""
    posts = [match[1].strip() for match in re.finditer(r"[（(【\[〔]([^（()）】\]〕]*)[）)】\]〕]", part)]
    bare = re.sub(r"[（(【\[〔][^（()）】\]〕]*[）)】\]〕]", " ", part).strip()
    return bare.strip(_OPEN + _CLOSE + " "), [post for post in posts if post]


def _tokens(bare: str) -> list[str]:
    """Names set apart by blanks; single characters in a row are one spaced-out name (张　三)."""
    pieces = bare.split()
    if len(pieces) > 1 and re.fullmatch(r"[A-Za-z .·-]+", bare):
        return [" ".join(pieces)]
    tokens: list[str] = []
    waiting = ""
    for piece in pieces:
        if len(piece) == 1 and piece not in "和及与":
            waiting += piece
            continue
        if waiting and len(waiting) == 1:
            piece, waiting = waiting + piece, ""  # 张 三丰
        elif waiting:
            tokens += _spaced(waiting)
            waiting = ""
        tokens.append(piece)
    if waiting:
        tokens += _spaced(waiting)
    return tokens


def _spaced(letters: str) -> list[str]:
    """张三李四 written 张 三 李 四: two and two when longer than a name."""
    if len(letters) > 3 and len(letters) % 2 == 0:
        return [letters[index : index + 2] for index in range(0, len(letters), 2)]
    return [letters]


def _is_post(token: str) -> bool:
    return _POST.fullmatch(token) is not None


def _names_in(token: str) -> tuple[list[PersonName], tuple[Problem, ...]]:
    """One name, names joined by 和, or a post with a name."""
    token = re.sub(r"同志$|先生$|女士$", "", token)
    cut = _cut_at_joiners(token)
    if len(cut) > 1:
        return [PersonName(name) for name in cut], ()
    for end in range(len(token) - 1, 2, -1):
        name = token[end:]
        if 2 <= len(name) <= 4 and _is_name(name) and _is_post(token[:end]):
            return [PersonName(name, token[:end])], ()
    if found := _name_before_post(token):
        return found
    if _BODY.search(token) or not _NAME.fullmatch(token):
        return [], (Problem(Grade.CONFIRM, f"“{token}”不像人名，没有登记为责任人员，请核对。"),)
    if _JOINERS.search(token[1:-1]) and len(token) > 3 and not token.startswith(_DOUBLE_SURNAMES):
        return [PersonName(token)], (Problem(Grade.CONFIRM, f"“{token}”像是两个名字，请核对。"),)
    if not _is_name(token):
        return [PersonName(token)], (Problem(Grade.HINT, f"“{token}”不是常见的姓名，请核对。"),)
    return [PersonName(token)], ()


def _name_before_post(token: str) -> tuple[list[PersonName], tuple[Problem, ...]] | None:
    """王建国副总经理; where a department stands between (王建国财务部经理) the cut is an assumption, and said."""
    for start in (2, 3, 4):
        if _is_name(token[:start]) and _PLAIN_POST.fullmatch(token[start:]):
            return [PersonName(token[:start], token[start:])], ()
    for start in (3, 2, 4):
        if _is_name(token[:start]) and _POST.fullmatch(token[start:]):
            note = f"“{token}”按姓名“{token[:start]}”、职务“{token[start:]}”登记，请核对。"
            return [PersonName(token[:start], token[start:])], (Problem(Grade.CONFIRM, note),)
    return None


@cache
def _is_name(text: str) -> bool:
    """Two to four characters that begin with a surname; 某 and × may stand for the given name."""
    if not _NAME.fullmatch(text):
        return False
    if "·" in text or "•" in text or text.isascii():
        return True
    if text.startswith(_DOUBLE_SURNAMES):
        return 3 <= len(text) <= 5
    return text[0] in _SURNAMES and text[0] not in _JOINING_SURNAMES and len(text) <= 4


def _cut_at_joiners(token: str) -> list[str]:
    """The names on both sides of every 和, 及, 与 that divides; one part when none does."""
    for joiner in _JOINERS.finditer(token):
        left, right = token[: joiner.start()], token[joiner.end() :]
        if _is_name(left) and (rest := _all_names(right)):
            return [left, *rest]
    return [token]


def _all_names(text: str) -> list[str]:
    cut = _cut_at_joiners(text)
    return cut if len(cut) > 1 or _is_name(text) else []


def _merged(persons: list[PersonName]) -> tuple[tuple[PersonName, ...], tuple[Problem, ...]]:
    """Each person once; a name with and without a post is one person, two different posts are told."""
    kept: dict[str, PersonName] = {}
    problems: list[Problem] = []
    for person in persons:
        known = kept.get(person.name)
        if known is not None and re.search(rf"[{_MASK}]", person.name):
            note = f"“{person.name}”出现两次，按一人登记，请核对是否两个人。"
            problems.append(Problem(Grade.CONFIRM, note))
        if known is None or not known.post:
            kept[person.name] = person if known is None or person.post else known
        elif person.post and person.post != known.post:
            posts = f"{known.post}、{person.post}"
            note = f"“{person.name}”出现两次，职务不同（{posts}），按一人登记，请核对是否重名。"
            problems.append(Problem(Grade.CONFIRM, note))
    return tuple(kept.values()), tuple(problems)


def _once(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in names if name))
