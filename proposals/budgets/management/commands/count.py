"""`manage.py count FILE.pb`: who wins, and why. Needs no database."""

import json
import os
import sys
from dataclasses import replace
from functools import partial

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from proposals.budgets.counting import pabulib
from proposals.budgets.counting.count import count
from proposals.budgets.counting.count_remarks import remarks_on
from proposals.budgets.counting.explain import is_cheap, is_open, would_win
from proposals.budgets.counting.headers import with_threshold
from proposals.budgets.counting.letters import shown
from proposals.budgets.counting.methods import GREEDY, RULES, SHARES
from proposals.budgets.counting.official import official, recount
from proposals.budgets.counting.papers import from_file
from proposals.budgets.counting.refusals import LANGUAGES, Refused
from proposals.budgets.counting.report import as_json, table

UTILITIES = ("cost", "cardinality")
TAKERS = {"threshold": GREEDY, "utility": SHARES, "then_by_votes": SHARES}  # which family takes an option


class Command(BaseCommand):
    help = "Count a participatory budget from a Pabulib file and say why each project won or lost."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("file", help="a .pb file")
        parser.add_argument("--rule", default="official", help=", ".join(["official", *RULES]))
        parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
        parser.add_argument(
            "--explain",
            metavar="ID",
            action="append",
            default=[],
            help="also say what would have made this project win; may be repeated",
        )
        parser.add_argument("--seed", default="", help="the published seed of the lot, last of the tie rule")
        parser.add_argument(
            "--threshold",
            help="votes needed, or a share of the ballots (2.5%%), for rules by votes; default of greedy-threshold: the"
            " file's min_project_score_threshold",
        )
        parser.add_argument("--utility", help="what a voter's satisfaction is counted in, for equal shares")
        parser.add_argument("--then-by-votes", action="store_true", help="fill up what equal shares leave")
        parser.add_argument("--language", choices=LANGUAGES, help="default: that of the site")

    def handle(self, **options):
        site = "zh" if settings.LANGUAGE_CODE.startswith("zh") else "en"
        language = options["language"] or site
        try:
            self._answer(options, language)
        except Refused as refused:
            both = options["json"] and not options["language"]
            said = " / ".join(refused.words.values()) if both else refused.words[language]
            raise CommandError(f"{options['file']}: {said}") from refused

    def _answer(self, options, language):
        rule = _rule(options)
        file, election = self._read(options["file"])
        asked = _asked(election, options["explain"])
        ruled, again = None, None
        if rule is None:
            ruled = official(file, election, options["seed"], self._progress)
            result, again = ruled.count, partial(recount, ruled)
        else:
            result = count(
                election,
                with_threshold(rule, file, election, options["threshold"]),
                options["seed"],
                progress=self._progress,
            )
        self._show("")
        told = {"official": ruled, "remarks": remarks_on(file, result, ruled)}
        every = range(len(election.projects)) if options["json"] and is_cheap(result) else asked
        would = {at: would_win(result, at, again) for at in every if is_open(result, at)}
        answer = as_json(result, file.currency, would=would, **told)
        if options["json"]:
            self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=1))
            return
        self.stdout.write(table(result, language, file.currency, **told))
        for at in asked:
            self.stdout.write(f"\n{election.projects[at].id}: {answer['projects'][at]['why'][language]}")

    def _read(self, path):
        try:
            size = os.path.getsize(path) or 1
            file = pabulib.read(path, lambda done: self._show(f"{done * 100 // size} %"))
        except FileNotFoundError as error:
            raise Refused("no_file") from error
        except OSError as error:
            raise Refused("unreadable") from error
        return file, from_file(file)

    def _progress(self, endowment, spent):
        self._show(f"{endowment:,} → {spent:,}")

    def _show(self, text):
        if sys.stderr.isatty():
            self.stderr.write(f"\r\x1b[K{text}", ending="")
            self.stderr.flush()


def _rule(options):
    """The rule that is asked for, None for the file's own. Raises Refused, also for options that it does not take."""
    name = options["rule"]
    if name != "official" and name not in RULES:
        raise Refused("rule_unknown", rule=shown(name), known=", ".join(["official", *RULES]))
    rule = RULES.get(name)
    for option, family in TAKERS.items():
        if options[option] not in (None, False) and (rule is None or rule.family != family):
            takers = ", ".join(each.name for each in RULES.values() if each.family == family)
            raise Refused("option_not_taken", rule=name, option=f"--{option.replace('_', '-')}", rules=takers)
    utility = options["utility"]
    if utility is not None and utility not in UTILITIES:
        raise Refused("option_unknown", option="--utility", text=shown(utility), known=", ".join(UTILITIES))
    return rule and replace(rule, utility=utility or "", then_by_votes=options["then_by_votes"])


def _asked(election, ids):
    strangers = [name for name in ids if name not in election.index]
    if strangers:
        raise Refused("no_such_project", id=shown(strangers[0]))
    return [election.index[name] for name in ids]
