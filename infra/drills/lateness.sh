#!/usr/bin/env bash
# Delivers 10,000 random streams late, twice, in another order and across crashes, and compares the outcome with that of the run in order. About six minutes of a core.
set -euo pipefail
cd "$(dirname "$0")/../.."
export DUSTWATCH_LATE_STREAMS=1000
dotnet test tests/DustWatch.Tests -c Release -p:WebPage=false --filter "FullyQualifiedName~LateSamplesTests"
