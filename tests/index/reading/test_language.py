import pytest

from index.reading.language import detect_language

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


@pytest.mark.parametrize("text", ["", "Berlin", "Table 1", "123 456 789", "x = 1", "The cat sat."])
def test_what_is_too_short_has_none(text: str) -> None:
    assert detect_language(text) is None
