#!/usr/bin/env python3
"""Checks the demo's dialogue files against the rules in README.md.

Usage: python3 check.py [folder]     (default: the folder this file is in)

Prints the counts and exits 0, or prints "file:line: reason" for every fault
and exits 1. Standard library only.
"""
import collections
import json
import pathlib
import re
import sys

KEYS = ["id", "lang", "shop", "topic", "title", "shopper", "turns"]
ROLES = {"shopper", "agent"}
SHOPS = ["qinghe", "banxia", "xingtu"]
TOPICS = ["sizes", "delivery", "returns", "invoices", "damaged", "other"]
ORDER_LETTER = {"qinghe": "Q", "banxia": "B", "xingtu": "X"}
MAX_TEXT = 300      # characters in one turn
LONG_TEXT = 20      # longer texts may stand only once in the whole set
MIN_PER_CELL = 2    # dialogues for each topic of each shop, in each own set

# own: written for this project. dialogues: (fewest, most). turns: (fewest, most).
FILES = {
    "ecommerce_zh.jsonl": dict(own=True, lang="zh-CN", ids=r"zh-\d{3}", shops=SHOPS, topics=TOPICS,
                               dialogues=(60, None), turns=(6, 14), sentence=8),
    "ecommerce_en.jsonl": dict(own=True, lang="en", ids=r"en-\d{3}", shops=SHOPS, topics=TOPICS,
                               dialogues=(60, None), turns=(6, 14), sentence=20),
    "crosswoz_slice.jsonl": dict(own=False, lang="zh-CN", ids=r"crosswoz-(val|test)-\d+", shops=["travel"],
                                 topics=["travel"], dialogues=(40, 40), turns=(8, 20)),
    "abcd_slice.jsonl": dict(own=False, lang="en", ids=r"abcd-\d+", shops=["banxia"], topics=["other"],
                             dialogues=(5, 5), turns=(6, 30)),
}

CONTROL = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]")
MOBILE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
PHONE = re.compile(r"(?<![\d-])\+?\(?\d{2,4}\)?[ -]\d{3,4}[ -]?\d{4}(?!\d)")
WEB = re.compile(r"https?://|www\.|[\w.]+@[\w.]+\.\w+", re.I)
ORDER = re.compile(r"\b([A-Z])20\d{6}-\d{2}\b")
SENTENCE_END = re.compile(r"[。！？!?…]+|\.(?=\s|$)")

faults = []


def fault(name, line, reason):
    faults.append((name, line, reason))


def no_double_keys(pairs):
    keys = [k for k, _ in pairs]
    double = [k for k, n in collections.Counter(keys).items() if n > 1]
    if double:
        raise ValueError("key written twice: " + ", ".join(double))
    return dict(pairs)


def read(path):
    """Yields (line number, dialogue) and notes lines that are not a JSON object."""
    name = path.name
    raw = path.read_bytes()
    if raw.startswith(b"\xef\xbb\xbf"):
        fault(name, 1, "starts with a byte order mark")
        raw = raw[3:]
    if raw and not raw.endswith(b"\n"):
        fault(name, raw.count(b"\n") + 1, "no line end after the last line")
    lines = raw.split(b"\n")
    if lines and lines[-1] == b"":
        lines.pop()
    for n, line in enumerate(lines, 1):
        try:
            dialogue = json.loads(line.decode("utf-8"), object_pairs_hook=no_double_keys)
        except UnicodeDecodeError as e:
            fault(name, n, "not UTF-8: %s" % e)
        except ValueError as e:
            fault(name, n, "not one JSON value: %s" % e)
        else:
            if isinstance(dialogue, dict):
                yield n, dialogue
            else:
                fault(name, n, "not a JSON object")


def check_shape(name, n, d, rule):
    """True if the dialogue is sound enough for the checks that follow."""
    if list(d) != KEYS:
        fault(name, n, "keys are %s, expected %s in this order" % (list(d), KEYS))
        return False
    sound = True
    for key in KEYS[:-1]:
        value = d[key]
        if not isinstance(value, str) or not value.strip():
            fault(name, n, "%s is not a filled string" % key)
            sound = False
        elif CONTROL.search(value) or value != value.strip():
            fault(name, n, "%s has outer blanks, a line break or a control character" % key)
    if not isinstance(d["turns"], list):
        fault(name, n, "turns is not a list")
        return False
    for i, t in enumerate(d["turns"], 1):
        if not isinstance(t, dict) or list(t) != ["role", "text"]:
            fault(name, n, "turn %d does not have exactly role and text" % i)
            sound = False
        elif not isinstance(t["role"], str) or t["role"] not in ROLES:
            fault(name, n, "turn %d: role %r is not one of %s" % (i, t["role"], sorted(ROLES)))
            sound = False
        elif not isinstance(t["text"], str):
            fault(name, n, "turn %d: text is not a string" % i)
            sound = False
    return sound


def check_dialogue(name, n, d, rule):
    if not re.fullmatch(rule["ids"], d["id"]):
        fault(name, n, "id %r does not follow %s" % (d["id"], rule["ids"]))
    if d["lang"] != rule["lang"]:
        fault(name, n, "lang %r, expected %r" % (d["lang"], rule["lang"]))
    if d["shop"] not in rule["shops"]:
        fault(name, n, "shop %r is not one of %s" % (d["shop"], rule["shops"]))
    if d["topic"] not in rule["topics"]:
        fault(name, n, "topic %r is not one of %s" % (d["topic"], rule["topics"]))

    turns = d["turns"]
    low, high = rule["turns"]
    if not low <= len(turns) <= high:
        fault(name, n, "%d turns, allowed are %d to %d" % (len(turns), low, high))
    if not turns:
        return
    if turns[0]["role"] != "shopper":
        fault(name, n, "first turn is not by the shopper")
    if not any(t["role"] == "agent" for t in turns):
        fault(name, n, "the agent never writes")
    for i, t in enumerate(turns, 1):
        text = t["text"]
        if not text.strip():
            fault(name, n, "turn %d: empty text" % i)
        if len(text) > MAX_TEXT:
            fault(name, n, "turn %d: %d characters, at most %d" % (i, len(text), MAX_TEXT))
        if CONTROL.search(text):
            fault(name, n, "turn %d: line break or control character" % i)
        if rule["own"]:
            check_own_text(name, n, i, text, d["shop"])
    if rule["own"]:
        roles = [t["role"] for t in turns]
        for i in range(len(roles) - 2):
            if roles[i] == roles[i + 1] == roles[i + 2]:
                fault(name, n, "turns %d to %d: three in a row by the %s" % (i + 1, i + 3, roles[i]))
                break


def check_own_text(name, n, i, text, shop):
    if text != text.strip():
        fault(name, n, "turn %d: blanks at an end" % i)
    if MOBILE.search(text) or PHONE.search(text):
        fault(name, n, "turn %d: looks like a phone number" % i)
    if WEB.search(text):
        fault(name, n, "turn %d: web or mail address" % i)
    for m in ORDER.finditer(text):
        if m.group(1) != ORDER_LETTER.get(shop):
            fault(name, n, "turn %d: order number %s does not belong to shop %s" % (i, m.group(), shop))


def sentences(text):
    for s in SENTENCE_END.split(text):
        s = s.strip().casefold()
        if s:
            yield s


def main():
    folder = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else __file__).resolve()
    if folder.is_file():
        folder = folder.parent
    for path in sorted(folder.glob("*.jsonl")):
        if path.name not in FILES:
            fault(path.name, 0, "file is not in the list of this check")

    ids, texts, report = {}, {}, []
    for name, rule in FILES.items():
        path = folder / name
        if not path.is_file():
            fault(name, 0, "file is missing")
            continue
        count, turn_count = 0, 0
        cells, by_turns, titles, said, orders = collections.Counter(), collections.Counter(), {}, {}, {}
        for n, d in read(path):
            count += 1
            if not check_shape(name, n, d, rule):
                continue
            check_dialogue(name, n, d, rule)
            turn_count += len(d["turns"])
            cells[d["topic"], d["shop"]] += 1
            by_turns[len(d["turns"])] += 1
            if d["id"] in ids:
                fault(name, n, "id %s stands already at %s:%d" % ((d["id"],) + ids[d["id"]]))
            else:
                ids[d["id"]] = (name, n)
            for i, t in enumerate(d["turns"], 1):
                text = t["text"].strip()
                if len(text) > LONG_TEXT:
                    if text in texts:
                        fault(name, n, "turn %d: same text as %s:%d turn %d" % ((i,) + texts[text]))
                    else:
                        texts[text] = (name, n, i)
            if not rule["own"]:
                continue
            if d["title"] in titles:
                fault(name, n, "title stands already at line %d" % titles[d["title"]])
            titles.setdefault(d["title"], n)
            for i, t in enumerate(d["turns"], 1):
                for s in sentences(t["text"]):
                    if len(s) >= rule["sentence"] and said.setdefault(s, n) != n:
                        fault(name, n, "turn %d: sentence %r stands already at line %d" % (i, s, said[s]))
                for m in ORDER.finditer(t["text"]):
                    if orders.setdefault(m.group(), n) != n:
                        fault(name, n, "turn %d: order number %s stands already at line %d"
                              % (i, m.group(), orders[m.group()]))

        fewest, most = rule["dialogues"]
        if count < fewest or (most is not None and count > most):
            fault(name, max(count, 1), "%d dialogues, expected %s%d"
                  % (count, "" if most == fewest else "at least ", fewest))
        if rule["own"]:
            for topic in TOPICS:
                if not any(cells[topic, shop] for shop in SHOPS):
                    fault(name, max(count, 1), "topic %s is not covered" % topic)
                for shop in SHOPS:
                    if cells[topic, shop] < MIN_PER_CELL:
                        fault(name, max(count, 1), "topic %s, shop %s: %d dialogues, at least %d"
                              % (topic, shop, cells[topic, shop], MIN_PER_CELL))
        report.append((name, rule, count, turn_count, cells, by_turns))

    for name, rule, count, turn_count, cells, by_turns in report:
        span = "%d to %d" % (min(by_turns), max(by_turns)) if by_turns else "none"
        print("%-22s %3d dialogues %4d turns (%s each)" % (name, count, turn_count, span))
        if rule["own"]:
            for topic in TOPICS:
                print("    %-9s %2d  (%s)" % (topic, sum(cells[topic, s] for s in SHOPS),
                                              ", ".join("%s %d" % (s, cells[topic, s]) for s in SHOPS)))
    print("%-22s %3d dialogues %4d turns" % ("all", sum(r[2] for r in report), sum(r[3] for r in report)))

    for name, line, reason in sorted(faults):
        print("%s:%d: %s" % (name, line, reason))
    if faults:
        print("%d fault%s" % (len(faults), "" if len(faults) == 1 else "s"))
        return 1
    print("no faults")
    return 0


if __name__ == "__main__":
    sys.exit(main())
