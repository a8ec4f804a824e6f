#!/usr/bin/env python3
"""Writes the tokenizer of a GGUF model file as a `tokenizer.json`, so that closr counts tokens as the model does.

    python3 scripts/gguf_tokenizer.py MODEL.gguf tokenizer.json

Reads byte-pair vocabularies of the GPT-2 kind (`tokenizer.ggml.model` = gpt2) whose pre-tokeniser is one of
those below; refuses any other by name, since a count that is nearly right is of no use. Needs Python alone.
"""

import json
import struct
import sys

# tokenizer.ggml.token_type, as llama.cpp numbers it.
NORMAL, UNKNOWN, CONTROL, USER_DEFINED, UNUSED, BYTE = 1, 2, 3, 4, 5, 6

BYTE_LEVEL = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": True}
# By the name in tokenizer.ggml.pre.
PRE_TOKENIZERS = {
    "smollm": {
        "type": "Sequence",
        "pretokenizers": [{"type": "Digits", "individual_digits": True}, BYTE_LEVEL],
    },
    "gpt-2": BYTE_LEVEL,
}
PRE_TOKENIZERS["smollm2"] = PRE_TOKENIZERS["smollm"]

SCALARS = {0: "<B", 1: "<b", 2: "<H", 3: "<h", 4: "<I", 5: "<i", 6: "<f", 7: "<?", 10: "<Q", 11: "<q", 12: "<d"}
STRING, ARRAY = 8, 9


class Reader:
    """Reads GGUF's little-endian values one after another."""

    def __init__(self, file):
        self.file = file

    def exactly(self, size):
        data = self.file.read(size)
        if len(data) != size:
            raise ValueError("the file ends in the middle of its metadata")
        return data

    def scalar(self, form):
        return struct.unpack(form, self.exactly(struct.calcsize(form)))[0]

    def string(self):
        return self.exactly(self.scalar("<Q")).decode("utf-8", errors="replace")

    def value(self, kind):
        if kind in SCALARS:
            return self.scalar(SCALARS[kind])
        if kind == STRING:
            return self.string()
        if kind == ARRAY:
            item, count = self.scalar("<I"), self.scalar("<Q")
            return [self.value(item) for _ in range(count)]
        raise ValueError(f"value type {kind} is not one that GGUF 2 or 3 knows")


def metadata(path):
    """The key-value part of a GGUF file."""
    with open(path, "rb") as file:
        reader = Reader(file)
        if reader.exactly(4) != b"GGUF":
            raise ValueError("not a GGUF file: it does not begin with GGUF")
        version = reader.scalar("<I")
        if version not in (2, 3):
            raise ValueError(f"GGUF version {version}; this script reads 2 and 3")
        reader.scalar("<Q")  # the number of tensors
        pairs = reader.scalar("<Q")
        return {reader.string(): reader.value(reader.scalar("<I")) for _ in range(pairs)}


def tokenizer(meta):
    """The `tokenizer.json` document for a GGUF file's metadata."""
    model = meta.get("tokenizer.ggml.model")
    if model != "gpt2":
        raise ValueError(f"tokenizer.ggml.model is {model!r}; only gpt2 (byte-level BPE) can be written")
    pre = meta.get("tokenizer.ggml.pre", "default")
    if pre not in PRE_TOKENIZERS:
        raise ValueError(f"tokenizer.ggml.pre is {pre!r}; known are {', '.join(sorted(PRE_TOKENIZERS))}")
    if meta.get("tokenizer.ggml.add_bos_token"):
        raise ValueError("the model adds a token at the beginning, which this script does not write")
    tokens = meta["tokenizer.ggml.tokens"]
    types = meta.get("tokenizer.ggml.token_type") or [NORMAL] * len(tokens)
    if len(types) != len(tokens):
        raise ValueError(f"{len(tokens)} tokens, but {len(types)} token types")
    added = [
        {
            "id": number,
            "content": token,
            "single_word": False,
            "lstrip": False,
            "rstrip": False,
            "normalized": False,
            "special": kind != USER_DEFINED,
        }
        for number, (token, kind) in enumerate(zip(tokens, types))
        if kind in (UNKNOWN, CONTROL, USER_DEFINED)
    ]
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": added,
        "normalizer": None,
        "pre_tokenizer": PRE_TOKENIZERS[pre],
        "post_processor": None,
        "decoder": BYTE_LEVEL,
        "model": {
            "type": "BPE",
            "dropout": None,
            "unk_token": None,
            "continuing_subword_prefix": None,
            "end_of_word_suffix": None,
            "fuse_unk": False,
            "byte_fallback": False,
            "ignore_merges": False,
            "vocab": {token: number for number, token in enumerate(tokens)},
            "merges": meta["tokenizer.ggml.merges"],
        },
    }


def main(arguments):
    if len(arguments) != 2:
        print(__doc__.strip(), file=sys.stderr)
        return 2
    source, target = arguments
    try:
        document = tokenizer(metadata(source))
    except (OSError, ValueError, KeyError) as problem:
        print(f"{source}: {problem}", file=sys.stderr)
        return 1
    with open(target, "w", encoding="utf-8") as file:
        json.dump(document, file, ensure_ascii=False)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
