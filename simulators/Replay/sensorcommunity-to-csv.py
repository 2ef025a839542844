#!/usr/bin/env python3
"""Brings a Sensor.Community SDS011 series (timestamp_utc,P1,P2 in ug/m3) to the samples that replay and backtest take.

    sensorcommunity-to-csv.py SERIES.csv [POINT] [DAYS] > samples.csv

P1/1000 becomes dust_respirable in mg/m3: outdoor PM10 is no respirable dust at a workplace; it lends its shape alone.
"""
import csv
import datetime
import sys

series, point, days = (sys.argv[1:] + ["own-1", "5"][len(sys.argv) - 2:])[:3]
rows = list(csv.DictReader(open(series, encoding="utf-8")))
time_of = lambda row: datetime.datetime.fromisoformat(row["timestamp_utc"]).replace(tzinfo=datetime.timezone.utc)
start = time_of(rows[-1]) - datetime.timedelta(days=float(days))
print("point,quantity,ts,value")
for row in rows:
    if time_of(row) > start and row["P1"]:
        print(f"{point},dust_respirable,{round(time_of(row).timestamp() * 1000)},{float(row['P1']) / 1000:.6f}")
