"""English words about the commonest first, as the vocabulary of all-MiniLM-L6-v2 has them.

Read without the library of the tokenizer, which would hold the vocabulary in ten times the memory.
"""

import json
from functools import cache

from index.networks.models import minilm_tokenizer


@cache
def english_words() -> tuple[str, ...]:
    """The whole words among the word pieces, in the order in which their authors numbered them.

    Raises:
        ModelError: they are not the published ones.
    """
    vocabulary: dict[str, int] = json.loads(minilm_tokenizer().read_bytes())["model"]["vocab"]
    return tuple(word for word in sorted(vocabulary, key=vocabulary.__getitem__) if word.isalpha())
