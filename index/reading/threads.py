"""Who writes in a thread of mails that was copied into a text: "From: Ann Lee" above "Sent: Tuesday, 10:12", or
"On Tuesday, Ann Lee wrote:" above what is quoted.
"""

import re
from collections.abc import Sequence

HEAD = 4  # lines below the sender's in which the time stands
_COLON = r"[ \u00a0]?[:：][ \t]*"
# Of twelve languages, as their mail programs write it.
_SENDER = re.compile(
    rf"(?:From|Von|De|Da|Od|Від|От|Kimden|Gönderen|من|प्रेषक|发件人|發件人|差出人|送信者){_COLON}"
    r"[\"'„“«]?(?P<name>[^\s,;(<\[（\"„“«][^,;(<\[（\"„“«]{0,59})"
)
_TIME = re.compile(
    "(?:Sent|Date|Gesendet|Datum|Envoyé|Enviado(?: el)?|Fecha|Inviato|Data|Wysłano|Дата|Надіслано|Отправлено|Tarih|"
    rf"Gönderme Tarihi|Gönderildi|التاريخ|दिनांक|日期|发送时间|日時|送信日時){_COLON}.*\d{{1,2}}[ ]?[:.h時][ ]?\d{{2}}"
)
# "On Tue, 5 Mar 2024 at 10:12, Ann Lee <ann@example.org> wrote:"
_NAME = r"(?:,|\d{1,2}:\d{2}(?:[ ]?[AP]M)?)[ ]+(?P<name>[^,<:\d]{2,60}?)(?:[ ]<[^>]*>)?"
_QUOTED = re.compile(
    rf"(?:On|Le|El|Il) .{{4,80}}?{_NAME} (?:wrote|a écrit[ \u00a0]?|escribió|ha scritto):\Z"
    r"|Am .{4,80}? schrieb (?P<german>[^,<:]{2,60}?)(?:[ ]<[^>]*>)?:\Z"
)


def writers(units: Sequence[str]) -> list[str | None]:
    """For each unit of a text the name of who writes what follows, where a mail's head begins there."""
    return [_writer(unit, units[number + 1 : number + 1 + HEAD]) for number, unit in enumerate(units)]


def _writer(unit: str, below: Sequence[str]) -> str | None:
    if quoted := _QUOTED.match(unit):
        return str(quoted["name"] or quoted["german"]).strip()
    sender = _SENDER.match(unit)
    return sender["name"].strip() if sender and any(map(_TIME.match, below)) else None
