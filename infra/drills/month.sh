#!/usr/bin/env bash
# Thirty simulated days over MQTT through the server with a clock that runs as fast as it can; the outcome is compared with a backtest, memory and files with those of the
# eleventh day: month.sh [DAYS,POINTS,FAST], 30 days of 1,000 points at a minute and 10 at 1 Hz by default. It takes half an hour, and 8 GB of disk.
set -euo pipefail
cd "$(dirname "$0")/../.."
export DUSTWATCH_MONTH="${1:-30,1000,10}"
dotnet test tests/DustWatch.Tests -c Release -p:WebPage=false --filter "FullyQualifiedName~MonthTests" --logger "console;verbosity=detailed"
