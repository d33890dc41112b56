"""Pages: files to articles, whose text a page says it is, and when it was published."""

from pathlib import Path

import pandas as pd
import pytest

from wirecopy import pages

ROOT = Path(__file__).resolve().parent.parent
FIVE = ROOT / "data" / "articles"
HAND = pd.read_csv(Path(__file__).parent / "hand" / "facts.csv", dtype=str).set_index("article")

HEADLINE = "Council of Marenta approves harbour wall after three years of delay"
LEAD = "The council of Marenta approved a new harbour wall on Tuesday after three years of argument over its cost."
BODY = """{lead}

Fishermen who lost eleven boats in the winter storms had asked for the wall since the old one broke in two places, and
the mayor said that the money would come from a national fund for ports.

Engineers told the council that the work could begin in spring and would take fourteen months, during which half of the
berths stay open. A survey by the agency Interfax had put the damage of the last storm at nine million crowns.

Opponents said the wall would spoil the beach and that nobody had asked the people who live behind it. They plan to go
to court before the contract is signed, and two members of the council voted against the plan.

The vote ends a dispute that began when a consultant's report was leaked to a newspaper and cost the former harbour
master his post. The port handles a tenth of the region's trade and employs some four hundred people."""


def page(head="", lead=LEAD, foot="", headline=HEADLINE):
    """Return the text of an invented page: headline, what stands below it, the story, what stands at its foot."""
    story = BODY.format(lead=lead).replace("\n\n", "\0").replace("\n", " ").replace("\0", "\n\n")
    return "\n\n".join(part for part in (headline, head, story, foot) if part) + "\n"


def facts(tmp_path, text, name="p.txt", known=None):
    """Return the row of a page that stands in a folder beside another one."""
    (tmp_path / name).write_text(text, encoding="utf-8", newline="")
    (tmp_path / "other.txt").write_text(page("By Ole Brandt", headline="Another day in another town ends well"))
    if known is not None:
        (tmp_path / "articles.csv").write_text(known, encoding="utf-8")
    return pages.load(tmp_path).loc[Path(name).stem]


# --- the five pages ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def five(tmp_path_factory):
    """The five pages without the table of known facts: what the pages themselves say."""
    folder = tmp_path_factory.mktemp("five")
    for path in FIVE.glob("*.txt"):
        (folder / path.name).write_bytes(path.read_bytes())
    return pages.load(folder)


@pytest.mark.parametrize("fact", ["headline", "author", "dateline", "source_organization", "url"])
def test_facts_of_the_five_pages(five, fact):
    found = five[fact].where(five[fact].notna(), None).to_dict()
    assert found == HAND[fact].where(HAND[fact].notna(), None).to_dict()


@pytest.mark.parametrize("fact", ["published_earliest", "published_latest"])
def test_dates_of_the_five_pages(five, fact):
    expected = pd.to_datetime(HAND[fact], utc=True).astype("datetime64[ns, UTC]")
    pd.testing.assert_series_equal(five[fact], expected, check_names=False)


def test_dates_that_lie_are_named_and_bound_nothing(five):
    assert "June 12, 2024" in five.loc["004", "date_evidence"] and "viewing day" in five.loc["004", "date_evidence"]
    assert "December 2, 2016" in five.loc["003", "date_evidence"]
    years = pd.concat([five["published_earliest"], five["published_latest"]]).dt.year.dropna()
    assert set(years) == {2022}


def test_weekday_and_stamp_of_one_page_do_not_contradict(five):
    table = pages.dates(five.loc["001", "text"], five.loc["001", "url"])
    weekday = table[table["kind"] == "weekday"].iloc[0]
    assert weekday["text"] == "Tuesday" and "no contradiction" in weekday["reason"]
    assert five.loc["001", "published_earliest"] < five.loc["001", "published_latest"]


def test_photo_credits_are_not_text_credits(five):
    table = pages.credits(five.loc["003", "text"])
    photo = table[table["kind"] == "photo"]
    assert {"KCNA", "Reuters"} <= set(photo["organization"]) and (photo["weight"] == 0).all()
    assert five.loc["004", "credit_text"] == "BY SARAH KIM [kim.sarah@joongang.co.kr]"


def test_known_facts_win():
    articles = pages.load(FIVE)
    known = pd.read_csv(FIVE / "articles.csv", dtype=str).set_index("file")["publisher"].dropna()
    assert len(known) and articles.set_index("file").loc[known.index, "publisher"].to_dict() == known.to_dict()


# --- credits ----------------------------------------------------------------------------------------------------------

CREDITS = {
    "AP": [
        page(lead="MARENTA, Norland (AP) — " + LEAD),
        page(lead="MARENTA, Norland — (AP) " + LEAD),
        page("By JANE DOE, Associated Press"),
        page("By Jane Doe | The Associated Press\n\nNov. 8, 2022"),
        page("JANE DOE\nAssociated Press"),
        page("By The Associated Press"),
        page(foot="Follow AP’s coverage of ports at https://apnews.com/hub/ports"),
        page(foot="Associated Press writer John Roe in Norland contributed to this report."),
        page(foot="Copyright 2022 The Associated Press. All rights reserved. This material may not be published."),
    ],
    "Reuters": [
        page(lead="MARENTA (Reuters) - " + LEAD),
        page(lead="MARENTA, Nov 8 (Reuters) - " + LEAD),
        page("By\nReuters\n\nTuesday Nov 08, 2022"),
        page("Reuters\n\nNovember 8, 2022"),
        page("Source: Reuters"),
    ],
    "AFP": [
        page("By AFP\n\nNovember 07, 2022"),
        page("Agence France-Presse"),
        page(lead="MARENTA: " + LEAD, foot="- AFP"),
        page(lead="Marenta (AFP) – " + LEAD),
    ],
    "AAP": [page(foot="— AAP"), page(foot="With AAP"), page("By Jane Doe, AAP")],
    "Xinhua": [page(lead="MARENTA, Nov. 8 (Xinhua) -- " + LEAD)],
    "TASS": [page(lead="MARENTA, November 8. /TASS/. " + LEAD)],
    "ANI": [page("ANI | Updated: Nov 08, 2022 09:30 IST"), page(foot="(With inputs from ANI)")],
    "PTI": [page("By: PTI\n\nNovember 8, 2022 9:30:12 am"), page(lead="Marenta, Nov 8 (PTI) " + LEAD)],
    "dpa": [page(lead="Marenta (dpa) - " + LEAD)],
    "Bloomberg": [page("By Jane Doe, Bloomberg News")],
    "AP; Reuters": [page("By AP and Reuters")],
}


@pytest.mark.parametrize(("expected", "text"), [(k, text) for k, texts in CREDITS.items() for text in texts])
def test_credit_forms(tmp_path, expected, text):
    row = facts(tmp_path, text)
    assert row["source_organization"] == expected
    for part in row["credit_text"].split("; "):
        assert part in text


@pytest.mark.parametrize(
    "text",
    [
        page("By Jane Doe"),
        page("By Jane Doe [jane.doe@marentapost.example]"),
        page("A boat in the harbour of Marenta. (AP Photo/John Roe)"),
        page("Boats in the harbour of Marenta on Monday. Photo: Reuters"),
        page(lead="The agency Xinhua reported the vote, which diplomats had told Reuters to expect on Tuesday."),
        page(foot="Recommended Stories\n\n  • Fire on ferry kills two\n\n    OSLO (Reuters) - Two died on a ferry."),
    ],
)
def test_what_is_no_credit(tmp_path, text):
    assert pd.isna(facts(tmp_path, text)["source_organization"])


def test_credits_are_characters_of_the_page():
    text = page("By Jane Doe, Associated Press", lead="MARENTA (AP) — " + LEAD, foot="— AAP")
    table = pages.credits(text)
    assert len(table) == 3, table
    for row in table.itertuples():
        assert text[row.start : row.end] == row.text
    assert table["weight"].between(0, 1).all()


# --- dates ------------------------------------------------------------------------------------------------------------

DAY = ("2022-11-07T10:00Z", "2022-11-09T12:00Z")  # 8 November 2022, wherever it was printed


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("November 8, 2022", DAY),
        ("8 November 2022", DAY),
        ("Published: 2022-11-08", DAY),
        ("Posted on Nov. 8th, 2022 by admin", DAY),
        ("08/11/2022", ("2022-08-10T10:00Z", "2022-11-09T12:00Z")),
        ("13/11/2022", ("2022-11-12T10:00Z", "2022-11-14T12:00Z")),
        ("November 8, 2022 9:29 AM ET", ("2022-11-08T13:29Z", "2022-11-08T14:30Z")),
        ("8 Nov 2022 14:05 GMT", ("2022-11-08T14:05Z", "2022-11-08T14:06Z")),
        ("2022-11-08T14:29:00+09:00", ("2022-11-08T05:29Z", "2022-11-08T05:30Z")),
        ("8:32 PM, Nov 07, 2022", ("2022-11-07T06:32Z", "2022-11-08T08:33Z")),
        ("Tuesday, 08 November, 2022", DAY),
        ("Tue, 8 Nov 2022 12:00:00 GMT", ("2022-11-08T12:00Z", "2022-11-08T12:01Z")),
        ("NOVEMBER 8, 2022 / 2:12 AM EST / UPDATED 2 YEARS AGO", ("2022-11-08T07:12Z", "2022-11-08T07:13Z")),
        ("2022.11.08", DAY),
        ("Today is Friday, June 14, 2024\n\nPosted November 8, 2022", DAY),
        ("Updated November 8, 2022", (None, "2022-11-09T12:00Z")),
        ("November 8", (None, None)),
        ("November 2022", (None, None)),
        ("16 days ago", (None, None)),
        ("Photo taken on 3 May 2019. Photo: Reuters", (None, None)),
    ],
)
def test_printed_dates(tmp_path, head, expected):
    row = facts(tmp_path, page(head, lead=LEAD.replace("on Tuesday ", "")))
    expected = [pd.Timestamp(moment) if moment else pd.NaT for moment in expected]
    for found, bound in zip(row[["published_earliest", "published_latest"]], expected, strict=True):
        assert (pd.isna(found) and pd.isna(bound)) or found == bound


def test_time_zone_of_the_dateline_narrows_the_day(tmp_path):
    lead = "TOKYO (AP) — The council of Marenta said on Tuesday that it had approved a new harbour wall after a row."
    row = facts(tmp_path, page("November 8, 2022", lead=lead))
    assert row["published_earliest"] == pd.Timestamp("2022-11-07T15:00Z")


def test_viewing_day_bounds_nothing_and_anchors_relative_dates(tmp_path):
    weather = "71 F\nLos Angeles\nWednesday, June 12, 2024\n\n"
    row = facts(tmp_path, weather + page())
    assert pd.isna(row["published_earliest"]) and pd.isna(row["published_latest"])
    row = facts(tmp_path, weather + page("By Jane Doe · 16 days ago"))
    assert row["published_earliest"] < pd.Timestamp("2024-05-27T12:00Z") < row["published_latest"]


def test_contradicting_dates_give_a_wide_interval_that_says_so(tmp_path):
    known = "file,url\np.txt,https://paper.example/2022/11/08/harbour-wall\n"
    row = facts(tmp_path, page("March 3, 2021"), known=known)
    assert row["published_earliest"] < pd.Timestamp("2021-03-03T12:00Z")
    assert row["published_latest"] > pd.Timestamp("2022-11-08T12:00Z") and "contradict" in row["date_evidence"]


@pytest.mark.parametrize(
    "url",
    ["https://x.example/2022/11/08/a", "https://x.example/news/2022-11-08/a", "https://x.example/08-Nov-2022/a",
     "https://x.example/a/20221108/b"],
)  # fmt: skip
def test_dates_in_addresses(url):
    table = pages.dates(page(lead=LEAD.replace("on Tuesday ", "")), url)
    row = table[table["kind"] == "address"].iloc[0]
    assert (row["earliest"], row["latest"]) == tuple(map(pd.Timestamp, DAY)) and pd.isna(row["start"])


def test_dates_are_characters_of_the_page():
    text = page("Published November 8, 2022 | Updated November 9, 2022", foot="© 2021 Marenta Post")
    table = pages.dates(text).dropna(subset="start")
    for row in table.itertuples():
        assert text[row.start : row.end] == row.text
    assert (table["earliest"].isna() | table["latest"].isna() | (table["earliest"] <= table["latest"])).all()


# --- files ------------------------------------------------------------------------------------------------------------


def write(folder, files):
    for name, content in files.items():
        path = folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))


def test_columns_and_index(five):
    assert five.index.name == "article" and list(five.index) == ["000", "001", "002", "003", "004"]
    assert list(five.columns[:11]) == list(pages.COLUMNS)
    for column in ("published_earliest", "published_latest"):
        assert str(five[column].dtype) == "datetime64[ns, UTC]"


def test_text_is_the_file_unchanged(tmp_path):
    crlf = page().replace("\n", "\r\n")
    write(tmp_path, {"a.txt": crlf, "b.txt": "\ufeff" + page(), "c.txt": page().replace("’", "'").encode("cp1252")
                     + "“caf\u00e9”".encode("cp1252")})  # fmt: skip
    articles = pages.load(tmp_path)
    assert articles.loc["a", "text"] == crlf
    assert articles.loc["b", "text"] == page()
    assert articles.loc["c", "text"].endswith("“café”")


def test_labels(tmp_path):
    names = ["a_1.txt", "a_2.txt", "b_x.txt", "page-2.txt", "c.txt", "c.html", "_d.txt"]
    write(tmp_path, {name: page(f"By Jane Doe {number}") for number, name in enumerate(names)})
    labels = pages.load(tmp_path)["file"].to_dict()
    expected = {"a_1": "a_1.txt", "a_2": "a_2.txt", "b": "b_x.txt", "page-2": "page-2.txt", "_d": "_d.txt"}
    assert labels == expected | {"c.txt": "c.txt", "c.html": "c.html"}


def test_labels_do_not_depend_on_other_facts_than_names(tmp_path):
    write(tmp_path, {"a_1.txt": page(), "a_2.txt": b"", "b.txt": page("By Jane Doe")})
    assert list(pages.load(tmp_path).index) == ["a_1", "b"]


BAD = {
    "empty.txt": (b"  \n", "empty"),
    "binary.txt": (b"\x89PNG\x00\x01\x02", "not text"),
    "paper.txt": (b"%PDF-1.4 something", "not text"),
    "odd.txt": (b"broken \x81\x8d\x8f text", "neither UTF-8"),
    "notes.docx": (b"PK", ".txt or .html"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_files_are_left_out_and_named(tmp_path, name):
    content, reason = BAD[name]
    write(tmp_path, {"a.txt": page(), "b.txt": page("By Jane Doe"), name: content})
    articles = pages.load(tmp_path)
    assert list(articles["file"]) == ["a.txt", "b.txt"]
    (sentence,) = articles.attrs["problems"]
    assert sentence.startswith(name) and reason in sentence and sentence.endswith(".")
    assert pages.problems(tmp_path) == [sentence]


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({"a.txt": page(), "b.txt": page()}, "same text as a.txt"),
        ({"a.txt": page(), "b.txt": "Only a few words."}, "too few"),
        ({"a.txt": page()}, "only page"),
        ({"a.txt": page(), "b.txt": "Der Rat hat am Dienstag eine Mauer beschlossen. " * 12}, "English"),
        ({"a.txt": page(), "b.txt": page("x"), "articles.csv": "file,url\nz.txt,https://z.example\n"}, "names z.txt"),
        ({"a.txt": page(), "b.txt": page("x"), "articles.csv": "name\na.txt\n"}, "column named file"),
        ({"a.txt": page(), "b.txt": page("x"), "articles.csv": "file,published_latest\na.txt,soon\n"}, "no time"),
    ],
)
def test_doubtful_pages_are_kept_and_named(tmp_path, files, reason):
    write(tmp_path, files)
    articles = pages.load(tmp_path)
    assert len(articles) == sum(name != "articles.csv" for name in files)
    (sentence,) = articles.attrs["problems"]
    assert reason in sentence


def test_nothing_usable_is_one_clear_error(tmp_path):
    with pytest.raises(FileNotFoundError, match="There is no folder"):
        pages.load(tmp_path / "nowhere")
    with pytest.raises(ValueError, match="no pages"):
        pages.load(tmp_path)
    write(tmp_path, {"a.txt": b""})
    with pytest.raises(ValueError, match=r"a\.txt is left out, it is empty"):
        pages.load(tmp_path)
    with pytest.raises(ValueError, match="is a file"):
        pages.load(tmp_path / "a.txt")
    assert len(pages.problems(tmp_path)) == 1


def test_sound_pages_have_no_problems(five):
    assert five.attrs["problems"] == []


def test_order_and_names_of_files_change_no_fact(tmp_path):
    texts = [page("By AFP"), page("November 8, 2022"), page("By Jane Doe")]
    for folder, names in (("one", "abc"), ("two", "zyx")):
        (tmp_path / folder).mkdir()
        write(tmp_path / folder, {f"{name}.txt": text for name, text in zip(names, texts, strict=True)})
    one, two = (pages.load(tmp_path / folder).drop(columns="file") for folder in ("one", "two"))
    pd.testing.assert_frame_equal(one.reset_index(drop=True), two.iloc[::-1].reset_index(drop=True))


# --- HTML -------------------------------------------------------------------------------------------------------------

HTML = """<?xml version="1.0" encoding="utf-8"?><!DOCTYPE html><html><head><title>Wall | Post</title>
<meta property="article:published_time" content="2022-11-08T09:00:00+01:00">
<meta property="og:site_name" content="Post">
<link rel="canonical" href="https://post.example/wall"><style>p {{color: red}}</style></head><body>
<nav><ul><li>Home</li><li>Sport</li></ul></nav><script>var hidden = "never seen";</script><h1>{headline}</h1>
<p class="byline">By <b>Jane</b> <i>Doe</i></p><!-- unseen -->{story}<p hidden>not shown</p>
<p style="display: none">nor this</p></body></html>"""


@pytest.fixture
def html(tmp_path):
    story = "".join(f"<p>{part}</p>" for part in page(headline="").strip().split("\n\n"))
    write(tmp_path, {"wall.html": HTML.format(headline=HEADLINE, story=story), "b.txt": page()})
    return pages.load(tmp_path).loc["wall"]


def test_html_is_read_as_its_visible_text(html):
    for unseen in ("never seen", "color", "not shown", "nor this", "unseen", "<"):
        assert unseen not in html["text"]
    assert "\nBy Jane Doe\n" in html["text"] and HEADLINE in html["text"] and LEAD in html["extracted"]


def test_html_states_facts_out_of_sight(html):
    assert html["headline"] == HEADLINE and html["publisher"] == "Post" and html["url"] == "https://post.example/wall"
    assert html["published_earliest"] == html["published_latest"] == pd.Timestamp("2022-11-08T08:00Z")
    assert "metadata" in html["date_evidence"]


@pytest.mark.parametrize("html", ["", "<html></html>", "<p>", "no tags at all", "<!-- only a comment -->", "\x00"])
def test_render_never_fails(html):
    assert isinstance(pages.render(html), str)


@pytest.mark.parametrize("text", ["", "\n \n", "one", "By AP", "(AP)", "November 8, 2022", "...", "\ufeff"])
def test_tables_of_hardly_any_text(text):
    credits, dates = pages.credits(text), pages.dates(text)
    assert list(credits.columns) == ["start", "end", "text", "organization", "kind", "weight"]
    assert list(dates.columns) == ["start", "end", "text", "kind", "earliest", "latest", "used", "reason"]
