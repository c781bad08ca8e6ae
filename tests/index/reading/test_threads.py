"""Threads of mails that were copied into a text: who writes what."""

import pytest

from index.reading.plain import plain_blocks
from index.reading.threads import writers


def speakers(text: str) -> list[tuple[str | None, str]]:
    return [(b.speaker, text[b.start : b.end].strip()) for b in plain_blocks(text)]


@pytest.mark.parametrize(
    ("head", "writer"),
    [
        (["From: Ann Lee, fact desk", "To: Ben Cole", "Sent: Tuesday 5 March 2024, 10:12"], "Ann Lee"),
        (["From: Ann Lee <ann@example.org>", "Date: Tue, 5 Mar 2024 10:12:00 +0100", "To: Ben"], "Ann Lee"),
        (["From: Ann Lee", "To: Ben Cole", "Cc: Lea Fry", "Subject: Re: blades", "Sent: Tuesday, 10:12"], "Ann Lee"),
        (["Von: „Käthe Brühl“ <k@example.org>", "Gesendet: Dienstag, 5. März 2024 10:12"], "Käthe Brühl"),
        (["De : Lison Haubert (rédaction)", "À : Guilhem", "Date : lundi 6 juin 2022, 9 h 12"], "Lison Haubert"),
        (["Od: Hubert Sas", "Do: Ewa", "Data: 12 września 2023, 16:40"], "Hubert Sas"),
        (["Від: Олена Гнатюк", "Дата: 5 березня 2024, 10:12"], "Олена Гнатюк"),
        (["送信者:北大路 沙織(編集部)", "宛先:蒲生田", "日時:2022年3月1日 10:12"], "北大路 沙織"),
        (["On Tue, 5 Mar 2024 at 10:12, Ann Lee <ann@example.org> wrote:", "> Hi."], "Ann Lee"),
        (["On Tue, Mar 5, 2024 at 10:12 AM Ann Lee <ann@example.org> wrote:", "> Hi."], "Ann Lee"),
        (["On Friday, 12 April 2024, Gus Amadi wrote:", "> Hi."], "Gus Amadi"),
        (["Am 05.03.24 um 10:12 schrieb Käthe Brühl:", "> Ja."], "Käthe Brühl"),
        (["Le mar. 5 mars 2024 à 10:12, Lison Haubert <l@example.org> a écrit :", "> Oui."], "Lison Haubert"),
        (["El mar, 5 mar 2024 a las 10:12, Lucía Peña <l@example.org> escribió:", "> Sí."], "Lucía Peña"),
        (["Il giorno mar 5 mar 2024 alle 10:12 Rosa Neri <r@example.org> ha scritto:", "> Sì."], "Rosa Neri"),
        (["From: Leeds", "To: York", "Date: 4 May"], None),
        (["From: 4 pm", "Place: town hall"], None),
        (["On Friday the minister wrote:", "No."], None),
    ],
)
def test_a_mails_head_names_its_writer(head: list[str], writer: str | None) -> None:
    assert writers(head) == [writer, *[None] * (len(head) - 1)]


def test_everything_up_to_the_next_head_is_its_writers() -> None:
    text = (
        "Subject: Re: blades\n\nFrom: Ann Lee, fact desk\nTo: Ben Cole\nSent: Tuesday 5 March 2024, 10:12\n\nBen,\n"
        "your draft says 14,000.\n\nPS: Who counted them?\n\nFrom: Ben Cole\nSent: Tuesday 5 March 2024, 11:47\n\n"
        "Sorry. It is 2,300.\n\nOn Monday, 4 March 2024, Ann Lee wrote:\n> Which number is right?\n"
    )
    assert speakers(text) == [
        (None, "Subject: Re: blades"),
        ("Ann Lee", "From: Ann Lee, fact desk"),
        ("Ann Lee", "To: Ben Cole"),
        ("Ann Lee", "Sent: Tuesday 5 March 2024, 10:12"),
        ("Ann Lee", "Ben,"),
        ("Ann Lee", "your draft says 14,000."),
        ("Ann Lee", "PS: Who counted them?"),
        ("Ben Cole", "From: Ben Cole"),
        ("Ben Cole", "Sent: Tuesday 5 March 2024, 11:47"),
        ("Ben Cole", "Sorry. It is 2,300."),
        ("Ann Lee", "On Monday, 4 March 2024, Ann Lee wrote:"),
        ("Ann Lee", "> Which number is right?"),
    ]
