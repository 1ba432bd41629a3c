"""Files people hand in: evidence, pictures, documents. One intake for all of them, one way onto the disk.

The content decides what a file is (`kinds`), a picture is drawn anew without what its camera wrote into it
(`pictures`), a form's field takes it (`intake`), and on disk it has a name of ours that nobody can guess (`storage`);
people get it back under the name they gave it (`names`). Who may see a file, the app knows that shows it.
May import clockwork, serving and the floors below. Words it owns: file, kind, picture, intake.
"""
