"""Who spoke a quotation, as far as its own sentence says.

Rules of English news prose: the subject of the verb of saying nearest to the quotation (`X said`, `said X`,
`according to X`, `X accused Y of`), with surnames filled up and `he` or `she` read as the last person named. Where
the sentence does not say, nobody is guessed. O'Keefe et al. 2012, "A sequence labelling approach to quote
attribution", measure how far such rules go.
"""

import pandas as pd
import regex

from wirecopy.text import blank, sentences

_SAY = (
    "said|says|say|told|tells|added|adds|stated|claimed|claims|announced|announces|declared|declares|wrote|writes|tweeted|"
    "posted|explained|explains|noted|notes|warned|warns|insisted|insists|argued|argues|asked|asks|replied|replies|"
    "answered|commented|continued|recalled|recalls|remarked|reported|reiterated|stressed|stresses|suggested|suggests|"
    "testified|urged|urges|vowed|admitted|admits|acknowledged|alleged|asserted|concluded|confirmed|conceded|demanded|"
    "denied|denies|emphasised|emphasized|joked|observed|promised|quipped|responded|shouted|whispered|yelled|exclaimed|"
    "predicted|indicated|indicates|cautioned|complained|pledged|lamented|mused|countered|affirmed|contended|maintained|read|reads"
)
_JUDGE = (
    "called|calls|accused|accuses|described|describes|decried|decries|dismissed|dismisses|denounced|denounces|condemned|"
    "condemns|criticized|criticised|criticizes|criticises|blamed|blames|blasted|slammed|branded|labelled|labeled|dubbed|"
    "termed|praised|praises|hailed|rejected|rejects|refuted|cited|cites|quoted|characterized|characterised|threatened|"
    "expressed|voiced|mocked|likened|compared|proposed|invited|welcomed|spoke|speaks|boasted|apologised|apologized|"
    "ordered|thanked|sees|saw|regarded|regards|signalled|signaled|hinted|agreed|disagreed|testifies|used|uses"
)
_FINITE = regex.compile(
    rf"\b(?:{_SAY}|{_JUDGE}|has|have|had|is|are|was|were|will|would|could|may|might|can|did|does|do|should|must|"
    r"made|took|went|gave|came|got|sent|led|held|put|left|found|began|kept|brought|met|ran|won|lost|paid|drew|wants|"
    r"(?<!\b(?:the|an?|its|his|her|their|of|and|newly|most|one)\s)(?<!ly\s)\p{Ll}{3,}ed|remains|continues|plans|faces|takes|makes|gives)\b"
)
SAID = regex.compile(rf"\b(?:{_SAY}|{_JUDGE})\b")
_PARTICIPLE = regex.compile(
    r"\b(?:saying|telling|adding|claiming|warning|insisting|arguing|calling|accusing|describing|decrying|dismissing|"
    r"denouncing|condemning|criticizing|criticising|blaming|branding|labelling|labeling|praising|rejecting|citing|quoting|"
    r"vowing|threatening|pledging|expressing|voicing|mocking|complaining|noting|urging|demanding|promising|declaring|"
    r"writing|predicting|cautioning|tweeting|suggesting|stating|announcing|refuting|explaining|asking|stressing)\b"
)
_PRONOUN = "he|she|they|it|we|I|who|which|that|this|these|those|there|you|what"
_PRONOUNS = frozenset(_PRONOUN.lower().split("|"))
_PERSON, _THING = frozenset(("he", "she")), frozenset(("it", "they"))
_IMPERSONAL = frozenset(("statement", "report", "company", "ministry", "agency", "government", "group", "paper", "letter"))
_WEEKDAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_DAYS = (
    "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|January|February|March|April|May|June|July|August|September|"
    "October|November|December"
)
_ADVERB = (
    rf"(?:also|later|then|previously|earlier|further|likewise|again|once|has|have|had|is|was|were|been|be|being|will|would|"
    rf"did|not|only|even|still|just|now|first|always|never|often|since|though|however|in\s+turn|\w+ly|"
    rf"(?:on|late|early|by)\s+{_WEEKDAY}|{_WEEKDAY}|yesterday|today|tonight|last\s+\w+|this\s+\w+|"
    rf"(?:in|on)\s+(?:\p{{Lu}}\p{{Ll}}{{2,8}}\.?\s+\d{{1,2}}|\d{{4}}|\p{{Lu}}\p{{Ll}}{{2,8}}))"
)
_ADVERBS = regex.compile(rf"(?:[\s,]+\b{_ADVERB}\b,?)+\s*$", regex.IGNORECASE)
_WORD = r"[\p{L}\p{M}\d][\p{L}\p{M}\d.'’&-]*"
_PART = r"(?:(?:\p{Lu}\.)+|(?:Mr|Mrs|Ms|Dr|Sen|Rep|Gov|Gen|Lt|Col|Sgt|Capt|Prof|St|Jr|Sr)\.|\p{Lu}[\p{L}\p{M}\d'’&-]*)"
_NAME = regex.compile(rf"{_PART}(?:\s+(?:(?:of|the|for|and|de|da|van|von|bin|al|el|der|la|le)\s+){{0,2}}{_PART})*")
_TITLE = (
    r"(?:Minister|President|Director|Chairman|Chairwoman|Chair|Secretary|Chief|Senator|Professor|Governor|Mayor|Leader|"
    r"Manager|General|Colonel|Captain|Doctor|Ambassador|Commissioner|Spokesman|Spokeswoman|Officer|Prince|Princess|Premier|"
    r"Chancellor|Judge|Justice|Coach|Analyst|Republican|Democrat|Rep\.|Sen\.|Gov\.|Dr\.?)"
)
_HONORIFIC = regex.compile(
    r"^(?:Mr|Mrs|Ms|Miss|Dr|Prof|Sir|Lord|Lady|Sen|Rep|Gov|Gen|Col|Lt|Capt|Sgt|President|Prime Minister)\.?\s+"
)
_INTRO = regex.compile(
    r"^(?:(?:in|on|at|after|before|during|since|last|earlier|later|meanwhile|however|also|still|according|for|with|by|from|"
    r"despite|under|speaking|even|when|while|as|if|asked|following|amid|although|though|citing|referring|responding|"
    r"writing|but|and|yet|so|instead|nevertheless|separately|today|yesterday|to|over|within|\w+ly|"
    rf"{_WEEKDAY}|\w+ing)\b[^,]*,\s*|\p{{L}}+,\s+(?=(?:he|she|they|it|the)\b|(?-i:\p{{Lu}})))+",
    regex.IGNORECASE,
)
_BOUNDARY = regex.compile(
    r"(?:[;:.!?—–]\s+|,?\s+\b(?:and|but|while|after|because|so|that|when|before|where|how|what|if|although|though|since|as|"
    r"which|who)\s+)"
)
_DATELINE = regex.compile(
    r"^\p{Lu}[\p{Lu}\p{M}'’. -]+\p{Lu}(?:,\s[\p{L}. ]{2,25}?)?\s*(?:[(/][^)/]{2,40}[)/]\s*)?(?:[—–-]{1,2}|:)\s*"
)
_NP = rf"(?:{_PRONOUN}|(?:(?:the|an?|one|another|its|his|her|their|some)\s+)?{_WORD}(?:\s+{_WORD}){{0,8}})"


def ends_before(text, start, end):
    """Return where a quotation that is never closed ends: before the words that attribute it, else at `end`."""
    name = r"(?:(?i:he|she|they)|(?:the\s+)?\p{L}[\p{L}\p{M}.'’-]*(?:\s+\p{Lu}[\p{L}\p{M}.'’-]*){0,3})"
    cut = regex.compile(rf"[,?!]\s+(?:{name}\s+(?:{_SAY})|(?:{_SAY})\s+{name})\b").search(text, start, end)
    return cut.start() + 1 if cut else end


def speakers(text, spans):
    """Return the speaker of each quotation of a text (`spans` of the words between the marks), NA where it is not said.

    A person is given by the longest form of the name that the text has used so far, anyone else as printed.
    """
    bare = regex.sub(r"[\"“”„«»＂]|(?<!\w)['‘’]|['’](?!\w)", " ", blank(text, spans))
    sentence_spans = units(text, spans)
    found, memory, at = [], _Memory(text), 0
    for unit in sentence_spans:
        first = at
        while at < len(spans) and spans[at][0] < unit[1]:
            start, end = spans[at]
            said = _attribution(bare, unit, start, end) or _neighbour(text, bare, spans, found, at, unit)
            found.append(said and memory.name(said, start, end))
            at += 1
        if at == first:
            plain = bare[unit[0] : unit[1]]
            said = _left_of(plain)
            memory.name(said or _main_subject(plain) or "", *unit, spoke=said is not None)
    found += [None] * (len(spans) - len(found))
    return [pd.NA if said is None else said for said in found]


class _Memory:
    """Who was last named as speaking, so that pronouns and surnames can be read as a reader reads them."""

    def __init__(self, text):
        self.text, self.person, self.thing, self.pronoun = text, None, None, {}

    def name(self, said, start, end, spoke=True):
        """Return who `said` is, None where that stays open, and remember it for what follows.

        Who is only the subject of a sentence and has not spoken can be meant by a later `he`, not by `it`.
        """
        lowered = said.lower()
        if lowered in _PERSON:
            agrees = self.person is not None and self.pronoun.setdefault(self.person, lowered) == lowered
            return self.person if agrees else None
        if lowered in _PRONOUNS or not said:
            return self.thing if lowered in _THING else None
        full = _full_name(said, self.text, start, end)
        if not _is_name(full):
            self.thing = full if spoke else self.thing
            if spoke and full.split()[-1].lower() not in _IMPERSONAL:
                self.person = full
        elif looks_personal(full, self.text):
            self.person = full
            if regex.match(r"(?:Mr|Sir|Lord)\b", said):
                self.pronoun[full] = "he"
            elif regex.match(r"(?:Mrs|Ms|Miss|Lady)\b", said):
                self.pronoun[full] = "she"
        else:
            self.thing = full if spoke else self.thing
            self.person = self.person or (full if " " not in full else None)
        return full


def units(text, spans):
    """Return the sentences of a text, joined where one would end inside a quotation or before its attribution."""
    rows = sentences(text)
    found, at = [], 0
    for start, end in zip(rows["start"].tolist(), rows["end"].tolist(), strict=True):
        while at < len(spans) and spans[at][1] + 2 < start:
            at += 1
        near = spans[at : at + 2]
        joined = found and any(a < start <= b for a, b in near) or found and _only_attributes(text, found[-1], start, end, near)
        if joined:
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return found


def _only_attributes(text, unit, start, end, near):
    """Tell whether a sentence that follows a closed quotation on its line says only who spoke (`"Go!" he said.`)."""
    if regex.search(r"[\r\n]", text[unit[1] : start]) or not any(0 <= unit[1] - b <= 2 for _, b in near):
        return False
    return (
        regex.match(rf"(?:(?i:he|she|they)|(?:the\s+)?\p{{L}}\S*(?:\s+\p{{Lu}}\S*){{0,3}})\s+(?:{_SAY})\b", text[start:end])
        is not None
    )


def _attribution(bare, unit, start, end):
    """Return the words of a sentence (quotations blanked) that say who spoke the quotation at `start, end`, or None."""
    left, right = bare[unit[0] : start], bare[end : unit[1]]
    right = regex.sub(r"^[\s,.\])]+", "", right)
    return _right_after(right) or _according(right[:200]) or _left_of(left) or _according(left) or _further_right(right)


def _right_after(right):
    inverted = regex.match(rf"(?:{_SAY})\s+(?P<who>[^,;:]+)", right)
    if inverted and not regex.match(r"(?:that|in|on|at|to|of|it|they|as|when|by|he|she|there|if|after)\b", inverted["who"]):
        return _subject(_until_adjunct(inverted["who"]))
    plain = regex.match(
        rf"(?P<who>(?:\p{{Lu}}|(?:the|an?|he|she|they|it|one|another|some|its|his|her)\b|(?:\p{{Ll}}+\s){{1,3}}\p{{Lu}}).{{0,200}}?)\s+(?:{_SAY})\b",
        right,
    )
    if plain is None:
        return None
    who = _ADVERBS.sub("", plain["who"]).strip()
    head, _, rest = who.partition(",")
    if rest and not plain["who"].rstrip().endswith(",") and not (_NAME.fullmatch(head) and len(rest.split()) < 7):
        return None
    return (
        None
        if _FINITE.search(regex.sub(r"\bU\.S\.", "", head)) or _BOUNDARY.search(" " + head) and not _NAME.fullmatch(head)
        else _subject(head)
    )


def _until_adjunct(who):
    cut = regex.split(
        r"\s+(?:in|on|during|after|before|as|when|while|to|last|this|by|via|outside|from|with|about|because|who|following|"
        rf"through|at\s+(?:a|an|his|her|their)|earlier|later|yesterday|{_WEEKDAY})\b|\s+\(|[.!?]\s|[.!?]$",
        regex.sub(r"\s+", " ", who), flags=regex.IGNORECASE,
    )  # fmt: skip
    return cut[0]


def _according(part):
    match = regex.search(r"\b(?:according\s+to|in\s+the\s+words\s+of)\s+(?P<who>[^,;:]+)", part, regex.IGNORECASE)
    return _subject(_until_adjunct(match["who"])) if match else None


def _left_of(left):
    """Who spoke, from the words before the quotation: the subject of the nearest verb of saying."""
    left = _DATELINE.sub("", left)
    if left.strip().endswith(":") and len(left.split()) <= 6 and _NAME.fullmatch(left.strip(" :\n")):
        return _subject(left.strip(" :\n"))
    reported = regex.search(r"\b(?:quoted|reported|quotes)\s+(?P<who>[^,]{3,80}?)\s+as\s+saying\b", left)
    if reported:
        return _subject(reported["who"])
    verbs = [m for m in SAID.finditer(left)]
    participles = [m for m in _PARTICIPLE.finditer(left)]
    absolute = regex.search(rf"\bwith\s+(?P<who>\p{{Lu}}[^,]{{1,60}}?|(?:the|an?)\s[^,]{{1,60}}?)\s+{_PARTICIPLE.pattern}", left)
    if absolute and not (verbs and verbs[-1].start() > absolute.start()):
        return _subject(_ADVERBS.sub("", " " + absolute["who"]))
    for verb in reversed(verbs):
        who = _subject_of(left, verb)
        if who is not None:
            return who
    return _main_subject(left) if participles or verbs else None


def _subject_of(left, verb):
    """Return the subject of a finite verb, or None where none stands before it (`... and said`)."""
    head = left[: verb.start()]
    stripped = _ADVERBS.sub("", " " + head.rstrip()).rstrip()
    pronoun = regex.search(r"(?:^|[\s,])(he|she|it|they)$", stripped, regex.IGNORECASE)
    if pronoun:
        return pronoun[1].lower()
    if regex.search(r"(?:\b(?:and|or|but|by|of|to|be|was|is|are|were|been|the|a|an)|[;:—–])$", stripped):
        return None
    if stripped.endswith(","):
        stripped = _before_apposition(stripped[:-1])
    clause = stripped
    for boundary in _BOUNDARY.finditer(stripped):
        if _FINITE.search(stripped[: boundary.start()]) or regex.match(
            r"\W*(?:that|when|while|as|after|because|if|since)\b", boundary.group()
        ):
            clause = stripped[boundary.end() :]
    clause = _INTRO.sub("", clause.strip())
    clause = clause.rsplit(", ", 1)[-1] if _FINITE.search(clause.rsplit(", ", 1)[0]) else clause
    return None if _FINITE.search(clause) and not _NAME.fullmatch(clause) else _subject(clause.split(", ")[0])


def _before_apposition(stripped):
    """Return the text before an apposition that ends here: `X, head of Y` gives X, `the head of Y, Mr X` gives Mr X."""
    parts = stripped.split(", ")
    named = [part for part in parts[-5:] if " " in part.strip() and _NAME.fullmatch(part.strip())]
    if named:
        return named[-1].strip()
    head, comma, _ = stripped.rpartition(",")
    return head if comma and not _INTRO.match(head.rpartition(". ")[2].strip() + ",") else stripped


def _main_subject(left):
    """Return the subject of a sentence's first clause, without what introduces it."""
    clause = _INTRO.sub("", left.strip())
    verb = _FINITE.search(clause)
    return _subject(_ADVERBS.sub("", clause[: verb.start()]).split(", ")[0]) if verb else None


def _further_right(right):
    match = regex.search(
        rf",\s*(?P<who>(?:he|she)|(?:the\s+)?{_WORD}(?:\s+\p{{Lu}}{_WORD}){{0,3}})\s+(?:{_SAY})\b(?!\s+\w+ed\b)", right
    )
    return _subject(match["who"]) if match else None


def _neighbour(text, bare, spans, found, at, unit):
    """Who spoke a quotation that stands alone: who spoke before it in its paragraph, or is announced with a colon."""
    start, end = spans[at]
    rest = bare[unit[0] : start] + bare[end : unit[1]]
    alone = not regex.search(r"\p{L}{2}", blank(rest, []))
    above = text[:start].rstrip("\"“‘'` \t")
    if alone and above.rstrip().endswith(":"):
        line = above.rstrip()[:-1].rsplit("\n", 1)[-1]
        return _left_of(bare[len(above.rstrip()) - 1 - len(line) : len(above.rstrip()) - 1])
    if not (alone and at):
        return found[at - 1] if at and spans[at - 1][0] >= unit[0] else None
    between = text[spans[at - 1][1] : start]
    continues = not regex.search(r"[\"”»]", between) and regex.fullmatch(r"\s*[\"“‘'«]\s*", between)
    return found[at - 1] if "\n" not in between or continues else None


def _subject(phrase):
    """Return the speaker that a noun phrase names: the name that ends it, else the phrase as printed; None if none."""
    phrase = regex.sub(r"\s+", " ", phrase).strip(" ,;:()")
    phrase = regex.sub(rf"^(?:But|And|Yet|So|Then|Still|(?:In|On)\s+(?:{_DAYS}|\d{{4}}))\s+", "", phrase)
    if not phrase or len(phrase.split()) > 20:
        return None
    phrase = regex.sub(rf"^(?:In|On|At|By|For|From|With|After|Before|During)\b.*\s(?={_PART}$)", "", phrase)
    if regex.match(r"(?:In|On|At|By|For|From|With|After|Before|During)\b", phrase):
        return None
    if phrase.lower() in _PRONOUNS:
        return phrase.lower()
    phrase = _without_place(phrase)
    names = list(_NAME.finditer(phrase))
    if names and names[-1].end() == len(phrase):
        before = phrase[: names[-1].start()]
        if not before or not regex.search(
            r"\b(?:of|at|for|in|from|to|with|on|by|the|an?)\s+$|['’]s?\s+$", before, regex.IGNORECASE
        ):
            name = regex.sub(r"^(?:The|A|An)\s+(?=\p{Lu}\p{Ll}+\s\p{Lu}\p{Ll}+$)", "", names[-1].group())
            return phrase if name.endswith(("’s", "'s")) else _without_title(name)
    if (
        regex.match(r"(?:the|an?|one|another|some|its?|his|her|their|two|three|many|most|several)\b", phrase, regex.IGNORECASE)
        or names
    ):
        return phrase
    return phrase if regex.fullmatch(r"\p{Ll}+s", phrase) else None


def _without_title(name):
    """Return `Foreign Minister Ann Price` as `Ann Price`; a title alone stays."""
    titled = regex.match(rf".*\b{_TITLE}(?:\s+(?:of|for)\s.*)?\s+(?P<name>{_PART}\s+{_PART})$", name)
    return titled["name"] if titled else name


def _without_place(phrase):
    """Return `analyst X Y at Z` without `at Z`, and `Leaving the summit he` as `he`."""
    named = regex.match(
        rf"(?!(?:the|an?|one|another|some)\b)(?:[^,]*?\b\p{{Ll}}+\s+)?(?P<name>{_PART}\s+{_PART})\s+(?:at|of|for|from)\s",
        phrase,
    )
    if named and not regex.search(r"\b(?:of|at|for|in|from|to)\s+$", phrase[: named.start("name")]):
        return named["name"]
    led = regex.match(r"\p{Lu}?\p{Ll}+ing\b.*\b(?P<who>he|she|(?:Mr|Mrs|Ms)\s+\p{Lu}\p{L}+)$", phrase)
    return led["who"] if led else phrase


def _is_name(said):
    return said[:1].isupper() and regex.match(r"(?:The|An?|One|Some|Its?|His|Her|Their)\s", said) is None


_ORGANISATION = regex.compile(
    r"\b(?:Ministry|Council|Agency|States|House|Department|University|College|Bank|Committee|Union|Party|Court|Embassy|Office|"
    r"Group|Inc|Corp|Co|Ltd|Company|Kingdom|Nations|Times|Post|News|Commission|Association|Federation|Institute|Center|Centre|"
    r"Authority|Service|Board|Police|Army|Navy|Force|Korea|Africa|Zealand|Republic|Club|United|City|Press|Foundation|Fund|"
    r"Parliament|Congress|Senate|Treasury|Government|Airlines|Church|Hospital|Network|Organization|Organisation)\b"
)


def looks_personal(said, text):
    """Tell whether a speaker is a person with a name.

    A role or an honorific stands before it, or it has a name's form: two or three capitalised words, not those of an
    organisation, and the text nowhere says `the` or `in` before them.
    """
    if not _is_name(said):
        return False
    name = regex.escape(said)
    if _HONORIFIC.match(said) or regex.search(
        rf"\b(?:\p{{Ll}}+(?:man|woman|person|minister|secretary|director|leader))\s+{name}\b", text
    ):
        return True
    if _ORGANISATION.search(said) or regex.search(rf"\b(?:the|in|across|at)\s+{name}\b", text, regex.IGNORECASE):
        return False
    return regex.fullmatch(r"(?:\p{Lu}[\p{L}\p{M}.'’-]*\s+){1,3}\p{Lu}[\p{L}\p{M}'’-]+", said) is not None


_FIRST = (
    rf"(?!(?:The|Mr|Mrs|Ms|Dr|But|And|In|On|At|By|For|If|When|As|After|President|Prime|Minister|Leader|Secretary|{_DAYS})\b)"
    r"(?:\p{Lu}\.|\p{Lu}[\p{L}\p{M}'’-]+)"
)


def _full_name(said, text, start, end):
    """Return the longer name that a surname stands for: the nearest one before the quotation, or in its sentence."""
    name = _HONORIFIC.sub("", said)
    if " " in name or not _is_name(name):
        return said
    surname = regex.escape(name)
    after = rf"{surname}(?:[ ]+\p{{Lu}}[\p{{Ll}}\p{{M}}-]+){{1,2}}"
    form = rf"(?<![\p{{L}}.])(?:(?:{_FIRST}[ ]+){{1,2}}{surname}|{after})(?![\p{{L}}'’])"
    found = list(regex.finditer(form, text[: end + 200]))
    before = [m for m in found if m.start() < start]
    return regex.sub(r"\s+", " ", (before or found)[-1 if before else 0].group()) if found else said
