"""What an official's own page keeps of their offices."""

from civic.accounts import Section, section


@section(order=90)
class Offices(Section):
    def context(self, person, now):
        return None

    def export(self, person):
        return {"offices": list(person.offices.values_list("agency__code", flat=True))}

    def erase(self, person, at):
        person.offices.all().delete()
