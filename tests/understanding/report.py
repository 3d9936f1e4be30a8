"""The report for contributors, put together from figures: docs/understanding.md."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.application.leaning import UNSURE
from tests.understanding.answers import Answer, macro_f1
from tests.understanding.calibration import calibration_error, calibration_interval
from tests.understanding.set_figures import REAL, SetFigures
from tests.understanding.shares import Share
from tests.understanding.tables import (
    aspect_table,
    confusion_table,
    cost_table,
    group_table,
    reliability_table,
    sweep_table,
    table,
    told,
)

CALIBRATION, COVERAGE = "understanding-calibration.svg", "understanding-coverage.svg"
OWN, EVERYBODY, CITIZENS = "own examples", "labelled set", "citizens' own words"

_HEAD = """\
# What the desk understands

Measured on {day} by `make understand-report`, which writes this page anew with `UPDATE=1`;
nothing here is written by hand. Shares have their 95 % intervals (Wilson) in parentheses.

```
make understand-report                        # the set beside the project, or none
make understand-report SET=path.jsonl         # UNDERSTANDING_SET names the usual one
make understand-report SET=path.jsonl UPDATE=1
JUNIT=var/talks.xml make understand-report    # with the tallies of tests/conversation
```

Every run asks the running desk, or starts one, and writes the report, its pictures and, where there
is a set, the worst mistakes with their texts into a folder that git ignores (var/understanding). It
ends with an error when a watched figure fell beyond chance since `docs/understanding.json`:

- on the same labelled rows, when more of them turned wrong than right than a coin would allow
  (McNemar's test, exact, one side of 95 %); rows that stayed as they were tell nothing of a change.
  Watched: the lenient aspect, of all and of citizens' own rows, the service, no invented service,
  and both at once. On another set nothing is compared.
- in the cross-validation, when the share of right examples fell by more than two samples of one
  truth differ (two proportions, 1.96 standard deviations). The examples change between releases, so
  harder ones may lower it honestly; then `UPDATE=1` accepts the new figures.
"""
_NO_SET = """\
## Labelled questions

Left out: no labelled set was at hand. Rows of one are `{"text", "aspect", "service", "register",
"alt_aspects"?}`, one a line; name the file with `SET` or `UNDERSTANDING_SET`.
"""
_SET = """\
## Labelled questions

{rows} questions that nobody of this project wrote, asked of a real desk with its live catalogue, as
`make understand` does. The set is no part of the project; a test keeps our examples apart from it.

- **strict**: the aspect is the first label; **lenient**: or another one that a reader accepts.
- **service**: of rows that name a service of the catalogue, the same family was found.
  **invented**: of rows that name none, one was found nevertheless (fewer is better).
  **both**: aspect and service, of rows that name a service.
- *real*: typed by citizens (messages, reviews of applications, logged chats). *new*: no near copy
  of an example in `data/nlu` (five-letter runs, Jaccard under 0.8). *repeats*: the others.
"""
_ASPECTS = """\
By first labels alone, so that a row counts once. Mean F1 of the aspects: {f1:.3f}.
"""
_CALIBRATION = """\
The certainty of the first aspect against whether it is right, leniently. Expected calibration error
over ten bins: **{error:.3f}** ({low:.3f} to {high:.3f}, bootstrap).
"""
_OWN = """\
## Our own examples, cross-validated

{rows} examples of `data/nlu` in five folds: the classifier of `config.yml` learns four and is asked
the fifth. Near copies are kept in one fold, so that none is learnt in another wording of itself;
examples of one hand still resemble each other more than citizens resemble us.

**{right} right**, mean F1 of the aspects {f1:.3f}, expected calibration error {error:.3f}
({low:.3f} to {high:.3f}).
"""
_THRESHOLD = """\
## The threshold

Below a certainty of {used:g} (`UNSURE` in `bot/application/understanding.py`) the desk asks instead
of answering. *Prevented*: of the wrong answers, those it would then ask about. *Spoilt*: of the
right ones, those it would needlessly ask about.
"""
_COSTS = """\
What is best depends on how many needless questions one wrong answer is worth. Costs are needless
questions a row:
"""


@dataclass(frozen=True)
class Measured:
    """All that one run found out."""

    day: str
    examples: Sequence[Answer]
    figures: SetFigures | None
    talks: Mapping[str, Share]

    def curves(self) -> dict[str, Sequence[Answer]]:
        """Return the answers to draw, by the name of the curve."""
        if self.figures is None:
            return {OWN: self.examples}
        answers = self.figures.answers
        return {EVERYBODY: answers(), CITIZENS: answers(REAL), OWN: self.examples}


def write_report(measured: Measured, pictures: str) -> str:
    """Return the page; `pictures` is the folder of its pictures, as links name it."""
    parts = [
        _HEAD.format(day=measured.day),
        *(_of_set(measured.figures) if measured.figures else [_NO_SET]),
        *_of_examples(measured.examples),
        *_of_certainty(measured, pictures),
        *(_of_talks(measured.talks) if measured.talks else ()),
    ]
    return "\n".join(part.rstrip("\n") + "\n" for part in parts)


def _of_set(figures: SetFigures) -> Iterator[str]:
    answers = figures.answers()
    yield _SET.format(rows=len(answers))
    yield group_table(figures.groups)
    yield "### Each aspect"
    yield _ASPECTS.format(f1=macro_f1(answers))
    yield aspect_table(answers)
    yield "### What is taken for what"
    yield confusion_table(answers)
    if figures.answers(REAL):
        yield "The same, of citizens' own words:"
        yield confusion_table(figures.answers(REAL))
    yield "### Certainty"
    low, high = calibration_interval(answers)
    yield _CALIBRATION.format(error=calibration_error(answers), low=low, high=high)
    yield reliability_table(answers)


def _of_examples(examples: Sequence[Answer]) -> Iterator[str]:
    low, high = calibration_interval(examples)
    yield _OWN.format(
        rows=len(examples),
        right=told(Share.among(answer.strict for answer in examples)),
        f1=macro_f1(examples),
        error=calibration_error(examples),
        low=low,
        high=high,
    )
    yield aspect_table(examples)
    yield confusion_table(examples)
    yield reliability_table(examples)


def _of_certainty(measured: Measured, pictures: str) -> Iterator[str]:
    yield f"![Certainty against truth]({pictures}/{CALIBRATION})"
    yield _THRESHOLD.format(used=UNSURE)
    yield f"![Answered and right over the threshold]({pictures}/{COVERAGE})"
    for name, answers in measured.curves().items():
        yield f"### Over the {name}" if name != CITIZENS else f"### Over {name}"
        yield sweep_table(answers, UNSURE)
        yield _COSTS
        yield cost_table(answers, UNSURE)


def _of_talks(talks: Mapping[str, Share]) -> Iterator[str]:
    yield "## Tests of conversations"
    rows = ([f"`{name}`", str(share.right), str(share.of)] for name, share in talks.items())
    yield table(["Module", "Passed", "Run"], rows)
