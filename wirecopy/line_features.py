"""What can be seen of a line of a page: the features from which `boilerplate` judges story or furniture.

Nothing here is learned. Each page becomes one matrix, a row per non-blank line, a column per name of `names()`; the
training script in `benchmarks/` and the shipped model read the same matrix.
"""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass

import numpy as np

from wirecopy import text as tx

# English, then the commonest words of other languages in Latin script: a sentence has them, a menu has not.
STOP = frozenset(
    tx.tokens(
        "a about above after again against all also although am among an and any are as at away back be became because "
        "been before behind being below between both but by came can could did do does doing down during each even "
        "ever "
        "every few first for from further get go had has have having he her here him his how however i if in into is "
        "it "
        "its itself just last less like made make many may me might more most much must my near never no nor not now "
        "of "
        "off on once one only or other our out over own per same say says she should since so some still such than "
        "that "
        "the their them then there these they this those through to too two under until up upon us very was we were "
        "what "
        "when where which while who whom whose why will with within without would yet you your "
        "der die das und ist nicht ein eine einen dem den des von mit auf für sich auch wird wurde sind im zu als es "
        "aus "
        "bei le la les un une des du de et est que qui dans pour pas sur au aux ce cette il elle ne se plus par avec "
        "sont "
        "été ont el los las del una y en por con para su al lo como más pero sus fue este ha o os um uma não em da dos "
        "das na mais foi são ao di che è per non sono della nel dei gli het een van dat niet zijn op te voor met aan "
        "och "
        "att det som på är av för inte ett till af er ikke og å"
    )
)
_SAID = frozenset(
    tx.tokens(
        "said says told added wrote announced reported according asked explained noted claimed warned insisted argued "
        "called accused denied confirmed described stated"
    )
)
_YOU = frozenset(["you", "your", "yours", "yourself"])
_WE = frozenset(["i", "we", "our", "us", "my", "me"])
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
_ELLIPSIS = re.compile(r"(?:…|\.\.\.)\W*$")
_BYLINE = re.compile(
    r"^(?:by|par|von|por|di)\b|^(?:written|reporting|story|words|edited) by\b|\b(?:editor|reporter|staff writer)\b",
    re.I,
)
_PHOTO = re.compile(
    r"\b(?:photo|image|picture|credit|courtesy|getty|file|pictured|screenshot|via|illustration|gallery|video|watch)\b"
    r"|photograph|[(\[/][^)\]]{2,40}(?:images|photo)[)\]]?$",
    re.I,
)
_CHROME = re.compile(
    r"subscri|newsletter|sign\s?(?:up|in)|log\s?in|cookie|advert|sponsor|copyright|©|all rights|privacy|terms of"
    r"|follow (?:us|me|our|@)|share (?:this|on|via)|click|tap here|facebook|twitter|instagram|whatsapp|linkedin"
    r"|pinterest|reddit|e-?mail|inbox|download|app store|comment|reply|loading|menu|search|skip to|home\b|contact"
    r"|about us|donat|support (?:us|our)|read (?:more|next|also)|more (?:from|on|stories|news)|related|recommended"
    r"|trending|popular|most read|also (?:read|on)|you (?:may|might) (?:also )?like|latest|next (?:story|article)"
    r"|previous|editor'?s? (?:note|pick)|tags?\b|filed under|topics|min(?:ute)?s? read"
    r"|this (?:article|story) (?:was|is|originally|has|appeared)|originally (?:published|appeared)|republish|reprint"
    r"|permission|disclaimer|correction|contributed (?:to|reporting)|join\b|listen|podcast|stream|top\b|back to"
    r"|translat|back up",
    re.I,
)
_CONSENT = re.compile(
    r"cookies?\b|consent|opt[- ]?out|browser|personal (?:data|information)|privacy|preferences|third[- ]part|devices?\b"
    r"|advertising|unsubscribe|terms of (?:use|service)|affiliate|commission",
    re.I,
)
_TRADE = re.compile(r"[$£€]\s?\d|\b(?:buy|shop|sale|deals?|discount|coupon|free|price|% off)\b", re.I)
PERSON = re.compile(
    r"\bis an? (?:\S+ ){0,5}(?:writer|reporter|editor|journalist|author|columnist|correspondent|producer|contributor"
    r"|professor|analyst|freelance\w*)|\b(?:she|he|they) (?:has |have |previously )*(?:covers?|covered|writes?|wrote"
    r"|worked|lives?|joined|reports?|written|graduated)|\bgraduat|\breach (?:him|her|them)\b|\bcovers\b",
    re.I,
)
_HEADING = re.compile(
    r"^\W*(?:related|recommended|more\b|most (?:read|popular|viewed|recent|shared)|must[- ]?read"
    r"|read (?:more|next|also)|see (?:also|more)|also (?:read|on|in|see)|you (?:may|might)|trending|popular|latest"
    r"|top (?:stories|news|headlines|videos|picks)|up next|don'?t miss|what to read|editor'?s? picks?"
    r"|in (?:other|case)|other (?:news|stories)|around the web|from (?:the|our|around)|sponsored|promoted|paid"
    r"|continue reading|keep reading|next (?:up|article|story)|further reading|similar|featured|stories (?:for|you)"
    r"|news (?:from|in)|best of|our picks|watch (?:next|more)|explore|discover|today'?s|suggested)",
    re.I,
)
_COMMENTS = re.compile(
    r"^\W*(?:\d+\s+)?(?:comments?|leave a|join the (?:conversation|discussion)|post a|reader|discuss|responses?"
    r"|replies)\b",
    re.I,
)
_ABOUT = re.compile(
    r"^\W*(?:about (?:the )?(?:author|writer)|author|contributors?|written by|follow|contact|references|sources?"
    r"|notes|footnotes|tags?|topics|share|copyright|©)\b",
    re.I,
)
_DATELINE = re.compile(
    r"^(?:[A-ZÀ-Þ][\w.'’À-ÿ-]*[ ,./]*){1,8}\((?:[A-Z][\w .&/]{1,30})\)\s*(?:--?|[—–:])?\s*\S"
    r"|^(?:[A-ZÀ-Þ][A-ZÀ-Þ.'’-]+[ ,/]*){1,4}(?:(?:[A-Z][\w.]*[ ,]*){0,4})(?:\s--?\s|\s?[—–]\s?|:\s)\S"
)
CAPTION = re.compile(
    r"\b(?:pictured|(?:is|are) seen|seen (?:here|in|at|on|after|during)|file (?:photo|image|picture)"
    r"|in this (?:\w+ ){0,3}(?:photo|image|picture|screengrab|handout)|(?:undated|handout|satellite|aerial) (?:photo"
    r"|image"
    r"|picture|view)|photo(?:graph)? (?:taken|released|provided|shows|by)|image (?:taken|released|provided|shows|from"
    r"|by)"
    r"|general view|view shows|this image|this photo|as taken|left|right|cent(?:er|re))\b|^\W*file\b\W"
    r"|\bvia \w[\w .]*\W*$"
    r"|(?:\[[^\]]{2,40}\]|\*\*[^*]{2,40}\*\*|\([^()]*(?:photo|images|via|credit|file|/)[^()]*\))\W*$"
    r"|\b(?:photo|image|picture|credit)s?\s*:\s*\S[^.]{2,60}$",
    re.I,
)
NOTE = re.compile(
    r"^\W*(?:original(?:ly)? (?:url|link|source|article|published|appeared)|sources?\b|via:"
    r"|follow \S+(?:\s\S+){0,5} (?:coverage|at|on)\b|read the (?:original|full)|(?:additional |with )?reporting (?:by"
    r"|from|contributed)|(?:this|the) (?:article|story|report|post|piece) (?:was|is|has been|first|originally|has)"
    r"|(?:editor|writer|author)['’]?s['’]? note|correction|clarification|(?:with|from) (?:inputs|files|agencies)"
    r"|(?:more|full) coverage|for more (?:on|about|coverage)|(?:cross-?posted|republished|reprinted|excerpted|adapted"
    r"|translated) (?:from|by|with)|courtesy of|references?\b|\w+(?: \w+){1,4} contributed to)|\bcontributed (?:to"
    r"|reporting)\b|\bfirst (?:appeared|published) (?:in|on|at)\b|\boriginally (?:appeared|published)\b"
    r"|\b(?:reporting|writing|editing) by\b",
    re.I,
)
DISCLAIMER = re.compile(
    r"\bdisclaimer|\b(?:views?|opinions?|point of view) (?:expressed|of the)|\b(?:express|reflect|represent)(?:es|ed"
    r"|s)?\b"
    r".{0,40}\b(?:views?|opinions?|point of view|position)|\bnot (?:responsible|liable)|\bno responsibility"
    r"|\bautomatic(?:ally)?\b.{0,60}\btranslat|\btranslat\w*\b.{0,60}\b(?:automatic|machine|software)"
    r"|\bmay not be (?:published|reproduced|broadcast|copied)|\bwithout (?:prior |written |express )*(?:permission"
    r"|consent)"
    r"|\b(?:earn|receive)\b.{0,30}\bcommission|\baffiliate (?:links?|commission)|\bfor informational purposes"
    r"|\bnot (?:financial|legal|medical|investment) advice|\bauto-?generated|\bsyndicated feed|\bhas not been edited"
    r"|\bterms of (?:use|service) apply",
    re.I,
)
_IDEOGRAPH = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_PROPER = re.compile(r"(?<=[\w,] )[A-ZÀ-Þ]\w{2,}")
_LONG_WORDS = 12


@dataclass
class Seen:
    """A page as the features read it: its lines, their words, how many, and which are running text."""

    texts: list
    tokens: list
    counts: np.ndarray
    stop: np.ndarray
    long: np.ndarray
    core: tuple
    content: list
    proper: list
    white: tuple


def see(page, lines):
    """Read the `lines` (of `wirecopy.text.lines`) of the text `page`."""
    texts = lines["text"].tolist()
    tokens = [tx.tokens(t) for t in texts]
    # Chinese and Japanese put no spaces between words; two characters stand for about one.
    wide = [len(_IDEOGRAPH.findall(t)) for t in texts]
    counts = np.array([max(len(w), n // 2) for w, n in zip(tokens, wide, strict=True)], dtype=int)
    stop = np.array([sum(w in STOP for w in words) / max(len(words), 1) for words in tokens])
    if (counts >= _LONG_WORDS).any() and stop[counts >= _LONG_WORDS].max() < 0.15:
        # A language whose commonest words are not listed: let length alone speak.
        stop = np.where(counts >= 8, 0.4, stop)
    ends = np.array([_END.search(t) is not None for t in texts], dtype=bool)
    content = [{w for w in words if len(w) > 3 and w not in STOP} for words in tokens]
    proper = [{w.lower() for w in _PROPER.findall(t)} for t in texts]
    long = (counts >= _LONG_WORDS) & (stop > 0.15)
    return Seen(texts, tokens, counts, stop, long, _core(counts, stop, ends), content, proper, _white(page, lines))


def names():
    """Return the names of the columns of `matrix`."""
    window = [f"{name}{offset:+d}" for offset in _OFFSETS for name in _NEIGHBOUR]
    return [*_LINE, *_PLACE, *_PAGE, *window]


def matrix(seen):
    """Return the features of every line of a page (`see`) as a float array."""
    if not seen.texts:
        return np.zeros((0, len(names())))
    own = np.array([_of_line(*line) for line in zip(seen.texts, seen.tokens, seen.counts, seen.stop, strict=True)])
    both = np.hstack([own, _of_place(seen, own)])
    pagewide = np.tile(_of_page(seen, both), (len(own), 1))
    return np.hstack([both, pagewide, _neighbours(both)])


_LINE = [
    *["words", "chars", "word_length", "stop", "ends", "inner_ends", "commas", "capitals", "shouting", "digits"],
    *["quotes", "colon", "bullet", "link", "chrome", "consent", "trade", "person", "date", "byline", "photo", "you"],
    *["we", "separators", "lower_start", "ellipsis", "question", "said", "past", "dateline", "heading", "comments"],
    *["about", "brackets", "caption", "note", "disclaimer"],
]


def _of_line(line, words, count, stop):
    n = max(len(words), 1)
    bare = _BULLET.sub("", line)
    spoken = re.findall(r"[^\W\d_][\w'’.-]*", bare)
    short = len(words) < 10
    return np.array([
        np.log1p(count), np.log1p(len(line)), sum(map(len, words)) / n, stop,
        _END.search(line) is not None, np.log1p(len(_INNER_END.findall(line))), line.count(",") / n,
        sum(w[0].isupper() for w in spoken[1:]) / max(len(spoken) - 1, 1),
        sum(w.isupper() and len(w) > 1 for w in spoken) / max(len(spoken), 1),
        sum(c.isdigit() for c in line) / max(len(line), 1),
        any(c in line for c in "\"“”«»"), line.endswith(":"), len(bare) < len(line), len(_LINK.findall(line)),
        min(len(_CHROME.findall(line)), 5), min(len(_CONSENT.findall(line)), 5), min(len(_TRADE.findall(line)), 5),
        len(PERSON.findall(line)), _DATE.search(line) is not None, _BYLINE.search(line) is not None,
        min(len(_PHOTO.findall(line)), 3), sum(w in _YOU for w in words) / n, sum(w in _WE for w in words) / n,
        sum(c in "|·•/>»" for c in line), bare[:1].islower(), _ELLIPSIS.search(line) is not None, line.endswith("?"),
        sum(w in _SAID for w in words), sum(w.endswith("ed") for w in words) / n,
        _DATELINE.match(bare) is not None and len(words) > 5,
        short and _HEADING.match(line) is not None, short and _COMMENTS.match(line) is not None,
        short and _ABOUT.match(line) is not None, line[:1] in "([" or line[-1:] in ")]",
        CAPTION.search(line) is not None, NOTE.search(line) is not None, DISCLAIMER.search(line) is not None,
    ], dtype=float)  # fmt: skip


_PLACE = [
    *["blank_before", "blank_after", "indent", "indent_to_core", "copies", "copy_before", "told_before", "told_after"],
    *["share_lines", "share_words", "lines_before", "lines_after", "since_long", "until_long", "long_before"],
    *["long_after", "run_before", "run_after", "in_core", "to_core_start", "to_core_end", "core_words", "core_like"],
    *["lead_like", "previous_like", "next_like", "names_known", "head_like", "since_heading", "heading_before"],
    *["long_since_heading", "since_comments", "since_about", "datelines_before", "dateline_any", "capitals_to_page"],
    *["past_here", "past_next", "past_last", "lead_here", "lead_next", "lead_last", "name_here", "name_next"],
    *["name_last"],
]


def _of_place(seen, own):
    n, long, counts, core = len(seen.texts), seen.long, seen.counts, seen.core
    index = np.arange(n)
    before, after, indent = seen.white
    settled = long.copy()
    settled[: core[0]] = settled[core[1] :] = False
    usual = np.median(indent[settled]) if settled.any() else 0
    told = np.where(long, counts, 0)
    like = _likeness(seen, np.flatnonzero(settled))
    columns = [
        np.minimum(before, 5), np.minimum(after, 5), np.minimum(indent, 60), np.clip(indent - usual, -30, 30),
        *_repeats(seen),
        index / n, (np.cumsum(told) - told) / max(told.sum(), 1), np.log1p(index), np.log1p(n - 1 - index),
        np.log1p(_since(long)), np.log1p(_since(long[::-1])[::-1]),
        np.log1p(np.cumsum(long) - long), np.log1p(np.cumsum(long[::-1])[::-1] - long),
        np.log1p(_run(long)), np.log1p(_run(long[::-1])[::-1]),
        (index >= core[0]) & (index < core[1]), _signed_log(index - core[0]), _signed_log(index - core[1] + 1),
        np.full(n, counts[core[0] : core[1]].sum() / max(counts.sum(), 1)),
        *like, *_after_headings(seen, own), *_against_page(seen, own), *_drift(seen, like[1], like[4]),
    ]  # fmt: skip
    return np.array(columns, dtype=float).T


def _after_headings(seen, own):
    """Return how far above a heading of furniture stands, and how much running text came since."""
    heading, comments, about = (own[:, _LINE.index(name)] > 0 for name in ("heading", "comments", "about"))
    late = heading & (np.arange(len(own)) > seen.core[0])
    return (
        np.log1p(_since(heading)),
        np.cumsum(late) > 0,
        np.log1p(_count_since(seen.long, late)),
        np.log1p(_since(comments)),
        np.log1p(_since(about)),
    )


def _against_page(seen, own):
    dateline, capitals = own[:, _LINE.index("dateline")], own[:, _LINE.index("capitals")]
    so_far = np.cumsum(dateline)
    usual = np.median(capitals[seen.long]) if seen.long.any() else 0
    return so_far - dateline, np.full(len(own), so_far[-1] > 0), capitals - usual


_PAGE = [
    *["page_lines", "page_words", "page_long", "page_ends", "page_blank", "page_indented", "page_lower"],
    *["page_median", "page_core_lines"],
]


def _of_page(seen, both):
    column = dict(zip([*_LINE, *_PLACE], both.T, strict=True))
    return np.array([
        np.log1p(len(both)), np.log1p(seen.counts.sum()), seen.long.mean(), column["ends"].mean(),
        column["blank_before"].mean(), (column["indent"] > 0).mean(), column["lower_start"].mean(),
        np.log1p(np.median(seen.counts)), (seen.core[1] - seen.core[0]) / len(both),
    ])  # fmt: skip


_OFFSETS = (-3, -2, -1, 1, 2, 3)
_NEIGHBOUR = [
    *["words", "stop", "ends", "chrome", "bullet", "capitals", "heading", "date", "byline", "dateline", "copies"],
    *["indent_to_core", "blank_before", "core_like", "person", "consent"],
]


def _neighbours(both):
    picked = both[:, [[*_LINE, *_PLACE].index(name) for name in _NEIGHBOUR]]
    n, width = picked.shape
    padded = np.full((n + 6, width), -1.0)
    padded[3 : 3 + n] = picked
    return np.hstack([padded[3 + offset : 3 + offset + n] for offset in _OFFSETS])


def _white(page, lines):
    """Return for each line the blank lines before and after it, and its indentation."""
    before, indent, above = [], [], 0
    for start, end in zip(lines["start"].tolist(), lines["end"].tolist(), strict=True):
        breaks = max(page.count("\n", above, start), page.count("\r", above, start))
        before.append(breaks - (above > 0))
        begin = max(page.rfind("\n", 0, start), page.rfind("\r", 0, start)) + 1
        indent.append(len(page[begin:start].expandtabs(4)))
        above = end
    return np.array(before, dtype=int), np.array([*before[1:], 0], dtype=int), np.array(indent, dtype=int)


def _core(counts, stop, ends):
    """Return the run of lines (first, end) with the most running text."""
    return heaviest(np.where((counts >= 8) & (stop > 0.1), counts * (0.5 + ends), -8.0))


def heaviest(worth):
    """Return the segment (first, end) of `worth` with the greatest sum (Kadane)."""
    best, begin, at, total = (0, len(worth)), 0, 0.0, 0.0
    for i, value in enumerate(worth.tolist()):
        if total <= 0:
            begin, total = i, 0.0
        total += value
        if total > at:
            best, at = (begin, i + 1), total
    return best


def _repeats(seen):
    """Return how often a line stands on the page again, and what share of its word triples other lines told."""
    keys = [" ".join(words) for words in seen.tokens]
    counts, earlier, copied = Counter(keys), Counter(), []
    first, last, triples = {}, {}, []
    for i, (key, words) in enumerate(zip(keys, seen.tokens, strict=True)):
        copied.append(earlier[key] > 0)
        earlier[key] += 1
        triples.append(list(zip(words, words[1:], words[2:], strict=False)))
        for triple in triples[-1]:
            first.setdefault(triple, i)
            last[triple] = i
    before = [sum(first[t] < i for t in own) / len(own) if own else 0 for i, own in enumerate(triples)]
    after = [sum(last[t] > i for t in own) / len(own) if own else 0 for i, own in enumerate(triples)]
    return np.minimum([counts[key] - 1 for key in keys], 5), copied, before, after


def _likeness(seen, inside):
    """Return what shares of a line's content words are known from the core, its lead, the lines around, the head."""
    known, lead = _known(seen.content, inside), _known(seen.content, inside[:4])
    head = _known(seen.content, range(seen.core[0]))
    members, leaders = set(inside.tolist()), set(inside[:4].tolist())
    order = np.flatnonzero(seen.long)
    rows = []
    for i, words in enumerate(seen.content):
        at = np.searchsorted(order, i)
        after = at + 1 if at < len(order) and order[at] == i else at
        rows.append((
            _share(words, known, i in members), _share(words, lead, i in leaders),
            _share_of_lines(words, seen.content, order[max(at - 2, 0) : at]),
            _share_of_lines(words, seen.content, order[after : after + 2]),
            _share(seen.proper[i], known, i in members), _share(words, head, i < seen.core[0]),
        ))  # fmt: skip
    return np.array(rows).T


def _drift(seen, lead_like, names_known):
    """Return how much the running text at, below and above a line has to do with what the page told before.

    For each of three measures (words of all running text above, of the lead, names of the core): the value at the
    first running line from here on, the mean of it and the next three, and the mean of the last four up to here.
    """
    order = np.flatnonzero(seen.long)
    past, known = [], set()
    for i in order:
        past.append(len(seen.content[i] & known) / max(len(seen.content[i]), 1))
        known |= seen.content[i]
    here = np.searchsorted(order, np.arange(len(seen.texts)))
    last = np.searchsorted(order, np.arange(len(seen.texts)), side="right")
    columns = []
    for values in (np.array(past), lead_like[order], names_known[order]):
        total = np.concatenate([[0.0], np.cumsum(values)])
        stop, start = np.minimum(here + 4, len(order)), np.maximum(last - 4, 0)
        columns += [
            np.append(values, -0.1)[here],
            np.where(stop > here, (total[stop] - total[here]) / np.maximum(stop - here, 1), -0.1),
            np.where(last > start, (total[last] - total[start]) / np.maximum(last - start, 1), -0.1),
        ]
    return columns


def _known(content, rows):
    known = defaultdict(int)
    for row in rows:
        for word in content[row]:
            known[word] += 1
    return known


def _share(words, known, own):
    if not words:
        return -0.1
    return sum(known.get(w, 0) > own for w in words) / len(words)


def _share_of_lines(words, content, rows):
    if not words or not len(rows):
        return -0.1
    return len(words & set().union(*(content[r] for r in rows))) / len(words)


def _since(flags):
    """Return for each row how many rows ago a flag was set (0 on the row itself, 200 where never)."""
    index = np.arange(len(flags))
    return np.minimum(index - np.maximum.accumulate(np.where(flags, index, -500)), 200)


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


def second(seen, values, first):
    """Return `values` with what the first judgement `first` (probability of body) says of the lines around each."""
    n = len(first)
    if n == 0:
        return np.zeros((0, values.shape[1] + 26))
    padded = np.full(n + 8, -0.1)
    padded[4 : 4 + n] = first
    weight = seen.counts * first
    total = max(weight.sum(), 1)
    before = np.cumsum(weight) - weight
    segment = heaviest(np.log(np.clip(first, 0.01, 0.99) / np.clip(1 - first, 0.01, 0.99)) * np.sqrt(seen.counts + 1))
    index = np.arange(n)
    columns = [
        *(padded[k : k + n] for k in range(9)), *(_mean(first, seen.counts, k) for k in (1, 3, 7)),
        before / total, 1 - (before + weight) / total, _most(first), _most(first[::-1])[::-1],
        np.full(n, np.log1p(total)), (index >= segment[0]) & (index < segment[1]),
        _signed_log(index - segment[0]), _signed_log(index - segment[1] + 1),
        *_likeness(seen, np.flatnonzero((first > 0.5) & (seen.counts >= 8))),
    ]  # fmt: skip
    return np.hstack([values, np.array(columns, dtype=float).T])


def _mean(values, words, reach):
    kernel = np.ones(2 * reach + 1)
    weight = np.sqrt(words + 1)
    summed = np.convolve(values * weight, kernel)[reach : reach + len(values)]
    return summed / np.convolve(weight, kernel)[reach : reach + len(values)]


def _most(values):
    return np.concatenate([[0.0], np.maximum.accumulate(values)[:-1]])


def coverage(tokens, article):
    """Return for each line (its words) the share of its word triples (words, if fewer) that `article` has."""
    known = tx.tokens(article or "")
    grams = {n: {tuple(known[i : i + n]) for i in range(len(known) - n + 1)} for n in (1, 2, 3)}
    shares = []
    for words in tokens:
        n = min(len(words), 3)
        own = [tuple(words[i : i + n]) for i in range(len(words) - n + 1)] if n else []
        shares.append(sum(gram in grams[n] for gram in own) / len(own) if own else 0.0)
    return np.array(shares)
