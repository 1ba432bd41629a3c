import django.contrib.postgres.indexes
import django.db.models.expressions
from django.db import migrations, models

# Chinese characters: the same as `HAN` in civic/search/folding.py, whose runs are cut into terms here.
FUNCTIONS = r"""
CREATE FUNCTION search_is_chinese(one text) RETURNS boolean LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT ascii(one) BETWEEN x'3005'::int AND x'3007'::int OR ascii(one) BETWEEN x'3400'::int AND x'4dbf'::int
    OR ascii(one) BETWEEN x'4e00'::int AND x'9fff'::int OR ascii(one) BETWEEN x'20000'::int AND x'3ffff'::int
$$;
CREATE FUNCTION search_words(plain text) RETURNS tsvector LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  WITH each AS MATERIALIZED (
    SELECT one, public.search_is_chinese(one) AS is_chinese FROM string_to_table(plain, NULL) one)
  SELECT array_to_tsvector(array(
    SELECT run FROM string_to_table(translate(plain, E'\n', ' '), ' ') run
    WHERE run <> '' AND NOT public.search_is_chinese(run)
    UNION ALL
    SELECT one FROM each WHERE is_chinese
    UNION ALL
    SELECT pair FROM (
      SELECT CASE WHEN is_chinese AND lead(is_chinese) OVER () THEN one || lead(one) OVER () END AS pair FROM each) pairs
    WHERE pair IS NOT NULL))
$$;
CREATE FUNCTION search_title_words(plain text) RETURNS tsvector LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT public.search_words(split_part(plain, E'\n', 1))
$$;
CREATE FUNCTION search_facet(kind text, phase text, theme text, district text, agency text, year int) RETURNS bigint
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT hashtextextended(kind || '|' || phase || '|' || theme || '|' || district || '|' || agency || '|' || year, 0)
$$;
"""
UNDONE = """
DROP FUNCTION search_title_words(text);
DROP FUNCTION search_words(text);
DROP FUNCTION search_is_chinese(text);
DROP FUNCTION search_facet(text, text, text, text, text, int);
"""
# Titles and addresses are shown of each result: they stay in the row. Of an index of an expression no statistics are
# kept: each analysis would cut thousands of texts anew.
STORED = """
ALTER TABLE search_document ALTER title SET STORAGE MAIN, ALTER path SET STORAGE MAIN;
ALTER INDEX document_by_title ALTER COLUMN 1 SET STATISTICS 0;
ALTER INDEX document_by_words ALTER COLUMN 1 SET STATISTICS 0;
"""
FILLED = """
UPDATE search_document d SET written = t.written, plain = t.plain_title || E'\\n' || t.plain
FROM search_text t WHERE t.document_id = d.id
"""


class Migration(migrations.Migration):
    # safe because every text is copied before its table is dropped, and the vectors are cut from the texts again
    dependencies = [("search", "0001_create_the_index")]

    operations = [
        migrations.RunSQL(FUNCTIONS, UNDONE),
        migrations.RemoveIndex("document", "document_by_title"),
        migrations.RemoveIndex("document", "document_by_words"),
        migrations.RemoveField("document", "title_words"),
        migrations.RemoveField("document", "words"),
        migrations.AddField(
            "document",
            "facet",
            models.GeneratedField(
                db_persist=True,
                expression=django.db.models.expressions.Func(
                    "kind", "phase", "theme", "district", "agency", "year", function="search_facet"
                ),
                output_field=models.BigIntegerField(),
            ),
        ),
        migrations.AddField("document", "written", models.TextField(default=""), preserve_default=False),
        migrations.AddField("document", "plain", models.TextField(default=""), preserve_default=False),
        migrations.RunSQL(FILLED, migrations.RunSQL.noop),
        migrations.DeleteModel("Text"),
        migrations.AddIndex(
            "document",
            django.contrib.postgres.indexes.GinIndex(
                django.db.models.expressions.Func("plain", function="search_title_words"), name="document_by_title"
            ),
        ),
        migrations.AddIndex(
            "document",
            django.contrib.postgres.indexes.GinIndex(
                django.db.models.expressions.Func("plain", function="search_words"), name="document_by_words"
            ),
        ),
        migrations.RunSQL(STORED, migrations.RunSQL.noop),
        migrations.AlterField(
            "frequency", "term", models.CharField(db_collation="C", max_length=60, primary_key=True, serialize=False)
        ),
    ]
