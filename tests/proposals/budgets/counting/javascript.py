"""Ask the JavaScript count what we counted ourselves: many questions at once, in one process or one page.

A question is a file's text, a rule, a seed and options; its answer is winners, money spent, the scale of money, awards
beyond the budget, the words of the reading, whether the published winners agree, the sentences that are said (why each
project won or lost, and how the header was read), and the remarks: line, code and words. What is refused answers with
{"line", "words"}: the line that is told, if there is one, and the sentence. All words are asked for in Chinese.
"""

import json
import subprocess
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from pathlib import Path

from proposals.budgets.counting.count import count
from proposals.budgets.counting.count_remarks import remarks_on
from proposals.budgets.counting.explain import read_as, why
from proposals.budgets.counting.greedy import Limit
from proposals.budgets.counting.headers import with_threshold
from proposals.budgets.counting.methods import GREEDY, RULES
from proposals.budgets.counting.official import official
from proposals.budgets.counting.pabulib import parse
from proposals.budgets.counting.papers import from_file
from proposals.budgets.counting.refusals import Refused
from proposals.budgets.counting.refusals import said as said_phrase
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
    const town = {...election, currency: election.meta("currency").toUpperCase()};
    const said = election.projects.map((_, index) => why(found, index, town, words));
    if (reading) said.push(readAs(reading, words));
    const remarks = found.remarks.map((remark) => [remark.line, remark.code, remarkIn(remark, words)]);
    answers.push([winners, String(spent), String(election.scale), extra, reading, agrees, said, remarks]);
  } catch (error) {
    if (!error.phrase) throw error;
    answers.push({line: error.line ?? null, words: phraseIn(error.phrase, words.faults)});
  }
}
"""
NAMES = "{phraseIn, readAs, remarkIn, why}"


def question(text, rule="official", seed="", **options):
    return {"text": text, "rule": rule, "seed": seed, "options": options}


def ours(asked):
    """Our own answer to a question."""
    try:
        file, election = _read(asked["text"])
        if asked["rule"] == "official":
            ruled = official(file, election, asked["seed"])
            said = [list(ruled.extra), list(ruled.reading.words), ruled.agrees]
            return _answer(ruled.count, said, file, [read_as(ruled.reading.words, "zh")], ruled)
        result = count(election, _rule(file, election, asked), asked["seed"])
        extra = [election.projects[at].id for at in result.outcome.notes.get("extra", ())]
        return _answer(result, [extra, None, None], file, [])
    except Refused as refused:
        return {"line": refused.line, "words": said_phrase(refused.phrase, "zh")}


@lru_cache(1)
def _read(text):
    file = parse(text)
    return file, from_file(file)


def _answer(result, said, file, read, ruled=None):
    sentences = [why(result, at, file.currency)["zh"] for at in range(len(result.election.projects))]
    remarks = [[each.line, each.code, each.words["zh"]] for each in remarks_on(file, result, ruled)]
    return [result.winners, str(result.spent), str(result.election.scale), *said, [*sentences, *read], remarks]


def is_refused(answer):
    return isinstance(answer, dict)


def _rule(file, election, asked):
    """The options of JavaScript as ours. The threshold is the command line's: votes or points, or a share."""
    rule, options = RULES[asked["rule"]], dict(asked["options"])
    if rule.family != GREEDY:
        return replace(rule, **{ours: options[their] for their, ours in SHARES_OPTIONS.items() if their in options})
    rule = with_threshold(rule, file, election, options.pop("threshold", None))
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


def in_node(asked):
    script = f"""
        import {{parse, count}} from {json.dumps((FOLDER / "count.js").as_uri())};
        import {NAMES} from {json.dumps((FOLDER / "count-words.js").as_uri())};
        import {{readFileSync}} from "node:fs";
        const {{questions, words}} = JSON.parse(readFileSync(0, "utf8"));
        {ASK}
        console.log(JSON.stringify(answers));
    """
    return _node(script, {"questions": asked, "words": spoken("zh")})


def decoded_in_node(files):
    """What the page makes of each file of bytes: its text, or {"line", "words"} where it refuses it."""
    script = f"""
        import {{decode}} from {json.dumps((FOLDER / "count-tables.js").as_uri())};
        import {{parse}} from {json.dumps((FOLDER / "count.js").as_uri())};
        import {{phraseIn}} from {json.dumps((FOLDER / "count-words.js").as_uri())};
        import {{readFileSync}} from "node:fs";
        const {{files, faults}} = JSON.parse(readFileSync(0, "utf8"));
        const answers = files.map((bytes) => {{
          try {{
            const text = decode(Uint8Array.from(bytes));
            parse(text);
            return text;
          }} catch (error) {{
            if (!error.phrase) throw error;
            return {{line: error.line, words: phraseIn(error.phrase, faults)}};
          }}
        }});
        console.log(JSON.stringify(answers));
    """
    return _node(script, {"files": list(map(list, files)), "faults": spoken("zh")["faults"]})


def percents_in_node(pairs):
    """What the page says of each (part, whole) of whole numbers, in percent."""
    script = f"""
        import {{percent}} from {json.dumps((FOLDER / "count-words.js").as_uri())};
        import {{readFileSync}} from "node:fs";
        const pairs = JSON.parse(readFileSync(0, "utf8"));
        console.log(JSON.stringify(pairs.map((pair) => percent(...pair.map(BigInt)))));
    """
    return _node(script, [list(map(str, pair)) for pair in pairs])


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
    modules = f"const {{parse, count}} = await import('/count.js'), {NAMES} = await import('/count-words.js');"
    ask = "async ({questions, words}) => {" + modules + ASK + "return answers; }"
    return page.evaluate(ask, {"questions": asked, "words": spoken("zh")})


def agree(asked, answers):
    """Void if nothing was asked."""
    assert asked
    for each, our, their in zip(asked, map(ours, asked), answers, strict=True):
        assert their == our, (each["rule"], each["seed"], each["options"], each["text"][:3000])
