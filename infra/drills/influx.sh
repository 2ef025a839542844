#!/usr/bin/env bash
# A real InfluxDB 1.6 down for an hour of samples, frozen, killed while it drains, and a scripted server with every answer there is; each compared with an undisturbed run:
# influx.sh [MINUTES] of samples in each part, 60 by default. Under ten minutes.
set -euo pipefail
cd "$(dirname "$0")/../.."
export DUSTWATCH_INFLUX_MINUTES="${1:-60}"
dotnet test tests/DustWatch.Tests -c Release -p:WebPage=false --filter "FullyQualifiedName~InfluxTroubleTests" --logger "console;verbosity=detailed"
