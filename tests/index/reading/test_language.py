import pytest

from index.reading import language as module
from index.reading.language import SPOKEN, detect_language, detect_question

TEXTS = {
    "en": "The council met on Tuesday and voted to close the old bridge, which had been called a danger.",
    "de": "Der Rat trat am Dienstag zusammen und stimmte dafür, die alte Brücke zu schließen.",
    "fr": "Le conseil s'est réuni mardi et a voté la fermeture du vieux pont, jugé trop dangereux.",
    "es": "El consejo se reunió el martes y votó a favor de cerrar el viejo puente de la ciudad.",
    "it": "Il consiglio si è riunito martedì e ha votato per chiudere il vecchio ponte della città.",
    "pt": "O conselho reuniu-se na terça-feira e votou pelo encerramento da velha ponte da cidade.",
    "nl": "De raad kwam dinsdag bijeen en stemde voor het sluiten van de oude brug in de stad.",
    "ru": "Совет собрался во вторник и проголосовал за закрытие старого моста в центре города.",
    "sv": "Rådet sammanträdde i tisdags och röstade för att stänga den gamla bron i staden.",
    "fi": "Neuvosto kokoontui tiistaina ja äänesti vanhan sillan sulkemisesta kaupungissa.",
    "hu": "A tanács kedden ülésezett, és megszavazta a régi híd lezárását a városban.",
    "tr": "Meclis salı günü toplandı ve şehirdeki eski köprünün kapatılması için oy kullandı.",
}


@pytest.mark.parametrize("language", TEXTS)
def test_a_sentence_is_enough(language: str) -> None:
    assert detect_language(TEXTS[language]) == language


def test_plain_english_needs_no_detector() -> None:
    module._identifier.cache_clear()
    assert detect_language(TEXTS["en"]) == "en"
    assert module._identifier.cache_info().misses == 0


@pytest.mark.parametrize(
    "text",
    [
        "Der Minister nannte es „the end of the world as we know it“, und die Zeitungen druckten es am Dienstag.",
        "De raad is in de stad was de week of men had de man in was op de brug en in het water.",
        "市议会投票决定关闭这座旧桥，理由是它对行人来说太危险了。The Bridge 乐队为此写了一首歌，并在桥上演出过。",
    ],
)
def test_english_words_in_another_language_do_not_make_it_english(text: str) -> None:
    assert detect_language(text) != "en"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("港口于周一关闭。工程师发现了裂缝。", "zh"),
        ("図書館は月曜日に閉まります。橋は古い。", "ja"),
        ("ห้องสมุดปิดวันจันทร์ สะพานเก่า", "th"),
    ],
)
def test_a_short_text_without_spaces_is_enough(text: str, language: str) -> None:
    assert detect_language(text) == language


@pytest.mark.parametrize("text", ["", "Berlin", "北京", "図書館", "Table 1", "123 456 789", "x = 1", "The cat sat."])
def test_what_is_too_short_has_none(text: str) -> None:
    assert detect_language(text) is None


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Who voted to close the bridge?", "en"),
        ("Wer stimmte für die Schließung?", "de"),
        ("Qui a voté la fermeture ?", "fr"),
        ("¿Quién votó?", "es"),
        ("Hvem stemte for å stenge broen?", "no"),
        ("Кто голосовал за закрытие?", "ru"),
        ("Хто проголосував за закриття?", "uk"),
        ("من صوت لإغلاق الجسر؟", "ar"),
        ("چه کسی به بستن پل رأی داد؟", "fa"),
        ("पुल बंद करने के लिए किसने वोट दिया?", "hi"),
        ("誰が橋を閉鎖しましたか？", "ja"),
        ("谁投票关闭大桥？", "zh"),
        ("누가 다리를 닫았습니까?", "ko"),
        ("ใครโหวตปิดสะพาน", "th"),
        ("Kto głosował za zamknięciem?", "pl"),
        ("Köprüyü kim kapattı?", "tr"),
        ("Ai đã bỏ phiếu đóng cầu?", "vi"),
        ("Ποιος ψήφισε;", "el"),
    ],
)
def test_a_short_question_is_enough(question: str, language: str) -> None:
    assert detect_question(question) == language


@pytest.mark.parametrize("text", ["Zelenskiy Trump Alaska", "NATO", "2023", "?"])
def test_a_name_alone_is_in_no_language(text: str) -> None:
    assert detect_question(text) is None


@pytest.mark.parametrize(
    ("question", "documents", "language"),
    [
        ("age frédéric start giving public concerts", [], "fr"),
        ("age frédéric start giving public concerts", ["en"], "en"),
        ("age frédéric start giving public concerts", ["en", "fr"], "fr"),
        ("Wann wurde die Brücke geschlossen?", ["en"], "de"),
    ],
)
def test_a_question_is_rather_in_a_language_of_the_documents(
    question: str, documents: list[str], language: str
) -> None:
    assert detect_question(question, documents) == language


def test_other_languages_can_be_chosen_from() -> None:
    question = "Hvilken dag blev broen lukket i København?"
    assert "da" not in SPOKEN
    assert detect_question(question, ["da"]) == "da"
