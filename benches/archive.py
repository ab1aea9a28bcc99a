#!/usr/bin/env python3
"""Archives of made-up reports, and how fast they are scanned beside other programs.

  archive.py make rare|dense OUT.csv [--mb N]       writes an archive; the bytes depend on shape and size alone
  archive.py run --schmorl PATH [--folder DIR] [--runs 7] [--small] [--regex SCRIPT] [--medspacy SCRIPT]

`rare`: reports of every kind, one in a hundred with a node, one in ten a spine MRI. `dense`: spine MRIs with nodes.
`run` makes both, unless they are there, times every program in turns (so that a busy machine slows all of them), takes
medians of the wall and of CPU seconds, and prints a table of ratios in Markdown. Counts are checked: a program that counts other records than were made fails the run.
All sentences are ours; nothing is taken from real reports.
"""
import argparse
import csv
import itertools
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

# how many reports the slow baselines get
BASELINE = 2000

CHEST = """Both lungs are clear of consolidation.|The cardiac shadow is of usual width.|A {n} mm nodule in the {lobe} was not there before.
No air or fluid is seen in the pleural space.|Mild interstitial edema has cleared since the last film.|The feeding tube ends below the diaphragm.
Lines and tubes stand as described before.|A faint opacity in the {lobe} may be an early infection.|The aorta is elongated and calcified.
Old fractures of the {side} ribs have healed.|Hilar outlines keep their shape.|There is a small {side} effusion.""".replace("\n", "|").split("|")
ABDOMEN = """The liver is smooth, without a focal lesion.|The wall of the gallbladder shows edema of {n} mm.|Both kidneys drain freely.
A simple cyst of {n} mm lies in the {side} kidney.|The spleen measures {n} cm.|Loops of bowel are of normal width.
A hernia of the groin holds fat alone.|The bladder is partly filled.|Nodes of the mesentery stay below {n} mm.
Bones: no suspicious focus. Degenerative change of the facets at {disc}.|The aorta measures {n} mm above its fork.""".replace("\n", "|").split("|")
HEAD = """The ventricles are of normal size.|No blood is seen within or around the brain.|Chronic changes of small vessels are mild.
There is no shift of the midline.|The mastoid cells are aerated.|Cytotoxic edema in the {side} hemisphere is new.""".replace("\n", "|").split("|")
SPINE = """{disc}: a bulge of the disc narrows the {side} foramen.|At {disc} the facets are enlarged without narrowing of the canal.
The cord ends at {vert} and is of normal signal.|Vertebral heights are kept.|Type {type} Modic changes border the disc at {disc}.
The marrow is of normal signal, without edema.|Marrow edema is seen at the {plate} of {vert}.|There is grade {type} slip at {disc}.
The muscles behind the spine are thinned.|A haemangioma fills part of {vert}.|Discs are dried out at several levels.
No compression of the conus or of a nerve root.""".replace("\n", "|").split("|")
NODE = """A Schmorl's node of {n} mm indents the {plate} of {vert}.|There are Schmorl nodes from {vert} to {vert}, unchanged.
Chronic Schmorl's node at the {plate} of {vert}.|No Schmorl's node is seen in the lumbar spine.|New Schmorl’s node at {vert}, with edema around it.
The {plate} of {vert} is pressed in, probably by a Schmorl's node.|Small intravertebral disc herniation at the {plate} of {vert}.""".replace("\n", "|").split("|")
FILL = {
    "n": [str(n) for n in range(2, 40)],
    "lobe": ["right upper lobe", "left lower lobe", "middle lobe", "lingula"],
    "side": ["right", "left"],
    "type": ["1", "2", "I", "II"],
    "disc": ["L1-L2", "L2-3", "L3-L4", "L4-5", "L5-S1", "T12-L1"],
    "vert": ["T9", "T10", "T11", "T12", "L1", "L2", "L3", "L4", "L5"],
    "plate": ["superior endplate", "inferior endplate", "upper end plate", "lower endplate"],
}
REASONS = ["Low back pain.", "Cough and fever.", "Fall from a ladder.", "Follow-up.", "Pain in the left leg.", "Headache since Monday."]
KINDS = [("XR", CHEST)] * 40 + [("CT", CHEST)] * 15 + [("CT", ABDOMEN)] * 25 + [("CT", HEAD)] * 10 + [("MR", SPINE)] * 10


def filled(pick, sentence):
    parts = sentence.split("{")
    return parts[0] + "".join(pick(FILL[name]) + rest for name, rest in (part.split("}", 1) for part in parts[1:]))


def wrapped(text, width=78):
    lines = [""]
    for word in text.split(" "):
        if len(lines[-1]) + len(word) >= width:
            lines.append("")
        lines[-1] += (" " if lines[-1] else "") + word
    return "\n".join(lines)


def report(rng, dense):
    """One report, and whether it speaks of a node."""
    def pick(options):
        return options[int(rng.random() * len(options))]
    node = dense or rng.random() < 0.01
    modality, sentences = ("MR", SPINE) if node else pick(KINDS)
    body = [filled(pick, pick(sentences)) for _ in range(8 + int(rng.random() * 14))]
    for _ in range(1 + int(rng.random() * 3) if node else 0):
        body.insert(int(rng.random() * len(body)), filled(pick, pick(NODE)))
    half = len(body) // 2
    findings = "\n\n".join(wrapped(" ".join(part)) for part in (body[:half], body[half:]))
    last = "\n".join(f"{number}. {filled(pick, pick(sentences))}" for number in (1, 2))
    text = f"REASON: {pick(REASONS)}\n\nTECHNIQUE: As usual for the region.\n\nFINDINGS:\n\n{findings}\n\nIMPRESSION:\n\n{last}\n"
    return modality, text.replace('"', '""'), node


def make(shape, path, megabytes):
    """Writes an archive; returns how many reports it has, and how many of them speak of a node."""
    rng = random.Random(f"{shape} 1")
    size = reports = nodes = 0
    with open(path, "wb") as out:
        size += out.write(b"note_id,subject_id,charttime,modality,text\n")
        while size < megabytes << 20:
            modality, text, node = report(rng, shape == "dense")
            reports += 1
            nodes += node
            row = f'N{reports},{10000 + reports % 7919},2150-01-{reports % 28 + 1:02},{modality},"{text}"\n'
            size += out.write(row.encode())
    return reports, nodes


csv.field_size_limit(1 << 30)


def timed(command):
    """Seconds by the clock, CPU seconds of all threads, and the most memory in MB."""
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    taken = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"failed: {' '.join(command)}")
    return taken, used.ru_utime + used.ru_stime, used.ru_maxrss / 1e3


def checked(schmorl, path, expected, folder):
    """The account of a scan, which must have read what was made."""
    summary = os.path.join(folder, "summary.json")
    subprocess.run([schmorl, "scan", path, "-q", "-o", os.path.join(folder, "out.csv"), "--summary", summary], check=True)
    with open(summary) as file:
        account = json.load(file)
    if account["read"] != expected or account["scanned"] != expected:
        sys.exit(f"{path}: {expected} reports made, {account['read']} read, {account['scanned']} scanned")
    return account


def scan(schmorl, path, folder, threads):
    out = os.path.join(folder, f"out{threads}.csv")
    if os.path.exists(out):
        os.remove(out)
    return [schmorl, "scan", path, "-q", "-o", out, "--threads", str(threads)]


def first(path, out, count):
    """The first records of an archive."""
    with open(path, newline="") as table, open(out, "w", newline="") as few:
        csv.writer(few).writerows(itertools.islice(csv.reader(table), count + 1))


def baseline(script, path, folder):
    """A baseline reads JSON lines from standard input."""
    lines = os.path.join(folder, "some.jsonl")
    with open(path, newline="") as table, open(lines, "w") as out:
        for row in itertools.islice(csv.DictReader(table), BASELINE):
            out.write(json.dumps({"id": row["note_id"], "text": row["text"]}) + "\n")
    return ["sh", "-c", f"exec {sys.executable} {script} < {lines} > /dev/null"]


def made(shape, path, megabytes):
    """Makes an archive, unless an earlier run left it: how many reports it has, and how many made with a node."""
    counts = f"{path}.json"
    if not os.path.exists(counts):
        reports, nodes = make(shape, path, megabytes)
        with open(counts, "w") as file:
            json.dump([reports, nodes], file)
    with open(counts) as file:
        return json.load(file)


def run(args):
    folder = args.folder or tempfile.mkdtemp()
    os.makedirs(folder, exist_ok=True)
    schmorl = shutil.which(args.schmorl) or os.path.abspath(args.schmorl)
    rows = []
    for shape, size in (("rare", 32 if args.small else 1024), ("dense", 16 if args.small else 250)):
        path = os.path.join(folder, f"{shape}.csv")
        reports, nodes = made(shape, path, size)
        account = checked(schmorl, path, reports, folder)
        commands = {
            "schmorl, 2 threads": scan(schmorl, path, folder, 2),
            "schmorl, 1 thread": scan(schmorl, path, folder, 1),
            "wc -l": ["wc", "-l", path],
        }
        if shutil.which("rg"):
            commands["rg -c -i schmorl"] = ["rg", "-c", "-i", "schmorl", path]
        if shape == "rare":
            for name, pack, unpack in (("gz", ["gzip", "-kf1"], args.gunzip.split()), ("zst", ["zstd", "-qkf1"], ["zstd", "-qdc"])):
                if shutil.which(pack[0]):
                    if not os.path.exists(f"{path}.{name}"):
                        subprocess.run(pack + [path], check=True)
                    commands[f"schmorl, .csv.{name}, 2 threads"] = scan(schmorl, f"{path}.{name}", folder, 2)
                    commands[f"{' '.join(unpack)}, decompression alone"] = [*unpack, f"{path}.{name}"]
        for name, script in (("regex baseline", args.regex), ("medspaCy baseline", args.medspacy)):
            if script and shape == "dense":
                commands[f"{name}, first {BASELINE:,} reports"] = baseline(script, path, folder)
        if shape == "dense":
            few = os.path.join(folder, "few.csv")
            first(path, few, BASELINE)
            commands[f"schmorl, 1 thread, first {BASELINE:,} reports"] = scan(schmorl, few, folder, 1)
        times = {name: [] for name in commands}
        for turn in range(args.runs + 1):
            for name, command in commands.items():
                taken = timed(command)
                if turn:  # the first turn fills the cache
                    times[name].append(taken)
        medians = {name: [statistics.median(column) for column in zip(*taken)] for name, taken in times.items()}
        unit = medians.get("rg -c -i schmorl", medians["wc -l"])
        found = sum(sum(statuses.values()) for statuses in account["findings"].values())
        megabytes = os.path.getsize(path) / 1e6
        rows.append(
            f"\n**{shape}**: {megabytes:.0f} MB, {reports:,} reports, {nodes:,} made with a node, "
            f"{account['with_mention']:,} read with a finding, {found:,} findings\n"
        )
        rows.append("| program | wall, s | CPU, s | times ripgrep: wall | CPU | MB/s | peak MB |\n|---|---|---|---|---|---|---|")
        for name, (wall, cpu, peak) in sorted(medians.items(), key=lambda item: item[1]):
            speed = "" if "first" in name else f"{megabytes / wall:,.0f}"
            ratios = f"{wall / unit[0]:.2f} | {cpu / unit[1]:.2f}"
            rows.append(f"| {name} | {wall:.2f} | {cpu:.2f} | {ratios} | {speed} | {peak:.0f} |")
    print("\n".join(rows))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    making = commands.add_parser("make")
    making.add_argument("shape", choices=["rare", "dense"])
    making.add_argument("out")
    making.add_argument("--mb", type=int, default=64)
    running = commands.add_parser("run")
    running.add_argument("--schmorl", required=True)
    running.add_argument("--folder")
    running.add_argument("--runs", type=int, default=7)
    running.add_argument("--small", action="store_true", help="megabytes instead of a gigabyte: to try the script")
    running.add_argument("--gunzip", default="gzip -dc", help="what unpacks gzip to standard output, as a measure")
    running.add_argument("--regex", help="a baseline that reads JSON lines from standard input")
    running.add_argument("--medspacy", help="another")
    args = parser.parse_args()
    if args.command == "make":
        reports, nodes = make(args.shape, args.out, args.mb)
        print(f"{reports} reports, {nodes} with a node", file=sys.stderr)
    else:
        run(args)


if __name__ == "__main__":
    main()
