"""What citizens do: propose, endorse, demand an answer.

The root of this package is the proposal itself. May import everything in `civic` but the roof.
Words it owns: proposal, review, endorsement, window, threshold, demand, answer, finding.
"""
