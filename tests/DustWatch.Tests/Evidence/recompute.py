"""Computes an evidence's value again from its JSON alone: python3 recompute.py < evidence.json. Exact where detection is."""
import hashlib, json, sys
from datetime import datetime
from decimal import Decimal as D

e = json.load(sys.stdin, parse_float=D)
rule, how, top, samples = e["rule"], e["rule"]["aggregate"], e["device"]["range"], e["samples"]
ms = lambda t: round(datetime.fromisoformat(t.replace("Z", "+00:00")).timestamp() * 1000)
judged = lambda s: D((max(s["x"], top) if s["flag"] == "T" and top is not None else s["x"]) * s["k"]).quantize(D("0.000001"))
dose = lambda x: round(10**9 * D(2) ** ((x - rule["criterion"]) / D(rule["exchange"]))) if x >= rule["threshold"] else 0
energy = lambda x: round(1000 * D(10) ** (D(x) / 10))
weight = {"dose": dose, "leq": energy, "lex8h": energy}.get(how, lambda x: x)

def summed(edges):  # Σ weight·d, Σ d and the values of the valid samples that cover a part of (start, end]
    a, b = ms(edges["start"]), ms(edges["end"])
    parts = [(judged(s), min(b, ms(s["t"])) - max(a, ms(s["start"]))) for s in samples if s["flag"] in "NT"]
    return sum(weight(x) * d for x, d in parts if d > 0), sum(d for _, d in parts if d > 0), [x for x, d in parts if d > 0]

total, covered, values = summed(e["window"])
length = ms(e["window"]["end"]) - ms(e["window"]["start"])
if e["projection"]:  # what the last 15 minutes give goes on to the shift's end
    rate, part, _ = summed(e["projection"]["rate"])
    total += D(rate) * (ms(e["projection"]["shift"]["end"]) - ms(e["transition"]["at"])) / part
mean = D(total) / (28_800_000 if how in ("twa8h", "lex8h", "dose") else covered if covered >= rule["minCoverage"] * length else length)
value = max(values) if how == "max" else min(values) if how == "min" else len([x for x in values if x > rule["over"]]) if how == "count" else values[-1] if how == "last" else mean / 10**7 if how == "dose" else 10 * (mean / 1000).log10() if weight is energy else mean
canonical = "[%s]" % ",".join('{"flag":"%(flag)s","k":%(k)s,"start":"%(start)s","t":"%(t)s","x":%(x)s}' % s for s in samples)
entry = "\n".join(str(e["hashes"][k]) for k in ("previous", "seq", "at", "kind", "actor", "body"))
print(json.dumps({"value": float(value), "coverage": covered / length, "samples": hashlib.sha256(canonical.encode()).hexdigest(), "entry": hashlib.sha256(entry.encode()).hexdigest()}))
