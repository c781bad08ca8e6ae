"""Words as they are compared: without their endings, and past forms as their verb."""

import re

from index.languages import ENGLISH, MARKS, is_english
from index.storage.lexical import tokenize

WORD = re.compile(rf"[\w{MARKS}]+(?:[.,:]\d+)*")
# Past forms that no stemmer takes back to the verb of a question ("When did he leave?").
_PAST = """
ate:eat became:become began:begin begun:begin born:bear bought:buy broke:break broken:break brought:bring built:build
burnt:burn came:come caught:catch chose:choose chosen:choose drank:drink drawn:draw drew:draw driven:drive drove:drive
fallen:fall fed:feed fell:fall flew:fly flown:fly fought:fight found:find froze:freeze frozen:freeze gave:give
given:give gone:go got:get grew:grow grown:grow heard:hear held:hold hid:hide hidden:hide hung:hang kept:keep knew:know
known:know laid:lay led:lead left:leave lent:lend lost:lose made:make met:meet paid:pay ran:run risen:rise rode:ride
rose:rise said:say sank:sink saw:see seen:see sent:send shot:shoot shown:show shrank:shrink slept:sleep sold:sell
spent:spend spoke:speak spoken:speak stole:steal stolen:steal stood:stand struck:strike sunk:sink swam:swim swept:sweep
taken:take taught:teach threw:throw thrown:throw told:tell took:take tore:tear torn:tear went:go withdrew:withdraw
woke:wake won:win wore:wear worn:wear written:write wrote:write
"""
_VERBS = {past: verb for past, _, verb in (pair.partition(":") for pair in _PAST.split())}


def stems(text: str, language: str | None = ENGLISH) -> set[str]:
    """The stems of a text's words of content; irregular past forms, in English, as the verb."""
    if not is_english(language):
        return set(tokenize(text, language))
    return {stem for word in WORD.findall(text.lower()) for stem in tokenize(_VERBS.get(word, word))}
