from django.db import migrations

# The same answers: a function that is not STRICT is written into the one that asks it, for each character.
INLINED = r"""
CREATE OR REPLACE FUNCTION search_is_chinese(one text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT ascii(one) BETWEEN x'3005'::int AND x'3007'::int OR ascii(one) BETWEEN x'3400'::int AND x'4dbf'::int
    OR ascii(one) BETWEEN x'4e00'::int AND x'9fff'::int OR ascii(one) BETWEEN x'20000'::int AND x'3ffff'::int
$$;
"""
# Of two words, one in a title, the database takes the indexes of both rather than cut the text of each that one names.
COSTLY = """
ALTER FUNCTION search_words(text) COST 1000000;
ALTER FUNCTION search_title_words(text) COST 1000000;
"""


class Migration(migrations.Migration):
    dependencies = [("search", "0002_keep_terms_in_the_indexes_only")]

    operations = [migrations.RunSQL(INLINED + COSTLY, migrations.RunSQL.noop)]
