"""What can be seen of a line of a page: the features from which `boilerplate` judges story or furniture.

Nothing here is learned. Each page becomes one matrix, a row per non-blank line, a column per name of `names()`; the
training script in `benchmarks/` and the shipped model read the same matrix.
"""

import re
from collections import Counter
from functools import cache

import numpy as np

from wirecopy import text as tx

STOP = frozenset(
    "a about above after again against all also although am among an and any are as at away back be became because been "
    "before behind being below between both but by came can could did do does doing down during each even ever every few "
    "first for from further get go had has have having he her here him his how however i if in into is it its itself "
    "just last less like made make many may me might more most much must my near never no nor not now of off on once one "
    "only or other our out over own per same say says she should since so some still such than that the their them then "
    "there these they this those through to too two under until up upon us very was we were what when where which while "
    "who whom whose why will with within without would yet you your "
    # Commonest function words of other languages in Latin script: a sentence has them, a menu has not.
    "der die das und ist nicht ein eine einen dem den des von mit auf für sich auch wird wurde sind im zu als es aus bei "
    "le la les un une des du de et est que qui dans pour pas sur au aux ce cette il elle ne se plus par avec sont été ont "
    "el los las del una y en es por con para su al lo como más pero sus fue este ha o os um uma não em da do dos das no "
    "na mais foi são ao il di che è per non sono della nel dei gli con una het een van dat niet zijn op te voor met aan "
    "och att det som på är av för inte den ett til af er ikke på og å".split()
)
_SAID = frozenset(
    "said says told added wrote announced reported according asked explained noted claimed warned insisted argued called "
    "accused denied confirmed described stated".split()
)
_YOU = frozenset("you your yours yourself".split())
_WE = frozenset("i we our us my me".split())
_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?"
_DATE = re.compile(
    rf"\b{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}|\b\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTH},?\s+\d{{4}}"
    r"|\b\d{1,4}[-/.]\d{1,2}[-/.]\d{2,4}\b|\b\d{1,2}[:.]\d{2}\s*(?:[ap]\.?m|et|gmt|est|pst)\b"
    r"|\b\d+\s+(?:minutes?|mins?|hours?|days?|weeks?|months?|years?)\s+ago|\b(?:updated|published|posted)\b",
    re.I,
)
_BULLET = re.compile(r"^(?:[•●▪■◦‣·*+>»–—-]|\d{1,2}[.)])\s")
_LINK = re.compile(r"https?://|www\.|\S@\S+\.\w|\b\w+\.(?:com|org|net|co\.uk)\b", re.I)
_END = re.compile(r"[.!?…。！？][\"'”’»)\]*]*$")
_INNER_END = re.compile(r"[.!?][\"”’)]*\s+[\"“‘(]*[A-ZÀ-Þ0-9]")
_BYLINE = re.compile(r"^(?:by|par|von|por|di)\b|^(?:written|reporting|story|words|edited) by\b|\b(?:editor|reporter|staff writer)\b", re.I)
_PHOTO = re.compile(
    r"\b(?:photo|image|picture|credit|courtesy|getty|file|pictured|screenshot|via|illustration|gallery|video|watch)\b"
    r"|photograph|[(\[/][^)\]]{2,40}(?:images|photo)[)\]]?$",
    re.I,
)
_CHROME = re.compile(
    r"subscri|newsletter|sign\s?(?:up|in)|log\s?in|cookie|advert|sponsor|copyright|©|all rights|privacy|terms of"
    r"|follow (?:us|me|our|@)|share (?:this|on|via)|click|tap here|facebook|twitter|instagram|whatsapp|linkedin|pinterest|reddit"
    r"|e-?mail|inbox|download|app store|comment|reply|loading|menu|search|skip to|home\b|contact|about us|donat|support (?:us|our)"
    r"|read (?:more|next|also)|more (?:from|on|stories|news)|related|recommended|trending|popular|most read|also (?:read|on)"
    r"|you (?:may|might) (?:also )?like|latest|next (?:story|article)|previous|editor'?s? (?:note|pick)|tags?\b|filed under|topics"
    r"|min(?:ute)?s? read|affiliate|commission|this (?:article|story) (?:was|is|originally|has|appeared)|originally (?:published|appeared)"
    r"|republish|reprint|permission|disclaimer|correction|contributed (?:to|reporting)|reach (?:him|her|them)|is a (?:\w+ )?(?:writer|reporter|editor"
    r"|journalist|freelance)|born in|graduat|sale|deals?\b|shop\b|buy\b|free\b|join\b|listen|podcast|stream|top\b|back to|translat|back up",
    re.I,
)
_HEADING = re.compile(
    r"^\W*(?:related|recommended|more\b|most (?:read|popular|viewed|recent|shared)|must[- ]?read|read (?:more|next|also)|see (?:also|more)|also (?:read|on|in|see)"
    r"|you (?:may|might)|trending|popular|latest|top (?:stories|news|headlines|videos|picks)|up next|don'?t miss|what to read|editor'?s? picks?|in (?:other|case)"
    r"|other (?:news|stories)|around the web|from (?:the|our|around)|sponsored|promoted|paid|continue reading|keep reading|next (?:up|article|story)"
    r"|further reading|similar|featured|stories (?:for|you)|news (?:from|in)|best of|our picks|watch (?:next|more)|explore|discover|today'?s|suggested)",
    re.I,
)
_COMMENTS = re.compile(r"^\W*(?:\d+\s+)?(?:comments?|leave a|join the (?:conversation|discussion)|post a|reader|discuss|responses?|replies)\b", re.I)
_ABOUT = re.compile(r"^\W*(?:about (?:the )?(?:author|writer)|author|contributors?|written by|follow|contact|references|sources?|notes|footnotes|tags?|topics|share|copyright|©)\b", re.I)
DATELINE = re.compile(
    r"^(?:[A-ZÀ-Þ][\w.'’À-ÿ-]*[ ,./]*){1,8}\((?:[A-Z][\w .&/]{1,30})\)\s*(?:--?|[—–:])?\s*\S"
    r"|^(?:[A-ZÀ-Þ][A-ZÀ-Þ.'’-]+[ ,/]*){1,4}(?:(?:[A-Z][\w.]*[ ,]*){0,4})(?:\s--?\s|\s?[—–]\s?|:\s)\S"
)
_ELLIPSIS = re.compile(r"(?:…|\.\.\.)\W*$")
_LONG_WORDS = 12


def names():
    """Return the names of the columns of `matrix`."""
    window = [f"{name}{offset:+d}" for offset in _OFFSETS for name in _NEIGHBOUR]
    return [*_LINE, *_PLACE, *_PAGE, *window]


def matrix(page, lines):
    """Return the features of the `lines` (of `wirecopy.text.lines`) of the text `page` as a float array."""
    if lines.empty:
        return np.zeros((0, len(names())))
    texts = lines["text"].tolist()
    tokens = [tx.tokens(t) for t in texts]
    own = np.array([_of_line(t, w) for t, w in zip(texts, tokens, strict=True)], dtype=float)
    place, context = _of_place(page, lines, texts, tokens, own)
    pagewide = np.tile(_of_page(own, place, context), (len(texts), 1))
    return np.hstack([own, place, pagewide, _neighbours(np.hstack([own, place]))])


_LINE = (
    "words chars word_length stop ends inner_ends commas capitals shouting digits quotes colon bullet link chrome date byline photo "
    "you we separators lower_start ellipsis question said dateline heading comments about brackets"
).split()


def _of_line(line, words):
    n = max(len(words), 1)
    bare = _BULLET.sub("", line)
    spoken = [w for w in re.findall(r"[^\W\d_][\w'’.-]*", bare)]
    stops = sum(w in STOP for w in words)
    letters = max(len(line), 1)
    return (
        np.log1p(len(words)),
        np.log1p(len(line)),
        sum(map(len, words)) / n,
        stops / n,
        _END.search(line) is not None,
        np.log1p(len(_INNER_END.findall(line))),
        line.count(",") / n,
        sum(w[0].isupper() for w in spoken[1:]) / max(len(spoken) - 1, 1),
        sum(w.isupper() and len(w) > 1 for w in spoken) / max(len(spoken), 1),
        sum(c.isdigit() for c in line) / letters,
        any(c in line for c in "\"“”«»"),
        line.endswith(":"),
        len(bare) < len(line),
        len(_LINK.findall(line)),
        min(len(_CHROME.findall(line)), 5),
        _DATE.search(line) is not None,
        _BYLINE.search(line) is not None,
        min(len(_PHOTO.findall(line)), 3),
        sum(w in _YOU for w in words) / n,
        sum(w in _WE for w in words) / n,
        sum(c in "|·•/>»" for c in line),
        bare[:1].islower(),
        _ELLIPSIS.search(line) is not None,
        line.endswith("?"),
        sum(w in _SAID for w in words),
        DATELINE.match(bare) is not None and len(words) > 5,
        _HEADING.match(line) is not None and len(words) < 10,
        _COMMENTS.match(line) is not None and len(words) < 10,
        _ABOUT.match(line) is not None and len(words) < 10,
        line[:1] in "([" or line[-1:] in ")]",
    )


_PLACE = (
    "blank_before blank_after indent indent_to_core copies copy_before inside_other share_lines share_words lines_before lines_after "
    "since_long until_long long_before long_after run_before run_after in_core to_core_start to_core_end core_words core_like lead_like "
    "previous_like next_like names_known since_heading heading_before long_since_heading since_comments since_about "
    "datelines_before dateline_any capitals_to_page"
).split()


def _of_place(page, lines, texts, tokens, own):
    n = len(texts)
    counts = np.array([len(w) for w in tokens])
    ends = own[:, _LINE.index("ends")] > 0
    stop = own[:, _LINE.index("stop")]
    long = (counts >= _LONG_WORDS) & (stop > 0.15)
    core = _core(counts, stop, ends)
    before, after, indent = _white(page, lines)
    usual = np.median(indent[core[0] : core[1]][long[core[0] : core[1]]]) if long[core[0] : core[1]].any() else 0
    copies, earlier, inside = _repeats(texts, tokens)
    cumulative = np.cumsum(np.where(long, counts, 0)) - np.where(long, counts, 0)
    total = max(np.where(long, counts, 0).sum(), 1)
    index = np.arange(n)
    like = _likeness(texts, tokens, long, core)
    headings = own[:, [_LINE.index(k) for k in ("heading", "comments", "about")]] > 0
    since = [_since(headings[:, k]) for k in range(3)]
    late = headings[:, 0] & (index > core[0])
    datelines = np.cumsum(own[:, _LINE.index("dateline")])
    columns = [
        np.minimum(before, 5), np.minimum(after, 5), np.minimum(indent, 60), np.clip(indent - usual, -30, 30),
        np.minimum(copies, 5), earlier, inside,
        index / n, cumulative / total, np.log1p(index), np.log1p(n - 1 - index),
        np.log1p(_since(long)), np.log1p(_since(long[::-1])[::-1]),
        np.log1p(np.cumsum(long) - long), np.log1p(np.cumsum(long[::-1])[::-1] - long),
        np.log1p(_run(long)), np.log1p(_run(long[::-1])[::-1]),
        (index >= core[0]) & (index < core[1]), _signed_log(index - core[0]), _signed_log(index - core[1] + 1),
        np.full(n, counts[core[0] : core[1]].sum() / max(counts.sum(), 1)),
        *like,
        np.log1p(since[0]), np.cumsum(late) > 0, np.log1p(_count_since(long, late)), np.log1p(since[1]), np.log1p(since[2]),
        datelines - own[:, _LINE.index("dateline")], np.full(n, datelines[-1] > 0),
        own[:, _LINE.index("capitals")] - np.median(own[:, _LINE.index("capitals")][long]) if long.any() else np.zeros(n),
    ]  # fmt: skip
    return np.array(columns, dtype=float).T, {"long": long, "counts": counts, "core": core}


_PAGE = "page_lines page_words page_long page_ends page_blank page_indented page_lower page_median page_core_lines".split()


def _of_page(own, place, context):
    counts, long, core = context["counts"], context["long"], context["core"]
    return np.array([
        np.log1p(len(counts)),
        np.log1p(counts.sum()),
        long.mean(),
        own[:, _LINE.index("ends")].mean(),
        place[:, _PLACE.index("blank_before")].mean(),
        (place[:, _PLACE.index("indent")] > 0).mean(),
        own[:, _LINE.index("lower_start")].mean(),
        np.log1p(np.median(counts)),
        (core[1] - core[0]) / len(counts),
    ])  # fmt: skip


_OFFSETS = (-3, -2, -1, 1, 2, 3)
_NEIGHBOUR = (
    "words stop ends chrome bullet capitals heading date byline dateline copies indent_to_core blank_before core_like".split()
)


def _neighbours(values):
    picked = values[:, [[*_LINE, *_PLACE].index(name) for name in _NEIGHBOUR]]
    n, width = picked.shape
    padded = np.full((n + 6, width), -1.0)
    padded[3 : 3 + n] = picked
    return np.hstack([padded[3 + offset : 3 + offset + n] for offset in _OFFSETS])


def _white(page, lines):
    numbers = lines["line"].to_numpy()
    before = np.diff(numbers, prepend=0) - 1
    after = np.append(before[1:], 0)
    indent = []
    for start in lines["start"].tolist():
        begin = max(page.rfind("\n", 0, start), page.rfind("\r", 0, start)) + 1
        indent.append(len(page[begin:start].expandtabs(4)))
    return before, after, np.array(indent)


def _core(counts, stop, ends):
    """Return the run of lines (first, end) with the most running text, by the maximum-sum segment of words."""
    worth = np.where((counts >= 8) & (stop > 0.1), counts * (0.5 + ends), -8.0)
    best, begin, at, total = (0, len(counts)), 0, 0.0, 0.0
    for i, value in enumerate(worth.tolist()):
        if total <= 0:
            begin, total = i, 0.0
        total += value
        if total > at:
            best, at = (begin, i + 1), total
    return best


def _repeats(texts, tokens):
    keys = [" ".join(w) for w in tokens]
    seen, counts = Counter(), Counter(keys)
    copies, earlier = [], []
    for key in keys:
        copies.append(counts[key] - 1)
        earlier.append(seen[key] > 0)
        seen[key] += 1
    whole = "\n".join(sorted(set(keys), key=len))
    inside = [len(w) > 3 and whole.count(key) > 1 for key, w in zip(keys, tokens, strict=True)]
    return np.array(copies), np.array(earlier, dtype=float), np.array(inside, dtype=float)


def _content(words):
    return {w for w in words if len(w) > 3 and w not in STOP}


def _likeness(texts, tokens, long, core):
    """Return shares of a line's content words known from: the core, its lead, the long lines before and after; names."""
    content = [_content(w) for w in tokens]
    inside = [i for i in range(*core) if long[i]]
    known = Counter(w for i in inside for w in content[i])
    lead = Counter(w for i in inside[:4] for w in content[i])
    order = np.flatnonzero(long)
    core_like, lead_like, previous, following, names_known = [], [], [], [], []
    members, leaders = set(inside), set(inside[:4])
    for i, words in enumerate(content):
        core_like.append(_share(words, known, i in members))
        lead_like.append(_share(words, lead, i in leaders))
        at = np.searchsorted(order, i)
        after = at + 1 if at < len(order) and order[at] == i else at
        previous.append(_share_of_lines(words, content, order[max(at - 2, 0) : at]))
        following.append(_share_of_lines(words, content, order[after : after + 2]))
        proper = {w.lower() for w in re.findall(r"(?<=[\w,] )[A-ZÀ-Þ][\w]{2,}", texts[i])}
        names_known.append(_share(proper, known, i in members))
    return [np.array(c) for c in (core_like, lead_like, previous, following, names_known)]


def _share(words, known, own):
    if not words:
        return -0.1
    return sum(known[w] > own for w in words) / len(words)


def _share_of_lines(words, content, rows):
    if not words or not len(rows):
        return -0.1
    return len(words & set().union(*(content[r] for r in rows))) / len(words)


def _since(flags):
    """Return for each row how many rows ago a flag was set (0 on the row itself, many where never)."""
    index = np.arange(len(flags))
    last = np.maximum.accumulate(np.where(flags, index, -500))
    return np.minimum(index - last, 200)


def _count_since(counted, flags):
    total = np.cumsum(counted)
    at_flag = np.maximum.accumulate(np.where(flags, total, -1))
    return np.where(at_flag < 0, 0, total - at_flag)


def _run(flags):
    runs, n = [], 0
    for flag in flags:
        runs.append(n)
        n = n + 1 if flag else 0
    return np.array(runs)


def _signed_log(values):
    return np.sign(values) * np.log1p(np.abs(values))


@cache
def second_names():
    """Return the names of the columns of `second`."""
    around = [f"p{offset:+d}" for offset in range(-4, 5)]
    return [*names(), *around, "p_mean3", "p_mean7", "p_mean15", "p_before", "p_after", "p_most_before", "p_most_after",
            "p_total", "p_segment", "p_to_start", "p_to_end"]  # fmt: skip


def second(values, first):
    """Return `values` with what the first judgement `first` (probability of body per line) says of the lines around."""
    n = len(first)
    words = np.expm1(values[:, 0]) if n else np.zeros(0)
    padded = np.full(n + 8, -0.1)
    padded[4 : 4 + n] = first
    around = [padded[k : k + n] for k in range(9)]
    weight = words * first
    total = max(weight.sum(), 1)
    before = np.cumsum(weight) - weight
    logit = np.log(np.clip(first, 0.01, 0.99) / np.clip(1 - first, 0.01, 0.99)) * np.sqrt(words + 1)
    segment = _segment(logit)
    index = np.arange(n)
    columns = [
        *around, *(_mean(first, words, k) for k in (1, 3, 7)),
        before / total, 1 - (before + weight) / total, _most(first), _most(first[::-1])[::-1],
        np.full(n, np.log1p(total)), (index >= segment[0]) & (index < segment[1]),
        _signed_log(index - segment[0]), _signed_log(index - segment[1] + 1),
    ]  # fmt: skip
    return np.hstack([values, np.array(columns, dtype=float).T])


def _mean(values, words, reach):
    kernel = np.ones(2 * reach + 1)
    weight = np.sqrt(words + 1)
    full = np.convolve(values * weight, kernel)[reach : reach + len(values)]
    return full / np.convolve(weight, kernel)[reach : reach + len(values)]


def _most(values):
    return np.concatenate([[0.0], np.maximum.accumulate(values)[:-1]])


def _segment(worth):
    best, begin, at, total = (0, len(worth)), 0, 0.0, 0.0
    for i, value in enumerate(worth.tolist()):
        if total <= 0:
            begin, total = i, 0.0
        total += value
        if total > at:
            best, at = (begin, i + 1), total
    return best
