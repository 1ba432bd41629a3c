"""The count of a participatory budget: who wins, and why.

Pure: may import nothing but the standard library, numpy (in `marks`, `purses`, `lanes` and `scout`, and only
for whole numbers that it holds exactly) and its own neighbours here, never Django. All money and all points
are whole numbers (of the smallest unit in use); a quotient is kept as an exact fraction. Nothing is rounded.

Words owned here: **election** (projects, ballots, a budget), **rule** (how winners follow from an
election), **decision** (one project won or lost, at which place, for which reason), **reading** (what an
official rule was taken to mean where the file leaves it open), **lot** (the public draw from a published
seed, last of the tie rule).

- `pabulib`   the `.pb` file: read, checked, written
- `amounts`   decimals as whole numbers
- `ballots`   an election in memory, equal ballots counted once
- `marks`     the same ballots as columns of numbers
- `ties`      the written tie rule: lower cost, then more votes, then the lot
- `greedy`    by votes or by votes per cost; thresholds, quotas, top-k
- `shares`    the Method of Equal Shares at one endowment; `addone` raises the endowment until it stops;
  `scout` walks through many endowments at once, each of the `purses` between two bounds, in `lanes` where
  these prove too little
- `phragmen`  Phragmén's sequential rule
- `official`  the rule a file's own header names
- `report`    a count as JSON and as a table
- `explain`   reasons, and "would have won with …", proved by counting again; `words` has them in zh and en
- `count`     the front door: `count(election, rule)`; `methods` has the rules by name
"""
