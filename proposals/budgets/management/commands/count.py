"""`manage.py count FILE.pb`: who wins, and why. Needs no database."""

import json
import os
import sys
from dataclasses import replace
from functools import partial

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from proposals.budgets.counting import pabulib
from proposals.budgets.counting.amounts import whole
from proposals.budgets.counting.ballots import from_file
from proposals.budgets.counting.count import count
from proposals.budgets.counting.explain import is_cheap, would_win
from proposals.budgets.counting.methods import GREEDY, RULES, threshold
from proposals.budgets.counting.official import official, recount
from proposals.budgets.counting.report import as_json, table
from proposals.budgets.counting.words import LANGUAGES


class Command(BaseCommand):
    help = "Count a participatory budget from a Pabulib file and say why each project won or lost."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("file", help="a .pb file")
        parser.add_argument("--rule", choices=["official", *RULES], default="official")
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
            help="votes needed, or a share of the ballots (2.5%%); default: the file's min_project_score_threshold",
        )
        parser.add_argument(
            "--utility",
            choices=["cost", "cardinality"],
            default="",
            help="what a voter's satisfaction is counted in, for equal shares",
        )
        parser.add_argument("--then-by-votes", action="store_true", help="fill up what equal shares leave")
        parser.add_argument(
            "--language", choices=LANGUAGES, default="zh" if settings.LANGUAGE_CODE.startswith("zh") else "en"
        )

    def handle(self, **options):
        file, election = self._read(options["file"])
        currency, ruled = file.get("currency"), None
        try:
            if options["rule"] == "official":
                ruled = official(file, election, options["seed"], self._progress)
                result, again = ruled.count, partial(recount, ruled)
            else:
                rule = self._rule(file, election, options)
                result, again = count(election, rule, options["seed"], progress=self._progress), None
        except ValueError as error:
            raise CommandError(str(error)) from error
        self._clear()
        would = self._would(result, again, options)
        if options["json"]:
            answer = as_json(result, currency, official=ruled, would=would)
            self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=1))
            return
        self.stdout.write(table(result, options["language"], currency, ruled))
        for at in self._asked(result, options):
            words = as_json(result, currency, would=would)["projects"][at]["why"][options["language"]]
            self.stdout.write(f"\n{election.projects[at].id}: {words}")

    def _read(self, path):
        try:
            size = os.path.getsize(path) or 1
            file = pabulib.read(path, lambda done: self._show(f"{done * 100 // size} %"))
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}.") from error
        except pabulib.Malformed as error:
            raise CommandError(f"{path}: {error}") from error
        return file, from_file(file)

    def _rule(self, file, election, options):
        rule = replace(RULES[options["rule"]], utility=options["utility"], then_by_votes=options["then_by_votes"])
        told = options["threshold"]
        if rule.family == GREEDY and told:
            votes, share = threshold(told)
            limits = {"threshold": votes * election.points_scale, "threshold_share": share}
            return replace(rule, greedy=replace(rule.greedy, **limits))
        if rule.name == "greedy-threshold":
            least = whole(file.get("min_project_score_threshold") or "0", election.points_scale)
            return replace(rule, greedy=replace(rule.greedy, threshold=least))
        return rule

    def _asked(self, result, options):
        strangers = [name for name in options["explain"] if name not in result.election.index]
        if strangers:
            raise CommandError(f"There is no project {strangers[0]!r} in this file.")
        return [result.election.index[name] for name in options["explain"]]

    def _would(self, result, again, options):
        """What each loser that was asked for lacked; all of them, where that takes no time."""
        asked = self._asked(result, options)
        if options["json"] and is_cheap(result):
            asked = range(len(result.election.projects))
        losers = [at for at in asked if not result.outcome.decisions[at].won]
        return {at: would_win(result, at, again) for at in losers}

    def _progress(self, endowment, spent):
        self._show(f"{endowment:,} → {spent:,}")

    def _show(self, text):
        if sys.stderr.isatty():
            self.stderr.write(f"\r\x1b[K{text}", ending="")
            self.stderr.flush()

    def _clear(self):
        self._show("")
