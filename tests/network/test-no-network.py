#!/usr/bin/python3
"""acutance-cli opens no socket that leaves the machine, whatever it does: every command is run, and the
programs are looked at.

    test-no-network.py MODULE ACUTANCE-CLI ACUTANCE-DECODER SAMPLES [ACUTANCE]
"""

import os
import pathlib
import re
import socket
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
import network  # noqa: E402

MODULE, CLI, DECODER, SAMPLES = sys.argv[1:5]
NANO = ["--model", "test-weights:nano", "--device", "cpu", "--patches", "center"]


def test_linkage(work):
    for program in [CLI, DECODER, *sys.argv[5:]]:
        network.check_linkage(program)


def test_watch(work):
    """Were there a socket, it would be seen."""
    watch = network.Watch(MODULE, work)
    code = "import socket\ntry: socket.socket()\nexcept OSError: pass"
    subprocess.run([sys.executable, "-c", code], check=True, env={**os.environ, **watch.environment})
    try:
        watch.check()
    except network.Leak as leak:
        assert f"socket ({int(socket.AF_INET)}," in str(leak), leak
    else:
        raise AssertionError("a socket was not seen")


def list_commands(*words):
    """What the help page says that there is: the commands, or the actions of one."""
    page = subprocess.run([CLI, *words, "--help"], check=True, capture_output=True, text=True, env={**os.environ, "LC_ALL": "C.UTF-8"})
    return set(re.findall(r"^  (?:labels )?([a-z]+)  ", re.split(r"^(?:Commands|Actions):", page.stdout, flags=re.M)[1].split("\n\n")[0], re.M))


def test_commands(work):
    watch = network.Watch(MODULE, work)
    sample = sorted(pathlib.Path(SAMPLES).glob("*.jpg"))[0]
    listing = pathlib.Path(work) / "patches.csv"
    listing.write_text(f"path,protocol,y,x,mos\n{sample},native,0,0,50\n")
    photos = pathlib.Path(work) / "photos"
    photos.mkdir()
    (photos / sample.name).symlink_to(sample)
    scores = pathlib.Path(work) / "scores.csv"
    scores.write_text(f"path,mos\n{sample},50\n")
    ratings = pathlib.Path(work) / "ratings.csv"
    ratings.write_text(f"image,rater,score\n{sample},Ann,4\n")
    environment = {
        **os.environ, **watch.environment, "XDG_DATA_HOME": work, "XDG_CACHE_HOME": work, "LC_ALL": "C.UTF-8",
        # A software GPU leaves memory behind that a leak detector cannot tell from ours.
        "VK_DRIVER_FILES": "/dev/null", "VK_ICD_FILENAMES": "/dev/null",
    }
    commands = [
        ["devices"],
        ["models"],
        ["score", *NANO, "--format", "jsonl", str(sample)],
        ["train", "--base", "preset:nano", "--patch-list", str(listing), "--out", "mine", "--device", "cpu",
         "--epochs", "1", "--batch", "1"],
        ["import", f"{work}/acutance/models/mine.safetensors", "--name", "again"],
        ["labels", "import", str(ratings), "--set", "S", "--add-folders"],
        ["labels", "list"],
        ["labels", "export", "S"],
        ["labels", "mos", "S"],
        ["labels", "edit", "S", "--name", "T"],
        ["labels", "remove", "T", "--yes"],
        ["synth", "--from", str(photos), "--out", f"{work}/set", "--count", "1", "--held-out", "0", "--long-side", "240", "--no-sheet"],
        ["bench", "--preset", "nano", "--device", "cpu", "--batch", "1"],
        ["eval", "--model", "test-weights:nano", "--device", "cpu", "--data", str(scores)],
    ]
    for command in commands:
        done = subprocess.run([CLI, *command], env=environment, capture_output=True, text=True)
        if done.returncode != 0:
            raise AssertionError(f"acutance-cli {' '.join(command)}: {done.stderr}")
    watch.check("acutance-cli", "acutance-decoder")
    left = list_commands() - {"help"} - {words[0] for words in commands}
    left |= list_commands("labels") - {words[1] for words in commands if words[0] == "labels"}
    assert not left, f"nobody ran {', '.join(sorted(left))}"


def main():
    tests = [test_linkage, test_watch, test_commands]
    print(f"1..{len(tests)}", flush=True)
    failed = False
    for number, test in enumerate(tests, 1):
        with tempfile.TemporaryDirectory() as work:
            try:
                test(work)
                print(f"ok {number} {test.__name__.removeprefix('test_')}", flush=True)
            except (AssertionError, subprocess.CalledProcessError) as error:
                failed = True
                print("".join(f"# {line}\n" for line in str(error).splitlines()), end="")
                print(f"not ok {number} {test.__name__.removeprefix('test_')}", flush=True)
    sys.exit(failed)


main()
