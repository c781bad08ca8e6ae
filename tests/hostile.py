"""Hypothesis strategies for text that hurts."""

from hypothesis import strategies as st

PIECES = [
    "The end. ",
    "Dr. Smith paid $3.50 on 1.5.2024 at 5 p.m. ",
    "Really?! Yes… no. ",
    "“Curly,” she said. ‘So.’ ",
    "two  spaces and\ttabs. ",
    "👩🏽‍🚀 flew. 👨‍👩‍👧‍👦! ",
    "🇺🇦🇪🇺",
    "e\u0301a\u0308. \u0301",
    "\r\n",
    "\r",
    "\n",
    "\r\n\r\n",
    "\n\n",
    "\u00a0",
    "A\u00a0B.\u00a0C.",
    "\u200b",
    "\u200d\ufeff",
    "\u2028",
    "\u2029",
    "\x85\x0b\x0c\x1c",
    "\x00",
    "N\x00L. ",
    "שלום עולם. ",
    "مرحبا بالعالم؟ نعم. ",
    "\u202eabc\u202c ",
    "𝔘𝔫𝔦. 𐍈𐍉. ",
    "你好。世界！",
    "नमस्ते। ",
    "...",
    ". ",
    "?!",
    "—",
    "“”",
    "x" * 2500,
    "clause, " * 200,
    "𐍈" * 1100,
    "ab " * 500,
]
MARKDOWN = [
    "# Heading\n",
    "###### \n",
    "Setext\n===\n",
    "- item. two.\n",
    "  - nested\n",
    "10) tenth\n",
    "* ",
    "> quote\n",
    "> - # deep\n",
    "| a | b |\n|---|---|\n| c. D | e |\n",
    "```py\ncode = 1\n```\n",
    "~~~\nnever closed\n",
    "    indented\n",
    "---\n",
    "---\ntitle: x\n---\n",
    "<div>html</div>\n",
    "<!-- comment",
    "[link](http://x.y 'z') ",
    "[ref]: http://x.y\n",
    "**bold** _it_ `code` ~~no~~ ",
    "\\# not a heading\n",
    "![image](a.png)\n",
    "&amp; &#0; ",
    "hard break  \n",
    "- [ ] task\n",
]

plain_texts = (
    st.lists(st.sampled_from(PIECES) | st.text(max_size=12), min_size=1, max_size=25).map("".join).filter(bool)
)
markdown_texts = (
    st.lists(st.sampled_from(PIECES) | st.sampled_from(MARKDOWN) | st.text(max_size=12), min_size=1, max_size=25)
    .map("".join)
    .filter(bool)
)
