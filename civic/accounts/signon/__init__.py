"""Single sign-on by OpenID Connect: people come in by, and prove who they are with, what another house knows of them.

A *provider* is who knows them (the city's single sign-on, LINE). It *reports* by which method somebody has just shown
who they are; the level follows that, never the provider. What it *told* of somebody is kept for an hour at most until
it is a proof: a `Verification` with the keyed digest of their identity, which is kept nowhere else and no other way.
"""
