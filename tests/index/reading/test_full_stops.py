"""Sentences of other languages than English, whose abbreviations, ordinals and quotation marks are their own."""

import pytest

from index.reading.boundaries import sentence_ends
from index.reading.full_stops import full_stop_ends
from index.reading.plain import plain_blocks


def parts(text: str, language: str) -> list[str]:
    ends = sentence_ends(text, language)
    return [part for a, b in zip([0, *ends], ends, strict=False) if (part := text[a:b].strip())]


NUMBERED = {
    "cs": ["Vlak zastavil.", "74 cestujících čekalo u č. 5 do 3. 12. 2024."],
    "da": ["Toget standsede.", "74 rejsende ventede den 3. maj ved nr. 5."],
    "de": [
        "Die Bahn blieb im Tal stehen.",
        "74 Fahrgäste warteten laut Art. 5 Abs. 2 ca. 30 Minuten am 3. 12. 2024 in Raum Nr. 7.",
    ],
    "fr": ["Le train s'est arrêté.", "74 voyageurs attendaient."],
    "pl": ["Pociąg stanął.", "74 osoby czekały przy ul. 3 Maja."],
}  # fmt: skip


@pytest.mark.parametrize("language", NUMBERED)
def test_a_sentence_may_begin_with_a_number(language: str) -> None:
    assert parts(" ".join(NUMBERED[language]), language) == NUMBERED[language]


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("fr", ["Les travaux ont lieu de 8 h à 17 h.", "Le perçage est bruyant."]),
        ("fr", ["C'est J. Le Goff qui le dit."]),
        ("ru", ["Завод собирались открыть в 2026-м.", "Контракт рассчитан на семь лет."]),
        ("ru", ["Не войдёт никто, даже я.", "Вчера он выгнал меня."]),
        ("uk", ["Не зайде ніхто, навіть я.", "Минулого тижня він вигнав мене."]),
        ("uk", ["Про це пише Я. Шевченко у книжці."]),
        ("en", ["The crop has shrunk because of heat in May.", "Tunisia reports a record."]),
        ("en", ["It opened in May.", "20 people came."]),
        ("de", ["Er fuhr 5 KM.", "Heinz lief."]),
    ],
)
def test_a_sentence_ends_behind_a_short_word_that_is_no_abbreviation(language: str, expected: list[str]) -> None:
    assert parts(" ".join(expected), language) == expected


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (
            "de",
            [
                "Das Treffen fand am 3. Oktober 2024 in Berlin statt.",
                "Laut Dr. h. c. Meyer kamen ca. 300 Gäste, d. h. mehr als im Vorjahr.",
                "Die Nr. 5 der Liste, Prof. Dr. Anna Weiß, sprach u. a. über Art. 5 Abs. 2 GG.",
                "„Das ist falsch!“, sagte sie.",
                "Er fragte: „Warum?“",
                "Danach ging er um 17.30 Uhr nach Hause.",
            ],
        ),
        (
            "de",
            [
                "Der 1. FC Köln gewann 2:1.",
                "Am 1. und 2. Mai war frei.",
                "Kaiser Wilhelm II. dankte 1918 ab.",
                "Im 19. Jahrhundert war das anders, vgl. S. 12 ff.",
                "Die GmbH & Co. KG zahlte 3,5 Mio. Euro.",
                "Bzgl. der Kosten (s. o.) gab es Streit.",
            ],
        ),
        (
            "de",
            [
                "US-Präsident Donald Trump traf am Freitag, dem 15. August, in Alaska ein.",
                "„Wir haben große Fortschritte gemacht“, sagte er.",
                "Putin habe „kein Interesse“ an einem Waffenstillstand, so Dr. Weber vom Institut e. V. in Bonn.",
                "Was bedeutet das?",
                "»Nichts Gutes«, meint Prof. Schulz.",
                "Das 20. Paket der EU kommt frühestens im 4. Quartal.",
                "Mit rd. 1,2 Mio. Euro ist es u. U. teurer als gedacht.",
                "Bis zum 31. Dezember gilt die Frist.",
            ],
        ),
        (
            "de",
            [
                "Er wurde am 3. Mai 1950 geboren und starb am 1. Januar 2001.",
                "Papst war damals Johannes Paul II.",
                "Er war beliebt.",
                "Siehe Kap. 3 bzw. Abb. 12.",
                "Das kostet 30 Euro (inkl. MwSt.).",
                "Die Bahn AG zahlt.",
            ],
        ),
        (
            "de",
            [
                "Das Haus Nr. 12 steht in der Lindenstr. 5.",
                "Sie wohnt bei St. Pölten.",
                "Der 2. Weltkrieg endete 1945.",
                "Ludwig XIV. regierte lange.",
                "Am Ende stand es 2:1.",
                "Dr. med. Anna Berg kam später.",
                "Was?!",
                "Ja...",
            ],
        ),
        (
            "fr",
            [
                "M. Dupont a rencontré Mme. Martin le 1er mai.",
                "« Ce n'est pas vrai ! » a-t-il déclaré.",
                "Selon le Pr. Raoult, p. ex., c'est faux.",
                "Est-ce vrai ?",
                "Oui, cf. art. 5 du code.",
                "Le prix est de 3,5 M€ env. par an.",
            ],
        ),
        (
            "fr",
            [
                "Le président américain Donald Trump a rencontré Vladimir Poutine à Anchorage, le vendredi 15 août.",
                "« Nous avons fait de grands progrès », a-t-il dit.",
                "Selon M. Macron, « la Russie ne veut pas la paix ».",
                "Qu'est-ce que cela veut dire ?",
                "« Rien de bon ! » répond le Dr. Leroy.",
                "L'entreprise a perdu 3,5 millions d'euros, etc.",
                "Les autres n'ont rien dit.",
                "Voir p. 12 et fig. 3.",
                "J.-P. Dubois et A. Martin sont venus.",
                "Il habite au 12, av. Foch à Paris.",
            ],
        ),
        (
            "es",
            [
                "El Sr. Pérez y la Sra. López llegaron a las 5 p. m. del lunes.",
                "¿Quién lo dijo?",
                "¡No es verdad!",
                "Según el art. 5, pág. 12, no se permite.",
                "EE. UU. firmó el acuerdo.",
                "La Dra. Gómez no vino, etc.",
            ],
        ),
        (
            "es",
            [
                "El presidente de EE.UU. Donald Trump se reunió con Putin el viernes 15 de agosto.",
                "«Hemos avanzado mucho», dijo.",
                "—¿Vendrás mañana? —preguntó ella.",
                "—No —respondió él.",
                "Según el Dr. Ruiz, «no hay acuerdo».",
                "¿Qué significa eso?",
                '"¡Nada bueno!", responde la Sra. Vega.',
                "La empresa perdió 3.5 millones, aprox. un 20 %.",
                "Véase la pág. 12 y el cap. 3.",
                "J. L. Borges nació en 1899.",
            ],
        ),
        (
            "ru",
            [
                "В 1918 г. он уехал в г. Москву.",
                "Т. е. он не вернулся.",
                "По данным на 5 янв. 2020 г., погибли 3 тыс. человек.",
                "«Это неправда!» — сказал он.",
                "А. С. Пушкин родился в 1799 г. в Москве.",
                "Цена выросла на 5 руб. и 20 коп. за литр.",
            ],
        ),
        (
            "ru",
            [
                "Президент США Д. Трамп встретился с В. В. Путиным в пятницу, 15 августа 2025 г., на Аляске.",
                "«Мы добились больших успехов», — заявил он.",
                "— Когда вы приедете? — спросила она.",
                "— Завтра, — ответил он.",
                "По словам проф. Иванова, это «ничего не значит».",
                "Потери составили 3,5 млн руб. за год.",
                "Он живёт на ул. Ленина, д. 5, кв. 12.",
                "В XIX в. здесь был завод.",
                "Что это значит?",
                "«Ничего хорошего!» — говорит д-р Петров.",
                "См. рис. 3 и табл. 2.",
                "Это было в 2014 г.",
                "Он уехал.",
            ],
        ),
        (
            "uk",
            [
                "У 2014 р. він переїхав до м. Київ.",
                "Це коштувало 5 млн грн.",
                "«Це неправда!» — сказав він.",
                "Т. Г. Шевченко народився у 1814 р. у с. Моринці.",
            ],
        ),
        (
            "uk",
            [
                "Президент США Д. Трамп зустрівся з В. В. Путіним у п'ятницю, 15 серпня 2025 р., на Алясці.",
                "«Ми досягли великого прогресу», — заявив він.",
                "— Коли ви приїдете? — запитала вона.",
                "За словами проф. Іваненка, це «нічого не означає».",
                "Він живе на вул. Шевченка, буд. 5, кв. 12.",
                "Див. рис. 3.",
                "Що це означає?",
            ],
        ),
        (
            "pl",
            [
                "Spotkanie odbyło się w ul. Długiej, np. w maju.",
                "Dr Kowalski, tj. lekarz, i prof. Nowak mówili o art. 5 ust. 2.",
                "W 1918 r. wrócił do kraju.",
                "„To nieprawda!” – powiedział.",
                "Czy to prawda?",
                "Kosztowało to 5 tys. zł.",
            ],
        ),
        (
            "pl",
            [
                "Prezydent USA Donald Trump spotkał się z W. Putinem w piątek, 15 sierpnia br., na Alasce.",
                "„Zrobiliśmy duże postępy” – powiedział.",
                "– Kiedy przyjedziesz? – zapytała.",
                "– Jutro – odpowiedział.",
                "Zdaniem prof. Nowaka „to nic nie znaczy”.",
                "Mieszka przy ul. Długiej 5 m. 12.",
                "W XIX w. stała tu fabryka.",
                "Zob. s. 12 i rys. 3.",
                "Straty wyniosły ok. 3,5 mln zł.",
                "Firma zamknęła zakład.",
            ],
        ),
        (
            "tr",
            [
                "Dr. Yılmaz 3. toplantıya katıldı.",
                "Prof. Dr. Ayşe Kaya saat 17.30'da konuştu.",
                '"Bu doğru değil!" dedi.',
                "Türkiye 1. Dünya Savaşı'na girdi.",
                "Şirket, Ltd. Şti. olarak kuruldu.",
            ],
        ),
        (
            "tr",
            [
                "ABD Başkanı Donald Trump, 15 Ağustos Cuma günü Alaska'da V. Putin ile görüştü.",
                '"Büyük ilerleme kaydettik," dedi.',
                "Ne zaman geleceksin?",
                '"Yarın!" diye cevap verdi.',
                'Prof. Dr. Ali Kaya\'ya göre bu "hiçbir şey" demek.',
                "19. yüzyılda burada bir fabrika vardı.",
                "Şirket 3,5 milyon TL zarar etti.",
                "Atatürk Cad. No. 5'te oturuyor.",
            ],
        ),
        (
            "it",
            [
                "Il sig. Rossi e la dott.ssa Bianchi sono arrivati alle 17.30.",
                "«Non è vero!», ha detto.",
                "L'art. 5 del d.lgs. n. 231 del 2001 non vale.",
                "Chi l'ha detto?",
            ],
        ),
        (
            "it",
            [
                "Il presidente degli U.S.A. Donald Trump ha incontrato V. Putin venerdì 15 agosto.",
                "«Abbiamo fatto grandi progressi», ha detto.",
                'Secondo il prof. Rossi, "non c\'è accordo".',
                "Che cosa significa?",
                "«Niente di buono!» risponde la dott.ssa Verdi.",
                "L'azienda ha perso 3,5 mln di euro, ecc.",
                "Gli altri tacciono.",
                "Vedi pag. 12 e fig. 3.",
            ],
        ),
        (
            "pt",
            [
                "O Sr. Silva e a Dra. Costa chegaram às 17h30.",
                "O art. 5.º da lei n.º 12 não vale.",
                "«Não é verdade!», disse ele.",
                "Os EUA assinaram, p. ex., o acordo.",
            ],
        ),
        (
            "pt",
            [
                "O presidente dos EUA, D. Trump, encontrou-se com V. Putin na sexta-feira, 15 de agosto.",
                "“Fizemos grandes progressos”, disse.",
                "– Quando vens? – perguntou ela.",
                "Segundo o Dr. Silva, «não há acordo».",
                "O que significa isso?",
                "A empresa perdeu 3,5 milhões de euros, etc.",
                "Os outros calaram-se.",
                "Ver pág. 12 e fig. 3.",
                "Mora na Av. da Liberdade.",
            ],
        ),
        (
            "nl",
            [
                "Dhr. Jansen en mevr. de Vries kwamen om 17.30 uur.",
                "Dit is o.a. van belang i.v.m. de kosten.",
                '"Dat is niet waar!" zei hij.',
                "Wie zei dat?",
            ],
        ),
        (
            "nl",
            [
                "De Amerikaanse president D. Trump ontmoette V. Poetin op vrijdag 15 augustus.",
                "“We hebben veel vooruitgang geboekt”, zei hij.",
                "Volgens prof. dr. J. de Vries is er ‘geen akkoord’.",
                "Wat betekent dat?",
                "‘Niets goeds!’ antwoordt mevr. Bakker.",
                "Het bedrijf verloor ca. 3,5 mln. euro.",
                "Zie blz. 12.",
            ],
        ),
        ("zh", ["会议于2024年10月3日在北京举行。", "谁说的？", "价格是3.5万元。"]),
        (
            "zh",
            [
                "美国总统特朗普8月15日在阿拉斯加会见了普京。",
                "“我们取得了很大进展，”他说。",
                "这意味着什么？",
                "公司亏损3.5亿元。",
                "乔治·W·布什没有参加。",
            ],
        ),
        (
            "ja",
            [
                "会議は10月3日に東京で開かれた。",
                "彼は「それは違う。私は反対だ」と言った。",
                "誰が言ったのか？",
                "価格は3.5万円だった。",
            ],
        ),
        (
            "ja",
            [
                "トランプ米大統領は8月15日、アラスカでプーチン氏と会談した。",
                "「大きな進展があった」と述べた。",
                "それは何を意味するのか。",
                "「何もない。」と彼は答えた。",
                "会社は3.5億円の損失を出した。",
            ],
        ),
        (
            "ar",
            [
                "عُقد الاجتماع في 3 أكتوبر 2024 في القاهرة.",
                "قال د. أحمد: «هذا غير صحيح!»",
                "من قال ذلك؟",
                "بلغ السعر 3.5 مليون دولار.",
            ],
        ),
        (
            "ar",
            [
                "التقى الرئيس الأمريكي دونالد ترامب فلاديمير بوتين يوم الجمعة 15 أغسطس.",
                "وقال: «حققنا تقدماً كبيراً».",
                "ماذا يعني ذلك؟",
                'أجاب د. سالم: "لا شيء!"',
                "خسرت الشركة 3.5 مليون دولار.",
            ],
        ),
        ("hi", ["बैठक 3 अक्टूबर को दिल्ली में हुई।", 'डॉ. शर्मा ने कहा, "यह सच नहीं है।"', "यह किसने कहा?", "कीमत 3.5 लाख रु. थी।"]),
        (
            "hi",
            [
                "अमेरिकी राष्ट्रपति डोनाल्ड ट्रम्प ने शुक्रवार, 15 अगस्त को अलास्का में पुतिन से मुलाकात की।",
                '"हमने बहुत प्रगति की है," उन्होंने कहा।',
                "इसका क्या मतलब है?",
                "प्रो. वर्मा ने कहा कि कुछ नहीं।",
                "कंपनी को 3.5 करोड़ रु. का घाटा हुआ।",
            ],
        ),
        ("el", ["Ο κ. Παπαδόπουλος ήρθε στις 5 μ.μ. τη Δευτέρα.", "Ποιος το είπε;", "«Δεν είναι αλήθεια!» είπε."]),
        (
            "el",
            [
                "Ο πρόεδρος των ΗΠΑ Ντ. Τραμπ συναντήθηκε με τον Β. Πούτιν την Παρασκευή 15 Αυγούστου.",
                "«Σημειώσαμε μεγάλη πρόοδο», είπε.",
                "Τι σημαίνει αυτό;",
                "Ο δρ. Παππάς απάντησε: «Τίποτα!»",
                "Βλ. σελ. 12.",
            ],
        ),
        (
            "sv",
            [
                "Mötet hölls den 3 oktober kl. 17.30 i Stockholm.",
                "T.ex. kom dr. Berg, dvs. läkaren.",
                "”Det är inte sant!” sade han.",
            ],
        ),
        (
            "sv",
            [
                "USA:s president D. Trump träffade V. Putin fredagen den 15 augusti.",
                "”Vi har gjort stora framsteg”, sade han.",
                "– När kommer du? frågade hon.",
                "Enligt prof. Berg finns ”inget avtal”.",
                "Bolaget förlorade ca 3,5 milj. kr. förra året.",
                "Se s. 12 och fig. 3.",
                "Carl XVI Gustaf kom kl. 10.30.",
            ],
        ),
        (
            "cs",
            [
                "Schůze se konala 3. října 2024 v Praze.",
                "Např. dr. Novák, tj. lékař, přišel v 17.30 hod.",
                "„To není pravda!“ řekl.",
            ],
        ),
        (
            "cs",
            [
                "Prezident USA D. Trump se v pátek 15. srpna setkal s V. Putinem.",
                "„Dosáhli jsme velkého pokroku,“ řekl.",
                "„Kdy přijedeš?“ zeptala se.",
                "Podle prof. Nováka „dohoda není“.",
                "Viz s. 12 a obr. 3.",
                "Ve 20. století zde stála továrna.",
            ],
        ),
        (
            "ro",
            [
                "Președintele SUA, D. Trump, s-a întâlnit cu V. Putin vineri, 15 august.",
                "„Am făcut progrese mari”, a spus el.",
                "– Când vii? a întrebat ea.",
                "Potrivit dr. Popescu, „nu există acord”.",
                "Vezi pag. 12 și fig. 3.",
                "Locuiește pe str. Lungă nr. 5.",
            ],
        ),
        (
            "no",
            [
                "USAs president D. Trump møtte V. Putin fredag 15. august.",
                "«Vi har gjort store fremskritt», sa han.",
                "– Når kommer du? spurte hun.",
                "Ifølge prof. Berg finnes «ingen avtale».",
                "Selskapet tapte ca. 3,5 mill. kroner.",
                "Kong Harald V. åpnet møtet kl. 10.30.",
            ],
        ),
        (
            "vi",
            [
                "Tổng thống Mỹ D. Trump gặp V. Putin hôm thứ Sáu 15/8.",
                "“Chúng tôi đã đạt tiến bộ lớn”, ông nói.",
                "GS. TS. Nguyễn Văn An ở TP. Hồ Chí Minh cho biết như vậy.",
                "Điều đó có nghĩa là gì?",
            ],
        ),
    ],
)
def test_a_paragraph_is_cut_into_its_sentences(language: str, expected: list[str]) -> None:
    assert parts(("" if language in ("zh", "ja") else " ").join(expected), language) == expected


@pytest.mark.parametrize(
    ("before", "word", "language", "ends"),
    [
        ("Im 19", "Jahrhundert", "de", False),
        ("Beginn: 9", "September", "de", False),
        ("Leitung: 9", "Danach", "de", True),
        ("Sie ist 19", "Das", "de", True),
        ("Es war 1945", "Berlin", "de", True),
        ("Siehe Abb. 3", "Berlin", "de", True),
        ("Die 2., 3. und 4", "Achse", "de", False),
        ("Er wohnt an der Interstate 9", "Rechts", "de", True),
        ("jeździ na linii 7", "Linię", "pl", True),
        ("służył w 1", "Dywizji", "pl", False),
        ("od lat 30", "XX", "pl", False),
        ("Türkiye 1", "Dünya", "tr", False),
        ("Im Jahr 19", "Paris", "fr", True),
        ("L'art", "5", "fr", False),
        ("avec M", "Le", "fr", False),
        ("de la vitamine C", "Il", "fr", True),
        ("Das sind 3 Mio", "Euro", "de", False),
        ("Das sind 3 Mio", "Das", "de", True),
        ("Es sind 5 km", "Berlin", "de", True),
        ("det sade hon", "Enligt", "sv", True),
        ("non lo so mai", "Roma", "it", True),
        ("u płk", "Nowaka", "pl", False),
        ("w SLD", "Nowak", "pl", True),
        ("por. mar", "Nowak", "pl", False),
        ("de EE", "UU", "es", False),
        ("nhà ở", "Hà", "vi", True),
        ("Đại tá A", "Nguyễn", "vi", False),
        ("Dr", "Maier", "fi", False),  # sentencex is asked of a language without words of its own
        ("talo", "Hän", "fi", True),
    ],
)
def test_a_full_stop_ends_a_sentence_or_not(before: str, word: str, language: str, ends: bool) -> None:
    assert full_stop_ends(before, "", word, True, language) is ends


def test_a_quotation_that_opens_begins_a_sentence_but_behind_a_title() -> None:
    assert full_stop_ends("o 17.30 hod", "„", "To", False, "cs")
    assert not full_stop_ends("říká dr", "„", "Novák", True, "cs")
    assert not full_stop_ends("George W", "(", "Dubya", True, "cs")


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("ru", ["«Когда?» — спросил он.", "— Завтра! — сказала она."]),
        ("es", ["—¿Vienes? —preguntó ella.", "—No —dijo él."]),
        ("ro", ["– Când vii? a întrebat ea.", "– Mâine."]),
        ("fr", ["« Qui vient ? » demanda-t-il.", "« Personne. »", "Il partit."]),
        ("de", ["»Wer kommt?«, fragte er.", "»Niemand.«", "Er ging."]),
        ("en", ["– When are you coming? she asked.", "– Tomorrow."]),
    ],
)
def test_who_speaks_stays_with_what_is_said(language: str, expected: list[str]) -> None:
    assert parts(" ".join(expected), language) == expected


def test_what_goes_on_behind_another_scripts_mark_is_the_same_sentence() -> None:
    assert parts("Ήρθε ο Πέτρος; μετά έφυγε. Ποιος ήρθε; Ο Πέτρος.", "el") == [
        "Ήρθε ο Πέτρος; μετά έφυγε.",
        "Ποιος ήρθε;",
        "Ο Πέτρος.",
    ]
    assert parts("他见了A．Ｌ．纳戴。她没来。", "zh") == ["他见了A．Ｌ．纳戴。", "她没来。"]
    assert parts('यह सच है। "हाँ" उसने कहा।', "hi") == ["यह सच है।", '"हाँ" उसने कहा।']


def test_a_number_that_is_added_begins_no_item() -> None:
    expected = ["There are primes of the form n + 1.", "They are greater than 2.", "Nobody has proved it."]
    assert parts(" ".join(expected), "en") == expected


WRAPPED = """Die neue Leiterin kommt am 3. Mai, sagte eine
Sprecherin des Museums, und übernimmt dann die
Verantwortung für das Haus. Laut Nr.
5 der Satzung darf sie nach einem
Jahr bestätigt werden."""


def test_a_line_that_ends_with_a_german_article_or_preposition_goes_on_with_its_noun() -> None:
    blocks = plain_blocks(WRAPPED)
    assert [(b.start, b.end) for b in blocks] == [(0, len(WRAPPED))]
