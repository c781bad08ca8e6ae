"""English words that are written with a full stop, and those that may stand behind them."""

# fmt: off
# Before a name: never at the end of a sentence, but for "St." of a street.
TITLES = frozenset(
    [
        "mr", "mrs", "ms", "mx", "messrs", "mmes", "mssrs", "dr", "drs", "prof", "profs", "gov", "govs",
        "sen", "sens", "rep", "reps", "gen", "col", "lt", "ltc", "cpl", "sgt", "capt", "cmdr", "cdr", "adm",
        "maj", "brig", "pfc", "pvt", "rev", "revs", "hon", "pres", "supt", "det", "insp", "fr", "sr", "sra",
        "mme", "mlle", "hr", "dist", "atty", "ald", "amb", "asst", "assoc", "dep", "st", "ste", "ft", "mt",
        "mts", "pt", "pte", "cllr", "esq", "rt", "vs", "viz", "cf", "eg", "ie", "al", "mses", "visc", "ven", "rtd",
    ]
)
# Before a number, or a measure in front of what is measured.
BEFORE_NUMBERS = frozenset(
    [
        "no", "nos", "nr", "p", "pp", "par", "para", "paras", "vol", "vols", "fig", "figs", "art", "arts",
        "sec", "secs", "sect", "ch", "chap", "chs", "rm", "rms", "approx", "appr", "ca", "circa", "max",
        "min", "avg", "est", "ed", "eds", "ver", "op", "bk", "bd", "pl", "ex", "exx", "eq", "eqs", "tab",
        "app", "apt", "apts", "ste", "bldg", "col", "cols", "ext", "tel", "pg", "pgs", "ln", "ll", "ser",
        "inv", "ref", "refs", "resp", "incl", "excl", "misc", "def", "var", "cat", "reg", "regs", "tit", "cl",
        "sch", "ann", "add", "bibl", "cit", "dept", "div", "rte", "hwy", "abt", "temp", "alt", "lat", "long",
        "pop", "freq", "qty", "wt", "vv", "ff", "n.b",
    ]
)
MONTHS = frozenset(["jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec"])
DAYS = frozenset(["mon", "tue", "tues", "wed", "thu", "thur", "thurs", "fri", "sat", "sun"])
# They may end a sentence or stand inside it.
EITHER = frozenset(
    [
        "inc", "corp", "co", "cos", "ltd", "llc", "plc", "bros", "mfg", "intl", "natl", "jr", "esq", "ave",
        "av", "blvd", "rd", "hwy", "sq", "pkwy", "pl", "ct", "ctr", "etc", "hrs", "hr", "min", "mins", "sec",
        "secs", "lb", "lbs", "oz", "ft", "in", "yd", "yds", "mi", "km", "cm", "mm", "kg", "mg", "ml", "gal",
        "pt", "qt", "doz", "yr", "yrs", "mo", "mos", "wk", "wks", "no", "dept", "univ", "assn", "govt",
        "dist", "est", "bldg", "ariz", "calif", "colo", "conn", "del", "fla", "ill", "ind", "kan", "ky", "la",
        "mass", "md", "mich", "minn", "miss", "mont", "neb", "nev", "okla", "ont", "ore", "pa", "penn", "que",
        "tenn", "tex", "va", "vt", "wash", "wis", "wyo", "alta", "ph.d", "m.d", "b.a", "m.a", "b.sc", "m.sc",
        "b.c", "a.d", "c.e", "b.c.e",
    ]
)
HOURS = frozenset(["a.m", "p.m", "am", "pm"])
NEVER = frozenset(["e.g", "i.e", "eg", "ie", "cf", "viz", "vs", "approx", "et", "p.s", "p.p.s"])
AFTER_HOURS = (
    frozenset(
        [
            "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "january",
            "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
            "december", "today", "tomorrow", "est", "edt", "et", "ct", "cst", "cdt", "mt", "mst", "mdt", "pt",
            "pst", "pdt", "gmt", "utc", "bst", "cet", "cest", "eastern", "central", "mountain", "pacific",
            "local",
        ]
    )
    | MONTHS
    | DAYS
)

# Behind "U.S." and its like these are parts of a name.
INSTITUTIONS = frozenset(
    [
        "government", "army", "navy", "marine", "marines", "air", "coast", "senate", "house", "congress",
        "congressman", "congresswoman", "president", "supreme", "district", "circuit", "court", "courts",
        "department", "treasury", "state", "states", "federal", "national", "open", "attorney", "secretary",
        "ambassador", "embassy", "constitution", "bureau", "forces", "force", "military", "census", "postal",
        "secret", "capitol", "representative", "representatives", "senator", "senators", "highway", "route",
        "dollar", "dollars", "steel", "bank", "customs", "food", "forest", "fish", "geological",
        "environmental", "agency", "commission", "security", "general", "special", "soccer", "olympic",
        "women", "men", "and", "or", "patent", "trade", "energy", "justice", "labor", "commerce",
    ]
)
# fmt: on
