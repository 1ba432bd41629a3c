"""Ask the JavaScript count what we counted ourselves: many questions at once, in one process or one page.

A question is a file's text, a rule, a seed and options; its answer is winners, money spent, the scale of money, awards
beyond the budget, the words of the reading, whether the published winners agree, and the sentences that are said: why
each project won or lost, and how the header was read. A file that is refused answers with the line that is told, one
that cannot be counted with "refused".
"""

import json
import re
import subprocess
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from pathlib import Path

from proposals.budgets.counting.amounts import whole
from proposals.budgets.counting.ballots import from_file
from proposals.budgets.counting.count import count
from proposals.budgets.counting.explain import read_as, why
from proposals.budgets.counting.greedy import Limit
from proposals.budgets.counting.methods import GREEDY, RULES
from proposals.budgets.counting.official import official
from proposals.budgets.counting.pabulib import Malformed, parse
from proposals.budgets.pages.words import spoken

FOLDER = Path(__file__).resolve().parents[4] / "proposals" / "budgets" / "static" / "budgets"
SHARES_OPTIONS = {"utility": "utility", "thenByVotes": "then_by_votes", "comparison": "comparison"}
EVERY_RULE = ["official", *RULES]

# Whatever is no Error with a sentence is a fault of the program, and is not caught. Whole numbers come as text.
ASK = """
const number = (key, value) => (/^-?[0-9]+n$/.test(value) ? BigInt(value.slice(0, -1)) : value);
const answers = [];
let election = null, read = null;
for (const {text, rule, seed, options} of questions) {
  const known = JSON.parse(JSON.stringify(options), number);
  if (known.exclusive) known.exclusive = known.exclusive.map((ids) => new Set(ids));
  try {
    if (text !== read) election = parse(text);
    read = text;
    const found = count(election, rule, {seed, ...known});
    const {winners, spent, extra, reading = null, agrees = null} = found;
    const town = {...election, currency: election.meta("currency")};
    const said = election.projects.map((_, index) => why(found, index, town, words));
    if (reading) said.push(readAs(reading, words));
    answers.push([winners, String(spent), String(election.scale), extra, reading, agrees, said]);
  } catch (error) {
    if (error.constructor !== Error) throw error;
    answers.push(error.message);
  }
}
"""


def question(text, rule="official", seed="", **options):
    return {"text": text, "rule": rule, "seed": seed, "options": options}


def ours(asked):
    """Our own answer to a question."""
    try:
        file, election = _read(asked["text"])
        if asked["rule"] == "official":
            ruled = official(file, election, asked["seed"])
            said = [list(ruled.extra), list(ruled.reading.words), ruled.agrees]
            return _answer(ruled.count, said, file, [read_as(ruled.reading.words, "zh")])
        result = count(election, _rule(file, election, asked), asked["seed"])
        extra = [election.projects[at].id for at in result.outcome.notes.get("extra", ())]
        return _answer(result, [extra, None, None], file, [])
    except Malformed as fault:
        return fault.line
    except ValueError:
        return "refused"


@lru_cache(1)
def _read(text):
    file = parse(text)
    return file, from_file(file)


def _answer(result, said, file, read):
    sentences = [why(result, at, file.get("currency"))["zh"] for at in range(len(result.election.projects))]
    return [result.winners, str(result.spent), str(result.election.scale), *said, [*sentences, *read]]


def _rule(file, election, asked):
    """The options of JavaScript as ours. The threshold is the command line's: votes or points, or a share."""
    rule, options = RULES[asked["rule"]], dict(asked["options"])
    if rule.family != GREEDY:
        return replace(rule, **{ours: options[their] for their, ours in SHARES_OPTIONS.items() if their in options})
    told = options.pop("threshold", None)
    if told is None:
        told = file.get("min_project_score_threshold") or "0" if rule.name == "greedy-threshold" else "0"
    if told.endswith("%"):
        options["threshold_share"] = Fraction(told.removesuffix("%")) / 100
    else:
        options["threshold"] = whole(told, election.points_scale)
    if reserve := options.pop("reserve", None):
        options["extra_share"] = Fraction(_number(reserve["top"]), _number(reserve["bottom"]))
    options["exclusive"] = tuple(map(frozenset, options.get("exclusive", ())))
    options["limits"] = tuple(
        Limit(**{key: _number(value) if key == "amount" else value for key, value in limit.items()})
        for limit in options.get("limits", ())
    )
    return replace(rule, greedy=replace(rule.greedy, **options))


def _number(text):
    return int(text.removesuffix("n"))


def theirs(answers):
    """The answers of JavaScript in the same form. A fault must be told in one sentence."""
    assert all(answer.endswith(".") for answer in answers if isinstance(answer, str))
    lines = [re.match(r"Line (\d+): .", answer) if isinstance(answer, str) else None for answer in answers]
    return [
        int(line[1]) if line else "refused" if isinstance(answer, str) else answer
        for line, answer in zip(lines, answers, strict=True)
    ]


def in_node(asked):
    script = f"""
        import {{parse, count}} from {json.dumps((FOLDER / "count.js").as_uri())};
        import {{readAs, why}} from {json.dumps((FOLDER / "count-words.js").as_uri())};
        import {{readFileSync}} from "node:fs";
        const {{questions, words}} = JSON.parse(readFileSync(0, "utf8"));
        {ASK}
        console.log(JSON.stringify(answers));
    """
    return theirs(_node(script, {"questions": asked, "words": spoken("zh")}))


def decoded_in_node(files):
    """The text of each file of bytes, or the line that is no text."""
    script = f"""
        import {{decode}} from {json.dumps((FOLDER / "count-file.js").as_uri())};
        import {{readFileSync}} from "node:fs";
        const answers = JSON.parse(readFileSync(0, "utf8")).map((bytes) => {{
          try {{ return decode(Uint8Array.from(bytes)); }} catch (error) {{ return error.line; }}
        }});
        console.log(JSON.stringify(answers));
    """
    return _node(script, list(map(list, files)))


def _node(script, given):
    done = subprocess.run(
        ["node", "--input-type=module", "-e", script],
        input=json.dumps(given),
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def in_page(page, asked):
    modules = "const {parse, count} = await import('/count.js'), {readAs, why} = await import('/count-words.js');"
    ask = "async ({questions, words}) => {" + modules + ASK + "return answers; }"
    return theirs(page.evaluate(ask, {"questions": asked, "words": spoken("zh")}))


def agree(asked, answers):
    """Void if nothing was asked."""
    assert asked
    for each, our, their in zip(asked, map(ours, asked), answers, strict=True):
        assert their == our, (each["rule"], each["seed"], each["options"], each["text"][:3000])
