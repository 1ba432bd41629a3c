"""The count of a participatory budget: who wins, and why.

Pure: may import nothing but the standard library, numpy (in `marks`, `purses`, `lanes` and `scout`, and only
for whole numbers that it holds exactly) and its own neighbours here, never Django. All money and all points
are whole numbers (of the smallest unit in use); a quotient is kept as an exact fraction. Nothing is rounded.

Words owned here: **election** (projects, ballots, a budget), **rule** (how winners follow from an
election), **decision** (one project won or lost, at which place, for which reason), **tie** (projects that the
rule held equal, of which the tie rule chose), **reading** (what an official rule was taken to mean where the file
leaves it open), **remark** (what a file says against its own ballots, and what was done about it), **limit** (of a
file for its ballots), **paper** (one kind of ballot in a file), **lot** (the public draw from a published seed, last
of the tie rule), **refused** (what cannot be counted, with its remedy).

- `letters`   text as people meant it: invisible letters, widths; `amounts` decimals as whole numbers
- `refusals`  every refusal with its remedy in zh and en; `remarks` every remark
- `tables`    the bytes of a file as rows; `pabulib` the `.pb` file, read and written; `checks` what a count relies on
- `limits`    what a file allows its ballots; `papers` its ballots, and which of them break that
- `ballots`   an election in memory, equal ballots counted once
- `marks`     the same ballots as columns of numbers
- `ties`      the written tie rule: lower cost, then more votes, then the lot
- `greedy`    by votes or by votes per cost; thresholds, quotas, top-k
- `shares`    the Method of Equal Shares at one endowment; `addone` raises the endowment until it stops;
  `scout` walks through many endowments at once, each of the `purses` between two bounds, in `lanes` where
  these prove too little
- `phragmen`  Phragmén's sequential rule
- `headers`   what the rule of a header may mean; `official` which of it explains the published winners
- `file_remarks`, `count_remarks`  find what is to be told of a file, and of a count of it
- `report`    a count as JSON and as a table
- `explain`   reasons, and "would have won with …", proved by counting again; `words` has them in zh and en
- `count`     the front door: `count(election, rule)`; `methods` has the rules by name
"""
