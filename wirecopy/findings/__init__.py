"""Tables over a whole story, and the sentences and chart titles that the notebooks print about them.

Every sentence is computed from its table, so that it stays true for any set of pages. Measures are made in the other
modules; nothing here decides what a copy, a quotation or an artefact is. One module per notebook.
"""

from wirecopy.findings.about_boilerplate import *  # noqa: F403
from wirecopy.findings.about_overlap import *  # noqa: F403
from wirecopy.findings.about_pages import *  # noqa: F403
from wirecopy.findings.about_spread import *  # noqa: F403
from wirecopy.findings.about_translation import *  # noqa: F403
from wirecopy.findings.about_validation import *  # noqa: F403
from wirecopy.findings.words import *  # noqa: F403
