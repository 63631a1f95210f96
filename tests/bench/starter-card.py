#!/usr/bin/python3
"""Prints the starter model's card: every figure in it is read from what `eval` and `train` wrote.

Usage: starter-card.py FOLDER, in which nano.safetensors and nano.legs.json lie: that of starter.sh, or data/models.
"""
import json
import sys
import textwrap

CARD = """# {name}: the model that comes with Acutance

A nano network ({preset}: 48 channels, 2, 2, 6 and 2 blocks; hypernetwork head with `channel` fusion; a head
for {n_faults} faults), {size:.1f} MB in half precision, trained from random weights by `acutance-cli train` on
pictures made by `acutance-cli synth`, {patches} patches in all, in {n_legs}. No weights of anybody else went into it.

## What it knows, and what it does not

{knowledge}

Scores lie on 0 to 100: 100 imperceptible, 75 perceptible but not annoying, 50 slightly annoying, 25 annoying,
5 very annoying (ITU-R BT.500's five grades). Photos are looked at as on a screen, reduced to 640 pixels on the
longer side (`{protocol}`): faults that only show at full resolution are not seen; `--protocol native` looks
there.

## How well

On {pictures} pictures made of {photos} photos that no picture of the training set was made of
(`{command}`, the mean over {patches_judged} random patches of each):

| | figure | wanted |
| --- | --- | --- |
| SRCC over everything | {srcc:.3f} {srcc_95} | 0.93 |
| PLCC over everything | {plcc:.3f} {plcc_95} | |
| RMSE | {rmse:.1f} | |
| the strongest fault is named, level 3 and up, mixtures left out | {named:.1%} of {strong} | 85% |
| the untouched picture scores better than one at level 3 and up | {ordered:.1%} of {pairs} pairs | 97% |

{verdict}

{chosen}

| done to the picture | pictures | SRCC | PLCC |
| --- | --- | --- | --- |
{kinds}

{presence}

| fault | average precision |
| --- | --- |
{precisions}

## How it was made

{story}

| leg | from | what learns | pictures | of them more photos' | faults from level | epochs | patches | SRCC | time | device |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
{legs}

{columns}

| leg | schedule | rate of the backbone | of the head | batch | warm-up steps | weight decay | dropout | drop path | weight of tokens | of faults | mosaics | seed |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
{settings}

{rates}

{again}

| leg | in the environment | starter.sh of |
| --- | --- | --- |
{commands}

![learning curves]({name}.png)

What was tried:

{tried}

## Licence

CC BY-SA 4.0, for CID22's sake.
"""

KNOWLEDGE = """It knows technical faults: {faults}. It was taught by formulas, not by people: how much a known fault,
of a known amount, takes from a sharp photo (`data/synth/README.md` in Acutance's source tells which; it is installed as
synthetic-sets.md in share/doc/acutance). It does not know taste. A dull picture of a wall scores high when it is sharp,
a moving one of a moment scores low when it is noisy. A picture whose maker wanted blur, grain or darkness is judged as
if nobody had."""

CHOSEN = """Which legs were kept was decided by these very photos, several times over: a model that was measured on them
once would have a little less."""

PRESENCE = """A picture counts as one that has a fault where its label of that fault is 0.5 or more: about level 3, slightly
annoying, alone or in a mixture."""

STORY = """{photos} photos (206 of CID22's training part, Cloudinary, CC BY-SA 4.0; 26 of CLIC 2025's validation part,
Unsplash licence), {pictures} pictures made of them: {train} to train on, {val} to choose the epoch by, {test} for
the tables above, whole photos apart; the same photos in every leg. One patch a picture and epoch, AdamW. Where all
learns, token heads, new in each leg, learn as well, and the rates rise over the first steps; mosaics are the share of
patches put together of four pictures in a leg's first epoch, falling to none in the last of those planned. Other work
ran on the processors' cores beside it.{views}{extra}{notes}"""

COLUMNS = """SRCC is that of the epoch that was kept, on the photos to choose by; legs differ in those. The time is that of a
leg's steps. Patches that a head alone learned from are not counted above."""

AGAIN = """These weights came of all these legs, one after the other, with settings that changed from leg to leg; no single
command makes them. A leg is repeated by `START=MODEL … tests/bench/starter.sh FOLDER OUT` in Acutance's source, as it
was at the commit that is named, where MODEL is the model of the leg before and … what the table has. What it makes goes
from a folder of photos to this card. To be repeated from end to end, by whoever has a GPU, is another recipe: a single
run of `tests/bench/starter.sh FOLDER OUT` with its defaults, from random weights. These weights are not what that
makes."""

AGAIN_ONE = """These weights came of one run, from random weights: `… tests/bench/starter.sh FOLDER OUT` in Acutance's
source, as it was at the commit that is named, makes them again, and this card, where … is what the table has."""

# What legs with pictures of more photos learned from besides.
EXTRA = """ Also learned from, in some legs: 62 photos of Debian's packages gcompris-qt-data and lomiri-wallpapers-16.04
(public domain, CC0, CC BY and CC BY-SA; `nano-photos.md` names each, its author and licence), none of them held out."""

# Told with every card, newest first.
TRIED = (
    "One rate for all stages (legs 1 to 3). With half the rate for each stage that is twice as wide, the token heads "
    "soon reached losses that they had not reached before (see the curves): it is how `train` teaches a network from "
    "nothing now.",
    "Legs that go on from the model as it is learn from pictures that its protocol has enlarged from 512 to 640 "
    "pixels (2 to 5): softer ones than it meets. `starter.sh` takes the protocol off now. The next leg: its defaults, "
    "from this model, for as many hours as there are, and after it one with `MODE=quick`.",
    "The head beside a backbone that changes fast (legs 2 to 5): it does not keep up, and its scores get worse while "
    "the token heads' get better. Taught alone on what the backbone then says, it makes more of that in one epoch.",
    "Not varied: the random scale (`--random-scale`; no leg had it) and the balance of the faults, but for legs without "
    "the weaker ones: of a photo, `synth` makes each fault at each of its levels equally often.",
    "Token heads at a weight of 0.25 to 2: the head's gradients, which mean nothing at first, are some fifteen times "
    "as large in the backbone as theirs.",
    "Token heads without a gain, blocks begun at timm's 0.02, local distortion modules at the backbone's rate: nothing "
    "in the first one or two hundred steps.",
    "The head of random weights at a rate of 4e-4 and more: its scores wander off.",
    "Twelve epochs over the same 3560 pictures (leg 7): the training SRCC ends at 0.86 and that of the held-out photos "
    "at 0.70, and another pass over them by the head alone (leg 8) adds a hundredth on the test's. Next: more pictures "
    "of the same photos, each seen once or twice (`COUNT=13920 EPOCHS=4`).",
    "Three times as many pictures of the same photos (leg 9, then the head alone, leg 10): the training SRCC is 0.82 "
    "when that of the held-out photos stops at 0.74. It is the photos that are known by heart, not the pictures of "
    "them. Next: a view of its own for each picture, as `synth --vary` makes them and `starter.sh` asks for now.",
    "Such views, and 62 more photos (leg 11): the training SRCC is 0.92 when that of the held-out photos stops at 0.79. "
    "It still knows the photos by heart. Random weights instead, on 294 photos and 16,000 such pictures, were at 0.80 "
    "after 160,000 patches of one rate, 0.86 in training (not kept). Next: thousands of photos, not more steps.",
    "Squares of 256 pixels labelled by themselves, six in ten of them collages of several photos (`COLLAGE=0.6`), from "
    "random weights: one epoch of 156,760 such pictures at a rate of 1e-3, three and a half minutes on an "
    "NVIDIA H200, and two passes of the head alone over 3,000 of them came to 0.746 on the test's pictures, what the legs "
    "above took hours for (not kept). Of pictures like those trained on, but made of the test's photos, it orders "
    "collages and others together at 0.82 and the others alone at 0.75: collages are easier to tell. Next: the rest of "
    "the epochs, in which the rate falls; fewer collages, as `starter.sh` makes now.",
    "60,760 such squares, three in ten of them collages, twice each, 16,000 of them made of those 62 photos and of the "
    "quarters of CLIC's, from this model at a rate of 7e-4, and then one pass over an eighth of them at 1e-4 without "
    "token heads: 91 minutes on two cores of an AMD EPYC (not kept). The training SRCC ends at 0.91, that of the test's "
    "photos, on pictures drawn anew, at 0.753, where this model has 0.772. The mean of both models' weights orders "
    "540 pictures of the photos to choose by at 0.789, this model at 0.781: next time, before anything is kept.",
    "Why, measured on 270 of the test's pictures with twenty patches each: this model orders them at 0.772; those of "
    "one photo at 0.807, the mean over 27 photos; and all of them at 0.847 where each photo's mean error (their "
    "standard deviation: 10.8 of 100) is taken off. Dark, pale and soft photos are taken for faulty ones: more photos "
    "are what is lacking, not views of the same. Judged by four patches a picture the 0.772 are 0.755.",
    "The tables above were measured anew: on the pictures that `synth` draws of the test's photos now, by twenty patches "
    "each, and without the faults that take nothing from the picture at hand, which nobody could name. By four patches, "
    "with those, and on the pictures of legs 9 to 12 it was 0.752, the fault named in 92.2% of 743, and 96.5% of 821 "
    "pairs in order.",
)

# starter.sh's weight of the token heads, unless it is told another.
TOKENS = 40

TARGETS = {"jpeg": 0.90, "webp": 0.90, "sensor-noise": 0.90, "colour-noise": 0.90, "defocus": 0.90, "gaussian": 0.90,
           "motion": 0.90}


def format_figure(figure):
    """A correlation or precision; too few pictures have none."""
    return "–" if figure is None else f"{figure:.3f}"


def format_interval(interval):
    return f"({format_figure(interval['low'])} to {format_figure(interval['high'])})"


def describe_shortfall(result):
    """One sentence on what was wanted and is not reached."""
    short = []
    if result["srcc"] < 0.93:
        short.append("the order of all pictures")
    short += [kind for kind, least in sorted(TARGETS.items())
              if kind in result["kinds"] and (result["kinds"][kind]["srcc"] or 0) < least]
    if result["strong_faults_named"] < 0.85:
        short.append("the name of the strongest fault")
    if result["pairs_ordered"] < 0.97:
        short.append("the pairs")
    if not short:
        return "All that was wanted is reached."
    return ("Short of what was wanted (0.90 for each kind of noise, blur and compression): " + ", ".join(short) +
            ". It is a beginning, to be trained further.")


def describe_before(result):
    """One sentence on the model that the last leg began with, measured on the same pictures."""
    if result is None:
        return ""
    return (f" The model before it has {result['srcc']:.3f} {format_interval(result['srcc_95'])} over everything on the "
            f"same pictures, names {result['strong_faults_named']:.1%} and orders {result['pairs_ordered']:.1%}.")


def wrap(text):
    return textwrap.fill(" ".join(text.split()), width=115)


def is_quick(leg):
    return leg.get("mode") == "quick"


def format_row(*cells):
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


def describe_time(leg):
    if "seconds" not in leg:
        return "not kept"
    minutes = round(leg["seconds"] / 60)
    return f"{minutes // 60} h {minutes % 60:02d} min"


def describe_course(number, leg):
    """One row of the table of what legs learned from and what came of it."""
    known = [epoch["val_srcc"] for epoch in leg["epochs"] if epoch["val_srcc"] is not None]
    kept = "not asked" if not known else f"{known[-1] if leg.get('kept') == 'last' else max(known):.3f}"
    source = "random weights" if leg["start"].startswith("preset:") else f"leg {number - 1}"
    return format_row(number, source, "head" if is_quick(leg) else "all", leg["pictures"], leg.get("extra", 0),
                      leg["level"] or "all", len(leg["epochs"]), leg["patches"], kept, describe_time(leg),
                      leg["device"])


def describe_settings(number, leg):
    settings = leg["settings"]
    return format_row(number, leg["schedule"], f"{max(epoch['lr_backbone'] for epoch in leg['epochs']):.2g}",
                      f"{max(epoch['lr_head'] for epoch in leg['epochs']):.2g}", leg["batch"], leg["warmup"],
                      *(f"{settings[key]:g}" for key in ("weight_decay", "dropout", "drop_path")), f"{leg['tokens']:g}",
                      f"{settings['fault_weight']:g}", f"{leg['mosaic']:.0%}", f"{settings['seed']:g}")


def list_variables(leg):
    """What starter.sh is told to do the leg again."""
    settings, made = leg["settings"], leg["set"]
    learned = leg["pictures"] - leg.get("extra", 0)
    if is_quick(leg):
        yield "MODE=quick"
    yield f"COUNT={made['pictures']}"
    if leg["level"]:
        yield f"LEVEL={leg['level']}"
    if leg.get("part", 1) > 1:
        yield f"PART={leg['part']}"
    elif not leg["level"] and "train" in made and made["train"] >= 2 * learned:
        yield f"PART={round(made['train'] / learned)}"
    if leg.get("view"):
        yield f"VIEW={leg['view']} COLLAGE={leg['collage']:g}"
        yield f"PICTURES={made['test'] // made['test_photos']} PATCHES={leg['patches_judged']}"
    if leg.get("validation", made.get("val")) != made.get("val"):
        yield f"VALIDATION={leg['validation']}"
    if leg.get("extra"):
        yield f"EXTRA=FOLDER EXTRA_COUNT={leg.get('extra_count', leg['extra'])}"
    yield f"EPOCHS={settings['epochs']:g} RATE={settings['learning_rate']:g} RATIO={settings['head_ratio']:g}"
    if leg["schedule"] != "cosine":
        yield f"SCHEDULE={leg['schedule']}"
    yield f"BATCH={leg['batch']}"
    if not is_quick(leg):
        yield f"MOSAIC={leg['mosaic']:g}"
        if leg["tokens"] != TOKENS:
            yield f"TOKENS={leg['tokens']:g}"
    if is_elsewhere(leg):
        yield "DEVICE=vulkan"


def describe_command(number, leg):
    if "set" not in leg:
        return format_row(number, "cannot be repeated: see above", "")
    return format_row(number, "`" + " ".join(list_variables(leg)) + "`", leg.get("script") or "this source")


def describe_rates(legs):
    first = next((i + 1 for i, leg in enumerate(legs) if leg.get("staged", True)), None)
    same = "the same for all of its stages"
    halved = "the first stage's, and every further one's is half the last"
    rates = same if first is None else halved if first == 1 else f"{same} before leg {first}, then {halved}"
    return f"The rates are the highest of a leg; the backbone's is {rates}."


def is_elsewhere(leg):
    return leg["device"].startswith("NVIDIA")


def describe_views(legs):
    views = [f"leg {i + 1}: squares of {leg['view']} pixels, {leg['collage']:.0%} of them collages"
             for i, leg in enumerate(legs) if leg.get("view")]
    return " Pictures to train on: " + "; ".join(views) + "." if views else ""


def describe_notes(legs):
    return "".join(" " + leg["note"] for leg in legs if "note" in leg)


def describe_tried():
    return "\n".join(textwrap.fill(text, width=115, initial_indent="- ", subsequent_indent="  ") for text in TRIED)


def number_rows(describe, legs):
    return "\n".join(describe(i + 1, leg) for i, leg in enumerate(legs))


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    folder = sys.argv[1].rstrip("/")
    with open(folder + "/nano.legs.json", encoding="utf-8") as file:
        legs = json.load(file)
    with open(folder + "/nano.safetensors", "rb") as file:
        header = json.loads(file.read(int.from_bytes(file.read(8), "little")))
        size = file.seek(0, 2) / 1e6
    metadata = header["__metadata__"]
    result, made = legs[-1]["eval"], legs[-1]["set"]
    patches_judged = legs[-1]["patches_judged"]
    faults = metadata["faults"].split(",")
    kinds = "\n".join(format_row(kind, of["pictures"], format_figure(of["srcc"]), format_figure(of["plcc"]))
                      for kind, of in result["kinds"].items())
    precisions = "\n".join(format_row(fault, format_figure(value)) for fault, value in result["faults"].items())
    knowledge = KNOWLEDGE.format(faults=", ".join(faults))
    story = STORY.format(**made, views=describe_views(legs),
                         extra=EXTRA if any(leg.get("extra") for leg in legs) else "", notes=describe_notes(legs))
    sys.stdout.write(CARD.format(
        name="nano", preset="nano", n_faults=len(faults), size=size, knowledge=wrap(knowledge),
        n_legs="one leg" if len(legs) == 1 else f"{len(legs)} legs",
        protocol=metadata["protocol"], pictures=result["pictures"], photos=made["test_photos"],
        command=f"acutance-cli eval --split test --protocol native --patches {patches_judged}",
        patches_judged=patches_judged, srcc=result["srcc"], srcc_95=format_interval(result["srcc_95"]),
        plcc=result["plcc"], plcc_95=format_interval(result["plcc_95"]), rmse=result["rmse"],
        named=result["strong_faults_named"], strong=result["strong_faults"], ordered=result["pairs_ordered"],
        pairs=result["pairs"], verdict=wrap(describe_shortfall(result) + describe_before(legs[-1].get("before"))),
        kinds=kinds, presence=wrap(PRESENCE), chosen=wrap(CHOSEN), precisions=precisions, story=wrap(story), tried=describe_tried(),
        patches=sum(leg["patches"] for leg in legs if not is_quick(leg)), legs=number_rows(describe_course, legs),
        columns=wrap(COLUMNS), settings=number_rows(describe_settings, legs), rates=wrap(describe_rates(legs)),
        again=wrap(AGAIN if len(legs) > 1 else AGAIN_ONE), commands=number_rows(describe_command, legs)))


main()
