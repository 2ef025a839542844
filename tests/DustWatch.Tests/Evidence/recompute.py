"""Computes an evidence's numbers again from its JSON alone: python3 recompute.py < evidence.json. Exact where detection is."""
import hashlib, json, re, sys
from datetime import datetime
from decimal import Decimal as D

e = json.load(sys.stdin, parse_float=D)
rule, how, top, samples = e["rule"], e["rule"]["aggregate"], e["device"]["range"], e["samples"]
kind = rule["window"]["kind"]
parts = kind in ("episodes", "count")
ms = lambda t: round(datetime.fromisoformat(t.replace("Z", "+00:00")).timestamp() * 1000)
stretch = lambda edges: (ms(edges["start"]), ms(edges["end"]))
judged = lambda s: D((max(s["x"], top) if s["flag"] == "T" and top is not None else s["x"]) * s["k"]).quantize(D("0.000001"))
dose = lambda x: round(10**9 * D(2) ** ((x - rule["criterion"]) / D(rule["exchange"]))) if x >= rule["threshold"] else 0
energy = lambda x: round(1000 * D(10) ** (D(x) / 10))
is_energy = how in ("leq", "lex8h", "lexw") or parts and rule["quantity"].startswith("noise")
weight = energy if is_energy else dose if how == "dose" else lambda x: x
show = lambda mean: mean / 10**7 if how == "dose" else 10 * (mean / 1000).log10() if is_energy else mean
window, spans, at = stretch(e["window"]), [stretch(s) for s in e["spans"]], ms(e["transition"]["at"])
valid = [(judged(s), ms(s["start"]), ms(s["t"])) for s in samples if s["flag"] in "NT"]
weights = [weight(x) for x, _, _ in valid]

def duration(iso):  # ms
    days, hours, minutes, seconds = re.fullmatch(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?)?", iso).groups()
    return ((int(days or 0) * 24 + int(hours or 0)) * 60 + int(minutes or 0)) * 60_000 + round(D(seconds or 0) * 1000)

def inside(start, end, of):  # ms of (start, end] that lie in stretches
    return sum(max(0, min(end, b) - max(start, a)) for a, b in of)

def summed(of):  # Σ weight·d, Σ d and the values of the valid samples that cover a part of stretches
    covered = [(w, x, inside(a, b, of)) for w, (x, a, b) in zip(weights, valid)]
    return sum(w * d for w, _, d in covered), sum(d for _, _, d in covered), [x for _, x, d in covered if d > 0]

def counting(start, end):  # what counts of (start, end]
    return [(max(start, a), min(end, b)) for a, b in spans if max(start, a) < min(end, b)]

def short_means():  # start, end, Σ weight·d, Σ d and length without breaks of each that has ended and is covered enough
    of, (first, last) = duration(rule["window"]["of"]), stretch(e["whole"])
    edges = [(a, b) for _, a, b in valid] if of == 0 else sorted({(k * of, k * of + of) for _, a, b in valid for k in range(a // of, -(-b // of))})
    for start, end in ((max(first, a), min(last, b)) for a, b in edges):
        if start < end <= at:
            total, covered, _ = summed(counting(start, end))
            length = inside(start, end, spans)
            if covered and covered >= rule["minCoverage"] * length:
                yield start, end, total, covered, length

def runs_of(means):  # of means above the bound; where they are only counted, each by itself
    hold, bound, runs, before, goes_on = 3 * duration(e["interval"]), weight(D(e["bound"])), [], None, False
    for start, end, total, covered, _ in [*means, (at, at, 0, 1, 0)]:
        is_gap = before is not None and inside(before, start, spans) > hold
        if kind == "episodes" and goes_on and is_gap:
            runs[-1]["open"] = True
        is_above = total > bound * covered
        if is_above and kind == "episodes" and goes_on and not is_gap:
            runs[-1].update(end=end, height=max(runs[-1]["height"], show(D(total) / covered)))
        elif is_above:
            runs.append({"start": start, "end": end, "height": show(D(total) / covered), "gap": start - runs[-1]["end"] if runs else None, "open": False})
        before, goes_on = end, is_above
    return runs

total, covered, values = summed(spans)
length = inside(*window, spans)
coverage = D(summed([window])[1]) / (window[1] - window[0]) if how == "lexw" else D(covered) / length
fixed = {"twa8h": 28_800_000, "lex8h": 28_800_000, "dose": 28_800_000, "lexw": 144_000_000}.get(how)
divisor = fixed or (covered if covered >= rule["minCoverage"] * length else length)
low, runs = D(total) / (fixed or length), []
if e["projection"]:  # what the last 15 minutes give goes on to the shift's end
    rate, part, _ = summed(counting(*stretch(e["projection"]["rate"])))
    total += D(rate) * sum(b - a for a, b in map(stretch, e["projection"]["remaining"])) / part
if parts:
    means = list(short_means())
    runs = runs_of(means)
    if kind == "episodes" and "severe" in (e["transition"]["from"], e["transition"]["to"]):
        _, _, total, covered, length = means[-1]
        value, low = show(D(total) / covered), show(D(total) / length)
    else:
        value = low = len(runs)
elif how in ("max", "min", "count", "last"):
    value = low = {"max": max, "min": min, "count": lambda all: len([x for x in all if x > rule["over"]]), "last": lambda all: all[-1]}[how](values)
else:
    value, low = show(D(total) / divisor), show(low)
canonical = "[%s]" % ",".join('{"flag":"%(flag)s","k":%(k)s,"start":"%(start)s","t":"%(t)s","x":%(x)s}' % s for s in samples)
entry = "\n".join(str(e["hashes"][k]) for k in ("previous", "seq", "at", "kind", "actor", "body"))
sha = lambda text: hashlib.sha256(text.encode()).hexdigest()
print(json.dumps({"value": value, "low": low, "coverage": coverage, "runs": runs, "samples": sha(canonical), "entry": sha(entry)}, default=float))
