"""Columns of texts, in the libraries that people hold them in."""

import pickle
import threading

import pytest

import closr

pyarrow = pytest.importorskip("pyarrow", reason="the data libraries are tried in one interpreter")
polars = pytest.importorskip("polars")
pandas = pytest.importorskip("pandas")
duckdb = pytest.importorskip("duckdb")

TEXTS = ["call 512-555-0147", None, "how many beds?", "año: jane@example.com 🏡", ""]
REDACTED = ["call [PHONE_1]", None, "how many beds?", "año: [EMAIL_1] 🏡", ""]
LEAD = {"first_name": "Jane", "phones": ["+15125550147"]}


@pytest.mark.parametrize("kind", [pyarrow.string(), pyarrow.large_string(), pyarrow.string_view()], ids=str)
def test_an_arrow_column_keeps_its_type_its_chunks_and_its_nulls(kind):
    array = pyarrow.array(TEXTS, kind)
    for given in (array, array[1:4], pyarrow.chunked_array([array, array[2:], pyarrow.array([], kind)])):
        redacted = closr.redact_column(given)
        assert type(redacted) is type(given) and redacted.type == kind
        assert redacted.to_pylist() == [REDACTED[TEXTS.index(text)] for text in given.to_pylist()]
        if isinstance(given, pyarrow.ChunkedArray):
            assert [len(chunk) for chunk in redacted.chunks] == [len(chunk) for chunk in given.chunks]
    assert array.to_pylist() == TEXTS


def test_polars_has_a_namespace():
    import closr.polars

    series = polars.Series("text", TEXTS)
    for redacted in (closr.redact_column(series), series.closr.redact()):
        assert redacted.equals(polars.Series("text", REDACTED), check_names=True)
    frame = polars.LazyFrame({"text": TEXTS}).with_columns(polars.col("text").closr.redact(closr.Redactor(lead=LEAD)))
    assert frame.collect()["text"].to_list() == REDACTED


def test_pandas_has_an_accessor():
    import closr.pandas

    series = pandas.Series(TEXTS, index=[3, 1, 4, 5, 9], name="text", dtype="str")
    for redacted in (closr.redact_column(series), series.closr.redact()):
        pandas.testing.assert_series_equal(redacted, pandas.Series(REDACTED, index=series.index, name="text", dtype="str"))


def test_duckdb_has_a_function():
    import closr.duckdb

    connection = duckdb.connect()
    closr.duckdb.register(connection)
    connection.register("messages", pyarrow.table({"text": TEXTS}))
    assert [row for row, in connection.sql("select redact(text) from messages").fetchall()] == REDACTED
    assert closr.redact_column(connection.sql("select text from messages").to_arrow_table()["text"]).to_pylist() == REDACTED


def test_a_batch_keeps_its_other_columns():
    schema = pyarrow.schema([pyarrow.field("id", pyarrow.int64()), pyarrow.field("text", pyarrow.string(), metadata={"a": "b"})])
    batch = pyarrow.record_batch([range(5), TEXTS], schema=schema)
    redactor = pickle.loads(pickle.dumps(closr.Redactor(lead=LEAD)))
    for given in (batch, pyarrow.Table.from_batches([batch, batch])):
        redacted = closr.redact_batch(given, "text", redactor)
        assert redacted.schema.equals(schema, check_metadata=True) and redacted["id"].equals(given["id"])
        assert redacted["text"].to_pylist() == REDACTED * (len(given) // 5)
    with pytest.raises(KeyError, match="no one column"):
        closr.redact_batch(batch, "txet")


def test_a_pickled_redactor_knows_what_it_knew():
    account = {"id": "oak", "brand": "Oak", "phone": "+15125550100"}
    made = closr.Redactor(lead=LEAD, account=account, listings=[{"id": "L", "address": "12 Elm St"}])
    for redactor in (made, pickle.loads(pickle.dumps(made))):
        assert redactor.redact("Jane: 512-555-0100, 512-555-0199, 12 Elm St").text == "[PERSON_1]: 512-555-0100, [PHONE_1], 12 Elm St"


def test_what_only_speaks_arrow_comes_back_as_a_column():
    class Texts:
        def __arrow_c_array__(self, requested_schema=None):
            return pyarrow.array(TEXTS).__arrow_c_array__(requested_schema)

    column = closr.redact_column(Texts())
    assert isinstance(column, closr.Column) and (len(column), repr(column)) == (5, "Column(rows=5)")
    assert pyarrow.chunked_array(column).to_pylist() == REDACTED


@pytest.mark.parametrize("wrong, said", [
    (TEXTS, "found list; for a list use"),
    ("call 512-555-0147", "found str"),
    (pyarrow.array([1, 2]), "an Arrow column of Int64: cast it to string first"),
    (pyarrow.array(["a"]).dictionary_encode(), "cast it to string first"),
    (pyarrow.array([b"512-555-0147"]), "an Arrow column of Binary"),
    (pyarrow.table({"text": TEXTS}), "an Arrow column of Struct"),
    (None, "found NoneType"),
], ids=lambda value: type(value).__name__)
def test_what_is_no_column_of_texts_is_a_type_error_that_says_what_to_pass(wrong, said):
    with pytest.raises(TypeError, match="expected texts in an Arrow column") as error:
        closr.redact_column(wrong)
    assert said in str(error.value) and "0147" not in str(error.value)
    with pytest.raises(closr.InputInvalidError, match="redactor: expected closr.Redactor, found dict"):
        closr.redact_column(pyarrow.array(TEXTS), LEAD)


def test_progress_is_heard_and_can_stop_the_work():
    array, heard = pyarrow.array(["call 512-555-0147"] * 20_000), []
    closr.redact_column(array, progress=lambda done, total: heard.append((done, total)))
    assert heard == sorted(heard) and heard[-1] == (20_000, 20_000)

    def stop(done, total):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        closr.redact_column(array, progress=stop)


def test_other_threads_go_on_meanwhile():
    array = pyarrow.array(["call 512-555-0147 or jane@example.com"] * 200_000)
    done, counted = threading.Event(), 0
    worker = threading.Thread(target=lambda: (closr.redact_column(array), done.set()))
    worker.start()
    while not done.is_set():
        counted += 1
        done.wait(0.001)
    worker.join()
    assert counted > 3
