"""Computational forensics of news: who wrote a story, who copied it, what the copying did to it.

One module per question: `boilerplate` (which lines are the story), `pages` (files to articles), `overlap` (shared
words and passages), `quotes` (who is quoted), `translation` (what a machine did), `spread` (who has it from whom),
`charts` (the figures). `text` holds what all of them mean by a word, a line and a sentence.
"""
