# ruff: noqa: E501
"""Synthetic stories whose family tree is known: who wrote what, who copied whom, and what happened on the way.

Everything is invented: people, places, events, outlets. Independent writers tell the same event from the same facts and
quote the same statement, in sentences of their own; agencies put out versions; pages trim, edit, spin, translate out and
back (by substitution tables), splice two agencies, show each other's leads in their furniture, copy one another, drop
credits and print wrong dates. `story(seed)` gives the pages as an articles table and the truth.
"""

import random
from dataclasses import dataclass, field
from typing import NamedTuple

import networkx as nx
import pandas as pd
import regex

AGENCIES = ("AP", "Reuters", "AFP", "dpa", "EFE", "ANSA", "Xinhua", "TASS")
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")

# Four ways to tell each fact: no two writers of a story get the same one. {a|b} is a free choice, <x> a name or a number.
FACTS = (
    (
        "<ORG> on <DAY> {rejected|denied|dismissed} {allegations|charges} that it had <DEED> near <PLACE>, {escalating|deepening} a {dispute|quarrel} with <RIVAL>.",
        "{Claims|Suggestions} by <RIVAL> that <ORG> <DEED> outside <PLACE> are {baseless|untrue}, its leadership {announced|declared} on <DAY>.",
        "There is no truth in what <RIVAL> says about <PLACE>, according to <ORG>, which {broke|ended} its silence <DAY> over reports it <DEED>.",
        "Accused for weeks of having <DEED> in the <PLACE> area, <ORG> hit back <DAY> at <RIVAL>, {calling|branding} the whole affair an invention.",
    ),
    (
        "The <THING> has been at the {centre|heart} of {friction|trouble} since <MONTH>, when inspectors {found|discovered} <N> {damaged|unregistered} <ITEMS> there.",
        "<N> <ITEMS> turned up {damaged|undeclared} at the <THING> in <MONTH>, {setting off|triggering} the {row|controversy}.",
        "Trouble {started|began} in <MONTH> after a routine check of the <THING> {brought to light|revealed} <N> <ITEMS> that nobody could {account for|explain}.",
        "It was an inspection in <MONTH> that first put the <THING> in the {headlines|news}: officials counted <N> <ITEMS> without papers.",
    ),
    (
        "<RIVALMAN>, who {leads|heads} <RIVAL>, {said|told a briefing} last week that satellite pictures showed <ITEMS> being moved under cover of {darkness|night} towards <PLACETWO>.",
        "Last week <RIVALMAN> of <RIVAL> {charged|alleged} that convoys carrying <ITEMS> had left for <PLACETWO> in the small hours, {citing|pointing to} aerial images.",
        "Images taken from the air prove that <ITEMS> travel to <PLACETWO> by night, <RIVAL> head <RIVALMAN> {claimed|argued} last week.",
        "A week ago <RIVALMAN> {went public|came forward} with photographs which, <RIVAL> {insists|maintains}, document nightly transports of <ITEMS> in the direction of <PLACETWO>.",
    ),
    (
        "<EXPERT>, an analyst at the <INSTITUTE>, said the two sides had {little|no} reason to {compromise|give way} before the {vote|election} in <NEXTMONTH>.",
        "Neither camp will {budge|move} until people have voted in <NEXTMONTH>, {predicts|expects} <EXPERT> of the <INSTITUTE>.",
        "With ballots due in <NEXTMONTH>, {concessions|a settlement} look {unlikely|remote} to <EXPERT>, who {studies|follows} the region for the <INSTITUTE>.",
        "Observers such as <EXPERT> from the <INSTITUTE> {believe|think} that any {deal|bargain} will have to wait for <NEXTMONTH> and its elections.",
    ),
    (
        "{About|Some} <N2> families living along the <RIVER> were told to {leave|abandon} their homes while {engineers|specialists} examined the {ground|soil}.",
        "Residents on the banks of the <RIVER>, roughly <N2> households, have had to {move out|pack up} so that experts can {test|probe} the earth.",
        "For the <N2> households beside the <RIVER>, the {quarrel|matter} means {evacuation|life elsewhere} until geologists have finished {drilling|sampling}.",
        "Buses took people from <N2> homes on the <RIVER> to {shelters|school halls} over the weekend, where they must {stay|remain} as long as measurements go on.",
    ),
    (
        "The {price|cost} of <GOODS> in the {capital|city} has {climbed|risen} <PCT> percent since the {dispute|crisis} {began|broke out}, according to the {statistics office|central bank}.",
        "Shoppers pay <PCT> percent more for <GOODS> than they did {before|in the spring}, official {figures|numbers} {show|reveal}.",
        "Markets have {reacted|responded}: <GOODS> now {sell|trade} at <PCT> percent above their level of {early|last} year, the {bureau|board} that tracks prices reported.",
        "Government statisticians put the increase in what households spend on <GOODS> at <PCT> percent, {blaming|naming} the {standoff|uncertainty}.",
    ),
    (
        "<ORG> and <RIVAL> {signed|concluded} a {treaty|pact} in <YEAR> that {bars|prohibits} either side from {storing|keeping} <ITEMS> within <KM> kilometers of the border.",
        "Under an {accord|agreement} reached in <YEAR>, a strip <KM> kilometers wide was to {stay|remain} free of <ITEMS>.",
        "A <YEAR> {deal|compact} {banned|ruled out} <ITEMS> in the frontier zone, <KM> kilometers deep, though both parties have {complained|grumbled} of breaches ever since.",
        "No <ITEMS> closer than <KM> kilometers to the boundary line: so says a document that both {governments|parties} put their names to in <YEAR>.",
    ),
    (
        "{Lawmakers|Deputies} in <CAPITAL> are {scheduled|due} to {debate|discuss} an emergency {budget|package} on <DAY2>, including money for {repairs|reconstruction} of the <THING>.",
        "On <DAY2> parliament in <CAPITAL> takes up a spending {plan|bill} that would {pay|provide} for {fixing|restoring} the <THING>.",
        "The <THING> could get {cash|funds} from an extraordinary {budget|appropriation} which the chamber in <CAPITAL> has put on its agenda for <DAY2>.",
        "Whether the state pays to {mend|rebuild} the <THING> will be decided on <DAY2>, when <CAPITAL> legislators {vote|rule} on additional {outlays|expenditure}.",
    ),
    (
        "{Foreign|International} {observers|monitors} arrived at <PLACE> on <DAY3> but were {kept|barred} from the {main|eastern} {gate|entrance} by {guards|soldiers}.",
        "A {delegation|team} of outside monitors got as far as the {perimeter|fence} at <PLACE> on <DAY3> before {guards|troops} turned it {back|away}.",
        "At <PLACE>, {soldiers|sentries} refused entry on <DAY3> to {visiting|neutral} inspectors, who {filmed|recorded} the encounter.",
        "Inspectors from abroad, who {travelled|came} to <PLACE> on <DAY3>, {spent|waited} four hours outside locked doors and {left|departed} without seeing {anything|a thing}.",
    ),
    (
        "Trade unions have {called|announced} a one-day {strike|stoppage} of {dockers|drivers} for <DAY2>, saying their members were being {made|asked} to pay for a {quarrel|fight} among elites.",
        "Drivers and dock hands will down tools on <DAY2>; their unions {resent|protest} that workers {bear|carry} the burden of a conflict {started|begun} by politicians.",
        "Labour {leaders|organisers}, angry that ordinary people {foot|settle} the bill, {want|plan} ports and depots to stand {idle|still} on <DAY2>.",
        "Expect {empty|silent} harbours on <DAY2>: organised labour has {decided|resolved} to stop work for twenty-four hours in {protest|anger} at rising hardship.",
    ),
    (
        "In <MONTH2>, a court in <PLACETWO> {threw out|dismissed} a {complaint|suit} by <N3> {farmers|fishermen} who {said|argued} that the <THING> had {poisoned|spoiled} their {wells|nets}.",
        "<N3> {farmers|fishermen} lost a {case|lawsuit} over {tainted|contaminated} water from the <THING> in <MONTH2>, when {judges|magistrates} at <PLACETWO> found {too little|insufficient} evidence.",
        "Judges in <PLACETWO> ruled in <MONTH2> that no link could be {established|proved} between the <THING> and the sickness reported by <N3> {growers|smallholders} nearby.",
        "An earlier legal {battle|challenge}, brought by <N3> people who {live off|work} the land around the <THING>, {ended|collapsed} in <MONTH2> before the <PLACETWO> bench.",
    ),
    (
        "The {railway|rail line} between <CAPITAL> and <PLACE> {reopened|resumed service} in <MONTH2> after a break of {fourteen|eighteen} months, bringing back {tourists|traders}.",
        "Trains have been running again from <CAPITAL> to <PLACE> since <MONTH2>, and {merchants|visitors} with them, after more than a year without {service|traffic}.",
        "Since <MONTH2>, {passengers|travellers} can once more reach <PLACE> by rail from <CAPITAL>; the {tracks|route} had been {shut|closed} for well over a year.",
        "<PLACE> got its train to <CAPITAL> back in <MONTH2>, {ending|finishing} a long isolation that had {hurt|ruined} local {shops|inns}.",
    ),
    (
        "{Critics|Opponents} of <ORG> {accuse|suspect} it of using the {quarrel|uproar} to {distract|divert attention} from <PCT2> percent {unemployment|joblessness} and a {string|series} of {bribery|corruption} {trials|cases}.",
        "Joblessness stands at <PCT2> percent and several {ministers|aides} face {bribery|graft} trials, which is why {sceptics|cynics} see the {clash|noise} as {convenient|welcome} for <ORG>.",
        "For the opposition the {timing|moment} is no {accident|coincidence}: <ORG> has to {answer|explain} graft {proceedings|inquiries} and a {rate|share} of <PCT2> percent out of work.",
        "Domestic {woes|difficulties} - <PCT2> percent without a job, {scandals|affairs} before the {courts|tribunals} - give <ORG> every {motive|incentive} to pick a fight, its detractors {say|note}.",
    ),
    (
        "{Rescue|Emergency} {crews|teams} {recovered|pulled} <N4> {barrels|crates} from the <RIVER> {overnight|before dawn}, and {divers|swimmers} were {looking|searching} for more.",
        "{Divers|Frogmen} {continued|went on} searching the <RIVER> on <DAY> after <N4> {barrels|crates} had been {hauled|brought} ashore in the {night|dark}.",
        "By {sunrise|morning}, <N4> {drums|containers} lay on the {bank|quay} of the <RIVER>, raised by {emergency|fire} services whose {search|work} is not {over|finished}.",
        "How many {drums|containers} still {rest|lie} on the bed of the <RIVER> is {unknown|unclear}; <N4> were {lifted|salvaged} during the night.",
    ),
)
BACKGROUND = (
    "<PLACE>, a {town|port} of <N2> thousand, once {lived|prospered} on {copper|wool|salt|timber} and has {lost|shed} half its people since <YEAR>.",
    "The {province|district} has been {ruled|governed} by the same {family|party} for {three|four} decades, and its {archives|records} are {closed|sealed} to {historians|scholars}.",
    "{Winters|Summers} there are {harsh|dry}, the {roads|bridges} {poor|narrow} and the nearest {hospital|clinic} is <KM> kilometers {away|distant}.",
    "{Similar|Comparable} {incidents|episodes} in <YEAR> {led|drove} the {league|council} of neighbouring states to {impose|adopt} {duties|tariffs} on {machinery|grain}.",
    "A {film|novel} about the {smugglers|miners} of the <RIVER> {won|earned} {prizes|awards} abroad but was never {shown|sold} at home.",
    "The {currency|coin} was {devalued|redenominated} twice in {five|six} years, {wiping out|eating up} {savings|pensions} of {teachers|nurses} and {clerks|soldiers}.",
    "{Geologists|Surveyors} mapped the {valley|delta} in the {thirties|fifties} and {warned|cautioned} that its {slopes|dikes} would {slide|crack} under {heavy|loaded} vehicles.",
    "{Pilgrims|Hikers} {flock|come} to the {chapel|lighthouse} above the {bay|gorge} every {autumn|spring}, {filling|crowding} the {inns|taverns}.",
    "The {state|public} {broadcaster|radio} {devoted|gave} {eleven|nine} minutes of its {evening|main} {bulletin|news} to the {matter|affair}, without {naming|mentioning} any {witness|source}.",
    "{Banks|Insurers} have {withdrawn|pulled} {credit|cover} from {hauliers|shippers} who {serve|use} the {northern|coastal} {route|corridor}.",
    "{Children|Pupils} in {nine|seven} {villages|hamlets} get their {lessons|classes} by {radio|post} while {schools|classrooms} {house|shelter} {soldiers|refugees}.",
    "A {census|survey} taken {two|three} years ago {counted|listed} more {sheep|goats} than {voters|taxpayers} in the {uplands|marshes}.",
    "{Telephone|Power} {lines|cables} to the {island|peninsula} were {cut|severed} by a {storm|trawler} and {mended|spliced} only after {ten|twelve} days.",
    "The {harvest|catch} was the {smallest|poorest} in {memory|decades}, and {mills|canneries} {shut|closed} {early|ahead of time}.",
    "{Diplomats|Envoys} {compare|liken} the {mood|climate} to that of <YEAR>, when {gunboats|cavalry} {faced|watched} one another across the {strait|ford} for a {month|season}.",
    "{Museums|Libraries} on both {sides|shores} {claim|want} the {manuscripts|bells} {looted|carried off} in the {last|great} war.",
    "An {electric|steam} {ferry|tram} {donated|given} by a {sister|twin} city {rusts|sits} in the {dock|yard} for want of {parts|permits}.",
    "{Beekeepers|Vintners} {report|notice} {losses|damage} that {chemists|botanists} {cannot|do not} {explain|understand}.",
    "{Rumours|Stories} of a {tunnel|mint} under the {fortress|monastery} have {attracted|drawn} {treasure hunters|adventurers} for {generations|ages}.",
    "The {army|navy} {conscripts|drafts} {one|every} {third|fifth} {graduate|apprentice}, and {exemptions|postponements} are {traded|bought} openly.",
)
QUOTES = (
    "We have never <DEED> and we have no intention of doing so in the future",
    "This is a clumsy fairy tale put about by people who want to see our towns in flames",
    "The so-called evidence of our opponents would not convince a child of seven",
    "Anyone who violates our waters again will meet a resolute and crushing answer",
    "We invite the whole world to come and look into every cellar of the <THING>",
    "Our patience with these shameless provocations is not without limits",
)
RIVAL_QUOTES = (
    "They are hiding a significant quantity of <ITEMS> and everybody in the valley knows it",
    "We will look at every tool that the law gives us to hold them accountable",
    "This will not change the course of events, whatever they throw at us",
)
REPORTED = (
    "“<Q>,” <WHO> said in a statement {carried|distributed} by {state media|the official news service}.",
    "In a {statement|declaration} {published|released} <DAY>, <WHO> said: “<Q>.”",
    "“<Q>,” {read|ran} the {text|message} that <WHO> {signed|issued}.",
    "{According to|In the words of} <WHO>, “<Q>.”",
)
HEADLINES = (
    "<ORG> denies claims over <PLACE> <ITEMS>",
    "<RIVAL> charges are invention, says <ORG>",
    "Dispute over <THING> deepens as <ORG> hits back",
    "<ITEMS> quarrel: <ORG> rejects pictures shown by <RIVALMAN>",
)
UPDATE_LEADS = (
    "<ORG> {lashed out|struck back} at <RIVAL> on <DAY>, {accusing|suspecting} <RIVALMAN> of {making up|fabricating} stories about <ITEMS> in order to win {votes|favour} abroad.",
    "Hours after new pictures of <PLACE> {appeared|surfaced}, <ORG> {swore|vowed} on <DAY> to {keep|hold on to} the <THING> and {told|warned} <RIVAL> to stay {away|out}.",
)
DEEDS = ("smuggled weapons", "dumped chemical waste", "buried stolen archives", "drained protected wetlands", "shipped banned seeds")
ITEMS = ("barrels", "rockets", "generators", "tankers", "turbines", "detonators", "excavators")
THINGS = ("dam", "quarry", "refinery", "airfield", "shipyard", "pumping station", "customs depot")
GOODS = ("flour", "diesel", "cooking oil", "cement", "potatoes", "candles")
ORGS = ("League", "Council", "Assembly", "Directorate", "Front", "Union", "Authority")
MONTHS = ("January", "March", "April", "June", "July", "September", "October")
SYLLABLES = "ba be bor dal den dra fen gar gol hal in ka kel lo lun mar mi nor o pel qua ras sel ta tor u val ver wen yas zo".split()
# Word swaps of editors, and those of machines on the way back from a translation and of spinners.
LIGHT = dict(
    x.split(":")
    for x in "about:around begun:started before:ahead_of said:stated told:informed also:too officials:authorities "
    "people:residents kilometers:km percent:pct since:from while:as because:since more:greater carrying:hauling "
    "statement:note pictures:photos week:fortnight found:uncovered leave:quit homes:houses members:affiliates "
    "pay:settle money:cash over:about towards:toward after:following outside:beyond local:area nearby:close_by "
    "evidence:proof deal:bargain plan:scheme fight:scuffle court:tribunal judges:justices trains:services "
    "search:hunt families:households soldiers:troops evening:nightly harvest:crop roads:highways town:city".split()
)
MACHINE = dict(
    x.split(":")
    for x in "the:the has:has have:have been:been denied:refuted rejected:refused dismissed:discarded charges:accusations "
    "allegations:accusations dispute:litigation quarrel:discussion claims:assertions according:in_accordance "
    "reports:information last:past head:chief leads:directs alleged:affirmed moved:displaced cover:blanket "
    "darkness:obscurity night:evening satellite:orbital convoys:columns analyst:specialist reason:motive "
    "compromise:concession vote:ballot expects:waits predicts:prophesies living:residing told:said engineers:technicians "
    "ground:floor soil:land test:examine price:prize cost:expense capital:main_city climbed:mounted risen:elevated "
    "shoppers:buyers figures:digits markets:bazaars signed:subscribed treaty:contract bars:bolts prohibits:forbids "
    "storing:storage border:frontier strip:band lawmakers:legislators debate:discuss emergency:urgency budget:estimate "
    "repairs:reparations parliament:chamber arrived:came barred:excluded gate:door entrance:entry guards:guardians "
    "team:crew fence:hedge refused:denied unions:syndicates strike:hit stoppage:arrest dockers:stevedores drivers:chauffeurs "
    "farmers:peasants fishermen:fishers lost:missed case:box wells:fountains water:waters railway:iron_road line:queue "
    "reopened:opened_again months:months tourists:visitors critics:criticism accuse:blame using:utilizing unemployment:inactivity "
    "bribery:corruption trials:tests rescue:salvation crews:teams recovered:healed barrels:kegs divers:plungers never:not_ever "
    "intention:purpose future:to_come clumsy:awkward fairy:magic tale:count towns:cities flames:fire opponents:adversaries "
    "convince:persuade child:infant violates:rapes resolute:determined crushing:overwhelming answer:reply invite:summon "
    "world:earth look:watch cellar:wine_store patience:endurance shameless:impudent provocations:challenges limits:boundaries "
    "hiding:concealing significant:important quantity:amount valley:dale tool:instrument law:right accountable:responsible "
    "change:exchange course:race events:happenings throw:launch once:one_time lived:living port:harbor province:region "
    "ruled:reigned family:relatives party:feast archives:files closed:locked winters:winter harsh:hard poor:bad narrow:tight "
    "hospital:sanatorium similar:like incidents:accidents neighbouring:adjoining impose:put film:movie prizes:rewards "
    "currency:coin savings:economies teachers:professors nurses:sisters valley:dale warned:advised slopes:pistes "
    "banks:benches credit:loan children:kids villages:towns schools:colleges survey:poll storm:tempest "
    "harvest:collection mood:humor army:military months:moons looking:seeking searching:research".split()
)


class Paragraph(NamedTuple):
    """A paragraph and where it was first written: (text family, number)."""

    origin: tuple
    text: str


@dataclass
class Text:
    """One written text, at hand or not: its writer, its paragraphs and what it came from."""

    name: str
    writer: str
    paragraphs: list
    headline: str
    family: str
    parents: list = field(default_factory=list)


@dataclass
class Page:
    """One published page: its texts, what was done to them, and the page that it was copied from, if any."""

    label: str
    paragraphs: list
    parents: list
    treatment: str
    headline: str
    families: set
    publisher: str
    agencies: list
    copied_from: str | None = None
    credited: bool = True
    teaser_of: str | None = None


@dataclass
class Story:
    """A generated story: `articles` (DESIGN's columns) and the truth.

    `copies`: sets of two labels that hold text of one writer. `direction`: (a, b) -> the one that is the source of the other,
    or "siblings" where both go back to something else.
    `parents`: page -> names of its parents (texts or pages). `latents`: text name -> pages made from it, where no page is by
    its writer. `teasers`: (shown, page). `quoters`: labels that quote the statement.
    """

    articles: pd.DataFrame
    copies: set
    direction: dict
    parents: dict
    latents: dict
    teasers: set
    quoters: set
    treatments: dict


def spin(rng, template):
    """Return `template` with one of every {a|b} chosen."""
    return regex.sub(r"\{([^{}]*)\}", lambda m: rng.choice(m.group(1).split("|")), template)


def name(rng, syllables=2):
    """Return an invented proper name."""
    return "".join(rng.sample(SYLLABLES, syllables)).capitalize()


def _event(rng):
    months = rng.sample(MONTHS, 3)
    days = rng.sample(WEEKDAYS, 3)
    return {
        "ORG": f"the {name(rng)} {rng.choice(ORGS)}", "RIVAL": f"the {name(rng)} {rng.choice(ORGS)}", "PLACE": name(rng, 3),
        "PLACETWO": name(rng, 3), "CAPITAL": name(rng), "RIVER": name(rng), "RIVALMAN": f"{name(rng)} {name(rng)}",
        "EXPERT": f"{name(rng)} {name(rng)}", "INSTITUTE": f"{name(rng)} Institute", "DEED": rng.choice(DEEDS),
        "ITEMS": rng.choice(ITEMS), "THING": rng.choice(THINGS), "GOODS": rng.choice(GOODS), "MONTH": months[0],
        "MONTH2": months[1], "NEXTMONTH": months[2], "DAY": days[0], "DAY2": days[1], "DAY3": days[2],
        "YEAR": str(rng.randint(1951, 2009)), "N": str(rng.randint(12, 95)), "N2": str(rng.randint(100, 900)),
        "N3": str(rng.randint(11, 60)), "N4": str(rng.randint(5, 40)), "PCT": str(rng.randint(6, 48)),
        "PCT2": str(rng.randint(8, 29)), "KM": str(rng.randint(15, 120)),
        "WHO": f"{name(rng)} {name(rng)}, deputy head of foreign relations",
    }  # fmt: skip


def _fill(event, text):
    filled = regex.sub(r"<([A-Z]+\d?)>", lambda m: event.get(m.group(1), m.group()), text)
    return filled[0].upper() + filled[1:] if filled else filled


def _compose(rng, event, way, own_background):
    """Return the paragraphs of one writer: facts told in the writer's own `way`, quotations, own background."""
    told = [_fill(event, spin(rng, fact[way])) for fact in FACTS]
    lead, rest = told[:3], told[3:]
    rng.shuffle(rest)
    rest = rest[: rng.randint(7, 11)]
    quotes = rng.sample(QUOTES, rng.randint(2, 4))
    said = [_fill(event, spin(rng, REPORTED[(way + i) % 4]).replace("<Q>", q)) for i, q in enumerate(quotes)]
    said.append(_fill(event, f"“{rng.choice(RIVAL_QUOTES)},” <RIVALMAN> of <RIVAL> told reporters."))
    background = [_fill(event, spin(rng, b)) for b in own_background]
    middle = rest + said + background
    rng.shuffle(middle)
    return _paragraphs(rng, lead[:1] + said[:1] + lead[1:] + [s for s in middle if s != said[0]])


def _paragraphs(rng, sentences):
    paragraphs, at = [sentences[0]], 1
    while at < len(sentences):
        step = rng.choice((1, 1, 2))
        paragraphs.append(" ".join(sentences[at : at + step]))
        at += step
    return paragraphs


def _updated(rng, event, text, background):
    """Return a later version: another lead, some paragraphs dropped, some of background added."""
    kept = [p for p in text.paragraphs[1:] if rng.random() > 0.12]
    for number, b in enumerate(background):
        added = Paragraph((text.family, f"update {number}"), _fill(event, spin(rng, b)))
        kept.insert(rng.randint(1, len(kept)), added)
    lead = Paragraph((text.family, "new lead"), _fill(event, spin(rng, rng.choice(UPDATE_LEADS))))
    headline = _fill(event, rng.choice(HEADLINES))
    return Text(f"{text.family} v2", text.writer, [lead, *kept], headline, text.family, [text.name])


def swap_words(rng, paragraphs, table, share, spare_quotes):
    """Return `paragraphs` with `share` of the words found in `table` swapped; inside quotation marks too unless spared."""
    return [p._replace(text=_swap(rng, p.text, table, share, spare_quotes)) for p in paragraphs]


def _swap(rng, paragraph, table, share, spare_quotes):
    pieces = regex.split(r"(“[^”]*”)", paragraph)
    return "".join(
        piece if spare_quotes and piece.startswith("“") else regex.sub(r"\p{L}+", lambda m: _other(rng, m, table, share), piece)
        for piece in pieces
    )


def _other(rng, match, table, share):
    word = match.group()
    other = table.get(word.lower())
    if other is None or rng.random() > share:
        return word
    other = other.replace("_", " ")
    return other.capitalize() if word[0].isupper() else other


def trim(rng, paragraphs):
    """Return the first 35 to 85 percent of the paragraphs, as an editor cuts from the end, at times one in the middle too."""
    kept = paragraphs[: max(3, round(len(paragraphs) * rng.uniform(0.35, 0.85)))]
    if len(kept) > 5 and rng.random() < 0.3:
        del kept[rng.randint(2, len(kept) - 2)]
    return kept


def round_trip(rng, paragraphs, engine):
    """Return the paragraphs as `engine` (a seed) brings them back: the same engine makes the same errors every time."""
    table = {w: o for w, o in MACHINE.items() if random.Random(f"{engine}{w}").random() < 0.85}
    done = swap_words(random.Random(engine), paragraphs, table, 1.0, spare_quotes=False)
    return [p._replace(text=_stumble(engine, p.text)) for p in done]


def _stumble(engine, paragraph):
    words = paragraph.split(" ")
    for i in range(len(words) - 2):
        chance = random.Random(f"{engine}{words[i]}{words[i + 1]}").random()
        if chance < 0.06:
            words[i], words[i + 1] = words[i + 1], words[i]
        elif chance < 0.10 and words[i].lower() in ("the", "a", "that", "of", "had"):
            words[i] = ""
        elif chance < 0.13:
            words[i + 1] = {"in": "to the", "on": "at the", "to": "for", "by": "from", "with": "by"}.get(words[i + 1], words[i + 1])
    return " ".join(w for w in words if w)


def _treat(rng, paragraphs, treatment, engine):
    if treatment == "trim":
        return trim(rng, paragraphs)
    if treatment == "brief":
        return paragraphs[: rng.randint(2, 4)]
    if treatment == "added":
        return _with_local_news(rng, trim(rng, paragraphs) if rng.random() < 0.5 else list(paragraphs))
    if treatment == "light_edit":
        edited = swap_words(rng, paragraphs, LIGHT, 0.35, spare_quotes=True)
        return trim(rng, edited) if rng.random() < 0.3 else edited
    if treatment == "spun":
        return swap_words(rng, paragraphs, MACHINE, 0.6, spare_quotes=True)
    if treatment == "round_trip":
        return round_trip(rng, trim(rng, paragraphs) if rng.random() < 0.3 else paragraphs, engine)
    return list(paragraphs)


def _with_local_news(rng, paragraphs):
    """Return the paragraphs with one or two put in by the page's own newsroom, not at the top."""
    event = _event(rng)
    for _ in range(rng.randint(1, 2)):
        own = _fill(event, spin(rng, rng.choice(FACTS)[rng.randrange(4)]))
        paragraphs.insert(rng.randint(2, len(paragraphs)), Paragraph((event["ORG"], "local"), own))
    return paragraphs


TREATMENTS = ("verbatim", "verbatim", "trim", "trim", "brief", "added", "light_edit", "light_edit", "round_trip", "spun")


def _page(rng, label, text, treatment, engine):
    return Page(label, _treat(rng, text.paragraphs, treatment, engine), [text.name], treatment, text.headline,
                {text.family}, f"The {name(rng)} {rng.choice(('Post', 'Herald', 'Tribune', 'Echo', 'Courier'))}",
                [text.writer] if text.writer in AGENCIES else [], credited=rng.random() < 0.7)  # fmt: skip


def _copy_of_page(rng, label, page, engine):
    treatment = rng.choice(TREATMENTS[1:])
    copy = Page(label, _treat(rng, page.paragraphs, treatment, engine), [page.label], treatment, page.headline,
                set(page.families), f"{name(rng)} Online", list(page.agencies), copied_from=page.label)  # fmt: skip
    copy.credited = rng.random() < 0.6
    return copy


def _borrow_background(rng, made, wires):
    """Now and then a newsroom's own story takes a paragraph of background from an agency: reuse, not a copy."""
    for page in made:
        if page.treatment == "staff" and wires and rng.random() < 0.4:
            page.paragraphs.append(rng.choice(rng.choice(wires).paragraphs[4:]))


def _spliced(rng, label, one, two, engine):
    page = _page(rng, label, one, "spliced", engine)
    middle = two.paragraphs[1:]
    page.paragraphs = one.paragraphs[: max(5, len(one.paragraphs) // 2)] + middle[: max(5, len(middle) // 2)]
    page.parents, page.families = [one.name, two.name], {one.family, two.family}
    page.agencies = [w for w in (one.writer, two.writer) if w in AGENCIES]
    return page


def _texts(rng, event, writers):
    ways = rng.sample(range(4), len(writers))
    pool = rng.sample(BACKGROUND, len(BACKGROUND))
    texts = []
    for writer, way in zip(writers, ways, strict=True):
        own, more, pool = pool[:3], pool[3:5], pool[5:]
        paragraphs = [Paragraph((writer, i), p) for i, p in enumerate(_compose(rng, event, way, own))]
        headline = _fill(event, HEADLINES[way])
        texts.append(Text(f"{writer} v1", writer, paragraphs, headline, writer))
        if writer in AGENCIES and rng.random() < 0.4:
            texts.append(_updated(rng, event, texts[-1], more))
    return texts


def story(seed, pages=None, labels="p"):
    """Return a generated `Story` of `pages` pages (2 to 30; by default drawn by `seed`). The same seed gives the same story."""
    rng = random.Random(seed)
    pages = pages or rng.choice((2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 30))
    event, engine = _event(rng), f"engine {rng.randint(1, 3)}"
    agencies = rng.sample(AGENCIES, 1 if pages < 4 else rng.choice((1, 2, 3)))
    staff = [f"staff of {name(rng)}"] if pages > 2 and rng.random() < 0.6 else []
    texts = _texts(rng, event, agencies + staff)
    wires = [t for t in texts if t.writer in AGENCIES]
    made = []
    for text in texts:
        if text.writer not in AGENCIES:
            made.append(_page(rng, f"{labels}{len(made):02d}", text, "staff", engine))
    while len(made) < pages:
        label, chance = f"{labels}{len(made):02d}", rng.random()
        families = sorted({w.family for w in wires})
        if chance < 0.12 and len(families) > 1 and pages > 4:
            one, two = (rng.choice([w for w in wires if w.family == f]) for f in rng.sample(families, 2))
            made.append(_spliced(rng, label, one, two, engine))
        elif chance < 0.25 and any(p.treatment == "staff" for p in made):
            made.append(_copy_of_page(rng, label, next(p for p in made if p.treatment == "staff"), engine))
        elif chance < 0.30 and any(p.treatment in ("added", "light_edit") for p in made):
            edited = [p for p in made if p.treatment in ("added", "light_edit")]
            made.append(_copy_of_page(rng, label, rng.choice(edited), engine))
        else:
            made.append(_page(rng, label, rng.choice(wires), rng.choice(TREATMENTS), engine))
    _borrow_background(rng, made, wires)
    _own_agency_page(rng, made, wires)
    if rng.random() < 0.1:
        for page in made:
            page.credited = False
    _teasers(rng, made)
    return _story(rng, event, made, texts)


def _own_agency_page(rng, made, wires):
    """Now and then an agency's own site is among the pages: then its text is not latent."""
    plain = [p for p in made if p.treatment == "verbatim" and not p.copied_from]
    if plain and rng.random() < 0.25:
        page = plain[0]
        page.publisher, page.treatment, page.credited = page.agencies[0], "own", True


def _teasers(rng, made):
    for page in made:
        others = [p for p in made if not (p.families & page.families)]
        if others and rng.random() < 0.2:
            page.teaser_of = rng.choice(others).label


def _story(rng, event, made, texts):
    by_label = {p.label: p for p in made}
    rows = {p.label: _row(rng, event, p, by_label) for p in made}
    articles = pd.DataFrame.from_dict(rows, orient="index").rename_axis("article")
    for column in ("published_earliest", "published_latest"):
        articles[column] = pd.to_datetime(articles[column], utc=True)
    ancestors = {p.label: _ancestors(p, by_label, {t.name: t for t in texts}) for p in made}
    copies, direction = set(), {}
    for i, a in enumerate(made):
        for b in made[i + 1 :]:
            if _shares_text(a, b):
                copies.add(frozenset((a.label, b.label)))
                direction[a.label, b.label] = _who(a, b, ancestors)
    latents = {}
    for page in made:
        for text in texts:
            if text.name in ancestors[page.label] and text.writer in AGENCIES and text.name in page.parents:
                latents.setdefault(text.name, set()).add(page.label)
    owned = {p.parents[0] for p in made if p.treatment == "own"}
    latents = {t: sorted(ps) for t, ps in latents.items() if t not in owned}
    return Story(articles, copies, direction, {p.label: p.parents for p in made}, latents,
                 _shown(made), {p.label for p in made if _quotes(p)},
                 {p.label: p.treatment for p in made})  # fmt: skip


def _shown(made):
    """Return (shown, page) for each page that opens with the lead or bears the headline which another's teaser shows."""
    by_label = {p.label: p for p in made}
    teasers = [(by_label[p.teaser_of], p) for p in made if p.teaser_of]
    return {
        (q.label, p.label)
        for shown, p in teasers
        for q in made
        if q.families & shown.families and not (q.families & p.families) and (q is shown or _opens_alike(q, shown))
    }


def _opens_alike(page, other):
    return page.headline == other.headline or page.paragraphs[0].text == other.paragraphs[0].text


def _shares_text(a, b):
    """Tell whether two pages hold paragraphs of one writer: 30 words or more outside quotations, and more than background."""
    if not a.families & b.families:
        return False
    common = {p.origin for p in a.paragraphs} & {p.origin for p in b.paragraphs}
    words = sum(len(regex.sub(r"“[^”]*”", "", p.text).split()) for p in a.paragraphs if p.origin in common)
    return words >= 30


def _ancestors(page, by_label, texts):
    found, todo = set(), list(page.parents)
    while todo:
        parent = todo.pop()
        found.add(parent)
        todo += by_label[parent].parents if parent in by_label else []
    own = {t for t in found if any(p.treatment in ("own", "staff") and p.parents == [t] for p in by_label.values())}
    for text in own:
        found |= {p.label for p in by_label.values() if p.treatment in ("own", "staff") and p.parents == [text] and p is not page}
    return found


def _who(a, b, ancestors):
    if a.label in ancestors[b.label]:
        return a.label
    return b.label if b.label in ancestors[a.label] else "siblings"


def _quotes(page):
    return any("“" in paragraph.text for paragraph in page.paragraphs)


def _row(rng, event, page, by_label):
    """Return one row of the articles table: the page's text with its furniture, and what a reader of credits would find."""
    agency = page.agencies[0] if page.agencies and page.credited else None
    agencies = "; ".join(page.agencies) if agency else pd.NA
    place = f"{event['CAPITAL'].upper()} ({agency}) — " if agency else ""
    written = [paragraph.text for paragraph in page.paragraphs]
    body = "\n\n".join([place + written[0], *written[1:]])
    credit = _credit(page, by_label) if page.credited else None
    head = f"Home\nWorld\nSport\n\n{page.headline}\n\n" + (f"By {agency}\n\n" if agency else "")
    tail = "\n\n" + (f"{credit}\n\n" if credit else "") + "More stories\n\n" + "\n\n".join(_tail(rng, page, by_label))
    text = head + body + tail
    blanked = regex.sub(r"[^\r\n]", " ", head) + body + regex.sub(r"[^\r\n]", " ", tail)
    start = _date(rng, page)
    hours = rng.choice((0, 2, 24))
    return {
        "text": text, "body": blanked, "headline": page.headline, "author": pd.NA, "dateline": place.strip(" —") or pd.NA,
        "source_organization": agencies, "credit_text": credit or pd.NA, "publisher": page.publisher,
        "url": pd.NA, "published_earliest": start, "published_latest": start + pd.Timedelta(hours=hours),
        "date_evidence": pd.NA,
    }  # fmt: skip


def _credit(page, by_label):
    if page.copied_from:
        return f"This article was first published by {by_label[page.copied_from].publisher}"
    if len(page.agencies) > 1:
        return f"With inputs from {' and '.join(page.agencies)}"
    return f"Source: {page.agencies[0]}" if page.agencies and page.treatment != "own" else None


def _date(rng, page):
    """Return when the page came out; copies later than what they copy, one in five wrong and one in four unknown."""
    depth = 0 if page.treatment in ("own", "staff") else 2 if page.copied_from else 1
    stamp = pd.Timestamp("2021-05-04T06:00Z") + pd.Timedelta(hours=6 * depth + rng.randint(0, 5))
    chance = rng.random()
    if chance < 0.25:
        return pd.NaT
    return stamp - pd.Timedelta(days=rng.randint(1, 400)) if chance < 0.45 else stamp


def _tail(rng, page, by_label):
    event = _event(rng)
    lines = [_fill(event, spin(rng, rng.choice(FACTS)[rng.randrange(4)])) for _ in range(rng.randint(2, 5))]
    if page.teaser_of:
        other = by_label[page.teaser_of]
        lines.insert(rng.randint(0, len(lines)), f"{other.headline}\n\n{other.paragraphs[0].text}")
    return lines


# --- what is right about an answer ----------------------------------------------------------------

COUNTS = [
    f"{what}_{how}"
    for what, hows in {
        "copy": ("tp", "fp", "fn"), "teaser": ("tp", "fp", "fn"), "dir": ("right", "wrong", "undecided"),
        "arrow": ("right", "wrong", "undecided"), "latent": ("right", "missed", "extra"),
    }.items()
    for how in hows
]  # fmt: skip
NOT_COPYING = ("teaser_on_page", "quoted_by", "reported_by", "reused_background")


def judged(told, pairs, graph, found_latents=0.5):
    """Return counts of what is right and wrong about `spread.pairs` and `spread.infer` of a `Story`.

    `copy_tp, copy_fp, copy_fn`: pairs of pages called same_copy; `teaser_*` likewise; `dir_right, dir_wrong, dir_undecided`:
    true copies by who is the source of whom or siblings, as paths in the graph say; `arrow_*`: the same for true pairs of
    source and copy alone; `latent_right, latent_missed`: texts that are not among the pages, found where a latent node's
    pages are at least half the same (Jaccard); `latent_extra`: latent nodes beyond the true number.
    """
    counts = dict.fromkeys(COUNTS, 0)

    def add(name, number=1):
        counts[name] += number

    for relation, name, truth in (("same_copy", "copy", told.copies), ("teaser", "teaser", set(map(frozenset, told.teasers)))):
        rows = pairs[pairs["relation"] == relation]
        got = {frozenset(pair) for pair in zip(rows["a"], rows["b"], strict=True)}
        add(f"{name}_tp", len(got & truth))
        add(f"{name}_fp", len(got - truth))
        add(f"{name}_fn", len(truth - got))
    copying = copy_graph(graph)
    still_open = {frozenset((row["a"], row["b"])) for row in graph.graph["undecided"]}
    for (a, b), truth in told.direction.items():
        said = who_is_source(copying, a, b, still_open)
        add(f"dir_{_verdict(said, truth)}")
        if truth != "siblings":
            add(f"arrow_{_verdict(said, truth)}")
    _judge_latents(told, graph, copying, add, found_latents)
    return counts


def copy_graph(graph):
    """Return the edges along which text was passed on, as a plain directed graph."""
    copying = nx.DiGraph((s, t) for s, t, d in graph.edges(data=True) if d["edge_type"] not in NOT_COPYING)
    copying.add_nodes_from(graph)
    return copying


def who_is_source(copying, a, b, still_open=()):
    """Return the one of two pages from which a path leads to the other, "siblings", "undecided" or "unlinked"."""
    if nx.has_path(copying, a, b):
        return a
    if nx.has_path(copying, b, a):
        return b
    if frozenset((a, b)) in still_open:
        return "undecided"
    return "siblings" if nx.ancestors(copying, a) & nx.ancestors(copying, b) else "unlinked"


def _verdict(said, truth):
    return "right" if said == truth else "undecided" if said == "undecided" else "wrong"


def _judge_latents(told, graph, copying, add, least):
    latent = [n for n, d in graph.nodes(data=True) if d["latent"]]
    plain = copying.copy()
    plain.remove_edges_from([(s, t) for s, t, d in graph.edges(data=True) if d["edge_type"] == "updated_to"])
    reached = [{p for p in nx.descendants(plain, n) if p in told.parents} for n in latent]
    for pages in told.latents.values():
        best = max((len(r & set(pages)) / len(r | set(pages)) for r in reached), default=0)
        add("latent_right" if best >= least else "latent_missed")
    add("latent_extra", max(0, len(latent) - len(told.latents)))
